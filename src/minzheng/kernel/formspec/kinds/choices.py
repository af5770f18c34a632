"""Choosing: one, several, yes or no, a promise."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from minzheng.kernel.formspec.kinds.kind import WRONG_SHAPE, Kind


class Choice(Kind):
    """One of several; kept as the option's value. That it is among them is checked where the options are known."""

    name = "choice"
    title = "选一项"
    types = frozenset({"radio", "select", "expression"})
    nothing = "没有选"

    def check(self, value: object, field: Any, today: date) -> str | None:
        """A text."""
        return None if isinstance(value, str) else WRONG_SHAPE

    def show(self, value: object, field: Any) -> str:
        """The option's words."""
        return next((option.label for option in field.options if option.value == value), str(value or ""))

    def schema(self, field: Any) -> dict[str, Any]:
        """One of the values, where the form itself lists them."""
        schema: dict[str, Any] = {"type": "string"}
        if field.options and not field.options_from:
            schema["enum"] = [option.value for option in field.options]
        return schema

    def missing(self, field: Any) -> str:
        """“请选一项：……”."""
        return f"请选一项：{field.label}"


class Choices(Choice):
    """Several of several; kept as a list of values, each once."""

    name = "choices"
    title = "选几项"
    types = frozenset({"checklist", "taglist"})
    shapes = (list,)

    def read(self, raws: Sequence[str], field: Any) -> object:
        """What was ticked, each once."""
        return list(dict.fromkeys(raw for raw in raws if raw)) or None

    def edit(self, value: object, field: Any) -> list[str]:
        """What is ticked."""
        return [str(one) for one in value] if isinstance(value, list) else []

    def check(self, value: object, field: Any, today: date) -> str | None:
        """Texts, each once."""
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            return WRONG_SHAPE
        return None if len(set(value)) == len(value) else "同一项选了两次，请留一个"

    def show(self, value: object, field: Any) -> str:
        """The options' words."""
        chosen = value if isinstance(value, list) else []
        return "、".join(super(Choices, self).show(one, field) for one in chosen)

    def schema(self, field: Any) -> dict[str, Any]:
        """A list of values."""
        return {"type": "array", "items": super().schema(field), "uniqueItems": True}

    def missing(self, field: Any) -> str:
        """“请至少选一项：……”."""
        return f"请至少选一项：{field.label}"


class Tick(Kind):
    """One box: ticked or not."""

    name = "tick"
    title = "打勾"
    types = frozenset({"checkbox", "expression"})
    shapes = (bool,)

    def read(self, raws: Sequence[str], field: Any) -> object:
        """Ticked when anything was sent."""
        return bool(raws) and raws[0] not in ("", "0", "false")

    def edit(self, value: object, field: Any) -> list[str]:
        """What the browser sends."""
        return ["1"] if value is True else []

    def check(self, value: object, field: Any, today: date) -> str | None:
        """A yes or a no."""
        return None if isinstance(value, bool) else WRONG_SHAPE

    def show(self, value: object, field: Any) -> str:
        """“是” or “否”."""
        return {True: "是", False: "否"}.get(value, "") if isinstance(value, bool) else ""

    def schema(self, field: Any) -> dict[str, Any]:
        """A boolean; a box that must be ticked takes only true."""
        return {"const": True} if field.required else {"type": "boolean"}

    def missing(self, field: Any) -> str:
        """“请打勾：……”."""
        return f"请打勾：{field.label}"


class Commitment(Tick):
    """A promise in place of a paper (告知承诺)."""

    name = "commitment"
    title = "承诺"
    types = frozenset({"checkbox"})

    def show(self, value: object, field: Any) -> str:
        """“已承诺”."""
        return "已承诺" if value is True else "没有承诺"

    def missing(self, field: Any) -> str:
        """Ask for reading and ticking."""
        return "请看一遍承诺的内容，同意就打勾"


class Consent(Tick):
    """A consent to what is done with personal data."""

    name = "consent"
    title = "同意"
    types = frozenset({"checkbox"})

    def show(self, value: object, field: Any) -> str:
        """“已同意”."""
        return "已同意" if value is True else "没有同意"

    def missing(self, field: Any) -> str:
        """Ask for reading and ticking."""
        return "请看一遍要同意的内容，同意就打勾"
