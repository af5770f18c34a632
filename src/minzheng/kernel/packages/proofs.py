"""Proofs across the files of a package: tables without holes, types that fit, papers and waits that lead somewhere."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from minzheng.kernel import bpmn, dmn
from minzheng.kernel.dmn.elements import InputData
from minzheng.kernel.dmn.proofs.sheets import Book
from minzheng.kernel.feel.types import ListOf, Simple, Type
from minzheng.kernel.formspec import Form, FormError, compile_form
from minzheng.kernel.formspec.model import Field
from minzheng.kernel.packages.engines import PROCESS, Engines
from minzheng.kernel.packages.known import Finding, Known
from minzheng.kernel.packages.reading import UnreadableError, read_json
from minzheng.kernel.packages.words import FILE

Service = Mapping[str, Any]
PEOPLE: Final = frozenset({"userTask", "manualTask"})
_TYPES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("number", "money"), "number"),
    **dict.fromkeys(("date", "birth_date", "month"), "date"),
    "time": "time",
    "date_time": "date and time",
}
_SAID: Final[Mapping[str, str]] = {
    "number": "数字",
    "string": "文字",
    "boolean": "真假值",
    "date": "日期",
    "time": "时间",
    "date and time": "日期时间",
    "list": "列表",
}


def prove(service: Service, engines: Engines, known: Known, files: Mapping[str, str]) -> Iterator[Finding]:
    """Everything that the engines' own checks cannot see, since it lies between the files."""
    if engines.tables is not None:
        yield from _tables(service, engines, engines.tables, known)
    forms: list[Form] = []
    for form in _officers_forms(service, known, files):
        if isinstance(form, Form):
            forms.append(form)
        else:
            yield from form
    if engines.form is not None:
        yield from _materials(service, engines.form, [engines.form, *forms])
    if engines.process is not None:
        yield from _checks(service, engines.process)
        yield from _waits(service, engines.process)


# tables


def _tables(service: Service, engines: Engines, tables: dmn.Model, known: Known) -> Iterator[Finding]:
    file, words = str(service["decision"]), service.get("finding") or {}
    for one in dmn.prove(tables):
        if one.severity == "error":
            row = f" 第 {one.row} 行" if one.row else ""
            yield Finding(file, f"{one.decision}{row}", one.message)
    given = {**known.fact_types, **_answers(engines.form)}
    worked_out = {
        *(words.get("facts") or ()),
        *(words.get("parameters") or ()),
    }  # their types only FEEL knows
    book = Book(tables.definitions)
    for element in tables.definitions.elements:
        if not isinstance(element, InputData) or element.name not in given or element.name in worked_out:
            continue
        declared = book.type_of(element.variable.type_ref)
        wanted, found = _name_of(declared), given[element.name]
        if wanted and found and wanted != found:
            yield Finding(
                file,
                element.name,
                f"判断表要{_SAID.get(wanted, wanted)}，登记或表单给的是{_SAID.get(found, found)}，请改成一致。",
            )


def _name_of(declared: Type | None) -> str:
    bare = declared.bare() if declared is not None else None
    if isinstance(bare, Simple):
        return bare.name
    return "list" if isinstance(bare, ListOf) else ""


def _answers(form: Form | None) -> dict[str, str]:
    """The FEEL type of every answer by its path; '' where it is not one of the simple ones."""
    if form is None:
        return {}
    found: dict[str, str] = {}
    for path, field in form.fields():
        head, rows, _ = path.partition("[]")
        found[head] = "list" if rows else _type_of(field)
    return found


def _type_of(field: Field) -> str:
    kind = field.kind
    if kind.name in _TYPES:
        return _TYPES[kind.name]
    shapes: tuple[type, ...] = getattr(kind, "shapes", ())
    simple = {bool: "boolean", list: "list", str: "string"}
    return simple.get(shapes[0], "") if len(shapes) == 1 else ""


# papers


