"""A hand-over from the list of what is held to the closed account; nothing closes before."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from minzheng.core.cases.actions import submit, take_step
from minzheng.core.cases.tests.factories import AT, Town, a_submission, a_town
from minzheng.core.handover import actions, queries
from minzheng.core.handover.models import Handover
from minzheng.core.offices.queries import actor, organisation_by_uscc, positions_of
from minzheng.core.offices.tests.factories import UNITS, a_clerk
from minzheng.core.people import actions as people
from minzheng.core.people.queries import user_by_id
from minzheng.core.people.tests.factories import BY
from minzheng.core.systems.actions import close_system, pass_on
from minzheng.core.systems.queries import kept_by
from minzheng.core.systems.tests.factories import a_system
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def street() -> UUID:
    found = organisation_by_uscc(UNITS["990101001"][0])
    assert found is not None
    return found.id


def staff(role: str, unit: UUID, username: str) -> Actor:
    found = actor(a_clerk(role, unit, username=username)[0], channel="web", on=TODAY)
    assert found is not None
    return found


class Scene:
    """The acceptor leaves with one open case in hand; a reviewer heads, a colleague takes over."""

    def __init__(self) -> None:
        self.town: Town = a_town()
        bureau = organisation_by_uscc(UNITS["990101"][0])
        assert bureau is not None
        self.admin = staff("sec_admin", bureau.id, "sec_admin_01")
        self.colleague = staff("acceptor", street(), "acceptor_02")
        self.head, self.leaver = self.town.reviewer, self.town.acceptor
        self.case = submit(by=self.town.elder, at=AT, what=a_submission(self.town.elder)).case_id
        take_step(by=self.leaver, at=AT, case_id=self.case, element="accept", outcome="accept")
        self.register(bureau.id)
        self.id = actions.begin(
            by=self.admin,
            at=AT,
            person=person(self.leaver),
            organisation_id=street(),
            head=person(self.head),
            reason="调离",
        )

    def register(self, organisation: UUID) -> None:
        """The leaver looks after one system that is in use, and one that is closed."""
        for client_id in ("library", "closed"):
            pass_on(system_id=a_system(organisation, client_id)[0].id, to=person(self.leaver))
        close_system(by=BY, at=AT, client_id="closed")

    @property
    def row(self) -> queries.HandoverRow:
        found = queries.handover(self.id)
        assert found is not None
        return found

    def assign(self) -> None:
        for item in self.row.items:
            actions.assign(
                by=self.admin, at=AT, handover_id=self.id, item_id=item.id, receiver=person(self.colleague)
            )

    def sign(self, *who: Actor) -> None:
        for one in who:
            actions.sign(by=one, at=AT, handover_id=self.id)

    def conclude(self, by: Actor | None = None) -> None:
        actions.conclude(by=by or self.admin, at=AT, handover_id=self.id)


def person(by: Actor) -> UUID:
    assert by.person is not None
    return by.person


def code_of(verb: Any) -> str:
    with pytest.raises(Problem) as caught:
        verb()
    return str(caught.value.code)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_it_lists_the_position_the_open_case_and_the_system_in_use(scene: Scene) -> None:
    assert [item.kind for item in scene.row.items] == ["position", "case", "system"]
    assert scene.row.items[2].label == "接入系统“社区图书馆”的管理，连同它的密钥"
    assert "高龄津贴" in scene.row.items[1].label
    assert "陈" not in scene.row.items[1].label, "no name of a party in the list"


def test_only_when_all_is_taken_and_signed_the_account_closes_and_everything_ends(scene: Scene) -> None:
    assert code_of(scene.conclude) == "handover.items_open"
    scene.assign()
    scene.sign(scene.leaver, scene.colleague)
    assert code_of(scene.conclude) == "handover.unsigned"
    assert user_by_id(scene.leaver.account) is not None
    scene.sign(scene.head)
    scene.conclude()
    assert user_by_id(scene.leaver.account) is None
    assert positions_of(person(scene.leaver), TODAY) == []
    assert scene.row.concluded_at == AT
    assert kept_by(person(scene.leaver)) == []
    assert [name for _, name in kept_by(person(scene.colleague))] == ["社区图书馆"]
    assert code_of(scene.conclude) == "offices.not_found", "once"


def test_who_changes_the_paper_makes_everybody_sign_again(scene: Scene) -> None:
    scene.assign()
    scene.sign(scene.leaver, scene.colleague, scene.head)
    actions.add_thing(by=scene.admin, at=AT, handover_id=scene.id, label="档案柜钥匙 2 把")
    assert scene.row.signed == {}
    assert code_of(scene.conclude) == "handover.items_open"


def test_who_is_close_to_a_party_does_not_take_the_case_over(scene: Scene) -> None:
    elder = person(scene.town.elder)
    people.name_representative(by=BY, at=AT, principal=elder, agent=person(scene.colleague), since=TODAY)
    (case,) = (item for item in scene.row.items if item.kind == "case")
    ask = {"by": scene.admin, "at": AT, "handover_id": scene.id, "item_id": case.id}
    assert (
        code_of(lambda: actions.assign(**ask, receiver=person(scene.colleague))) == "handover.receiver_close"
    )
    assert code_of(lambda: actions.assign(**ask, receiver=elder)) == "handover.receiver"
    assert code_of(lambda: actions.assign(**ask, receiver=person(scene.town.approver))) == "handover.receiver"


def test_nobody_else_begins_signs_or_concludes(scene: Scene) -> None:
    scene.assign()
    for by in (scene.leaver, scene.head, scene.town.approver, scene.town.elder):
        assert code_of(lambda by=by: scene.conclude(by)) == "offices.denied"
    for by in (scene.admin, scene.town.approver, scene.town.elder):
        assert code_of(lambda by=by: scene.sign(by)) == "offices.denied"


def test_there_is_one_open_paper_for_a_person_and_none_for_oneself(scene: Scene) -> None:
    ask = {"at": AT, "organisation_id": street(), "head": person(scene.head), "reason": "调离"}
    call = lambda: actions.begin(by=scene.admin, person=person(scene.leaver), **ask)  # noqa: E731
    assert code_of(call) == "handover.open"
    assert Handover.objects.count() == 1
    assert (
        code_of(lambda: actions.begin(by=scene.leaver, person=person(scene.leaver), **ask))
        == "offices.denied"
    )


def test_the_book_has_every_act(scene: Scene) -> None:
    scene.assign()
    scene.sign(scene.leaver, scene.colleague, scene.head)
    scene.conclude()
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, town FROM audit_event WHERE kind LIKE 'handover.%' ORDER BY at, kind")
        found = cursor.fetchall()
    assert sorted(kind.split(".")[1] for kind, _ in found) == [
        *("assign", "assign", "assign", "begin", "conclude", "sign", "sign", "sign")
    ]
    assert {town for kind, town in found if kind != "handover.sign"} == {"990101001"}
