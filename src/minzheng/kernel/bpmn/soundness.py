"""The proof before publishing: every way through a process ends, nothing is lost or doubled, every wait has an owner.

Method: the engine itself runs through all states with conditions as free choices (`explorer`), up to a bound; what can
be seen without running is in `duties`. Free choices see more roads than the conditions allow, never fewer.
"""

from collections import defaultdict

from .duties import duties
from .errors import Finding, Severity
from .explorer import Edge, Explorer, State, main_road
from .model import Process

MAX_STATES = 5000


def check(process: Process, *, max_states: int = MAX_STATES) -> list[Finding]:
    """Everything that speaks against publishing, in the order of the file; empty for a sound process.

    Errors: unreachable element, deadlock, doubled token, wait without owner and limit, gateway without a way out, timer
    without limit, road that breaks off. Warnings: work thrown away by a terminate event, a person's task that lacks
    owner or limit, a process too large to be explored fully. Findings name the path that leads there.
    """
    proof = _Proof(process, max_states)
    proof.run()
    found = [*duties(process), *proof.findings.values()]
    return sorted(found, key=lambda finding: (finding.line, finding.element_id))


class _Proof:
    def __init__(self, process: Process, max_states: int) -> None:
        self.process = process
        self.explorer = Explorer(process, max_states)
        self.main = main_road(process)
        self.visited: set[str] = set()
        self.findings: dict[tuple[str, str], Finding] = {}

    def note(self, kind: str, element_id: str, message: str, severity: Severity = "error") -> None:
        """Keep the first finding of a kind for an element: breadth first, so its path is the shortest."""
        element = self.process.elements[element_id]
        finding = Finding(element_id, element.line, f"“{element.label}”{message}", severity)
        self.findings.setdefault((kind, element_id), finding)

    def run(self) -> None:
        self.explorer.explore(self._look)
        self._stuck()
        if self.explorer.complete:
            self._never_ends()
            self._unreached()
        else:
            message = f"流程状态太多，只查了前 {self.explorer.max_states} 个，请拆成子流程分别查。"
            self.findings["too_large", ""] = Finding("", 0, message, "warning")

    def _look(self, state: State, edge: Edge) -> bool:
        """Look at one edge; True where the road beyond is hopeless and is not walked."""
        marking = edge.to.marking
        self.visited.update(edge.passed)
        self.visited.update(marking.elements())
        self._thrown_away(state, edge)
        doubled = [name for name in edge.again if name in self.main]
        resting = [(token.element, token.scope) for token in marking.tokens if token.item < 0]
        doubled += [name for name, scope in resting if resting.count((name, scope)) > 1 and name in self.main]
        doubled += [each.element for each in marking.joins if marking.joins.count(each) > 1]
        if doubled:
            path = self.explorer.path(state, edge.labels)
            self.note(
                "doubled", doubled[0], f"会被走到两次（前面分成几条线，没有用同类网关汇合）。路径：{path}。"
            )
        return bool(doubled)

    def _thrown_away(self, state: State, edge: Edge) -> None:
        if not state.queue:
            return
        name, _, scope, _ = state.queue[0]
        if self.process.elements[name].event.kind != "terminate":
            return
        marking = state.marking
        lost = [token.element for token in marking.tokens if token.scope == scope]
        lost += [inner.element for inner in marking.scopes if inner.parent == scope]
        lost += [move[0] for move in state.queue[1:] if move[2] == scope]
        if lost:
            labels = "、".join(f"“{self.process.elements[each].label}”" for each in dict.fromkeys(lost))
            path = self.explorer.path(state, edge.labels)
            self.note("lost", name, f"终止时 {labels} 还没办完，会被丢下。路径：{path}。", "warning")

    def _stuck(self) -> None:
        """A join waits in a layer where nothing else is left."""
        for state in self.explorer.resting:
            marking = state.marking
            busy = {token.scope for token in marking.tokens} | {inner.parent for inner in marking.scopes}
            for arrival in marking.joins:
                if arrival.scope not in busy:
                    path = self.explorer.path(state)
                    self.note(
                        "stuck",
                        arrival.element,
                        f"在等另一条线，可是那条线不会来了，办件会卡住。路径：{path}。",
                    )

    def _never_ends(self) -> None:
        """A state from which no ordinary step leads to an end."""
        before: dict[State, list[State]] = defaultdict(list)
        for state, edges in self.explorer.edges.items():
            for edge in edges:
                if edge.plain:
                    before[edge.to].append(state)
        ending = {state for state in self.explorer.edges if state.final}
        todo = list(ending)
        while todo:
            for state in before[todo.pop()]:
                if state not in ending:
                    ending.add(state)
                    todo.append(state)
        if self.findings:
            return  # a doubled or stuck token is the cause; roads beyond it were not walked
        for state in self.explorer.resting:
            if state not in ending and state.marking.tokens:
                path = self.explorer.path(state)
                self.note("endless", state.marking.tokens[0].element, f"到了这里就走不到结束。路径：{path}。")
                return

    def _unreached(self) -> None:
        for element in self.process.elements.values():
            if element.id not in self.visited and "/" not in element.id:
                self.note("unreached", element.id, "永远走不到，请连上线，或者删掉。")
