"""A case of the test package on the whole road, and who takes its steps, for tests of standards 4.4."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from minzheng.core.audit.queries import of_case
from minzheng.core.cases import queries
from minzheng.core.cases.actions import (
    StepTaken,
    Submission,
    fire_due,
    hand_in,
    propose_conditional,
    sign_commitment,
    submit,
    take_step,
)
from minzheng.core.cases.tests.factories import Town, a_town
from minzheng.core.catalogue.actions import publish
from minzheng.core.catalogue.queries import snapshot_for
from minzheng.core.catalogue.tests.means_tested import CODE, means_tested, sound
from minzheng.core.documents.queries import letters_of
from minzheng.core.offices.queries import actor, organisation_by_uscc
from minzheng.core.offices.tests.factories import UNITS, a_clerk
from minzheng.core.people.queries import person
from minzheng.core.people.tests.factories import BY
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor

WHY = "情况需要进一步核实。"
INCOME = {"code": "income", "label": "收入证明", "reason": "照片下半截看不清，请重新拍一张。"}
PHONE = {"code": "", "field": "phone", "label": "联系电话", "reason": "打不通，请换一个。"}
RENT = {"code": "rent", "label": "房屋租赁合同", "reason": "没有交。"}


NONE = UUID(int=0)


def day(text: str, hour: int = 10) -> datetime:
    """A day of 2026 or another year (`09-17`, `2027-01-04`) at an hour in Shanghai."""
    full = text if len(text) > 5 else f"2026-{text}"
    return datetime.fromisoformat(f"{full}T{hour:02d}:00:00+08:00").astimezone(UTC)


@dataclass
class Road:
    """One case of the test package; every step is taken by whoever should take it, at a moment that is given."""

    town: Town
    investigator: Actor
    checker: Actor
    examiner: Actor
    case_id: UUID = NONE

    def begin(self, at: datetime) -> "Road":
        """The elder applies."""
        who = person(self.town.elder.person)
        what = Submission(
            snapshot=snapshot_for(CODE, who.places),
            applicant=who,
            answers={"for_whom": "self", "phone": "19900001234", "living": "alone"},
            key=str(uuid7(at)),
        )
        self.case_id = submit(by=self.town.elder, at=at, what=what).case_id
        return self

    @property
    def row(self) -> dict[str, Any]:
        """The head of the case as it stands."""
        return queries.case(self.case_id)

    @property
    def waits(self) -> list[str]:
        """The elements that wait."""
        return [task["element"] for task in queries.open_tasks(self.case_id)]

    @property
    def letters(self) -> list[str]:
        """The kinds of the papers that were issued, oldest first."""
        found = sorted(letters_of(self.case_id), key=lambda one: one.issued_at)
        return [one.kind for one in found]

    @property
    def events(self) -> list[str]:
        """The kinds of the events of the case, oldest first."""
        return [one["kind"] for one in of_case(self.case_id, day("2020-01-01"))]

    def last_day(self, name: str = "") -> str:
        """The last day of the clock that the case shows; `name` is asserted to be its limit."""
        clock = self.row["clock"]
        assert not name or clock["limit"] == name
        return str(clock["last_day"])

    def step(self, by: Actor, element: str, outcome: str, at: datetime, **form: Any) -> StepTaken:
        """Take a step."""
        return take_step(
            by=by, at=at, case_id=self.case_id, element=element, outcome=outcome, form={"reason": WHY, **form}
        )

    def accept(self, at: datetime) -> "Road":
        """The street accepts."""
        self.step(self.town.acceptor, "accept", "accept", at)
        return self

    def ask(self, at: datetime, *items: dict[str, str], outcome: str = "supplement") -> StepTaken:
        """The street asks for a supplement, at whatever acceptance step waits."""
        (element,) = self.waits
        return self.step(self.town.acceptor, element, outcome, at, items=items or (INCOME,))

    def hand_in(self, at: datetime, *notes: str, by: Actor | None = None) -> StepTaken:
        """The applicant answers every item with a word."""
        items = {str(n): {"note": note} for n, note in enumerate(notes or ("已经交到窗口。",))}
        return hand_in(by=by or self.town.elder, at=at, case_id=self.case_id, items=items)

    def commit(self, at: datetime, *papers: str, until: date | None = None) -> "Road":
        """The street proposes that papers follow, and the applicant commits to it."""
        chosen = papers or ("rent",)
        propose_conditional(by=self.town.acceptor, at=at, case_id=self.case_id, materials=chosen, until=until)
        sign_commitment(by=self.town.elder, at=at, case_id=self.case_id)
        return self

    def inquire(self, at: datetime) -> "Road":
        """Means check and visit are done."""
        self.step(self.checker, "means_check", "reported", at)
        self.step(self.investigator, "visit", "visited", at)
        return self

    def review(self, at: datetime, outcome: str = "agree", **form: Any) -> StepTaken:
        """The street's reviewer concludes."""
        return self.step(self.town.reviewer, "initial_review", outcome, at, **form)

    def to_examine(self, at: datetime) -> "Road":
        """Reviewed, posted and closed without objection."""
        self.review(at)
        self.step(self.town.reviewer, "post_notice", "posted", at)
        self.step(self.town.reviewer, "close_notice", "no_objection", at, variables={"notice": "done"})
        return self

    def to_confirm(self, at: datetime) -> "Road":
        """Examined by the county."""
        self.to_examine(at)
        self.step(self.examiner, "examine", "agree", at)
        return self

    def grant(self, at: datetime) -> StepTaken:
        """The county confirms."""
        return self.step(self.town.approver, "confirm", "grant", at)


def a_road(known: Town | None = None, **words: object) -> Road:
    """The town (that is known) with a second set of officers, and the test package published; `words` change it."""
    town = known or a_town()
    publish(by=BY, at=day("01-05"), files=sound(means_tested(**words)), domain="elderly", parent=None)
    bureau = organisation_by_uscc(UNITS["990101"][0])
    street = organisation_by_uscc(UNITS["990101001"][0])
    assert bureau is not None
    assert street is not None
    return Road(
        town,
        investigator=_clerk("investigator", street.id, "investigator_01", "冯演舟"),
        checker=_clerk("checker", bureau.id, "checker_01", "褚演明"),
        examiner=_clerk("reviewer", bureau.id, "examiner_01", "卫演江"),
    )


def _clerk(role: str, office: UUID, username: str, name: str) -> Actor:
    account = a_clerk(role, office, username=username, name=name)[0]
    found = actor(account, channel="web", on=date(2026, 3, 2))
    assert found is not None
    return found


@contextmanager
def statements(most: int) -> Iterator[None]:
    """What is done inside costs at most so many statements, savepoints aside."""
    with CaptureQueriesContext(connection) as seen:
        yield
    own = [one["sql"] for one in seen if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(own) <= most, "\n".join(own)


__all__ = ["INCOME", "PHONE", "RENT", "WHY", "Road", "a_road", "day", "fire_due", "statements"]
