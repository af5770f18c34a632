"""Do the samples go every way? Rows of tables, outcomes of steps, branches, deadlines; or why one is left out.

What is left out stands in `samples/uncovered.yaml`: a list of `{what, why}`. `what` is `decision#row`, `step:outcome`, the
id of a flow or event, or a whole file (`process.bpmn` of a shared process that another package's samples prove).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from minzheng.kernel import bpmn, dmn
from minzheng.kernel.dmn.proofs.sheets import Book
from minzheng.kernel.packages.engines import PROCESS, Engines
from minzheng.kernel.packages.known import Finding
from minzheng.kernel.packages.reading import UnreadableError, read_yaml

UNCOVERED: Final = "samples/uncovered.yaml"
BRANCHING: Final = frozenset({"exclusiveGateway", "inclusiveGateway", "eventBasedGateway"})


@dataclass(slots=True)
class Seen:
    """What the samples went through: rows as `decision#row`, outcomes as `step:outcome`, flows and events by id."""

    names: set[str] = field(default_factory=set)

    def answered(self, result: dmn.DecisionResult) -> None:
        """Note the rows that decided."""
        self.names.update(f"{row.decision}#{row.index}" for row in result.trail)

    def concluded(self, element: str, outcome: str) -> None:
        """Note how a step was concluded."""
        self.names.add(f"{element}:{outcome}")

    def went(self, process: bpmn.Process, outcome: bpmn.Outcome) -> None:
        """Note the events and branches of one step."""
        reached = {*outcome.passed, *(wait.element_id for wait in outcome.entered)}
        self.names |= reached
        for name in outcome.passed:
            self.names.update(flow.id for flow in process.elements[name].outgoing if flow.target in reached)


def check_coverage(
    service: Mapping[str, Any], engines: Engines, seen: Seen, files: Mapping[str, str]
) -> Iterator[Finding]:
    """Every way that no sample goes and no reason explains, and reasons for what is covered or not there at all."""
    ways: dict[str, tuple[str, str]] = {}
    if engines.tables is not None:
        ways |= _rows(str(service["decision"]), engines.tables)
    if engines.process is not None:
        ways |= _ways(service, engines.process)
    reasons, wrong = _reasons(files)
    yield from wrong
    whole = {file for file, _ in ways.values()} & reasons.keys()
    for name, (file, said) in ways.items():
        if name not in seen.names and name not in reasons and file not in whole:
            yield Finding(file, name, f"没有一个样例{said}。请补样例，或在 {UNCOVERED} 写明原因。")
    for name in reasons:
        if name not in ways and name not in whole:
            yield Finding(UNCOVERED, name, "没有这一处，请核对，或删掉这一条。")
        elif name in seen.names:
            yield Finding(UNCOVERED, name, "已经有样例走到了，请删掉这一条。")


def rows_of(tables: dmn.Model) -> Iterator[str]:
    """Every row of every table as `decision#row`."""
    for sheet in Book(tables.definitions).sheets():
        yield from (f"{sheet.owner}#{row}" for row in range(1, len(sheet.table.rules) + 1))


def _rows(file: str, tables: dmn.Model) -> dict[str, tuple[str, str]]:
    found = {}
    for name in rows_of(tables):
        owner, _, row = name.rpartition("#")
        found[name] = (file, f"用到判断“{owner}”第 {row} 行")
    return found


def _ways(service: Mapping[str, Any], process: bpmn.Process) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for element in process.elements.values():
        own = (service.get("steps") or {}).get(element.id) or {}
        outcomes = str({**element.properties, **own}.get("outcomes") or "")
        for outcome in filter(None, (one.strip() for one in outcomes.split(","))):
            found[f"{element.id}:{outcome}"] = (PROCESS, f"在“{element.label}”作出“{outcome}”的结论")
        if element.type in BRANCHING and len(element.outgoing) > 1:
            for flow in element.outgoing:
                label = f"从“{element.label}”走到“{process.elements[flow.target].label}”"
                found[flow.id] = (PROCESS, label)
        if element.type == "boundaryEvent" or (
            element.type == "startEvent" and _begins_a_way(process, element)
        ):
            found[element.id] = (PROCESS, f"走到“{element.label}”")
    return found


def _begins_a_way(process: bpmn.Process, start: bpmn.Element) -> bool:
    """A start of the whole case, or of what may interrupt it."""
    return not start.parent or process.elements[start.parent].triggered


def _reasons(files: Mapping[str, str]) -> tuple[dict[str, str], list[Finding]]:
    if UNCOVERED not in files:
        return {}, []
    try:
        read = read_yaml(files[UNCOVERED])
    except UnreadableError as error:
        return {}, [Finding(UNCOVERED, f"第 {error.line} 行" if error.line else "", error.message)]
    found, wrong = {}, []
    for place, one in enumerate(read if isinstance(read, list) else [read]):
        words = one if isinstance(one, dict) else {}
        what, why = str(words.get("what") or ""), str(words.get("why") or "").strip()
        if not what or not why:
            wrong.append(
                Finding(UNCOVERED, what or str(place + 1), "要写成 {what: 哪一处, why: 为什么没有样例}。")
            )
        else:
            found[what] = why
    return found, wrong
