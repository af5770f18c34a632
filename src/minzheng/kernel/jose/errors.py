"""The one error of this library."""


class JoseError(ValueError):
    """A token or key that must not be trusted; `code` says why (`signature`, `expired`, `audience` …), never what it held."""

    def __init__(self, code: str, text: str = "") -> None:
        self.code = code
        super().__init__(text or code)
