"""The decisions on an association, its founding and its changes: register, credit code and letter come about in one
statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from minzheng.core.cases.actions.papers import organ, paper, remedy_of
from minzheng.core.cases.queries import answers, answers_in_force
from minzheng.core.cases.rules import reasons_given, today
from minzheng.core.cases.steps.deciding import Decide, require_complete
from minzheng.core.legal_persons.queries import by_uscc
from minzheng.core.offices.queries import OrganisationRow
from minzheng.domains.social_orgs import sql
from minzheng.domains.social_orgs.queries import free_code, kept_as, standing_of
from minzheng.domains.social_orgs.rules import DIRECT, organisation_body, registering_division
from minzheng.kernel.codes import CodeError, make_uscc
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.money import format_money
from minzheng.kernel.registry import step_kinds
from minzheng.kernel.registry.kinds import StepContext, StepEffect
from minzheng.kernel.text import letter_date

ASSOCIATION = "51"
"""The first two characters of an association's credit code: registered by civil affairs, an association."""
GRANTED_BY = "《社会团体登记管理条例》第十二条第一款"
REFUSED_BY = "《社会团体登记管理条例》第十三条"
DUTIES = (
    "登记证书另行发给。领到证书后请刻制印章、开立银行账户，报本机关备案；"
    "登记事项有变化的，请自业务主管单位同意之日起 30 日内申请变更登记。"
)


FOUNDING, CHANGE = "社会团体成立登记", "社会团体变更登记"
CHANGED_BY = "《社会团体登记管理条例》第十八条"
MATTERS = {"premises": "住所", "legal_representative": "法定代表人", "supervising_body": "业务主管单位"}
"""What a change may be about: value of the form and column of the register -> words of the letter."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether a supervising body stands behind the association, and which ('' for direct registration)."""

    given: bool
    body: str = ""
    paper_no: str = ""


class DecideAssociation(Decide):
    """决定（社会团体成立登记）: granted with name, code and register; or refused with the ground of article 13."""

    name, title = "decide_association", "社会团体登记决定"

    def complete(self, step: StepContext) -> StepEffect:
        """Grants only what may be registered: a name that is still free, and the supervising body's consent."""
        outcome = step.element["outcome"]
        if outcome == "return_for_inquiry":
            return StepEffect({}, {}, content={"reason": reasons_given(step.form)})
        return _grant(step) if outcome == "grant" else _refuse(step)


def _grant(step: StepContext) -> StepEffect:
    given = answers(step.case["id"])[0]
    name, on = str(given["assoc_name"]), today(step.at)
    consent = consent_of(given, name, step)
    if not consent.given:
        raise Problem("social_orgs.no_consent", name=name)
    taken = standing_of(name)
    if taken is not None:
        raise Problem("social_orgs.name_stopped", why=f"“{name}”已经登记过了（{taken}）")
    signer = organ(step.case, step.element["level"], step.at)
    division = registering_division(step.case)
    number, uscc = _code(division)
    row = {
        "name": name,
        "uscc": uscc,
        "division": division,
        "organ": signer.name,
        "legal_representative": str(given["legal_name"]),
        "premises": str(given["premises"]),
        "capital": int(given["capital"]),
        "supervising_body": consent.body,
        "registered_on": on,
        "case_id": step.case["id"],
    }
    clauses = (
        *_letter(step, signer, _items(row, consent), "符合法定条件、标准。"),
        sql.register(row),
        sql.take_code(number),
        sql.use_name(name, step.case["id"]),
    )
    facts = {"result": "granted", "uscc": uscc}
    changes = {"result": "granted", "decided_at": step.at}
    return StepEffect({"uscc": uscc}, changes, clauses, facts, {"name": name})


def consent_of(given: Mapping[str, Any], name: str, step: StepContext) -> Consent:
    """The supervising body's consent as it was given here, on paper, or not needed. 0 to 2 statements."""
    if given["way"] == "direct":
        return Consent(given=given.get("direct_kind") in DIRECT)
    if given["way"] == "paper":
        return Consent(
            given=bool(given.get("consent_file")),
            body=str(given.get("consent_unit", "")),
            paper_no=str(given.get("consent_no", "")),
        )
    row = kept_as(name, today(step.at), over=True)
    agreed = row is not None and row.answered_at is not None and bool(row.paper_no)
    return (
        Consent(agreed, row.unit_name, row.paper_no) if row is not None and agreed else Consent(given=False)
    )


