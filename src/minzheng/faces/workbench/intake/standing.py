"""Who stands at the desk: found by name and ID number together, or registered on the spot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from minzheng.core.people.actions import register_person
from minzheng.core.people.queries import PersonRow, person, person_by_id_number
from minzheng.core.people.rules import NewPerson
from minzheng.core.places.queries import search
from minzheng.faces.kit.problems import title_of
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import LEVELS, Actor
from minzheng.kernel.text import normalise_name

WRONG_NAME = "姓名和号码在户籍登记里对不上，请照着身份证再看一遍"
UNKNOWN = "登记里没有这个号码。请照着身份证再看一遍；没错的话，在下面选好村居、写好住址，先登记再收件"
LABELS = {"name": "姓名", "id_number": "公民身份号码", "village": "户籍或居住的村居", "address": "住址"}


@dataclass(slots=True)
class Standing:
    """The person, None while it is not clear who it is; `unknown` when nobody has this number and one may register."""

    person: PersonRow | None = None
    problems: list[FieldProblem] = field(default_factory=list)
    unknown: bool = False


def who_stands_there(top: Mapping[str, str], by: Actor, at: datetime) -> Standing:
    """Find the person; register who is not known yet once the village is chosen. 1 statement when known."""
    missing = [
        FieldProblem(path, f"请填写{LABELS[path]}", LABELS[path])
        for path in ("name", "id_number")
        if not top[path]
    ]
    if missing:
        return Standing(None, missing)
    known = person_by_id_number("resident_id", top["id_number"])
    if known is not None and known.name != normalise_name(top["name"]):
        return Standing(None, [FieldProblem("id_number", WRONG_NAME, LABELS["id_number"])])
    if known is not None and known.places.get("county"):
        return Standing(known)
    if not top["village"]:
        return Standing(None, [FieldProblem("id_number", UNKNOWN, LABELS["id_number"])], unknown=True)
    return _registered(top, by, at)


def _registered(top: Mapping[str, str], by: Actor, at: datetime) -> Standing:
    new = NewPerson(
        name=top["name"],
        id_kind="resident_id",
        id_number=top["id_number"],
        registered_at=top["village"],
        address=top["address"],
    )
    try:
        return Standing(person(register_person(by=by, at=at, new=new)))
    except Invalid as invalid:
        paths = {"registered_at": "village"}
        wrong = [
            FieldProblem(paths.get(one.path, one.path), one.message, one.label) for one in invalid.fields
        ]
        return Standing(None, wrong, unknown=True)
    except Problem as problem:
        return Standing(None, [FieldProblem("village", title_of(problem), LABELS["village"])], unknown=True)


def villages(by: Actor, chosen: str) -> list[dict[str, Any]]:
    """The villages and communities of the desk's unit, by code. 2 statements."""
    unit = next((grant.scope.division for grant in by.grants if grant.scope.level in LEVELS), "")
    found = search(unit, within=unit, level="village", limit=300) if unit else []
    return [{"value": one.code, "text": one.name, "chosen": one.code == chosen} for one in found]
