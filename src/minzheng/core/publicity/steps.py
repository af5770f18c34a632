"""Steps of an objection notice: it is put up with proof, and closed after its term or because somebody objected."""

from typing import Any

from minzheng.core.cases.steps.spot_check import with_draw
from minzheng.core.publicity.actions.prepare import proposed
from minzheng.core.publicity.queries import standing_of
from minzheng.core.publicity.rules import check_close, check_recorded, require_noticed, today
from minzheng.core.publicity.sql import end_notice, hang_notice
from minzheng.kernel.errors import Problem
from minzheng.kernel.registry import StepKind, step_kinds
from minzheng.kernel.registry.kinds import StepContext, StepEffect


class PostNotice(StepKind):
    """张贴公示: the town's own step (standards 4.4 row 12); the village lends the board and the photograph."""

    name, title = "post_notice", "张贴公示"

    def complete(self, step: StepContext) -> StepEffect:
        """The prepared sheet hangs: with its photograph, on the day that it says, for the amount now proposed."""
        require_noticed(str(step.offering.service.get("publicity", "none")))
        if step.element["level"] == "village":
            raise Problem("publicity.not_the_village")
        standing = standing_of(step.case["id"])
        notice = standing.notice
        if notice is None or notice.state != "prepared":
            raise Problem("publicity.not_prepared")
        if notice.photo_id is None:
            raise Problem("publicity.photo_missing")
        if standing.unanswered:
            raise Problem("publicity.unanswered", count=standing.unanswered)
        opinion = proposed(step.case, step.offering, step.at)
        if (opinion.amount, opinion.category) != (notice.amount, notice.category):
            raise Problem("publicity.amount_changed")
        check_recorded(notice.posted_on, today(step.at))
        facts = {"doc_no": notice.doc_no, "last_day": notice.last_day.isoformat()}
        variables = {"notice": "", "notice_last_day": notice.last_day.isoformat()}
        return StepEffect(variables, {}, (hang_notice(notice.id, step.at),), facts)


class CloseNotice(StepKind):
    """公示期满: nobody objected until the end of the last day, or somebody did and it is looked into anew (row 13)."""

    name, title = "close_notice", "公示期满"

    def complete(self, step: StepContext) -> StepEffect:
        """Without objection `notice` is done for the amount noticed, and the county's spot check is drawn; with one the
        way leads to another opinion and another notice."""
        standing = standing_of(step.case["id"])
        notice, outcome = standing.notice, step.element["outcome"]
        if notice is None or notice.state != "hanging":
            raise Problem("publicity.not_hanging")
        over = step.at >= notice.ends_at
        check_close(outcome, objections=standing.objections, over=over, last_day=notice.last_day)
        done = outcome == "no_objection"
        variables: dict[str, Any] = {"notice": "done" if done else ""}
        if done:
            variables |= {"noticed_amount": notice.amount, "noticed_category": notice.category}
        else:
            variables["tip_off"] = True  # what was objected to is visited once more by the county
        facts = {"doc_no": notice.doc_no, "objections": standing.objections}
        effect = StepEffect(variables, {}, (end_notice(notice.id, outcome, step.at),), facts)
        return with_draw(step, effect)


for kind in (PostNotice(), CloseNotice()):
    step_kinds.add(kind)
