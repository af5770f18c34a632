"""Form, process and table of a package: each is compiled by its engine, and held against the words of the service."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from minzheng.kernel import bpmn, dmn
from minzheng.kernel.formspec import Form, FormError, compile_form
from minzheng.kernel.packages.known import Finding, Known
from minzheng.kernel.packages.officers import check_officers_forms
from minzheng.kernel.packages.parties import check_parties
from minzheng.kernel.packages.reading import UnreadableError, read_json
from minzheng.kernel.packages.words import FILE

PROCESS: Final = "process.bpmn"
ROLE_TASKS: Final = ("kind", "state", "level", "outcomes")
"""What a task of a role must say of itself."""


@dataclass(slots=True)
class Engines:
    """What could be compiled; None for what could not (or is not there)."""

    form: Form | None = None
    process: bpmn.Process | None = None
    tables: dmn.Model | None = None


def compile_all(
    service: Mapping[str, Any], known: Known, files: Mapping[str, str]
) -> tuple[Engines, list[Finding]]:
    """Compile what is there; findings of the engines themselves."""
    made, found = Engines(), list[Finding]()
    name = str(service.get("form", ""))
    if name not in files:
        found.append(Finding(name or FILE, "form" if not name else "", "没有这个表单文件。"))
    else:
        made.form = _form(name, files[name], known, found)
    if PROCESS not in files:
        where = str(service.get("process", ""))
        found.append(Finding(FILE, "process", f"没有叫“{where}”的共用流程，包里也没有 {PROCESS}。"))
    else:
        made.process = _process(files[PROCESS], found)
    decision = str(service.get("decision", ""))
    if decision and decision not in files:
        found.append(Finding(decision, "", "没有这个判断表文件。"))
    elif decision:
        made.tables = _tables(decision, files[decision], found)
    found += check_officers_forms(service, known, files)
    return made, found


def _form(name: str, text: str, known: Known, found: list[Finding]) -> Form | None:
    try:
        return compile_form(read_json(text), known.field_kinds)
    except UnreadableError as error:
        found.append(Finding(name, f"第 {error.line} 行" if error.line else "", error.message))
    except FormError as error:
        found += [Finding(name, one.place, one.message) for one in error.findings]
    return None


def _process(text: str, found: list[Finding]) -> bpmn.Process | None:
    try:
        process = bpmn.compile_process(text.encode())
    except bpmn.BpmnError as error:
        found += [Finding(PROCESS, one.element_id, one.message) for one in error.findings]
        return None
    serious = [one for one in bpmn.check(process) if one.severity == "error"]
    found += [Finding(PROCESS, one.element_id, one.message) for one in serious]
    return process


def _tables(name: str, text: str, found: list[Finding]) -> dmn.Model | None:
    try:
        return dmn.load(text.encode())
    except dmn.DmnError as error:
        found.append(Finding(name, f"第 {error.line} 行" if error.line else "", error.message))
        return None


def held_together(service: Mapping[str, Any], engines: Engines, known: Known) -> Iterator[Finding]:
    """Names that one file uses and another must have."""
    if engines.process is not None:
        yield from _elements(service, engines.process, known)
    if engines.tables is not None:
        yield from _decision(service, engines, engines.tables, known)
    if engines.form is not None:
        yield from _questions(service, engines.form)
    yield from _conditions(service, engines)
    yield from check_parties(service, engines.form)


def _elements(service: Mapping[str, Any], process: bpmn.Process, known: Known) -> Iterator[Finding]:
    steps = service.get("steps") or {}
    for name in steps:
        if name not in process.elements:
            yield Finding(FILE, f"steps.{name}", "流程里没有这个环节，请核对标识。")
    limits = service.get("limits") or {}
    for element in process.elements.values():
        words = {**element.properties, **(steps.get(element.id) or {})}
        if words.get("kind") and words["kind"] not in known.step_kinds:
            yield Finding(PROCESS, element.id, f"没有“{words['kind']}”这种办理动作。")
        if words.get("limit") and words["limit"] not in limits:
            yield Finding(PROCESS, element.id, f"service.yaml 的 limits 里没有时限“{words['limit']}”。")
        if words.get("role"):
            yield from _role(element, words, known)
    start = service.get("list_start")
    if isinstance(start, dict) and start.get("element") not in process.elements:
        yield Finding(FILE, "list_start.element", "流程里没有这个开始事件，请核对标识。")


def _role(element: bpmn.Element, words: Mapping[str, str], known: Known) -> Iterator[Finding]:
    if words["role"] not in known.roles:
        yield Finding(PROCESS, element.id, f"没有“{words['role']}”这个角色。")
    for name in ROLE_TASKS:
        if not words.get(name):
            yield Finding(PROCESS, element.id, f"由人办的环节要写 {name}。")
    outcomes = set(words.get("outcomes", "").split(","))
    for outcome in filter(None, words.get("applicant", "").split(",")):
        if outcome not in outcomes:
            yield Finding(PROCESS, element.id, f"申请人能选的“{outcome}”不在 outcomes 里。")


def _decision(
    service: Mapping[str, Any], engines: Engines, tables: dmn.Model, known: Known
) -> Iterator[Finding]:
    file, words = str(service["decision"]), service.get("finding")
    if not isinstance(words, dict) or not words.get("decision"):
        yield Finding(FILE, "finding.decision", "有判断表，就要写明用哪一个判断。")
        return
    name = str(words["decision"])
    if name not in tables.decisions:
        yield Finding(
            FILE, "finding.decision", f"{file} 里没有“{name}”，只有：{'、'.join(tables.decisions)}。"
        )
        return
    answers = {path.partition("[]")[0] for path, _ in engines.form.fields()} if engines.form else set()
    given = {*known.facts, *answers, *(words.get("facts") or ()), *(words.get("parameters") or ())}
    for needed in tables.inputs_of(name):
        if needed not in given:
            yield Finding(file, needed, "不知道从哪里取：登记里没有，表单里也没有这一项。")


def _questions(service: Mapping[str, Any], form: Form) -> Iterator[Finding]:
    paths = {path for path, _ in form.fields()}
    for word in ("applicant", "applicant_title"):
        if service.get(word) and service[word] not in paths:
            yield Finding(FILE, word, f"表单里没有“{service[word]}”这一项。")
    pages = {page.key for page in form.pages}
    for page in (service.get("desk") or {}).get("skip") or ():
        if page not in pages:
            yield Finding(FILE, "desk.skip", f"表单里没有“{page}”这一页。")
    materials = [one for one in service.get("materials") or () if isinstance(one, dict)]
    for place, material in enumerate(materials):
        if material.get("field") and material["field"] not in paths:
            yield Finding(FILE, f"materials.{place}.field", f"表单里没有“{material['field']}”这一项。")
    codes = {material.get("code") for material in materials}
    for gathered in form.materials():
        if gathered.material not in codes:
            yield Finding(
                str(service["form"]),
                gathered.path,
                f"收的材料“{gathered.material}”不在 service.yaml 的 materials 里。",
            )


def _conditions(service: Mapping[str, Any], engines: Engines) -> Iterator[Finding]:
    """Each condition says what reads it: an input of the table (`file#input`) or a step of the process."""
    for place, condition in enumerate(service.get("conditions") or ()):
        where = f"conditions.{place}.read_by"
        file, mark, name = str(condition.get("read_by", "") if isinstance(condition, dict) else "").partition(
            "#"
        )
        if not file:
            yield Finding(FILE, where, "要写明由哪个判断或哪个环节来看这个条件。")
        elif mark and (
            file != service.get("decision") or (engines.tables and name not in engines.tables.inputs)
        ):
            yield Finding(FILE, where, f"{file} 里没有输入“{name}”。")
        elif not mark and engines.process is not None and file not in engines.process.elements:
            yield Finding(FILE, where, f"流程里没有环节“{file}”。")
