"""What can be wrong: with a process file (findings, all at once) and with one step (a single reason)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend in a process: the element, its line in the XML (0 where none), a Chinese sentence."""

    element_id: str
    line: int
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        place = f"第 {self.line} 行" if self.line else "整个流程"
        return (
            f"{place}「{self.element_id}」：{self.message}" if self.element_id else f"{place}：{self.message}"
        )


class BpmnError(Exception):
    """A process that is refused; `findings` names every reason that was found, in the order of the file."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class StepError(BpmnError):
    """A step that cannot be taken; nothing has changed. `code` is one of

    `marking` (stored state is not a marking), `unknown_element`, `no_start`, `not_waiting`, `ambiguous`,
    `not_completable`, `no_receiver`, `no_way_out` (no condition holds, no default), `condition` (an expression failed
    or did not give yes or no), `uncaught_error`, `endless`, `too_many`.
    """

    def __init__(self, code: str, message: str, element_id: str = "", line: int = 0) -> None:
        self.code = code
        super().__init__([Finding(element_id, line, message)])
        self.args = (message,)


class ThrownError(Exception):
    """Raised by an `auto` callback to throw the BPMN error `code` at the task (caught by an error boundary event)."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)
