"""What can go wrong with an expression, each with a Chinese sentence that says where."""


class FeelError(Exception):
    """Root of the errors of this package; `str()` is a sentence for people."""


class FeelSyntaxError(FeelError):
    """The text is not FEEL. `line` and `column` count characters from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(f"表达式第 {line} 行第 {column} 个字处：{message}")
        self.message = message
        self.line = line
        self.column = column


class FeelLimitError(FeelError):
    """A budget (steps, depth, size, time of a regular expression) is used up."""


class FeelValueError(FeelError):
    """A value handed in from Python, or from JSON, has no counterpart in FEEL."""


class Null(Exception):
    """Inside the package only: the standard defines the answer as null; `str()` says why."""
