"""The decision on an association: register, code and name in one statement; numbers without a gap."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from minzheng.core.audit.queries import run
from minzheng.core.cases.actions import Submission, submit, take_step
from minzheng.core.cases.queries import case
from minzheng.core.catalogue.actions import publish_found
from minzheng.core.catalogue.queries import snapshot_for
from minzheng.core.documents.queries import letters_of
from minzheng.core.files.actions import store
from minzheng.core.offices.queries import actor, organisation_by_uscc
from minzheng.core.offices.tests.factories import a_clerk
from minzheng.core.people.queries import person
from minzheng.core.people.tests.factories import BY
from minzheng.domains.social_orgs.actions import answer_consent, ask_consent, keep_name
from minzheng.domains.social_orgs.queries import kept_as, registered_by_case
from minzheng.domains.social_orgs.tests.factories import AT, NAME, PURPOSE, District, a_district
from minzheng.kernel.codes import parse_uscc
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.rights import Actor

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
FOLDER = Path(__file__).parent.parent / "services" / "association_establish"


class Bureau:
    """A district with the three officers of its bureau, and the service published."""

    def __init__(self) -> None:
        self.district: District = a_district()
        unit = organisation_by_uscc("11990101MB0000035Q")
        assert unit is not None
        publish_found(by=BY, at=AT, folders=[FOLDER])
        self.acceptor = self._clerk("acceptor", unit.id, "周演川")
        self.reviewer = self._clerk("reviewer", unit.id, "沈演秋")
        self.approver = self._clerk("approver", unit.id, "罗演江")

    def _clerk(self, role: str, unit: UUID, name: str) -> Actor:
        found = actor(a_clerk(role, unit, username=f"{role}_01", name=name)[0], channel="web", on=AT.date())
        assert found is not None
        return found

    def applied(self, name: str = NAME, *, who: Actor | None = None, **answers: Any) -> UUID:
        """A case that waits for its decision."""
        founder = who or self.district.founder
        assert founder.person is not None
        applicant = person(founder.person)
        given = {
            "assoc_name": name,
            "way": "platform",
            "legal_name": "蒋演云",
            "premises": "春和社区 3 号楼",
            "capital": 3_000_000,
            "persons": 56,
            "units": 0,
            **answers,
        }
        snapshot = snapshot_for("association_establish", applicant.places)
        what = Submission(snapshot=snapshot, applicant=applicant, answers=given, key=name)
        made = submit(by=founder, at=AT, what=what).case_id
        self.step(self.acceptor, made, "accept", "accept")
        self.step(self.reviewer, made, "examine", "agree")
        return made

    def agreed(self, name: str = NAME) -> None:
        """A name to which the education bureau has agreed."""
        key = keep_name(by=self.district.founder, at=AT, name=name, division="990101")
        ask_consent(by=self.district.founder, at=AT, name=key, unit=self.district.education, purpose=PURPOSE)
        answer_consent(by=self.district.partner, at=AT, name=key, agree=True, paper_no="明教函〔2026〕3 号")

    def step(self, by: Actor, case_id: UUID, element: str, outcome: str, **form: Any) -> None:
        take_step(by=by, at=AT + HOUR, case_id=case_id, element=element, outcome=outcome, form=form)

    def grant(self, case_id: UUID) -> None:
        """The approver grants."""
        self.step(self.approver, case_id, "decide", "grant")


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def test_a_granted_association_has_a_checked_code_a_name_and_a_numbered_letter(bureau: Bureau):
    bureau.agreed()
    made = bureau.applied()
    bureau.grant(made)
    entry = registered_by_case(made)
    assert entry is not None
    code = parse_uscc(entry.uscc, allow_demo=True)
    assert (code.label, code.division, code.organisation[:8]) == ("社会团体", "990101", "MJ100001")
    assert (entry.name, entry.organ, entry.capital) == (NAME, "明川区民政局", 3_000_000)
    assert entry.registered_on == date(2026, 3, 2)
    assert case(made)["variables"]["uscc"] == entry.uscc
    letter = next(one for one in letters_of(made) if one.kind == "permit_decision")
    assert letter.doc_no == "明民社登许〔2026〕1号"
    assert letter.data["items"][1] == {"name": "统一社会信用代码", "value": entry.uscc}
    assert kept_as(NAME, AT.date()) is None


def test_codes_follow_each_other_without_a_gap_also_when_a_decision_fails_between(bureau: Bureau):
    names = ["明川区茶叶协会", "明川区书法协会", "明川区围棋协会"]
    for name in (names[0], names[2]):
        bureau.agreed(name)
    keep_name(by=bureau.district.founder, at=AT, name=names[1], division="990101")
    made = [bureau.applied(name) for name in names]
    bureau.grant(made[0])
    with pytest.raises(Problem, match="no_consent"):
        bureau.grant(made[1])
    bureau.grant(made[2])
    codes = [run("SELECT uscc FROM social_orgs_register WHERE case_id = %s", [one]) for one in made]
    assert [rows[0][0][8:16] for rows in codes if rows] == ["MJ100001", "MJ100002"]


def test_a_name_that_was_registered_in_the_meantime_is_not_registered_twice(bureau: Bureau):
    bureau.agreed()
    first = bureau.applied()
    bureau.grant(first)
    again = bureau.applied(who=bureau.district.other, way="direct", direct_kind="community")
    with pytest.raises(Problem, match="name_stopped"):
        bureau.grant(again)
    assert run("SELECT count(*) FROM social_orgs_register", [])[0][0] == 1


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PAPER = {"file": "", "name": "批文.pdf", "size": len(PDF), "type": "application/pdf"}


@pytest.mark.parametrize(
    "answers",
    [
        {"way": "direct", "direct_kind": "community"},
        {
            "way": "paper",
            "consent_unit": "明川区教育局",
            "consent_no": "明教函〔2026〕3 号",
            "consent_file": [PAPER],
        },
    ],
)
def test_a_paper_consent_or_direct_registration_will_do(bureau: Bureau, answers: dict[str, Any]):
    if "consent_file" in answers:
        founder = bureau.district.founder
        file = store(by=founder, at=AT, stream=BytesIO(PDF), name="批文.pdf")
        answers = answers | {"consent_file": [{**PAPER, "file": str(file)}]}
    made = bureau.applied(**answers)
    bureau.grant(made)
    entry = registered_by_case(made)
    assert entry is not None
    assert entry.supervising_body == answers.get("consent_unit", "")


def test_a_paper_consent_without_the_paper_will_not_do(bureau: Bureau):
    made = bureau.applied(way="paper", consent_unit="明川区教育局", consent_no="明教函〔2026〕3 号")
    with pytest.raises(Problem, match="no_consent"):
        bureau.grant(made)


def test_a_body_that_said_no_has_not_consented_although_it_wrote_a_number(bureau: Bureau):
    key = keep_name(by=bureau.district.founder, at=AT, name=NAME, division="990101")
    ask_consent(by=bureau.district.founder, at=AT, name=key, unit=bureau.district.education, purpose=PURPOSE)
    answer_consent(
        by=bureau.district.partner,
        at=AT,
        name=key,
        agree=False,
        paper_no="明教函〔2026〕3 号",
        opinion="业务与本局无关，请找文化部门。",
    )
    with pytest.raises(Problem, match="no_consent"):
        bureau.grant(bureau.applied())


def test_a_refusal_names_its_ground_and_gives_no_code(bureau: Bureau):
    made = bureau.applied(way="direct", direct_kind="community")
    with pytest.raises(Problem, match="reason_needed"):
        bureau.step(bureau.approver, made, "decide", "refuse", reason="不行")
    with pytest.raises(Invalid):
        bureau.step(bureau.approver, made, "decide", "refuse", reason="业务范围相似，没有必要。", ground="99")
    bureau.step(
        bureau.approver, made, "decide", "refuse", reason="业务范围相似，没有必要。", ground="duplicate"
    )
    assert case(made)["result"] == "refused"
    letter = next(one for one in letters_of(made) if one.kind == "permit_decision")
    assert letter.data["article"] == "《社会团体登记管理条例》第十三条第一款第二项"
    assert letter.title == "不予社会团体成立登记决定书"
    assert registered_by_case(made) is None
    assert run("SELECT next FROM social_orgs_code_range", [])[0][0] == 100_001


def test_the_three_duties_are_done_by_three_persons(bureau: Bureau):
    made = bureau.applied(way="direct", direct_kind="community")
    with pytest.raises(Problem, match="denied"):
        bureau.step(bureau.reviewer, made, "decide", "grant")


def test_a_grant_keeps_to_twelve_statements(
    bureau: Bureau, django_assert_max_num_queries: Callable[..., Any]
):
    bureau.agreed()
    made = bureau.applied()
    with django_assert_max_num_queries(12, connection=connection):
        bureau.grant(made)
