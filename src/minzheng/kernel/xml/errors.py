"""The one error of this library: what is wrong with a file, and on which line."""


class XmlError(ValueError):
    """A file that is refused; `code` names the reason, `line` counts from 1 (None: no line to name)."""

    def __init__(self, code: str, text: str, line: int | None = None) -> None:
        self.code = code
        self.line = line
        self.text = text
        super().__init__(text if line is None else f"第 {line} 行：{text}")
