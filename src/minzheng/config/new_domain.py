"""`make domain NAME=…`: lays a new business domain. Its presence is enough to be found; no other file changes."""

import keyword
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import Final

from minzheng.config import rooms
from minzheng.config.environment import SettingProblem

_NAME: Final = re.compile(r"[a-z]+(_[a-z]+)*")
_FILES: Final = {
    "__init__.py": '"""$title: what is it for, and what is it not for? Say it here in a sentence each."""\n',
    "apps.py": '''"""Django's door plate of the room."""

from django.apps import AppConfig


class ${camel}Config(AppConfig):
    """The room as Django sees it."""

    name = "minzheng.domains.$name"
    label = "$name"
    verbose_name = "$title"
''',
    "domain.py": '''"""The door plate of the domain."""

from minzheng.kernel.registry import Domain, domains

DOMAIN = domains.add(Domain(name="$name", title="$title"))
''',
    "services/.gitkeep": "",
}


class NameProblem(SettingProblem):
    """A name that no domain can have."""


def lay(name: str, title: str, house: Path = rooms.HOUSE) -> Path:
    """Make the folder of a domain; gives it back. Raises NameProblem and writes nothing when the name will not do."""
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise NameProblem(
            f"业务领域的名字用小写英文字母和下划线，例如 make domain NAME=rescue；现在是“{name}”。\n"
            f"A domain's name is lower-case letters and underscores, say `make domain NAME=rescue`, not {name!r}."
        )
    taken = [floor for floor in rooms.FLOORS if (house / floor / name).exists()]
    if taken:
        raise NameProblem(f"{taken[0]}/{name} 已经有了，请换一个名字。{taken[0]}/{name} is there already.")
    folder = house / "domains" / name
    words = {"name": name, "title": title, "camel": name.title().replace("_", "")}
    for file, text in _FILES.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(text).substitute(words), "utf-8")
    return folder


def main(words: Sequence[str]) -> int:
    """Lay the domain of the first word; the second is its Chinese title."""
    name, title = [*words, "", ""][:2]
    folder = lay(name, title or f"{name}（请写中文名）")
    sys.stdout.write(
        f"已建好 {folder.relative_to(rooms.HOUSE.parent)}。接下来：在 domain.py 和 apps.py 写中文名，"
        "在 services/ 放第一个服务包，再运行 make house 和 make quick。\n"
    )
    return 0
