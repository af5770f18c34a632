"""Publicity of a package: what may be noticed and posted, and for what kinds of services nobody ever may (standards 16)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from minzheng.kernel import bpmn
from minzheng.kernel.packages.known import Finding
from minzheng.kernel.packages.words import FILE

KINDS: Final = frozenset({"none", "objection", "posting", "both", "forbidden"})
NEVER: Final[Mapping[str, str]] = {"CHD": "儿童、收养", "MAR": "婚姻"}
"""Items (services.md) whose persons are never posted: children (民发〔2010〕161号、〔2019〕62号), adoption, marriage."""
SECRET: Final = frozenset({"child", "children", "adoption", "marriage", "hiv", "tipoff"})
"""Sensitivities that forbid publicity as well."""
STEPS: Final = frozenset({"post_notice", "close_notice"})
LIMIT: Final = "notice_period"
_NAMES: Final = ("objection_notice", "beneficiary_posting", "poster", "公示", "公布")


def check_publicity(
    service: Mapping[str, Any], process: bpmn.Process | None, files: Mapping[str, str]
) -> Iterator[Finding]:
    """Everything that is wrong with the publicity of a package. A notice is an object of typed fields: no package brings
    a template of its own for it, and one for which publicity is forbidden has no step that leads to it."""
    said = str(service.get("publicity") or "none")
    if said not in KINDS:
        yield Finding(FILE, "publicity", f"不能是“{said}”，只能是：{'、'.join(sorted(KINDS))}。")
        return
    why = _never(service)
    if why and said != "forbidden":
        yield Finding(FILE, "publicity", f"{why}的事项一律不得公示，要写 forbidden。")
    yield from _templates(service, files, forbidden=said == "forbidden")
    steps = sorted(_steps(service, process))
    for element in steps if said not in ("objection", "both") else ():
        words = (
            "不得公示的事项，流程里不能有这个公示环节。"
            if said == "forbidden"
            else "流程里有公示环节，publicity 要写 objection 或 both。"
        )
        yield Finding("process.bpmn", element, words)
    if said in ("objection", "both") and process is not None:
        if not steps:
            yield Finding(FILE, "publicity", "要公示，流程里就要有张贴公示和公示期满两个环节。")
        elif LIMIT not in (service.get("limits") or {}):
            yield Finding(FILE, f"limits.{LIMIT}", "要公示，就要写公示几天（默认 7 个自然日），各地可以改。")


def _never(service: Mapping[str, Any]) -> str:
    by_item = next((why for head, why in NEVER.items() if str(service.get("item", "")).startswith(head)), "")
    return by_item or ("这一敏感类别" if service.get("sensitivity") in SECRET else "")


def _steps(service: Mapping[str, Any], process: bpmn.Process | None) -> Iterator[str]:
    own = service.get("steps") or {}
    for element in process.elements.values() if process is not None else ():
        if {**element.properties, **(own.get(element.id) or {})}.get("kind") in STEPS:
            yield element.id


def _templates(service: Mapping[str, Any], files: Mapping[str, str], *, forbidden: bool) -> Iterator[Finding]:
    words = (
        "不得公示的事项，不能带公示模板。"
        if forbidden
        else "公示单用统一的模板，包里不能另带：上面只能有规定的几项。"
    )
    named = [name for name in files if name.startswith("documents/") and _of_a_notice(name)]
    for name in named:
        yield Finding(name, "", words)
    documents = service.get("documents")
    for moment, template in (documents if isinstance(documents, dict) else {}).items():
        if _of_a_notice(str(moment)) or str(template) in ("objection_notice", "beneficiary_posting"):
            yield Finding(FILE, f"documents.{moment}", words)


def _of_a_notice(name: str) -> bool:
    """`acceptance_notice` and its like are letters to the applicant; what is meant is a paper for the board."""
    stem = name.removeprefix("documents/").removesuffix(".typ")
    return stem in ("notice", "posting") or any(word in stem for word in _NAMES)
