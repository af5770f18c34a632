"""samples/*.yaml: facts and steps with what must come of them, played through the engines.

A sample is a mapping: `name`; `facts` with `tier` (what the finding gives), `amount` (fen a month, with `division` and
`day`); `path`: a list of `{element, outcome, day}` from `received` (or from a list: `start: listed`), with `due` (element:
last day of its limit) and `ends` (state of the case after the last step). What a room that comes later will answer is
scripted: `with` beside a step, or `answers` (step: values), become variables of the process when the step is concluded.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from minzheng.kernel import bpmn, dmn
from minzheng.kernel.calendar import Limit, Unit, due
from minzheng.kernel.feel import FeelError
from minzheng.kernel.packages import concluding
from minzheng.kernel.packages.coverage import UNCOVERED, Seen, check_coverage
from minzheng.kernel.packages.engines import Engines
from minzheng.kernel.packages.known import Finding, Known
from minzheng.kernel.packages.reading import UnreadableError, read_yaml

Service = Mapping[str, Any]
MESSAGES = frozenset({"withdraw", "terminate", "transfer"})
"""What may end a case from outside, wherever it stands."""
WORDS = frozenset(
    {
        *("name", "facts", "tier", "amount", "division", "day"),
        *("received", "start", "path", "answers", "due", "ends", "why"),
    }
)


def check_samples(
    service: Service, engines: Engines, known: Known, files: Mapping[str, str]
) -> Iterator[Finding]:
    """Play every sample of a package; when all come out as they say, tell what none of them goes through."""
    seen, wrong = Seen(), False
    for name in sorted(name for name in files if name.startswith("samples/") and name.endswith(".yaml")):
        if name == UNCOVERED:
            continue
        try:
            read = read_yaml(files[name])
        except UnreadableError as error:
            yield Finding(name, f"第 {error.line} 行" if error.line else "", error.message)
            wrong = True
            continue
        for place, sample in enumerate(read if isinstance(read, list) else [read]):
            where = str(sample.get("name", place)) if isinstance(sample, dict) else str(place)
            for message in _sample(service, engines, known, sample, seen):
                wrong = True
                yield Finding(name, where, message)
    if not wrong:
        yield from check_coverage(service, engines, seen, files)


def _sample(service: Service, engines: Engines, known: Known, sample: Any, seen: Seen) -> Iterator[str]:
    if not isinstance(sample, dict):
        yield "要写成一组“名字: 值”。"
        return
    for word in sorted(set(map(str, sample)) - WORDS - concluding.WORDS):
        yield f"不认识“{word}”这一项，请核对拼写。"
    wrong = list(_shapes(sample))
    if wrong:
        yield from wrong
        return
    words = service.get("finding") or {}
    if "tier" in sample and engines.tables is not None and "parameters" in words:
        yield from concluding.check_conclusion(words, engines.tables, engines.form, known, sample, seen)
    elif "tier" in sample and engines.tables is not None:
        yield from _finding(service, engines.tables, known, sample, seen)
    if "path" in sample and engines.process is not None:
        yield from _road(service, engines.process, known, sample, seen)


def _shapes(sample: Mapping[str, Any]) -> Iterator[str]:
    """What is not written in the way that playing needs."""
    for word in ("facts", "due", "answers"):
        if not isinstance(sample.get(word) or {}, dict):
            yield f"{word} 要写成一组“名字: 值”。"
    steps = sample.get("path", [])
    days = [(word, sample[word]) for word in ("received", "day") if word in sample]
    if not isinstance(steps, list) or not all(
        isinstance(step, dict) and step.get("element") for step in steps
    ):
        yield "path 要写成一个列表，每一步是 {element: 环节, outcome: 结论, day: 日期}。"
        steps = []
    days += [(f"path 里“{step['element']}”的 day", step["day"]) for step in steps if "day" in step]
    due = sample.get("due")
    days += [(f"due.{name}", day) for name, day in (due.items() if isinstance(due, dict) else ())]
    for word, day in days:
        if not _is_day(day):
            yield f"{word} 要写成日期，例如 2026-03-02。"
    if any(not isinstance(step.get("with") or {}, dict) for step in steps):
        yield "with 要写成一组“名字: 值”。"
    answers = sample.get("answers")
    if isinstance(answers, dict) and any(not isinstance(one, dict) for one in answers.values()):
        yield "answers 要写成 {环节: {名字: 值}}。"


def _is_day(value: Any) -> bool:
    try:
        _day(value)
    except ValueError:
        return False
    return True


def _finding(
    service: Service, tables: dmn.Model, known: Known, sample: Mapping[str, Any], seen: Seen
) -> Iterator[str]:
    words = service["finding"]
    try:
        result = tables.evaluate(words["decision"], sample.get("facts") or {})
    except (dmn.DmnError, FeelError) as error:
        yield f"判断表算不出来：{error}"
        return
    seen.answered(result)
    value = result.value
    tier = str(words.get("none") if value is None else value)
    if tier != str(sample["tier"]):
        yield f"判断结果应当是“{sample['tier']}”，算出来是“{tier}”。"
    if "amount" in sample and known.parameters:
        amount = (
            0
            if tier == words.get("none")
            else amount_of(known.parameters, str(words.get("amount") or "").format(tier=tier), sample)
        )
        if amount != sample["amount"]:
            yield f"金额应当是 {sample['amount']} 分，查到的是 {amount} 分。"


def amount_of(parameters: Sequence[Mapping[str, Any]], name: str, sample: Mapping[str, Any]) -> int | None:
    """The value of a dated parameter for the sample's division and day: the nearest division, then the latest day."""
    division, on = str(sample.get("division", "")), _day(sample.get("day") or sample.get("received"))
    fits = [
        (len(str(line["division"]).rstrip("0")), _day(line["valid_from"]), line["value"])
        for parameter in parameters
        if parameter["name"] == name
        for line in parameter["values"]
        if division.startswith(str(line["division"]).rstrip("0")) and _day(line["valid_from"]) <= on
    ]
    return int(max(fits)[2]) if fits else None


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


