"""BPMN 2.0 processes as data: compile the XML once, then move tokens by pure functions over a tiny marking.

    process = compile_process(xml)
    outcome = start(process, {})
    outcome = complete(process, outcome.marking, "accept", {"accepted": True})

For: which step may follow, which timers to set, what an event does, and whether a process is sound (`check`).
Not for: who may act, deadlines in days, storing and locking (core.workflow), nor for drawing.
What runs, what is kept and what is refused: `support_table()`. The stored state: `minzheng.kernel.bpmn.marking`.
"""

from .compiler import compile_process
from .conditions import CompileExpression, Expression
from .errors import BpmnError, Finding, StepError, ThrownError
from .listeners import Listener
from .marking import Marking, Outcome, Thrown, TimerRef, TimerRequest, Wait
from .model import Element, Event, Flow, Loop, Process
from .profile import Support, support_table
from .run import Auto
from .soundness import check
from .steps import complete, deliver_message, deliver_signal, fire_timer, listening, start, throw_error
from .writer import write

__all__ = [
    "Auto",
    "BpmnError",
    "CompileExpression",
    "Element",
    "Event",
    "Expression",
    "Finding",
    "Flow",
    "Listener",
    "Loop",
    "Marking",
    "Outcome",
    "Process",
    "StepError",
    "Support",
    "Thrown",
    "ThrownError",
    "TimerRef",
    "TimerRequest",
    "Wait",
    "check",
    "compile_process",
    "complete",
    "deliver_message",
    "deliver_signal",
    "fire_timer",
    "listening",
    "start",
    "support_table",
    "throw_error",
    "write",
]
