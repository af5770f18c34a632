"""The one error of this library."""


class DmnError(Exception):
    """A model that cannot be used, or a question that it cannot answer; `str()` says where, in Chinese.

    `line` counts from 1 in the XML file (None: no line to name).
    """

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message if line is None else f"第 {line} 行：{message}")
        self.message = message
        self.line = line