class _Road:
    """A case on its way: marking, last days by element, and the days from which limits count."""

    def __init__(
        self, service: Service, process: bpmn.Process, known: Known, received: date, seen: Seen
    ) -> None:
        self.service, self.process, self.known, self.seen = service, process, known, seen
        self.days = {"receipt": received, "listing": received}
        self.last: dict[str, date] = {}
        self.variables: dict[str, Any] = {}
        self.state = ""

    def take(self, outcome: bpmn.Outcome, on: date) -> None:
        """Note what has opened and what state the case is in."""
        self.seen.went(self.process, outcome)
        for wait in outcome.entered:
            words = self.words(wait.element_id)
            limit = self.service["limits"].get(words.get("limit", ""))
            if limit and words.get("role"):
                start = self.days.get(limit.get("from", "entry"), on)
                deadline = due(Limit(limit["n"], Unit(limit["unit"])), start, self.known.calendar)
                self.last[wait.element_id] = deadline.last_day
        standing = outcome.end_event if outcome.ended and outcome.end_event else ""
        waiting = outcome.marking.waiting()
        self.state = self.words(standing or (waiting[0].element_id if waiting else "")).get("state", "")
        self.marking = outcome.marking

    def words(self, element: str) -> Mapping[str, str]:
        """What an element says of itself, with the package's own words over it."""
        found = self.process.elements.get(element)
        own = (self.service.get("steps") or {}).get(element) or {}
        return {**(found.properties if found else {}), **own}


def _road(
    service: Service, process: bpmn.Process, known: Known, sample: Mapping[str, Any], seen: Seen
) -> Iterator[str]:
    received = _day(sample.get("received", "2026-03-02"))
    road = _Road(service, process, known, received, seen)
    answers = sample.get("answers") or {}
    try:
        road.take(bpmn.start(process, {}, at=sample.get("start")), received)
        for step in sample["path"]:
            _step(road, step, received, answers)
    except (bpmn.StepError, LookupError) as error:
        yield f"走不通：{error}"
        return
    for element, day in (sample.get("due") or {}).items():
        if road.last.get(element) != _day(day):
            yield f"“{element}”的最后一天应当是 {day}，算出来是 {road.last.get(element, '没有走到')}。"
    if "ends" in sample and road.state != sample["ends"]:
        yield f"走完应当是“{sample['ends']}”，实际是“{road.state}”。"


def _step(
    road: _Road, step: Mapping[str, Any], received: date, answers: Mapping[str, Mapping[str, Any]]
) -> None:
    element, outcome, on = str(step["element"]), str(step.get("outcome", "")), _day(step.get("day", received))
    waiting = {wait.element_id: wait.token for wait in road.marking.waiting()}
    if element in MESSAGES:
        road.take(bpmn.deliver_message(road.process, road.marking, element, road.variables), on)
        return
    found = road.process.elements.get(element)
    if (
        found is not None and found.attached_to
    ):  # a deadline passed in silence: it counts as of the day of receipt
        if road.words(element).get("effect") == "accept_by_lapse":
            road.days["acceptance"] = road.days.get("supplement", received)
        road.take(
            bpmn.fire_timer(road.process, road.marking, element, {**road.variables, "outcome": "lapsed"}), on
        )
        return
    if element not in waiting:
        raise LookupError(f"{on} 时不在“{element}”，而在：{'、'.join(waiting) or '已经结束'}")
    if outcome not in road.words(element).get("outcomes", "").split(","):
        raise LookupError(f"“{element}”没有“{outcome}”这个结论")
    kind = road.words(element).get("kind")
    if (kind == "accept" and outcome in ("accept", "accept_conditionally")) or kind == "consent":
        road.days["acceptance"] = road.days.get("supplement", on)
    if kind == "post_notice" and (hangs := road.service["limits"].get("notice_period")):
        road.days["notice"] = due(Limit(hangs["n"], Unit(hangs["unit"])), on, road.known.calendar).last_day
    if kind == "supplement" and outcome == "handed_in":  # completed papers: acceptance dates from this day
        road.days["supplement"] = on
    if outcome in ("grant", "refuse", "sign"):
        road.days["decision"] = on
    said = {**(answers.get(element) or {}), **(step.get("with") or {}), "outcome": outcome}
    road.variables |= said
    road.seen.concluded(element, outcome)
    road.take(bpmn.complete(road.process, road.marking, waiting[element], road.variables), on)
