"""A made-up service whose form names members and obligors, a family that applies for it, and how far it got."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import yaml

from minzheng.core.audit.queries import run
from minzheng.core.cases.actions import Submission, Submitted, submit
from minzheng.core.cases.queries import AuthorisationRow, authorisations_of
from minzheng.core.cases.tests.factories import AT, DOMAINS, Town, a_town
from minzheng.core.catalogue.actions import publish
from minzheng.core.catalogue.queries import snapshot_for
from minzheng.core.catalogue.rules import read_folder
from minzheng.core.offices.queries import actor
from minzheng.core.people.actions import name_representative, note_claimed_persons
from minzheng.core.people.queries import person
from minzheng.core.people.tests.factories import BY, a_person, an_account
from minzheng.kernel.codes import make_id_number
from minzheng.kernel.rights import Actor

CODE = "family_aid"
PHONE = "19900001111"
NUMBERS = {
    name: make_id_number("990101", born, order)
    for name, born, order in (
        ("林演兰", date(1952, 8, 9), 611),
        ("袁演岭", date(1978, 3, 16), 613),
        ("袁演禾", date(2014, 3, 12), 615),
        ("袁演芷", date(1974, 3, 18), 617),
        ("沈演秋", date(1990, 3, 6), 619),
    )
}
TEXT = {
    "title": "家庭经济状况核对授权书",
    "version": "2026-1",
    "hours": 72,
    "paragraphs": ["我同意民政部门为办这件事查我的收入和财产。", "查到的只用于办这件事。"],
}


def _field(key: str, label: str, kind: str = "", **more: Any) -> dict[str, Any]:
    return {
        "type": "textfield",
        "id": key,
        "key": key,
        "label": label,
        "properties": {"kind": kind} if kind else {},
        **more,
    }


def _rows(key: str, label: str, kind: str) -> dict[str, Any]:
    return {
        "type": "dynamiclist",
        "path": key,
        "label": label,
        "properties": {"kind": kind, "rows_label": "位", "min_rows": "0", "max_rows": "20"},
        "components": [
            _field("name", "姓名", "person_name", validate={"required": True}),
            _field("id_number", "公民身份号码", "id_number", validate={"required": True}),
        ],
    }


def _page(key: str, label: str, *components: dict[str, Any]) -> dict[str, Any]:
    return {"type": "group", "id": key, "key": key, "label": label, "components": list(components)}


def form() -> dict[str, Any]:
    """The form: whom it is for, who lives together, who owes support."""
    whom = [{"label": "我自己", "value": "self"}, {"label": "别人", "value": "other"}]
    kin = [{"label": "监护人", "value": "guardian"}, {"label": "邻居、朋友", "value": "neighbour"}]
    only_other = {"conditional": {"hide": '=for_whom != "other"'}}
    asked = {"validate": {"required": True}, **only_other}
    return {
        "type": "default",
        "id": "family_aid_apply",
        "components": [
            _page(
                "p_who",
                "为谁申请",
                {"type": "radio", "id": "for_whom", "key": "for_whom", "label": "为谁", "values": whom,
                 "validate": {"required": True}},
                _field("who_name", "姓名", "person_name", **asked),
                _field("who_id", "公民身份号码", "id_number", **asked),
                {"type": "radio", "id": "agent_is", "key": "agent_is", "label": "您是什么人", "values": kin, **asked},
                _field("agent_why", "为什么不能自己办", **asked),
                {"type": "datetime", "id": "agent_until", "key": "agent_until", "label": "代办到",
                 "subtype": "date", **asked},
                {"type": "filepicker", "id": "agent_proof", "key": "agent_proof", "label": "证明",
                 "accept": ".jpg,.jpeg,.png,.pdf", "properties": {"kind": "attachment", "material": "proof"}, **only_other},
            ),
            _page("p_home", "家里有哪些人", _rows("household", "家庭成员", "household")),
            _page("p_kin", "义务人", _rows("obligors", "赡养义务人", "rows")),
        ],
    }  # fmt: skip


def files() -> dict[str, str]:
    """The package, on the shared process of the old-age allowance."""
    shipped = read_folder(DOMAINS / "elderly" / "services" / "gaoling")
    service = yaml.safe_load(shipped["service.yaml"])
    for word in ("list_start", "desk", "to_check", "lock", "overlay"):
        service.pop(word, None)
    service |= {
        "code": CODE,
        "item": "AID99",
        "name": "家庭救助（演示）",
        "short": "家庭救助",
        "applicant": "who_id",
        "materials": [
            {"code": "proof", "name": "监护证明或委托书", "necessity": "optional", "field": "agent_proof"}
        ],
        "parties": [
            {"role": "applicant", "signs": "age >= 18"},
            {"role": "member", "rows": "household", "signs": "age >= 18"},
            {"role": "obligor", "rows": "obligors", "signs": "true"},
        ],
        "authorisation": TEXT,
        "agency": {
            "capacity": "agent_is",
            "reason": "agent_why",
            "until": "agent_until",
            "evidence": "agent_proof",
        },
    }
    return {
        **shipped,
        "service.yaml": yaml.safe_dump(service, allow_unicode=True),
        "apply.form.json": json.dumps(form(), ensure_ascii=False),
    }


def publish_it(at: datetime = AT) -> None:
    """Put the service into the catalogue."""
    publish(by=BY, at=at, files=files(), domain="elderly", parent=None)


@dataclass(frozen=True, slots=True)
class Family:
    """林演兰 applies; 袁演岭 (her son, guardian of 袁演禾) and the child live with her, 袁演芷 owes support and is known
    to no register."""

    town: Town
    applicant: Actor
    son: Actor
    child: UUID
    obligor: UUID


def a_family() -> Family:
    """The town, the service and the family."""
    town = a_town()
    publish_it()
    known = {
        name: a_person(name, id_number=NUMBERS[name], phone=phone)
        for name, phone in (("林演兰", PHONE), ("袁演岭", PHONE), ("袁演禾", ""))
    }
    applicant, son = (signed_in(known[name], name) for name in ("林演兰", "袁演岭"))
    name_representative(
        by=BY, at=AT, principal=known["袁演禾"], agent=known["袁演岭"], kind="guardian", since=AT.date()
    )
    noted = note_claimed_persons(by=applicant, at=AT, named=[("袁演芷", NUMBERS["袁演芷"])])
    return Family(town, applicant, son, known["袁演禾"], noted[NUMBERS["袁演芷"]])


def signed_in(who: UUID, username: str) -> Actor:
    """A person with an account of their own, as an actor."""
    found = actor(an_account(who, username=f"own_{username}"), channel="web", on=AT.date())
    assert found is not None
    return found


def answers(family: Family, **more: Any) -> dict[str, Any]:
    """What the family writes, numbers as references."""
    assert family.son.person
    members = [(family.son.person, "袁演岭"), (family.child, "袁演禾")]
    return {
        "for_whom": "self",
        "household": [_row(who, name) for who, name in members],
        "obligors": [_row(family.obligor, "袁演芷")],
        **more,
    }


def _row(who: UUID, name: str) -> dict[str, Any]:
    return {"name": name, "id_number": {"ref": str(who), "shown": "9***"}}


def a_family_case(family: Family, *, key: str = "f1", by: Actor | None = None, **more: Any) -> Submitted:
    """The family's case, just received; `more` are further answers."""
    assert family.applicant.person
    who = person(family.applicant.person)
    what = Submission(
        snapshot=snapshot_for(CODE, who.places),
        applicant=who,
        answers=answers(family, **more),
        key=key,
        agent=(by or family.applicant).person,
    )
    return submit(by=by or family.applicant, at=AT, what=what)


def asked(case_id: UUID) -> dict[str, AuthorisationRow]:
    """Who has to sign, by name."""
    return {person(one.person).name: one for one in authorisations_of(case_id)}


def last_sms(phone: str) -> str:
    """The newest short message to a phone."""
    rows = run(
        "SELECT text FROM messages_sms WHERE phone = %s ORDER BY created_at DESC, id DESC LIMIT 1", [phone]
    )
    assert rows, f"nothing was sent to {phone}"
    return str(rows[0][0])
