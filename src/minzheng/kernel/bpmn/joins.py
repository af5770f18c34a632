"""From where a token may still come to an inclusive join."""

from collections.abc import Mapping
from types import MappingProxyType

from .model import Element


def upstream(join: Element, elements: Mapping[str, Element]) -> Mapping[str, frozenset[str]]:
    """For each incoming flow of `join`: the elements of its layer from which a token can reach that flow without
    passing the join (BPMN 2.0, 13.4.3). A boundary event is reached from its host."""
    return MappingProxyType({flow.id: _before(flow.source, join.id, elements) for flow in join.incoming})


def _before(start: str, join: str, elements: Mapping[str, Element]) -> frozenset[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name in seen or name == join:
            continue
        seen.add(name)
        element = elements[name]
        todo.extend(flow.source for flow in element.incoming)
        if element.attached_to:
            todo.append(element.attached_to)
    return frozenset(seen)
