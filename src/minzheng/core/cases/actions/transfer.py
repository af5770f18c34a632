"""转报、移送: the case goes to the organ that decides or is competent; the applicant gets a copy (standards 4.4 row 18)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from minzheng.core.audit.actions import one_transaction
from minzheng.core.cases import sql
from minzheng.core.cases.actions.fire_due import fire_locked
from minzheng.core.cases.actions.moving import Concluded, Locked, Telling, lock, write_move
from minzheng.core.cases.actions.papers import deciding_organ, paper
from minzheng.core.cases.actions.permission import require_decider
from minzheng.core.cases.actions.submit import InNameOf, Submission, Submitted, submit
from minzheng.core.cases.actions.take_step import StepTaken, standing
from minzheng.core.cases.queries import answers_in_force, materials
from minzheng.core.cases.rules import BEFORE_DECISION, TRANSFER_WORDS, reasons_given, today
from minzheng.core.catalogue.queries import snapshot_for
from minzheng.core.offices.actions import authorise
from minzheng.core.offices.queries import organisation_named
from minzheng.core.people.queries import met
from minzheng.core.workflow import rules as workflow
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, system


def transfer(*, by: Actor, at: datetime, case_id: UUID, way: str, to: str, reason: str) -> StepTaken:
    """Send a case up (`report`, 转报) or to the competent organ (`hand_over`, 移送) named `to`. Here it ends; there it
    begins: where that organ works here too, with a case of its own, linked to this one. 12 statements. Repeated, it answers with where the case stands.

    Raises Problem: `cases.not_found`, `cases.too_late_to_end`, `cases.reason_needed`, `offices.denied`,
    `offices.same_person`; Invalid (`way`, `to`).
    """
    with one_transaction():
        locked = lock(case_id)
        fire_locked(locked, at=at)
        case, found = locked.row, locked.package
        require_decider(case, locked.parties, by, at, right="cases.transfer", ask=authorise)
        if case["state"] == "transferred":
            return standing(locked, uuid7(at))
        if case["state"] not in BEFORE_DECISION:
            raise Problem("cases.too_late_to_end")
        problems = []
        if way not in TRANSFER_WORDS:
            problems.append(FieldProblem("way", "请选转报还是移送", "方式"))
        if not to.strip():
            problems.append(FieldProblem("to", "请写明转到哪个机关", "接收机关"))
        if problems:
            raise Invalid(problems)
        reason, event = reasons_given({"reason": reason}), uuid7()
        opened = _open_there(locked, to.strip(), reason, by, at)
        signer = deciding_organ(case, found, str(found.service.get("implementing_level", "county")), at)
        data = {"way": TRANSFER_WORDS[way], "to": to.strip()[:80], "reason": reason}
        letter = paper(case, found, "transfer", signer, at=at, data=data, title=f"{TRANSFER_WORDS[way]}函")
        move = workflow.message(found.machine, case["tokens"], "transfer", case["variables"])
        facts = {
            "case_no": case["case_no"],
            "way": way,
            "to": data["to"],
            "opened": opened.case_no if opened else "",
        }
        variables = {**case["variables"], "continued_in": opened.case_no} if opened else case["variables"]
        write_move(
            locked,
            move,
            by=by,
            at=at,
            telling=Telling("cases.transfer", facts, {"reason": reason}, event),
            concluded=Concluded(element="transfer", outcome="transfer"),
            changes={"variables": variables},
            clauses=letter,
        )
        return standing(locked, event)


def _open_there(locked: Locked, to: str, reason: str, by: Actor, at: datetime) -> Submitted | None:
    """The case with which it goes on at the organisation named, if that works here and receives this service: with what
    was answered and handed in, so that nobody is asked twice. Its clock starts anew (row 18: 本级止，上级另起); on which
    day it was first received stays with it. None for an organisation elsewhere: the letter alone goes there.

    Raises Invalid (`to`) for the organisation that has the case.
    """
    case, level = locked.row, locked.package.receiving_level
    there = organisation_named(to, today(at))
    if there is None or there.level != level:
        return None
    if there.division == case[level]:
        raise Invalid([FieldProblem("to", "这件事就在这个机关办，请写转到哪个机关", "接收机关")])
    link = sql.NewLink(
        to_case=case["id"],
        kind="continues",
        reason=reason,
        effective_on=today(at),
        by_name=by.name,
        at=at,
    )
    first = case["variables"].get("first_received_on", today(case["received_at"]).isoformat())
    what = Submission(
        snapshot=snapshot_for(case["service"], there.places),
        applicant=replace(met(case["applicant_id"]), places=there.places),
        answers=answers_in_force(case["id"]),
        key=f"transfer:{case['id']}",
        agent=case["agent_id"],
        origin="transfer",
        materials=[(one.code, one.name, one.file, one.waived_by) for one in materials(case["id"])],
        follows=link,
        variables={"continues": case["case_no"], "first_received_on": first},
        in_name_of=replace(body, places=there.places) if (body := InNameOf.of_case(case)) else None,
    )
    recorder = replace(
        system("cases.transfer"), account=by.account, person=by.person, name=by.name, channel=by.channel
    )
    return submit(by=recorder, at=at, what=what)
