"""From bytes to a model: imports followed, references checked, everything compiled."""

from collections.abc import Callable, Mapping

from minzheng.kernel.feel import FeelError
from minzheng.kernel.feel.types import Type

from .boxed import LogicCompiler
from .elements import Decision, DecisionTable, Definitions, Element, Import, Key, KnowledgeModel, Service
from .errors import DmnError
from .index import Masks
from .item_types import TypeBook, component_names
from .model import Model
from .programs import (
    DecisionProgram,
    InputProgram,
    KnowledgeProgram,
    Path,
    Program,
    ServiceProgram,
    plan_of,
    shortcut_of,
)
from .reader import read
from .tables import Table

Finder = Callable[[str, str], bytes | None]
"""Gives the bytes of an imported model by namespace and location, None when it is not to be had."""

_MAX_GRAPH_DEPTH = 60
_KINDS = {"Decision": "决策", "KnowledgeModel": "业务知识模型", "Service": "决策服务", "InputData": "输入"}


def load(xml: bytes, imports: Finder | Mapping[str, bytes] | None = None, *, strict: bool = True) -> Model:
    """Load a model from a DMN 1.1–1.5 file.

    `imports` gives the imported files, by a function of namespace and location or as a mapping from either.
    Raises DmnError with the place for a file that is not sound; with `strict=False` mistakes inside single
    expressions are let through: they count as null and stand in `Model.problems`.
    """
    finder = imports if callable(imports) else _finder(imports or {})
    files = _Files(finder)
    main = files.add(read(xml), ())
    model = files.link(main)
    if strict and model.problems:
        raise model.problems[0]
    return model


def _finder(known: Mapping[str, bytes]) -> Finder:
    return lambda namespace, location: known.get(namespace) or known.get(location)


