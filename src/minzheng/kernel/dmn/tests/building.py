"""Small DMN files for tests, written from Python."""

from collections.abc import Iterable, Sequence
from html import escape

SPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def model(*parts: str, namespace: str = "urn:test", name: str = "测试") -> bytes:
    body = "".join(parts)
    return f'<definitions xmlns="{SPACE}" namespace="{namespace}" name="{name}">{body}</definitions>'.encode()


def given(name: str, type_ref: str = "") -> str:
    return f'<inputData id="{name}" name="{name}"><variable name="{name}"{_typed(type_ref)}/></inputData>'


def _typed(type_ref: str | None) -> str:
    return f' typeRef="{escape(type_ref)}"' if type_ref else ""


def literal(text: str, type_ref: str = "") -> str:
    return f"<literalExpression{_typed(type_ref)}><text>{escape(text)}</text></literalExpression>"


def needs(*, inputs: Iterable[str] = (), decisions: Iterable[str] = (), models: Iterable[str] = ()) -> str:
    found = [f'<requiredInput href="{_href(x)}"/>' for x in inputs]
    found += [f'<requiredDecision href="{_href(x)}"/>' for x in decisions]
    information = "".join(f"<informationRequirement>{x}</informationRequirement>" for x in found)
    return information + "".join(
        f'<knowledgeRequirement><requiredKnowledge href="{_href(x)}"/></knowledgeRequirement>' for x in models
    )


def _href(target: str) -> str:
    return target if "#" in target else f"#{target}"


def decision(name: str, logic: str, required: str = "", type_ref: str = "") -> str:
    variable = f'<variable name="{name}"{_typed(type_ref)}/>'
    return f'<decision id="{name}" name="{name}">{variable}{required}{logic}</decision>'


def table(
    policy: str,
    inputs: Sequence[str],
    outputs: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    aggregation: str = "",
    notes: Sequence[str] = (),
    values: str = "",
    default: str = "",
    allowed: str = "",
) -> str:
    def text(tag: str, body: str) -> str:
        return f"<{tag}><text>{escape(body)}</text></{tag}>"

    def one_input(name: str) -> str:
        limits = text("inputValues", allowed) if allowed else ""
        return f'<input label="{escape(name)}">{text("inputExpression", name)}{limits}</input>'

    def one_output(name: str) -> str:
        label = f' name="{name}"' if name else ""
        limits = text("outputValues", values) if values else ""
        return f"<output{label}>{limits}{text('defaultOutputEntry', default) if default else ''}</output>"

    def one_row(row: Sequence[str]) -> str:
        tags = (
            ["inputEntry"] * len(inputs) + ["outputEntry"] * len(outputs) + ["annotationEntry"] * len(notes)
        )
        return f"<rule>{''.join(text(tag, cell) for tag, cell in zip(tags, row, strict=True))}</rule>"

    how = f' aggregation="{aggregation}"' if aggregation else ""
    return (
        f'<decisionTable hitPolicy="{policy}"{how}>'
        + "".join(map(one_input, inputs))
        + "".join(map(one_output, outputs))
        + "".join(f'<annotation name="{note}"/>' for note in notes)
        + "".join(map(one_row, rows))
        + "</decisionTable>"
    )


def entry(name: str, body: str) -> str:
    variable = f'<variable name="{name}"/>' if name else ""
    return f"<contextEntry>{variable}{body}</contextEntry>"


def knowledge(name: str, parameters: str, body: str, required: str = "") -> str:
    formal = "".join(
        f'<formalParameter name="{p.split(":")[0]}"{_typed(p.partition(":")[2])}/>'
        for p in parameters.split(",")
        if p
    )
    logic = f"<encapsulatedLogic>{formal}{body}</encapsulatedLogic>"
    variable = f'<variable name="{name}"/>'
    return f'<businessKnowledgeModel id="{name}" name="{name}">{variable}{logic}{required}</businessKnowledgeModel>'
