"""What a package's files are, what an offering may change of it, and the words under which it is found."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import rjieba
from pypinyin import lazy_pinyin

from minzheng.kernel.errors import Problem
from minzheng.kernel.packages import read_yaml

SHARED_PROCESSES = Path(__file__).parent / "processes"
TEXT_FILES = (".yaml", ".json", ".md", ".bpmn", ".dmn", ".typ")


def read_folder(folder: Path) -> dict[str, str]:
    """The text files of a package folder with the closure that it stands on (its shared process), path -> text.

    Raises UnreadableError (kernel.packages) for a `service.yaml` that is not YAML, UnicodeDecodeError.
    """
    files = {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in TEXT_FILES and path.is_file()
    }
    if "process.bpmn" not in files and "service.yaml" in files:
        service = read_yaml(files["service.yaml"])
        named = str(service.get("process", "")) if isinstance(service, dict) else ""
        shared = SHARED_PROCESSES / f"{named}.bpmn"
        if named.isidentifier() and shared.is_file():
            files["process.bpmn"] = shared.read_text(encoding="utf-8")
    return files


def parameters_beside(folder: Path) -> list[dict[str, Any]]:
    """Dated values that a package may use: those of its domain's `parameters/*.yaml`, and its own `parameters.yaml`."""
    files = [*sorted(folder.resolve().parent.parent.glob("parameters/*.yaml")), folder / "parameters.yaml"]
    return [
        entry
        for file in files
        if file.is_file()
        for entry in read_yaml(file.read_text(encoding="utf-8")) or ()
    ]


def digest(value: Any) -> str:
    """SM3 over canonical JSON, in hex: the identity of a version's files or a snapshot's content."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.new("sm3", text.encode()).hexdigest()


def effective(service: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """The service with one organisation's overlay on it; keys are dotted paths from the service's `overlay` list.

    Raises Problem(`catalogue.locked`) for a path that the service does not open to overlays.
    """
    merged: dict[str, Any] = json.loads(json.dumps(service, default=str))
    for path, value in overlay.items():
        if path not in service.get("overlay", ()):
            raise Problem("catalogue.locked", path=path)
        *parents, last = path.split(".")
        place = merged
        for name in parents:
            place = place.setdefault(name, {})
        place[last] = {**place.get(last, {}), **value} if isinstance(value, Mapping) else value
    return merged


def words(text: str) -> list[str]:
    """Search words of a Chinese text: segments, 2-grams (which forgive misspellings) and pinyin of the whole."""
    plain = "".join(ch if ch.isalnum() else " " for ch in text.lower())
    found = [word for word in rjieba.cut_for_search(plain) if word.strip()]
    for run in plain.split():
        found += [run[n : n + 2] for n in range(len(run) - 1)]
        found.append("".join(lazy_pinyin(run)))
    return list(dict.fromkeys(word for word in found if word.isalnum()))


def index_text(service: Mapping[str, Any]) -> str:
    """The words under which a service is found: its names and aliases, and the pinyin of each."""
    names = [service["name"], service["short"], *service.get("aliases", ()), *service.get("themes", ())]
    return " ".join(dict.fromkeys(word for name in names for word in words(name)))


def query_words(text: str) -> list[str]:
    """The words of what a person typed; pinyin with spaces is joined too (`di bao` also asks for `dibao`)."""
    joined = "".join(text.split())
    return list(dict.fromkeys([*words(text[:60]), *words(joined[:60])]))
