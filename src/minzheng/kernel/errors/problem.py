"""The three shapes of a problem: one code, one code at a field, and a form with several of these."""

from dataclasses import dataclass
from typing import Any


class Problem(Exception):
    """Something the caller can understand and mend, named by a stable code.

    `code` is `<room>.<what>` and stands in that room's `errors.yaml`; `params` fill the holes of its sentence and are
    safe to show (no ID numbers, no card numbers).
    """

    def __init__(self, code: str, /, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return self.code if not self.params else f"{self.code} {self.params}"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field that has to be mended. `path` is dotted (`members.2.id_number`), `message` a complete sentence."""

    path: str
    message: str
    label: str = ""


class Invalid(Problem):
    """Input with one or more fields to mend; nothing was written and what was typed is kept by the door."""

    def __init__(
        self, fields: "tuple[FieldProblem, ...] | list[FieldProblem]", code: str = "kit.invalid"
    ) -> None:
        super().__init__(code, count=len(fields))
        self.fields = tuple(fields)