def _code(division: str) -> tuple[int, str]:
    number = free_code()
    if number is None:
        raise Problem("social_orgs.no_code")
    try:
        return number, make_uscc(ASSOCIATION, division, organisation_body(number))
    except CodeError as error:
        raise Problem("social_orgs.no_code") from error


def _items(row: Mapping[str, Any], consent: Consent) -> list[dict[str, str]]:
    supervised = f"{consent.body}（{consent.paper_no}）" if consent.body else "直接登记，没有业务主管单位"
    return [
        {"name": "名称", "value": row["name"]},
        {"name": "统一社会信用代码", "value": row["uscc"]},
        {"name": "法定代表人", "value": row["legal_representative"]},
        {"name": "住所", "value": row["premises"]},
        {"name": "注册资金", "value": format_money(row["capital"], trim=True)},
        {"name": "业务主管单位", "value": supervised},
    ]


def _refuse(step: StepContext, short: str = FOUNDING, otherwise: str = REFUSED_BY) -> StepEffect:
    reason = reasons_given(step.form)
    grounds = {str(one["code"]): str(one["article"]) for one in step.offering.service.get("refusals", ())}
    ground = str(step.form.get("ground", ""))
    if ground and ground not in grounds:
        raise Invalid([FieldProblem("ground", "请从列出来的情形里选一项", "不予登记的情形")])
    signer = organ(step.case, step.element["level"], step.at)
    refused_by = grounds.get(ground, otherwise)
    clauses = _letter(step, signer, [], reason, refused_by=refused_by, short=short)
    changes = {"result": "refused", "decided_at": step.at}
    return StepEffect({}, changes, clauses, {"result": "refused", "ground": ground}, {"reason": reason})


def _letter(
    step: StepContext,
    signer: OrganisationRow,
    items: list[dict[str, str]],
    reason: str,
    *,
    refused_by: str = "",
    short: str = FOUNDING,
    granted_by: str = GRANTED_BY,
) -> tuple[Any, ...]:
    accepted = step.case["accepted_on"]
    data = {
        "granted": "" if refused_by else "是",
        "verb": f"准予{short}",
        "refusal_verb": f"不予{short}",
        "accepted_on": letter_date(accepted) if accepted else "",
        "reason": reason,
        "article": refused_by or granted_by,
        "items": items,
        "duties": "" if refused_by or short != FOUNDING else DUTIES,
        "remedy": remedy_of(step.case, step.offering, signer),
    }
    title = f"{'不予' if refused_by else '准予'}{short}决定书"
    return paper(step.case, step.offering, "decide", signer, at=step.at, data=data, title=title)


class DecideChange(Decide):
    """决定（社会团体变更登记）: granted, and the register says so; or refused with its ground."""

    name, title = "decide_change", "社会团体变更登记决定"

    def complete(self, step: StepContext) -> StepEffect:
        """Grants what was applied for; what was left open at 容缺受理 must be there first."""
        outcome = step.element["outcome"]
        if outcome == "return_for_inquiry":
            return StepEffect({}, {}, content={"reason": reasons_given(step.form)})
        return _change(step) if outcome == "grant" else _refuse(step, CHANGE, CHANGED_BY)


def _change(step: StepContext) -> StepEffect:
    require_complete(step.case)
    given = answers_in_force(step.case["id"])
    matter, value, uscc = str(given["matter"]), str(given["new_value"]), str(given["body_uscc"])
    body = by_uscc(uscc)
    if body is None or body.id != step.case["legal_person_id"]:
        raise Problem("social_orgs.not_the_applicant")
    signer = organ(step.case, step.element["level"], step.at)
    items = [
        {"name": "名称", "value": step.case["applicant_name"]},
        {"name": "统一社会信用代码", "value": uscc},
        {"name": f"{MATTERS[matter]}变更为", "value": value},
    ]
    letter = _letter(step, signer, items, "符合法定条件、标准。", short=CHANGE, granted_by=CHANGED_BY)
    changes = {"result": "granted", "decided_at": step.at}
    facts = {"result": "granted", "uscc": uscc, "matter": matter}
    return StepEffect({"uscc": uscc}, changes, (*letter, sql.change(uscc, matter, value)), facts)


step_kinds.add(DecideAssociation())
step_kinds.add(DecideChange())