def _officers_forms(
    service: Service, known: Known, files: Mapping[str, str]
) -> Iterator[Form | list[Finding]]:
    """Forms beside the application, which officers fill in; what is wrong with those that are none."""
    for name in sorted(files):
        if not name.endswith(".form.json") or name == service.get("form"):
            continue
        try:
            yield compile_form(read_json(files[name]), known.field_kinds)
        except UnreadableError as error:
            yield [Finding(name, f"第 {error.line} 行" if error.line else "", error.message)]
        except FormError as error:
            yield [Finding(name, one.place, one.message) for one in error.findings]


def _materials(service: Service, form: Form, forms: list[Form]) -> Iterator[Finding]:
    """Both directions: each paper comes from somewhere, and each upload is a paper."""
    gathered = {(one.material, one.way) for each in forms for one in each.materials()}
    named = {material for material, _ in gathered}
    fields = {path: field for each in forms for path, field in each.fields()}
    for place, material in enumerate(one for one in service.get("materials") or () if isinstance(one, dict)):
        code, waived = str(material.get("code", "")), material.get("waived_by")
        field = fields.get(str(material.get("field", "")))
        if code in named or (field is not None and field.material == code):
            continue
        where = f"materials.{place}"
        if waived == "shared_data":
            if not material.get("source"):
                yield Finding(FILE, f"{where}.source", "靠数据共享免交的，要写 source：从哪里查。")
        elif waived == "verification":
            if not material.get("checked_by"):
                yield Finding(FILE, f"{where}.checked_by", "靠核验免交的，要写 checked_by：由哪个环节核。")
        elif waived in ("licence", "commitment"):
            kind = "licence_reference" if waived == "licence" else "commitment"
            yield Finding(
                FILE, where, f"表单里没有一项 {kind} 收“{code}”，请在那一项的 properties 写 material。"
            )
        else:
            yield Finding(FILE, where, f"没有说“{code}”从哪里来：表单里没有收它的一项，也没有写 waived_by。")
    for path, field in form.fields():
        if field.kind.name == "attachment" and not field.material:
            yield Finding(
                str(service["form"]), path, "收了文件，却没有写是哪一份材料，请在 properties 写 material。"
            )


# steps


def _words(service: Service, element: bpmn.Element) -> Mapping[str, str]:
    return {**element.properties, **((service.get("steps") or {}).get(element.id) or {})}


def _checks(service: Service, process: bpmn.Process) -> Iterator[Finding]:
    """A condition or paper that a step looks at needs a step in which a person looks."""
    named = [(f"conditions.{at}.read_by", one.get("read_by")) for at, one in _listed(service, "conditions")]
    named += [
        (f"materials.{at}.checked_by", one.get("checked_by")) for at, one in _listed(service, "materials")
    ]
    for where, name in named:
        element = process.elements.get(str(name or "").partition("#")[0])
        if element is None:
            if where.startswith("materials") and name:
                yield Finding(FILE, where, f"流程里没有环节“{name}”。")
        elif element.type not in PEOPLE or not _words(service, element).get("role"):
            yield Finding(FILE, where, f"“{element.label}”不是由人办的环节，没有人会看，请换一个环节。")


def _listed(service: Service, word: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for at, one in enumerate(service.get(word) or ()):
        if isinstance(one, dict):
            yield at, one


def _waits(service: Service, process: bpmn.Process) -> Iterator[Finding]:
    """Nobody waits without an owner, and not without an end unless the step says why."""
    for element in process.elements.values():
        if element.type not in PEOPLE:
            continue
        words = _words(service, element)
        if not (words.get("role") or words.get("applicant") or element.lane):
            yield Finding(PROCESS, element.id, f"“{element.label}”没有写由谁办（role），会一直等下去。")
        if not words.get("limit") and not str(words.get("no_limit_because") or "").strip():
            yield Finding(
                PROCESS,
                element.id,
                f"“{element.label}”没有期限（limit）；确实不限的，请在 service.yaml 的 steps.{element.id} 写 no_limit_because。",
            )
