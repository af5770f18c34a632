"""The version store: one version per content, a snapshot per offering, and what is refused."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from minzheng.core.audit.queries import run
from minzheng.core.audit.tests.at_once import at_once
from minzheng.core.catalogue import actions, queries
from minzheng.core.catalogue.rules import digest
from minzheng.core.catalogue.tests.factories import FOLDER, edited, reworded, shipped
from minzheng.core.offices.tests.factories import an_office
from minzheng.core.people.queries import person
from minzheng.core.people.tests.factories import AT, BY, a_person, divisions
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, Hat

pytestmark = pytest.mark.django_db
COUNTY = {"province": "990000", "city": "990100", "county": "990101", "town": "990101001"}


def publish(files: dict[str, str], parent: UUID | None = None, **more: Any) -> UUID:
    return actions.publish(by=BY, at=AT, files=files, domain="elderly", parent=parent, **more)


def offer(division: str, organisation: UUID, **overlay: Any) -> UUID:
    return actions.offer(
        by=BY,
        at=AT,
        service="gaoling",
        organisation=organisation,
        division=division,
        task_code="11990101MB0000000X2990511001000"[:31],
        overlay=overlay,
    )


def current() -> list[tuple[str, int]]:
    """(division, number of the version) of the snapshots in force."""
    return run(
        "SELECT n.division, v.number FROM catalogue_snapshot n JOIN catalogue_version v ON v.id = n.version_id "
        "WHERE n.current ORDER BY 1",
        [],
    )


def promised(places: dict[str, str]) -> int:
    words = queries.package(queries.snapshot_for("gaoling", places)).service["limits"]["promised_limit"]
    return int(words["n"])


def test_the_same_files_again_change_nothing():
    first = publish(shipped())
    before = run("SELECT count(*) FROM audit_event", [])
    assert publish(shipped(), first) == first
    assert publish(shipped()) == first
    assert run("SELECT count(*) FROM audit_event", []) == before
    assert current() == [("", 1)]
    assert queries.latest("gaoling") == {"id": first, "number": 1, "digest": digest(shipped())}


def test_a_new_version_names_its_parent_and_the_old_one_stays():
    first = publish(shipped())
    second = publish(edited(), first, origin="edited")
    rows = run("SELECT id, number, parent_id, origin FROM catalogue_version ORDER BY number", [])
    assert rows == [(first, 1, None, "shipped"), (second, 2, first, "edited")]
    assert current() == [("", 2)]


def test_who_did_not_see_the_latest_version_cannot_publish_over_it():
    first = publish(shipped())
    publish(edited(), first)
    for parent in (first, None, uuid7()):
        with pytest.raises(Problem, match=r"catalogue\.parent_not_latest"):
            publish(edited("另一句。"), parent)
    assert current() == [("", 2)]


def test_the_files_of_an_older_version_are_not_a_new_one():
    first = publish(shipped())
    second = publish(edited(), first)
    with pytest.raises(Problem, match=r"catalogue\.known_version"):
        publish(shipped(), second)


def test_starting_again_does_not_put_the_shipped_package_over_an_edited_one():
    first = publish(shipped())
    second = publish(edited(), first, origin="edited")
    assert actions.publish_found(by=BY, at=AT, folders=[FOLDER]) == ["gaoling"]
    assert queries.latest("gaoling")["id"] == second  # type: ignore[index]


def test_an_unsound_package_is_refused_and_leaves_no_trace():
    files = shipped()
    files["process.bpmn"] = files["process.bpmn"].replace('targetRef="deliver"', 'targetRef="nowhere"')
    with pytest.raises(Problem, match=r"catalogue\.unsound"):
        publish(files)
    assert queries.latest("gaoling") is None
    assert queries.services() == []


def test_only_the_platform_publishes_and_offers():
    by = Actor(hat=Hat.STAFF, name="周演川")
    with pytest.raises(Problem, match=r"offices\.denied"):
        actions.publish(by=by, at=AT, files=shipped(), domain="elderly", parent=None)
    with pytest.raises(Problem, match=r"offices\.denied"):
        actions.offer(
            by=by, at=AT, service="gaoling", organisation=uuid7(), division="990101", task_code="", overlay={}
        )


def test_an_offering_has_a_snapshot_of_its_own_and_the_nearest_one_wins(django_assert_num_queries):
    divisions()
    county, town = an_office("990101"), an_office("990101001")
    publish(shipped())
    offer("990000", county, **{"limits.promised_limit": {"n": 9}})
    offer("990101", county, **{"limits.promised_limit": {"n": 7}})
    assert promised(COUNTY) == 7
    offer("990101001", town, **{"limits.promised_limit": {"n": 5}})
    with django_assert_num_queries(1):
        queries.snapshot_for("gaoling", COUNTY)
    assert promised(COUNTY) == 5
    assert promised({**COUNTY, "town": "990101002"}) == 7
    assert promised({**COUNTY, "county": "990102", "town": ""}) == 9
    assert promised({}) == 10
    assert promised({"province": "980000", "county": ""}) == 10


def test_a_person_and_what_is_offered_where_he_belongs_are_found_at_once(django_assert_num_queries):
    divisions()
    publish(shipped())
    elder = a_person(at="990101001001")
    with django_assert_num_queries(1):
        found, snapshot = queries.offered_to(elder, "gaoling")
    assert (found, snapshot) == (person(elder), queries.snapshot_for("gaoling", found.places))
    offer("990101001", an_office("990101001"), **{"limits.promised_limit": {"n": 5}})
    nearer = queries.offered_to(elder, "gaoling")[1]
    assert nearer == queries.snapshot_for("gaoling", found.places) != snapshot
    with pytest.raises(Problem, match=r"catalogue\.not_offered"):
        queries.offered_to(elder, "nothing")
    with pytest.raises(Problem, match=r"people\.not_found"):
        queries.offered_to(uuid7(), "gaoling")


def test_a_new_version_renews_the_snapshot_of_every_offering():
    divisions()
    first, office = publish(shipped()), an_office("990101")
    offer("990101", office, note="周六也办")
    publish(edited(), first)
    assert current() == [("", 2), ("990101", 2)]
    assert queries.package(queries.snapshot_for("gaoling", COUNTY)).service["note"] == "周六也办"


def test_an_overlay_can_be_changed_and_changed_back():
    divisions()
    publish(shipped())
    office = an_office("990101")
    ids = []
    for n in (7, 5, 7, 7):
        offer("990101", office, **{"limits.promised_limit": {"n": n}})
        ids.append(queries.snapshot_for("gaoling", COUNTY))
        assert promised(COUNTY) == n
    assert ids[0] == ids[2] == ids[3] != ids[1]
    assert current() == [("", 1), ("990101", 1)]


def test_a_locked_path_is_refused_and_the_offering_stays_as_it_was():
    divisions()
    publish(shipped())
    office = an_office("990101")
    with pytest.raises(Problem, match=r"catalogue\.locked"):
        offer("990101", office, name="本地的名字")
    assert current() == [("", 1)]


def test_what_is_not_there_can_be_neither_offered_nor_found():
    with pytest.raises(Problem, match=r"catalogue\.unknown_service"):
        offer("990101", uuid7())
    with pytest.raises(Problem, match=r"catalogue\.not_offered"):
        queries.snapshot_for("gaoling", COUNTY)
    assert queries.latest("gaoling") is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_wins_and_the_other_is_told():
    first = publish(shipped())
    answers = at_once([lambda note=note: publish(edited(note), first) for note in ("甲。", "乙。")])
    assert [one.code for one in answers if isinstance(one, Problem)] == ["catalogue.parent_not_latest"]
    assert current() == [("", 2)]


def test_a_compiled_package_is_kept_in_the_process(django_assert_num_queries):
    publish(shipped())
    snapshot = queries.snapshot_for("gaoling", {})
    with django_assert_num_queries(1):
        first = queries.package(snapshot)
    with django_assert_num_queries(0):
        assert queries.package(snapshot) is first
    assert (first.code, first.short, first.limit("accept_period").n) == ("gaoling", "高龄津贴", 5)


TYPED = (
    "高龄津贴",
    "高龄补贴",
    "老龄钱",
    "高龄津帖",
    "gaolingjintie",
    "gao ling jin tie",
    "GAOLINGJINTIE",
    "八十岁",
    "申请高龄津贴要什么材料",
)


def test_a_service_is_found_by_name_alias_pinyin_and_in_spite_of_a_misspelling(django_assert_num_queries):
    publish(shipped())
    other = reworded(
        code="other",
        item="ELD02",
        name="养老机构备案",
        short="养老机构备案",
        aliases=["办养老院"],
        summary="备案。",
    )
    publish(other)
    for typed in TYPED:
        with django_assert_num_queries(1):
            found = queries.services(typed)
        assert [card.code for card in found[:1]] == ["gaoling"], typed


def test_what_nothing_answers_to_finds_nothing_and_a_theme_lists_its_services(django_assert_num_queries):
    publish(shipped())
    assert queries.services("护照") == []
    assert queries.services("！？") == []
    assert queries.services("' | 'x'") == []
    assert [card.code for card in queries.services()] == ["gaoling"]
    assert [card.code for card in queries.services(theme="养老服务")] == ["gaoling"]
    assert queries.services(theme="婚姻") == []
    with django_assert_num_queries(1):
        assert queries.themes() == [("养老服务", "elder", 1)]
    with django_assert_num_queries(1):
        assert [code for code, _ in queries.list_starters()] == ["gaoling"]


def test_every_folder_of_services_is_published_once():
    assert actions.publish_found(by=BY, at=AT, folders=[Path(FOLDER)]) == ["gaoling"]
    assert run("SELECT domain FROM catalogue_service", []) == [("elderly",)]
