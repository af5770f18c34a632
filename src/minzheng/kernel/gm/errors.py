"""The one error of this library."""


class GmError(Exception):
    """Cryptography that cannot be trusted or keys that cannot be had; `code` names the reason, never a secret."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        self.text = text
        super().__init__(text)
