"""service.yaml: which words a service is described with, of which kind, and what they may say."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from minzheng.kernel.calendar import Unit
from minzheng.kernel.codes import SERVICE_TYPES
from minzheng.kernel.packages.disclosure import check_disclosure
from minzheng.kernel.packages.known import Finding, Known
from minzheng.kernel.packages.side_roads import check_side_roads

FILE: Final = "service.yaml"
KINDS: Final = frozenset({"case", "booking", "query", "register", "disclosure"})
LEVELS: Final = frozenset({"province", "city", "county", "town", "village"})
CHANNELS: Final = frozenset({"web", "counter", "list", "api", "phone", "terminal"})
WAIVERS: Final = frozenset({"shared_data", "licence", "commitment", "verification"})
ORIGINS: Final = frozenset({"receipt", "supplement", "acceptance", "decision", "notice", "listing", "entry"})
POWERS: Final = frozenset({"statutory", "devolved", "authorised", "entrusted"})
MOMENTS: Final = frozenset(
    {
        *("receipt", "supplement", "accept", "accept_by_lapse", "accept_conditionally", "refuse_acceptance"),
        *("further_material", "special", "extend", "decide", "withdraw", "terminate", "transfer", "deliver"),
        *("visit", "source_letter"),
    }
)
SHAPES: Final[Mapping[str, tuple[type, bool]]] = {
    **dict.fromkeys(("kind", "code", "item", "name", "short", "summary", "type_code", "form"), (str, True)),
    **dict.fromkeys(("who", "fee", "power_mode"), (str, True)),
    **dict.fromkeys(("icon", "catalog_code", "implementing_level", "sensitivity", "publicity"), (str, False)),
    **dict.fromkeys(
        ("process", "decision", "applicant", "document_word", "note", "authorised_body"), (str, False)
    ),
    **dict.fromkeys(("limits", "contacts"), (dict, True)),
    **dict.fromkeys(
        ("documents", "precheck", "steps", "finding", "list_start", "result", "desk", "without", "help"),
        (dict, False),
    ),
    **dict.fromkeys(("supplement", "extension"), (dict, False)),
    **dict.fromkeys(("agency", "authorisation"), (dict, False)),
    "parties": (list, False),
    **dict.fromkeys(("channels", "levels", "materials", "conditions", "basis"), (list, True)),
    **dict.fromkeys(("aliases", "themes", "to_check", "applicants", "lock", "overlay", "faq"), (list, False)),
    **dict.fromkeys(("special", "terminations"), (list, False)),
    "applicant_title": (str, False),
    **dict.fromkeys(("disclosure", "before"), (dict, False)),
    "refusals": (list, False),
    "visits": (int, True),
    "assurance": (int, False),
}
"""Word: its YAML type, and whether it must be there."""
STEP_TEXTS: Final = frozenset({"kind", "state", "role", "level", "limit", "outcomes", "applicant"})
SAID: Final = {str: "一段文字（数字要加引号）", dict: "一组“名字: 值”", list: "一个列表", int: "整数"}


def check_words(service: Mapping[str, Any], known: Known, files: Mapping[str, str]) -> Iterator[Finding]:
    """Everything that is wrong with the words themselves."""
    crooked = [*_inner_shapes(service)]
    yield from _shapes(service)
    yield from crooked
    if crooked or any(
        not isinstance(service.get(name) or shape(), shape) for name, (shape, _) in SHAPES.items()
    ):
        return
    yield from _choices(service)
    yield from check_side_roads(service)
    limits = service.get("limits")
    for name, words in (limits if isinstance(limits, dict) else {}).items():
        yield from _limit(str(name), words)
    yield from _documents(service, known, files)
    yield from _overlay(service)
    yield from check_disclosure(service)


def _shapes(service: Mapping[str, Any]) -> Iterator[Finding]:
    for name, (shape, needed) in SHAPES.items():
        value = service.get(name)
        if value is None or value == "":
            if needed:
                yield Finding(FILE, name, "缺这一项，请补上。")
        elif type(value) is not shape:
            yield Finding(FILE, name, f"要写成{SAID[shape]}。")
    for name in service:
        if name not in SHAPES:
            yield Finding(FILE, str(name), "不认识这一项，请核对拼写，或者删掉。")


def _inner_shapes(service: Mapping[str, Any]) -> Iterator[Finding]:
    """Lists of mappings, mappings of mappings and texts in them, as deep as the other checks look."""
    for word in ("materials", "conditions", "basis", "faq"):
        for place, one in enumerate(_list(service.get(word))):
            if not isinstance(one, dict):
                yield Finding(FILE, f"{word}.{place}", "要写成一组“名字: 值”。")
    for name, words in _mapping(service.get("steps")).items():
        if not isinstance(words, dict):
            yield Finding(FILE, f"steps.{name}", "要写成一组“名字: 值”。")
    skip = _mapping(service.get("desk")).get("skip")
    if skip is not None and not isinstance(skip, list):
        yield Finding(FILE, "desk.skip", "要写成一个列表。")
    for where, value in _texts(service):
        if value is not None and not isinstance(value, str):
            yield Finding(FILE, where, f"要写成{SAID[str]}。")


def _texts(service: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Places in which a name stands that is looked up."""
    for place, material in enumerate(_list(service.get("materials"))):
        for name in ("code", "name", "waived_by", "field", "source", "checked_by", "necessity", "level"):
            yield f"materials.{place}.{name}", _mapping(material).get(name)
    for word, names in (("list_start", ("element",)), ("finding", ("decision", "amount", "none"))):
        for name in names:
            yield f"{word}.{name}", _mapping(service.get(word)).get(name)
    for word, inner in (("limits", ("from", "unit")), ("steps", STEP_TEXTS)):
        for name, words in _mapping(service.get(word)).items():
            for one in sorted(inner):
                yield f"{word}.{name}.{one}", _mapping(words).get(one)
    for moment, template in _mapping(service.get("documents")).items():
        yield f"documents.{moment}", template
    lists = {word: service.get(word) for word in ("levels", "channels", "lock", "overlay")}
    lists["desk.skip"] = _mapping(service.get("desk")).get("skip")
    for word, values in lists.items():
        for place, value in enumerate(_list(values)):
            yield f"{word}.{place}", "" if value is None else value


