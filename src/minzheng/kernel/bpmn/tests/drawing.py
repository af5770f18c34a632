"""Drawing small processes for tests: each function gives a piece of BPMN XML; and two ways to look at a step."""

import pytest

from minzheng.kernel.bpmn import Outcome, Process, StepError, compile_process

_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:mz="urn:minzheng:bpmn" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" targetNamespace="urn:test">\n'
)
_DECLARED = "".join(
    f'<message id="m_{name}" name="{name}"/><signal id="s_{name}" name="{name}"/>'
    f'<error id="e_{name}" errorCode="{name}"/>\n'
    for name in ("ping", "pong", "stop")
)


def file(*parts: str, name: str = "p", head: str = "") -> bytes:
    """A whole file with one process; messages `m_…`, signals `s_…` and errors `e_…` ping, pong, stop are declared."""
    body = "\n".join(parts)
    return f'{_HEAD}{_DECLARED}{head}<process id="{name}" isExecutable="true">\n{body}\n</process></definitions>'.encode()


def drawn(*parts: str, callees: dict[str, Process] | None = None) -> Process:
    """The compiled process."""
    return compile_process(file(*parts), callees=callees)


def node(kind: str, name: str, inside: str = "", /, **attributes: str) -> str:
    """A flow node; `mz_role` becomes `mz:role`."""
    written = "".join(f' {key.replace("mz_", "mz:")}="{value}"' for key, value in attributes.items())
    return f'<{kind} id="{name}"{written}>{inside}</{kind}>'


def user(name: str, inside: str = "", /, **attributes: str) -> str:
    """A user task with owner and limit, so that the soundness check has nothing to say about it."""
    return node("userTask", name, inside, **{"mz_role": "clerk", "mz_limit": "P3D", **attributes})


def start(name: str = "s", inside: str = "", /, **attributes: str) -> str:
    return node("startEvent", name, inside, **attributes)


def end(name: str = "e", inside: str = "") -> str:
    return node("endEvent", name, inside)


def when(kind: str, what: str = "") -> str:
    """An event definition: `when("message", "ping")`, `when("timer", "P5D")`, `when("terminate")`."""
    if kind == "timer":
        form = "timeCycle" if what.startswith("R") else "timeDuration" if what[:1] in "P=" else "timeDate"
        return f"<timerEventDefinition><{form}>{what}</{form}></timerEventDefinition>"
    ref = f' {kind}Ref="{kind[0]}_{what}"' if what else ""
    return f"<{kind}EventDefinition{ref}/>"


def catch(name: str, kind: str, what: str) -> str:
    return node("intermediateCatchEvent", name, when(kind, what))


def boundary(name: str, host: str, kind: str, what: str = "", *, interrupting: bool = True) -> str:
    return node(
        "boundaryEvent", name, when(kind, what), attachedToRef=host, cancelActivity=str(interrupting).lower()
    )


def event_sub(name: str, kind: str, what: str, *inside: str, interrupting: bool = True) -> str:
    """An event sub-process whose start is `<name>_s`."""
    begin = start(f"{name}_s", when(kind, what), isInterrupting=str(interrupting).lower())
    return node("subProcess", name, begin + "".join(inside), triggeredByEvent="true")


def flow(source: str, target: str, condition: str = "") -> str:
    """A flow named `source-target`."""
    escaped = condition.replace("&", "&amp;").replace("<", "&lt;")
    inside = f"<conditionExpression>{escaped}</conditionExpression>" if condition else ""
    return f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'


def flows(*chains: str) -> str:
    """Plain flows along chains: `flows("s a b e", "a c")`."""
    pairs = [pair for chain in chains for pair in zip(chain.split(), chain.split()[1:], strict=False)]
    return "".join(flow(source, target) for source, target in pairs)


def multi(inside: str = "", *, sequential: bool = False, **attributes: str) -> str:
    """A multi-instance marker: `multi(mz_collection="assessors", mz_item="assessor")`."""
    return (
        node("x", "", inside, isSequential=str(sequential).lower(), **attributes)
        .replace('<x id=""', "<multiInstanceLoopCharacteristics")
        .replace("</x>", "</multiInstanceLoopCharacteristics>")
    )


def at(outcome: Outcome) -> list[str]:
    """Where tokens wait, sorted."""
    return sorted(wait.element_id for wait in outcome.marking.waiting())


def refused(code: str, element_id: str = "") -> object:
    """Expect a StepError of that code (and at that element)."""

    class Expectation:
        def __enter__(self) -> None:
            self.raises = pytest.raises(StepError)
            self.info = self.raises.__enter__()

        def __exit__(self, *args: object) -> bool:
            caught = self.raises.__exit__(*args)
            assert self.info.value.code == code
            assert element_id in self.info.value.findings[0].element_id
            return bool(caught)

    return Expectation()
