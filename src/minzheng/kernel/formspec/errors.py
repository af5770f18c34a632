"""What is wrong with a form as it was written; for its author, in Chinese, with the place."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. `place` names pages and keys from the outside in (`家庭成员 › members › id_number`)."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}：{self.message}" if self.place else self.message


class FormError(Exception):
    """A form that cannot be compiled, with everything that was found."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("；".join(str(finding) for finding in findings))
        self.findings = tuple(findings)
