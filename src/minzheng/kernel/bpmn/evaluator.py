"""Asking expressions: conditions, numbers of instances, times. The soundness check puts free choices in its place."""

from collections.abc import Mapping, Sequence

from .conditions import Expression
from .errors import StepError
from .model import Element, Event
from .profile import MAX_INSTANCES

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

    def time(self, event: Event, context: Context, element: Element) -> object:
        """What a timer is set to: its text, or what its expression gives; None where nothing is written."""
        return self.value(event.value, context, element) if event.value is not None else event.text or None

    def value(self, expression: Expression, context: Context, element: Element) -> object:
        """Evaluate; whatever the expression language raises becomes StepError `condition`."""
        try:
            return expression.evaluate(context)
        except StepError:
            raise
        except Exception as error:  # the language is handed in, so are its errors
            raise StepError("condition", f"“{element.label}”的条件算不出来：{error}", element.id) from error


def member(value: object, index: int) -> object:
    """The member of a list, None where the list has become shorter."""
    if isinstance(value, Sequence) and not isinstance(value, str) and index < len(value):
        return value[index]
    return None
