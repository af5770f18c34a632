"""The one error of this library, and the way every number is first cleaned."""

from ..text import halfwidth


class CodeError(ValueError):
    """A number that is refused.

    `code` is `<kind>.<reason>` (`id_number.check_digit`), `at` the place of the wrong character counted from 1
    (None where the whole is wrong), `str()` one Chinese sentence that says where and how to mend.
    """

    def __init__(self, code: str, text: str, at: int | None = None) -> None:
        self.code = code
        self.text = text
        self.at = at
        super().__init__(text)


def cleaned(text: str, drop: str = " ") -> str:
    """What was meant: half-width, upper case, without white space and without the characters of `drop`."""
    unwanted = dict.fromkeys(map(ord, drop))
    return "".join(halfwidth(text).upper().translate(unwanted).split())


def first_outside(text: str, allowed: str) -> int | None:
    """The place (from 1) of the first character that is not in `allowed`, or None."""
    return next((place for place, sign in enumerate(text, 1) if sign not in allowed), None)
