"""One question of the form: everything that a form-js component may say about it."""

from decimal import Decimal, InvalidOperation
from typing import Any

import regex

from minzheng.kernel.formspec import limits
from minzheng.kernel.formspec.component import Component
from minzheng.kernel.formspec.kinds.kind import Kind, one_line
from minzheng.kernel.formspec.materials import way_of
from minzheng.kernel.formspec.model import Field, Option, Widget
from minzheng.kernel.formspec.places import Path

_WIDGETS: dict[str, Widget] = {
    "textfield": "text",
    "number": "text",
    "datetime": "text",
    "textarea": "area",
    "checkbox": "tick",
    "checklist": "ticks",
    "taglist": "ticks",
    "radio": "radio",
    "select": "select",
    "filepicker": "files",
    "expression": "none",
}
_CHOOSING = frozenset({"ticks", "radio", "select"})


def build_field(component: Component, path: Path, kind: Kind, page: str, *, conditional: bool) -> Field:
    """The field for `component`; what is wrong is noted in its order."""
    widget: Widget = "address" if kind.name == "address" else _WIDGETS[component.type]
    rules = component.rules()
    label = component.label or component.property("label")
    if not label and widget != "none":
        component.order.find(component.place, "没有名称，请写上要问什么")
    options = _options(component) if widget in _CHOOSING else ()
    options_from = component.text("valuesKey") if widget in _CHOOSING else ""
    if widget in _CHOOSING and not options and not options_from:
        component.order.find(component.place, "没有选项，请至少写一个")
    longest = component.limit("maxLength", kind.maxlength, limits.ANSWER)
    field = Field(
        path=path,
        label=label,
        type=component.type,
        widget=widget,
        kind=kind,
        rules=rules,
        page=page,
        hint=component.property("hint") or one_line(component.text("description", limits.TEXT)) or kind.hint,
        level=component.level(kind.level),
        source=component.property("source"),
        required=component.validate.get("required") is True,
        required_when=component.condition(component.property("required_when"), "必填条件"),
        missing_text=component.property("missing_text"),
        max_length=longest,
        min_length=component.limit("minLength", 0, longest),
        minimum=_bound(component, "min"),
        maximum=_bound(component, "max"),
        decimals=_decimals(component),
        pattern=_pattern(component),
        pattern_text=component.property("pattern_text"),
        options=options,
        options_from=options_from,
        accept=component.text("accept"),
        max_files=_max_files(component),
        not_past=component.raw.get("disallowPassedDates") is True,
        read_only=_read_only(component),
        unit=component.property("unit") or _adorner(component) or kind.unit,
        autocomplete=component.property("autocomplete") or kind.autocomplete,
        material=component.property("material"),
        expression=_expression(component),
        default=component.raw.get("defaultValue"),
        conditional=conditional or rules.hide_when is not None,
        properties=component.properties,
    )
    _check_default(component, field)
    if field.material and way_of(field) is None:
        component.order.find(
            component.place, "写了 material，这一项要是上传、电子证照、承诺，或者写明 source"
        )
    return field


def _options(component: Component) -> tuple[Option, ...]:
    values = component.raw.get("values", [])
    if component.raw.get("valuesExpression"):
        component.order.find(component.place, "选项请直接写出来，或者用“valuesKey”写明来自哪里")
    if not isinstance(values, list) or len(values) > limits.OPTIONS:
        component.order.find(component.place, f"选项最多 {limits.OPTIONS} 个")
        return ()
    options: list[Option] = []
    for value in values:
        kept = value.get("value") if isinstance(value, dict) else None
        label = value.get("label") if isinstance(value, dict) else None
        if not isinstance(kept, str) or not isinstance(label, str) or not kept.strip() or not label.strip():
            component.order.find(component.place, "每个选项都要有名称和值，值写成文字")
            continue
        if len(kept) > limits.LABEL or len(label) > limits.LABEL:
            component.order.find(component.place, f"选项太长，最多 {limits.LABEL} 个字")
        if any(option.value == kept for option in options):
            component.order.find(component.place, f"选项“{kept}”写了两次，请去掉一个")
        options.append(Option(kept, one_line(label), component.property(f"hint.{kept}")))
    return tuple(options)


def _bound(component: Component, name: str) -> str:
    value: Any = component.validate.get(name)
    if value is None or value == "":
        return ""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or isinstance(value, bool) or abs(number.adjusted()) > 20:
        component.order.find(component.place, f"“{name}”要是数字")
        return ""
    return str(number)


def _decimals(component: Component) -> int:
    value = component.raw.get("decimalDigits", 4)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 6:
        component.order.find(component.place, "小数位数要是 0 到 6 的整数")
        return 4
    return value


def _pattern(component: Component) -> "regex.Pattern[str] | None":
    text = component.validate.get("pattern")
    if not text:
        return None
    if not component.property("pattern_text"):
        component.order.find(component.place, "写了“pattern”，请在 pattern_text 里说明该怎么填")
    try:
        if isinstance(text, str) and len(text) <= limits.LABEL * 2:
            return regex.compile(text)
    except regex.error:
        pass
    component.order.find(component.place, "“pattern”不是正确的正则表达式")
    return None


def _max_files(component: Component) -> int:
    if component.raw.get("multiple") is not True:
        return 1
    return component.whole("max_files", 9, 1, limits.FILES)


def _read_only(component: Component) -> bool:
    if isinstance(component.raw.get("readonly"), str):
        component.order.find(component.place, "“只读”不能写成表达式")
    return component.raw.get("readonly") is True or component.raw.get("disabled") is True


def _adorner(component: Component) -> str:
    appearance = component.raw.get("appearance")
    text = appearance.get("suffixAdorner") if isinstance(appearance, dict) else None
    return one_line(text)[:20] if isinstance(text, str) and not text.startswith("=") else ""


def _expression(component: Component) -> Any:
    if component.type != "expression":
        return None
    if not component.raw.get("expression"):
        component.order.find(component.place, "没有写怎么算")
    return component.condition(component.raw.get("expression"), "算式", ordered=True)


def _check_default(component: Component, field: Field) -> None:
    value = field.default
    if value is None:
        return
    values = {option.value for option in field.options}
    chosen = value if isinstance(value, list) else [value]
    if field.widget in _CHOOSING and field.options and not all(one in values for one in chosen):
        component.order.find(component.place, "默认值不在选项里")
    elif field.widget not in _CHOOSING and not field.kind.fits(value):
        component.order.find(component.place, "默认值和这一项的种类对不上")
