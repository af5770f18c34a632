"""One form-js component, read with care: whatever stands in it, the answer has the expected type."""

from collections.abc import Mapping
from typing import Any

from minzheng.kernel.formspec import limits, profile
from minzheng.kernel.formspec.conditions import Condition
from minzheng.kernel.formspec.kinds.kind import one_line
from minzheng.kernel.formspec.model import Exit, Rules
from minzheng.kernel.formspec.order import Order
from minzheng.kernel.formspec.places import Path

_DEFAULT_KINDS = {
    "textfield": "text",
    "textarea": "long_text",
    "number": "number",
    "checkbox": "tick",
    "checklist": "choices",
    "taglist": "choices",
    "radio": "choice",
    "select": "choice",
    "filepicker": "attachment",
    "expression": "number",
}
_DATETIME_KINDS = {"date": "date", "time": "time", "datetime": "date_time"}


class Component:
    """A view on one component; what is wrong is noted in `order`."""

    def __init__(self, raw: Mapping[str, Any], place: str, order: Order) -> None:
        self.raw = raw
        self.order = order
        self.place = place
        kind = raw.get("type")
        self.type = kind if isinstance(kind, str) else ""
        self.name = (
            self.text("key") or self.text("path") or one_line(self.text("label")) or self.type or "组件"
        )
        self.place = f"{place} › {self.name}"
        self.properties = self._properties()
        validate = raw.get("validate")
        self.validate: Mapping[str, Any] = validate if isinstance(validate, Mapping) else {}
        self.label = self._label()

    def text(self, name: str, most: int = limits.LABEL) -> str:
        """The text under `name`, at most `most` characters."""
        value = self.raw.get(name)
        if not isinstance(value, str):
            return ""
        if len(value) > most:
            self.order.find(self.place, f"“{name}”太长（{len(value)} 个字），最多 {most} 个字")
            return value[:most]
        return value.strip()

    def property(self, name: str) -> str:
        """One of our properties, "" when it is not given."""
        return self.properties.get(name, "")

    def path(self) -> Path:
        """The binding path of a container."""
        text = self.text("path") or (self.text("key") if self.type == "dynamiclist" else "")
        return tuple(text.split(".")) if text else ()

    def key_path(self) -> Path:
        """The binding path of a question."""
        text = self.text("key")
        return tuple(text.split(".")) if text else ()

    def default_kind(self) -> str:
        """The kind of a question that names none."""
        if self.type == "datetime":
            return _DATETIME_KINDS.get(str(self.raw.get("subtype", "date")), "date")
        if self.type == "textfield" and self.validate.get("validationType") in ("email", "phone"):
            return str(self.validate["validationType"])
        return _DEFAULT_KINDS.get(self.type, "text")

    def level(self, default: str) -> str:
        """The sensitivity level L1 to L4."""
        level = self.property("level") or default
        if level not in ("L1", "L2", "L3", "L4"):
            self.order.find(self.place, f"级别“{level}”不对，只能是 L1、L2、L3、L4")
            return default
        return level

    def whole(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number among our properties."""
        text = self.property(name)
        if not text:
            return default
        if not (text.isascii() and text.isdigit() and len(text) < 7 and least <= int(text) <= most):
            self.order.find(self.place, f"“{name}”要是 {least} 到 {most} 的整数")
            return default
        return int(text)

    def limit(self, name: str, default: int, most: int) -> int:
        """A whole number among the editor's validation rules."""
        value = self.validate.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            self.order.find(self.place, f"“{name}”要是 0 到 {most} 的整数")
            return default
        return value

    def condition(self, text: object, what: str, *, ordered: bool = False) -> Condition | None:
        """A compiled condition, None when there is none or it cannot be read."""
        if not text:
            return None
        if not isinstance(text, str):
            self.order.find(self.place, f"“{what}”要写成表达式")
            return None
        try:
            condition = Condition(text)
        except ValueError as error:
            self.order.find(self.place, f"“{what}”读不懂：{error}")
            return None
        self.order.use(condition, self.place, what, ordered=ordered)
        return condition

    def rules(self) -> Rules:
        """What hides it, what makes it wrong, what ends the form."""
        conditional = self.raw.get("conditional")
        hide = conditional.get("hide") if isinstance(conditional, Mapping) else None
        return Rules(
            hide_when=self.condition(hide, "隐藏条件", ordered=True),
            wrong_when=self._paired("wrong_when", "wrong_text", "出错条件"),
            wrong_text=self.property("wrong_text"),
            exit=self._exit(),
        )

    def _exit(self) -> Exit | None:
        when = self._paired("exit_when", "exit_text", "提前结束的条件")
        return None if when is None else Exit(when, self.property("exit_text"))

    def _paired(self, when: str, text: str, what: str) -> Condition | None:
        if bool(self.property(when)) != bool(self.property(text)):
            self.order.find(self.place, f"“{when}”和“{text}”要一起写")
        return self.condition(self.property(when), what)

    def _label(self) -> str:
        label = one_line(self.text("label"))
        if label.startswith("=") or "{{" in label:
            self.order.find(self.place, "名称要写成固定的文字")
        return label

    def _properties(self) -> dict[str, str]:
        found = self.raw.get("properties", {})
        if not isinstance(found, Mapping):
            self.order.find(self.place, "“properties”要是名字和文字的表")
            return {}
        kept: dict[str, str] = {}
        for name, value in found.items():
            if not isinstance(value, str) or len(value) > limits.TEXT:
                self.order.find(self.place, f"属性“{name}”要是文字，最多 {limits.TEXT} 个字")
            elif name not in profile.PROPERTIES and not name.startswith(("hint.", "x_")):
                self.order.find(self.place, f"不认识的属性“{name}”，自己用的请以 x_ 开头")
            else:
                kept[name] = value.strip()
        return kept
