"""From form-js JSON to a compiled form; everything that is wrong is gathered before it is said."""

import json
import re
from collections.abc import Mapping
from typing import Any

from minzheng.kernel.formspec import limits, profile
from minzheng.kernel.formspec.component import Component
from minzheng.kernel.formspec.conditions import is_function_name
from minzheng.kernel.formspec.errors import Finding, FormError
from minzheng.kernel.formspec.kinds import Kinds, adapt
from minzheng.kernel.formspec.kinds.kind import Kind
from minzheng.kernel.formspec.model import Item, Note, Page, Rows, Section
from minzheng.kernel.formspec.order import Order
from minzheng.kernel.formspec.places import Path
from minzheng.kernel.formspec.questions import build_field
from minzheng.kernel.formspec.words import paragraphs

_HOLES = re.compile(r"\\u000[0-8]")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_PAGE_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


class Compiler:
    """One pass over the components, in document order."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self.order = Order()
        self.findings = self.order.findings
        self.pages: list[Page] = []
        self.count = 0
        self.page = ""
        self.in_rows = False

    def compile(self, schema: Mapping[str, Any]) -> tuple[Page, ...]:
        """The pages of `schema`; raises FormError with all findings."""
        if not isinstance(schema, Mapping):
            raise FormError([Finding("", "这不是一张表单，请用表单编辑器打开保存一次")])
        try:
            text = json.dumps(schema)
        except (ValueError, RecursionError):  # a number of thousands of digits, or no end of nesting
            raise FormError([Finding("", "表单里有一个数字太长，或者一层套得太深，请改短")]) from None
        if _HOLES.search(text):
            self.order.find("", "表单的文字里有看不见的控制字符，请删掉")
        components = schema.get("components")
        if not isinstance(components, list) or not components:
            self.order.find("", "表单里还没有页，请先放一个分组")
            components = []
        if len(components) > limits.PAGES:
            self.order.find("", f"页太多（{len(components)} 页），最多 {limits.PAGES} 页")
            components = components[: limits.PAGES]
        for number, raw in enumerate(components, 1):
            self._page(raw, number)
        self.order.check()
        if self.findings:
            raise FormError(self.findings)
        return tuple(self.pages)

    def _page(self, raw: object, number: int) -> None:
        place = f"第 {number} 页"
        if not isinstance(raw, Mapping):
            self.order.find(place, "这里不是组件")
            return
        component = Component(raw, place, self.order)
        if component.type != "group":
            self.order.find(component.place, "最外层只能放“分组”，一个分组就是一页，请把它移进分组里")
            return
        component.place = component.label or place
        self.page = self._page_key(component, number)
        rules = component.rules()
        items = self._items(component, component.path(), 1, conditional=False)
        if not component.label:
            self.order.find(place, "这一页没有标题，请给分组写上名称")
        if not any(not isinstance(item, Note) for item in items):
            self.order.find(component.place, "这一页没有要填的东西")
        self.pages.append(Page(self.page, component.label, component.property("lead"), items, rules))

    def _page_key(self, component: Component, number: int) -> str:
        key = component.property("page_key") or component.text("id") or f"page-{number}"
        if not _PAGE_KEY.fullmatch(key):
            self.order.find(component.place, f"页的名字“{key}”只能用英文字母、数字和“-”，最长 40 个")
        if any(page.key == key for page in self.pages):
            self.order.find(component.place, f"页的名字“{key}”用了两次，请换一个")
        return key

    def _items(self, parent: Component, prefix: Path, depth: int, *, conditional: bool) -> tuple[Item, ...]:
        children = parent.raw.get("components", [])
        if not isinstance(children, list):
            self.order.find(parent.place, "“components”要是一个列表")
            return ()
        if depth > limits.DEPTH:
            self.order.find(parent.place, f"分组套得太深，最多 {limits.DEPTH} 层")
            return ()
        items: list[Item] = []
        for raw in children:
            self.count += 1
            if self.count == limits.FIELDS + 1:
                self.order.find(parent.place, f"表单太长，最多 {limits.FIELDS} 个组件，请拆成几个表单")
            if self.count > limits.FIELDS:
                break
            if not isinstance(raw, Mapping):
                self.order.find(parent.place, "这里不是组件")
                continue
            item = self._item(
                Component(raw, parent.place, self.order), prefix, depth, conditional=conditional
            )
            if item is not None:
                items.append(item)
        return tuple(items)

    def _item(self, component: Component, prefix: Path, depth: int, *, conditional: bool) -> Item | None:
        kind = component.type
        if kind in profile.REFUSED:
            self.order.find(component.place, profile.REFUSED[kind])
        elif kind in profile.WORDS:
            return self._note(component)
        elif kind == "group":
            return self._section(component, prefix, depth, conditional=conditional)
        elif kind == "dynamiclist":
            return self._rows(component, prefix, depth, conditional=conditional)
        elif kind in profile.QUESTIONS:
            return self._question(component, prefix, conditional=conditional)
        else:
            self.order.find(component.place, f"不认识的组件“{kind}”，请用编辑器自带的组件")
        return None

    def _note(self, component: Component) -> Note | None:
        rules = component.rules()
        if component.type != "text":
            return Note("<hr>", None, rules) if component.type == "separator" else None
        text = component.text("text", limits.TEXT)
        if text.startswith("="):
            return Note("", component.condition(text, "文字", ordered=True), rules)
        if "{{" in text:
            self.order.find(component.place, "文字里不用“{{ }}”，整段写成以“=”开头的表达式")
        return Note(paragraphs(text), None, rules)

    def _section(self, component: Component, prefix: Path, depth: int, *, conditional: bool) -> Section:
        rules = component.rules()
        conditional = conditional or rules.hide_when is not None
        items = self._items(component, prefix + component.path(), depth + 1, conditional=conditional)
        return Section(component.label, items, rules)

    def _rows(self, component: Component, prefix: Path, depth: int, *, conditional: bool) -> Rows | None:
        path = component.path()
        if self.in_rows:
            self.order.find(component.place, "一行里不能再放一张列表，请改成单独的一页")
            return None
        if not path:
            self.order.find(component.place, "列表没有“路径”，请写上，例如 members")
            return None
        path = prefix + path
        rules = component.rules()
        self._claim(component, path)
        self.order.enter_rows(path)
        self.in_rows = True
        items = self._items(component, (), depth + 1, conditional=False)
        self.in_rows = False
        names = self.order.leave_rows()
        if not any(not isinstance(item, Note) for item in items):
            self.order.find(component.place, "列表里没有要填的东西")
        highest = component.whole("max_rows", limits.DEFAULT_ROWS, 1, limits.ROWS)
        lowest = component.whole("min_rows", 0, 0, highest)
        start = component.raw.get("defaultRepetitions", 1)
        return Rows(
            path=path,
            label=component.label,
            items=items,
            kind=self._kind(component, "rows"),
            rules=rules,
            page=self.page,
            unit=component.property("rows_label") or "条",
            hint=component.property("hint") or component.text("description"),
            source=component.property("source"),
            level=component.level("L2"),
            min_rows=lowest,
            max_rows=highest,
            start_rows=min(highest, max(lowest, start if isinstance(start, int) else 1)),
            may_change=component.raw.get("allowAddRemove", True) is not False,
            title_keys=self._keys(component, "row_title", names),
            line_keys=self._keys(component, "row_line", names),
            material=component.property("material"),
            conditional=conditional or rules.hide_when is not None,
            properties=component.properties,
        )

    def _keys(self, component: Component, name: str, known: frozenset[str]) -> tuple[Path, ...]:
        keys = [key.strip() for key in component.property(name).split(",") if key.strip()]
        for key in keys:
            if key not in known:
                self.order.find(component.place, f"“{name}”里的“{key}”不在这张列表里")
        return tuple(tuple(key.split(".")) for key in keys)

    def _question(self, component: Component, prefix: Path, *, conditional: bool) -> Item | None:
        path = component.key_path()
        if not path:
            self.order.find(component.place, "没有“键”（key），请写上，例如 phone")
            return None
        path = prefix + path
        kind = self._kind(component, component.default_kind())
        field = build_field(component, path, kind, self.page, conditional=conditional)
        self._claim(component, path)
        return field

    def _claim(self, component: Component, path: Path) -> None:
        for part in path:
            if not _KEY.fullmatch(part):
                self.order.find(component.place, f"“{part}”只能用英文字母、数字和“_”，并以字母开头")
        if path[0] in profile.RESERVED:
            self.order.find(component.place, f"“{path[0]}”是保留的名字，请换一个")
        if not self.in_rows and is_function_name(path[0]):
            self.order.find(component.place, f"“{path[0]}”是表达式里的函数名，请换一个键，例如 my_{path[0]}")
        self.order.define(component.place, path)

    def _kind(self, component: Component, default: str) -> Kind:
        name = component.property("kind") or default
        known = self.kinds.get(name) if name in self.kinds else None
        if known is None:
            self.order.find(component.place, f"没有“{name}”这种字段，请从字段库里选")
            return Kind()
        kind = adapt(known)
        if component.type not in kind.types:
            allowed = "、".join(sorted(kind.types))
            self.order.find(
                component.place, f"字段种类“{name}”不能用在 {component.type} 上，请改用 {allowed}"
            )
        return kind


def compile_pages(schema: Mapping[str, Any], kinds: Kinds) -> tuple[Page, ...]:
    """Compile `schema` with the field kinds `kinds`; raises FormError with every finding."""
    return Compiler(kinds).compile(schema)
