"""The supervising body answers: it agrees with its paper, or does not and says why."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from minzheng.core.audit.actions import record
from minzheng.core.offices.actions import authorise
from minzheng.core.places.queries import ancestry
from minzheng.domains.social_orgs.actions.keep_name import SHANGHAI
from minzheng.domains.social_orgs.models import Name
from minzheng.domains.social_orgs.rules import AGREED, DISAGREED, kept_until
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import Actor, Target


def answer_consent(
    *, by: Actor, at: datetime, name: UUID, agree: bool | None, paper_no: str = "", opinion: str = ""
) -> None:
    """Write the answer of the body that was asked, given by one of its own staff. From a consent on, the founders have
    six months to hold their meeting: the name is kept that long.

    Raises Invalid for what is missing; Problem: `social_orgs.name_missing`, `social_orgs.not_asked`,
    `social_orgs.answered`, `offices.denied`. 5 statements.
    """
    with transaction.atomic():
        row = Name.objects.select_for_update().filter(id=name).first()
        if row is None:
            raise Problem("social_orgs.name_missing")
        places = ancestry(row.division)
        authorise(by=by, right="social_orgs.answer_consent", target=Target(places=places), at=at)
        units = {grant.organisation for grant in by.grants if grant.role == "partner_dept"}
        if row.unit_id is None or row.unit_id not in units:
            raise Problem("social_orgs.not_asked")
        if row.answered_at is not None:
            raise Problem("social_orgs.answered")
        if problems := _missing(paper_no.strip(), opinion.strip(), agree=agree):
            raise Invalid(problems)
        today = at.astimezone(SHANGHAI).date()
        Name.objects.filter(id=name).update(
            state=AGREED if agree else DISAGREED,
            until=kept_until(today) if agree else row.until,
            answered_at=at,
            answered_by=by.person,
            answered_name=by.name,
            paper_no=paper_no.strip()[:60] if agree else "",
            opinion=opinion.strip()[:600],
        )
        record(
            by=by,
            at=at,
            kind="social_orgs.answer_consent",
            facts={"name": row.name, "agree": bool(agree), "paper_no": paper_no.strip()[:60]},
            places=places,
            subjects=(row.person,),
            content={"opinion": opinion.strip()[:600]},
        )


def _missing(paper_no: str, opinion: str, *, agree: bool | None) -> list[FieldProblem]:
    if agree is None:
        return [FieldProblem("agree", "请选同意或者不同意", "审查意见")]
    if agree and len(paper_no) < 4:
        return [FieldProblem("paper_no", "请写批准文件的文号，例如“明教函〔2026〕3 号”", "批准文件文号")]
    if not agree and len(opinion) < 6:
        return [FieldProblem("opinion", "请写不同意的理由，至少 6 个字，发起人会看到", "理由")]
    return []