class _File:
    """One file with its types and the files that it takes in."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.imports: dict[str, _File] = {}
        self.names = component_names(definitions.items)
        self.types = TypeBook(definitions.items, self._imported, self.names)

    def _imported(self, name: str) -> Type | None:
        for prefix, file in self.imports.items():
            if not prefix:
                found = file.types.find(name)
                if found is not None:
                    return found
            elif name.startswith(prefix + "."):
                return file.types.find(name[len(prefix) + 1 :])
        return None

    def prefix(self, namespace: str) -> Path | None:
        """Give the import names that lead to a namespace."""
        if namespace == self.definitions.namespace:
            return ()
        for name, file in self.imports.items():
            if file.definitions.namespace == namespace:
                return (name,) if name else ()
        for name, file in self.imports.items():
            inner = file.prefix(namespace)
            if inner is not None:
                return (name, *inner) if name else inner
        return None


class _Files:
    """All files of one load."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        self.files: dict[str, _File] = {}
        self.elements: dict[Key, tuple[Element, _File]] = {}
        self.problems: list[DmnError] = []
        self.tables: dict[Key, tuple[Table, tuple[Masks, ...], tuple[str, ...]]] = {}

    def add(self, definitions: Definitions, above: tuple[str, ...]) -> _File:
        """Take a file in, and what it imports."""
        file = _File(definitions)
        self.files[definitions.namespace] = file
        for element in definitions.elements:
            if element.key in self.elements:
                raise DmnError(f"编号“{element.key[1]}”用了两次", element.line)
            self.elements[element.key] = (element, file)
        for wanted in definitions.imports:
            if "/DMN/" in wanted.kind.upper():
                self._import(file, wanted, (*above, definitions.namespace))
        return file

    def _import(self, file: _File, wanted: Import, above: tuple[str, ...]) -> None:
        if wanted.namespace in above:
            raise DmnError(f"导入“{wanted.name}”绕了一圈又回到自己", wanted.line)
        found = self.files.get(wanted.namespace)
        if found is None:
            data = self.finder(wanted.namespace, wanted.location)
            if data is None:
                raise DmnError(f"导入的模型“{wanted.name}”（{wanted.namespace}）找不到", wanted.line)
            definitions = read(data)
            if definitions.namespace != wanted.namespace:
                raise DmnError(f"导入的模型“{wanted.name}”里的命名空间对不上", wanted.line)
            found = self.add(definitions, above)
        file.imports[wanted.name] = found
        file.names |= found.names

    def link(self, main: _File) -> Model:
        """Check the references and compile every element."""
        self._check_graph()
        for file in self.files.values():
            self._check_types(file)
        programs = {key: self._program(main, element, file) for key, (element, file) in self.elements.items()}
        for key, (element, file) in self.elements.items():
            program = programs[key]
            program.connect([(self._seen(file, needed), programs[needed]) for needed in element.requires])
            if isinstance(program, DecisionProgram) and key in self.tables:
                program.table = self.tables[key]
                program.shortcut = shortcut_of(program, *self.tables[key])
            if isinstance(program, ServiceProgram) and isinstance(element, Service):
                given = (*element.input_data, *element.input_decisions)
                program.serve([programs[k] for k in given], [programs[k] for k in element.outputs])
        if not self.problems:
            for program in programs.values():
                if isinstance(program, DecisionProgram) and len(program.needs) > 0:
                    program.plan = plan_of(program)
        return Model(main.definitions, programs, self.problems)

    def _check_types(self, file: _File) -> None:
        for item in file.definitions.items:
            try:
                file.types.find(item.name)
            except FeelError as error:
                self.problems.append(DmnError(f"类型“{item.name}”：{error}", item.line))

    def _path(self, main: _File, element: Element, file: _File) -> Path:
        return (*(main.prefix(file.definitions.namespace) or ()), element.name)

    def _targets(self, element: Element) -> tuple[Key, ...]:
        if isinstance(element, Service):
            return (*element.outputs, *element.encapsulated, *element.input_decisions, *element.input_data)
        return element.requires

    def _check_graph(self) -> None:
        """Refuse references to nothing, cycles, and graphs too deep to evaluate."""
        depth: dict[Key, int] = {}
        for start in self.elements:
            stack: list[tuple[Key, int]] = [(start, 0)]
            open_: list[Key] = []
            while stack:
                key, at = stack.pop()
                element = self.elements[key][0]
                targets = self._reach(element)
                if at == 0:
                    if key in depth:
                        continue
                    open_.append(key)
                if at < len(targets):
                    stack.append((key, at + 1))
                    target = targets[at]
                    if target in open_ and not (target == key and isinstance(element, KnowledgeModel)):
                        raise DmnError(f"“{element.name}”的依赖绕了一圈又回到自己", element.line)
                    if target not in depth and target not in open_:
                        stack.append((target, 0))
                else:
                    open_.pop()
                    depth[key] = 1 + max((depth.get(target, 0) for target in targets), default=0)
                    if depth[key] > _MAX_GRAPH_DEPTH:
                        raise DmnError(
                            f"决策一层依赖一层，超过了 {_MAX_GRAPH_DEPTH} 层，请拆开", element.line
                        )

    def _reach(self, element: Element) -> tuple[Key, ...]:
        targets = self._targets(element)
        for target in targets:
            if target not in self.elements:
                raise DmnError(f"“{element.name}”引用的“{target[1]}”不存在", element.line)
        return element.outputs if isinstance(element, Service) else targets

    def _program(self, main: _File, element: Element, file: _File) -> Program:
        label = f"{_KINDS[type(element).__name__]}“{element.name}”"
        compiler = self._compiler(element, file, label)
        type_ = compiler.type_of(element.variable.type_ref, element.line)
        program: Program
        if isinstance(element, Decision):
            code = compiler.code(element.logic) if element.logic is not None else None
            program = DecisionProgram(element, label, type_, code)
            logic = element.logic
            if isinstance(logic, DecisionTable) and logic.type_ref is None and compiler.table is not None:
                texts = tuple(clause.expression for clause in logic.inputs)
                self.tables[element.key] = (compiler.table, compiler.masks, texts)
        elif isinstance(element, KnowledgeModel):
            code = compiler.function(element.logic, element.name) if element.logic is not None else None
            program = KnowledgeProgram(element, label, type_, code)
        elif isinstance(element, Service):
            program = ServiceProgram(element, label, type_)
        else:
            program = InputProgram(element, label, type_, self._path(main, element, file))
        self.problems.extend(compiler.problems)
        self.problems.extend(compiler.unknown_names(element.line))
        return program

    def _compiler(self, element: Element, file: _File, label: str) -> LogicCompiler:
        paths = [self._seen(file, key) for key in element.requires]
        names = {path[0] for path in paths}
        if isinstance(element, KnowledgeModel):
            names.add(element.name)
        inner = file.names.union(*paths)
        return LogicCompiler(label, element.name, names, inner, file.types)

    def _seen(self, file: _File, key: Key) -> Path:
        element, home = self.elements[key]
        return (*(file.prefix(home.definitions.namespace) or ()), element.variable.name)
