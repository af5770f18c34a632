"""Reading DMN 1.1–1.5 files: structure only; the texts in them are compiled later."""

from collections.abc import Callable, Iterator

from minzheng.kernel.xml import Element as Xml
from minzheng.kernel.xml import Limits, XmlError, parse

from .boxed_reader import read_boxed, read_function
from .elements import (
    Decision,
    Definitions,
    Element,
    Import,
    InputData,
    ItemDefinition,
    Key,
    KnowledgeModel,
    Service,
    Variable,
)
from .errors import DmnError
from .xml_access import child, children, local, name_of, text_of, variable

_LIMITS = Limits(max_bytes=8 * 1024 * 1024, max_depth=100, max_elements=200_000)


def read(data: bytes) -> Definitions:
    """Read one file; DmnError with the line for anything that is not DMN."""
    try:
        root = parse(data, limits=_LIMITS)
    except XmlError as error:
        raise DmnError(f"决策模型读不出来。{error.text}", error.line) from error
    if local(root) != "definitions":
        raise DmnError("这不是 DMN 决策模型，最外层要是 DMN 1.1 到 1.5 的 definitions", root.sourceline)
    space = root.get("namespace") or ""
    return Definitions(
        name=name_of(root),
        namespace=space,
        imports=tuple(_import(node) for node in children(root, "import")),
        items=tuple(_item(node) for node in children(root, "itemDefinition")),
        elements=tuple(_elements(root, space)),
    )


def _import(node: Xml) -> Import:
    return Import(
        node.get("name") or "",
        node.get("namespace") or "",
        node.get("locationURI") or "",
        node.get("importType") or "",
        node.sourceline,
    )


def _item(node: Xml) -> ItemDefinition:
    function = child(node, "functionItem")
    signature = None
    if function is not None:
        parameters = tuple(p.get("typeRef") for p in children(function, "parameters"))
        signature = (parameters, function.get("outputTypeRef"))
    type_ref = child(node, "typeRef")
    return ItemDefinition(
        name=name_of(node),
        type_ref=node.get("typeRef") or (text_of(type_ref) if type_ref is not None else None),
        collection=node.get("isCollection") == "true",
        components=tuple(_item(part) for part in children(node, "itemComponent")),
        allowed=_tests(node, "allowedValues"),
        constraint=_tests(node, "typeConstraint"),
        function=signature,
        line=node.sourceline,
    )


def _tests(node: Xml, name: str) -> str | None:
    found = child(node, name)
    return None if found is None else text_of(child(found, "text"))


def _elements(root: Xml, space: str) -> Iterator[Element]:
    readers: dict[str, Callable[[Xml, str], Element]] = {
        "inputData": _input,
        "decision": _decision,
        "businessKnowledgeModel": _knowledge,
        "decisionService": _service,
    }
    for node in root:
        reader = readers.get(local(node))
        if reader is not None:
            yield reader(node, space)


def _key(node: Xml, space: str) -> Key:
    return space, node.get("id") or name_of(node)


def _head(node: Xml, space: str) -> tuple[Key, str, int, Variable]:
    found = child(node, "variable")
    name = name_of(node)
    typed = variable(found) if found is not None else Variable(name)
    return _key(node, space), name, node.sourceline, Variable(name, typed.type_ref)


def _href(node: Xml, space: str) -> Key:
    target = node.get("href") or ""
    before, sharp, identity = target.rpartition("#")
    if not sharp or not identity:
        raise DmnError(f"指向“{target}”的引用不完整，要写成 #编号", node.sourceline)
    return before or space, identity


def _requirements(node: Xml, space: str) -> tuple[Key, ...]:
    found: list[Key] = []
    for requirement in node:
        if local(requirement) in ("informationRequirement", "knowledgeRequirement"):
            found += [
                _href(target, space)
                for target in requirement
                if local(target) in ("requiredInput", "requiredDecision", "requiredKnowledge")
            ]
    return tuple(found)


def _input(node: Xml, space: str) -> Element:
    return InputData(*_head(node, space))


def _decision(node: Xml, space: str) -> Element:
    return Decision(*_head(node, space), _requirements(node, space), read_boxed(node))


def _knowledge(node: Xml, space: str) -> Element:
    logic = child(node, "encapsulatedLogic")
    function = None if logic is None else read_function(logic)
    return KnowledgeModel(*_head(node, space), _requirements(node, space), function)


def _service(node: Xml, space: str) -> Element:
    def targets(name: str) -> tuple[Key, ...]:
        return tuple(_href(target, space) for target in children(node, name))

    outputs, encapsulated = targets("outputDecision"), targets("encapsulatedDecision")
    inner = targets("inputDecision"), targets("inputData")
    return Service(*_head(node, space), (), outputs, encapsulated, *inner)