def _mapping(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _choices(service: Mapping[str, Any]) -> Iterator[Finding]:
    single = {
        "kind": KINDS,
        "type_code": frozenset(SERVICE_TYPES),
        "power_mode": POWERS,
        "implementing_level": LEVELS,
    }
    for name, allowed in single.items():
        value = service.get(name)
        if isinstance(value, str) and value not in allowed:
            yield Finding(FILE, name, f"不能是“{value}”，只能是：{'、'.join(sorted(allowed))}。")
    if isinstance(service.get("assurance"), int) and service["assurance"] not in (1, 2, 3):
        yield Finding(FILE, "assurance", "实名等级只能是 1、2、3（注册、实名、实人）。")
    several = {"levels": LEVELS, "channels": CHANNELS}
    for name, allowed in several.items():
        values = service.get(name)
        for value in values if isinstance(values, list) else ():
            if value not in allowed:
                yield Finding(FILE, name, f"不能有“{value}”，只能是：{'、'.join(sorted(allowed))}。")
    for place, material in enumerate(_mappings(service.get("materials"))):
        waived = material.get("waived_by")
        if waived is not None and waived not in WAIVERS:
            yield Finding(
                FILE,
                f"materials.{place}.waived_by",
                f"不能是“{waived}”，只能是：{'、'.join(sorted(WAIVERS))}。",
            )
        for name in ("code", "name"):
            if not material.get(name):
                yield Finding(FILE, f"materials.{place}.{name}", "缺这一项，请补上。")


def _limit(name: str, words: Any) -> Iterator[Finding]:
    where = f"limits.{name}"
    if not isinstance(words, dict):
        yield Finding(FILE, where, "要写成 {n: 天数, unit: working_day, from: 起算点}。")
        return
    if type(words.get("n")) is not int or words["n"] < 1:
        yield Finding(FILE, f"{where}.n", "要是大于 0 的整数。")
    units = [unit.value for unit in Unit]
    if words.get("unit") not in units:
        yield Finding(FILE, f"{where}.unit", f"只能是：{'、'.join(units)}。")
    if words.get("from", "entry") not in ORIGINS:
        yield Finding(FILE, f"{where}.from", f"只能是：{'、'.join(sorted(ORIGINS))}。")


def _documents(service: Mapping[str, Any], known: Known, files: Mapping[str, str]) -> Iterator[Finding]:
    documents = service.get("documents")
    for moment, template in (documents if isinstance(documents, dict) else {}).items():
        if moment not in MOMENTS:
            yield Finding(FILE, f"documents.{moment}", f"没有这个时点，只有：{'、'.join(sorted(MOMENTS))}。")
        if template not in known.templates and f"documents/{template}.typ" not in files:
            yield Finding(
                FILE, f"documents.{moment}", f"没有文书模板“{template}”，请放进 documents/，或用共用的模板。"
            )


def _overlay(service: Mapping[str, Any]) -> Iterator[Finding]:
    locked, opened = (set(map(str, service.get(name) or ())) for name in ("lock", "overlay"))
    for path in sorted(locked & opened):
        yield Finding(FILE, f"overlay.{path}", "同时写在 lock 和 overlay 里，只能留一处。")
    for path in sorted(opened):
        if path.split(".")[0] not in SHAPES:
            yield Finding(FILE, f"overlay.{path}", "没有这一项可以让各地改，请核对拼写。")
        elif path.startswith("limits.") and path.split(".")[1] not in (service.get("limits") or {}):
            yield Finding(FILE, f"overlay.{path}", "limits 里没有这个时限。")


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
