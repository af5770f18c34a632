"""Asking expressions: conditions, numbers of instances, times. The soundness check puts free choices in its place."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from .conditions import Expression
from .errors import StepError
from .model import Element, Event, Flow
from .profile import MAX_INSTANCES
from .vocabulary import is_timer_text

Context = Mapping[str, object]


class Evaluator:
    """Evaluates against the case's values; null counts as no."""

    def truth(self, expression: Expression, context: Context, element: Element, flow_id: str) -> bool:
        """Does the condition hold? StepError `condition` where it fails or gives neither yes nor no."""
        value = self.value(expression, context, element)
        if value is None:
            return False
        if value is True or value is False:
            return value
        where = f"“{element.label}”后面的线 {flow_id}" if flow_id else f"“{element.label}”"
        raise StepError(
            "condition",
            f"{where}的条件得出 {value!r}，应当是 true 或 false，请改条件。",
            element.id,
            element.line,
        )

    def count(self, element: Element, context: Context) -> int:
        """The number of instances of a multi-instance element."""
        loop = element.loop
        if loop is None:
            return 1
        if loop.collection is not None:
            members = self.value(loop.collection, context, element)
            if isinstance(members, Sequence) and not isinstance(members, str):
                number: object = len(members)
            else:
                number = 0 if members is None else members
        else:
            number = self.value(loop.cardinality, context, element) if loop.cardinality is not None else 0
        try:
            count: int = int(number)  # type: ignore[call-overload]
        except (TypeError, ValueError, OverflowError):
            count = -1
        if count != number or count < 0:
            raise StepError(
                "condition",
                f"“{element.label}”的份数得出 {number!r}，应当是 0 以上的整数或一个列表。",
                element.id,
            )
        if count > MAX_INSTANCES:
            raise StepError(
                "too_many", f"“{element.label}”有 {count} 份，最多 {MAX_INSTANCES} 份，请分批办。", element.id
            )
        return count

    def time(self, event: Event, context: Context, element: Element) -> str | None:
        """The ISO text that a timer is set to: as written, or as its expression gives; None where nothing is written."""
        if event.value is None:
            return event.text or None
        value = self.value(event.value, context, element)
        text = iso(value)
        if not is_timer_text(event.form, text):
            wish = {"duration": "时长", "date": "日期时间", "cycle": "重复的时长"}[event.form]
            raise StepError(
                "condition",
                f"“{element.label}”的定时得出 {value!r}，应当是{wish}。",
                element.id,
                element.line,
            )
        return text

    def took_default(self, element: Element, flow: Flow) -> None:
        """No condition held and the default flow was taken; the soundness check writes it into its path."""

    def value(self, expression: Expression, context: Context, element: Element) -> object:
        """Evaluate; whatever the expression language raises becomes StepError `condition`."""
        try:
            return expression.evaluate(context)
        except StepError:
            raise
        except Exception as error:  # the language is handed in, so are its errors
            raise StepError("condition", f"“{element.label}”的条件算不出来：{error}", element.id) from error


def iso(value: object) -> str:
    """A time in ISO 8601: text as it is, dates and durations of Python (durations in whole seconds) written out."""
    if isinstance(value, timedelta):
        hours, seconds = divmod(value.seconds, 3600)
        rest = f"T{hours}H{seconds // 60}M{seconds % 60}S" if value.seconds else ""
        return f"P{value.days}D{rest}"
    return value.isoformat() if isinstance(value, date) else str(value)


def member(value: object, index: int) -> object:
    """The member of a list, None where the list has become shorter."""
    if isinstance(value, Sequence) and not isinstance(value, str) and index < len(value):
        return value[index]
    return None
