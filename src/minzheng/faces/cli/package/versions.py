"""`minzheng package diff A B` and `minzheng package rebase PATH`: what changed, and an edit on the newest version."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from minzheng.core.catalogue.queries import check as findings_of
from minzheng.core.catalogue.queries import versions_of
from minzheng.faces.cli.package.folders import PROCESS, Say, has_own_process, put, texts
from minzheng.kernel.packages import UnreadableError, compare, read_yaml, rebase

Files = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """One side of a comparison as it was written: a folder, `service@3`, or `3` (of the service of the other side)."""

    words: str

    @property
    def is_folder(self) -> bool:
        """A folder that is there, or anything that cannot be a version."""
        return Path(self.words).is_dir() or not self.words.rpartition("@")[2].isdecimal()

    @property
    def service(self) -> str:
        """The service before the `@`, '' where none is named."""
        return self.words.rpartition("@")[0]

    @property
    def number(self) -> int:
        """The number of the version."""
        return int(self.words.rpartition("@")[2][:9])


def needs_database(first: str, second: str) -> bool:
    """Whether a side of the comparison is a published version."""
    return not (Named(first).is_folder and Named(second).is_folder)


def diff(first: str, second: str, say: Say) -> int:
    """Print what changed from `first` to `second`; 1 when a side cannot be read, else 0."""
    sides = (Named(first), Named(second))
    service = next((side.service for side in sides if not side.is_folder and side.service), "")
    read: dict[str, Files | None] = {
        side.words: texts(Path(side.words), say) for side in sides if side.is_folder
    }
    if None in read.values():
        return 1
    service = service or next((code_of(files) for files in read.values() if files is not None), "")
    for side in sides:
        if not side.is_folder:
            read[side.words] = _published(side, service, say)
            if read[side.words] is None:
                return 1
    before, after = read[first], read[second]
    if before is None or after is None:
        return 1
    found = compare(before, after)
    for one in found:
        say(str(one))
    say(f"从 {first} 到 {second}：改了 {len(found)} 处。" if found else f"{first} 和 {second} 说的一样。")
    return 0


def _published(side: Named, service: str, say: Say) -> Files | None:
    if not service and not side.service:
        say(f"“{side.words}”是哪个事项的版本？请写成 事项标识@{side.number}。")
        return None
    code = side.service or service
    versions = dict(versions_of(code))
    if side.number not in versions:
        known = "、".join(map(str, versions)) or "一个也没有"
        say(f"{code} 没有第 {side.number} 版。已经发布的版本：{known}。")
        return None
    return versions[side.number]


def code_of(files: Files) -> str:
    """The identifier that a package gives itself, '' when it does not say."""
    try:
        service = read_yaml(files.get("service.yaml", ""))
    except UnreadableError:
        return ""
    return str(service.get("code", "")) if isinstance(service, dict) else ""


def rebase_folder(path: Path, *, parent: int | None, write: bool, say: Say) -> int:
    """Put the edits of a folder on top of the newest published version. Tells what is taken over; with `write` the
    merged files are written into the folder. 1, and nothing written, when both sides changed the same thing."""
    edited = texts(path, say)
    if edited is None:
        return 1
    code = code_of(edited)
    versions = dict(versions_of(code)) if code else {}
    if not versions:
        say(f"“{code or path}”还没有发布过，没有可以比对的版本。")
        return 1
    began = parent or nearest(versions, edited)
    if began not in versions:
        say(f"{code} 没有第 {began} 版。已经发布的版本：{'、'.join(map(str, versions))}。")
        return 1
    newest = max(versions)
    how = "" if parent else "（和这个目录最接近；从别的版本改起的，请加 --parent 版本号）"
    say(f"从第 {began} 版改起{how}，最新是第 {newest} 版。")
    if began == newest:
        say("已经在最新版上，不用合并。")
        return 0
    base, mine = versions[began], dict(edited)
    if not has_own_process(path) and PROCESS in base:
        mine[PROCESS] = base[PROCESS]  # the shared process is not the folder's to change
    return _rebased(path, (base, versions[newest], mine), edited, write=write, say=say)


def _rebased(path: Path, sides: tuple[Files, Files, Files], edited: Files, *, write: bool, say: Say) -> int:
    base, newest, mine = sides
    made = rebase(base, newest, mine)
    for taken in made.taken:
        say(f"采用最新版　{taken}")
    for collision in made.collisions:
        say(f"两边冲突　{collision}")
    if made.collisions:
        say(f"有 {len(made.collisions)} 处两边都改了，要您来定：改好目录里的文件再运行一次。目录没有动。")
        return 1
    for name in made.relaid:
        say(f"{name}：合并后重新排了版，注释可能没有了。")
    files = dict(made.files)
    if not has_own_process(path) and files.get(PROCESS) == base.get(PROCESS):
        files.pop(PROCESS, None)  # still the shared one
    whole = files if PROCESS in files else {**files, **({PROCESS: mine[PROCESS]} if PROCESS in mine else {})}
    for finding in findings_of(whole):
        say(f"合并后还要改　{finding}")
    if not write:
        say(f"没有冲突，采用最新版 {len(made.taken)} 处。要写进目录，请加 --write。")
        return 0
    before = {name: text for name, text in edited.items() if name != PROCESS or has_own_process(path)}
    put(path, before, files)
    say(f"已经写进 {path}，采用最新版 {len(made.taken)} 处。请再运行 minzheng package check。")
    return 0


def nearest(versions: Mapping[int, Files], edited: Files) -> int:
    """The version that differs least from an edited folder; of equals the older one, so that nothing newer is
    mistaken for undone."""
    own = {name: text for name, text in edited.items() if name != PROCESS}

    def distance(number: int) -> tuple[int, int]:
        files = {name: text for name, text in versions[number].items() if name != PROCESS}
        return len(compare(files, own)), number

    return min(versions, key=distance)
