"""A district with its bureau, an education bureau that supervises, founders, and their officers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from minzheng.core.offices import actions as offices
from minzheng.core.offices.queries import actor
from minzheng.core.offices.tests.factories import a_clerk, an_office
from minzheng.core.people.tests.factories import BY, a_person, an_account, divisions
from minzheng.core.places import actions as places
from minzheng.kernel.rights import Actor

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Monday, 2 March 2026, 9:00 in Shanghai."""
NAME = "青禾市明川区社区教育促进会"
PURPOSE = "团结热心社区教育的人，办讲座、读书会和老年学堂，服务社区居民。"


@dataclass(frozen=True, slots=True)
class District:
    """Who is there, as actors; the body that supervises, by id."""

    founder: Actor
    other: Actor
    education: UUID
    partner: Actor
    health: UUID
    stranger: Actor


def a_district() -> District:
    """明川区 with its bureaus; 蒋演云 who founds, and somebody else."""
    divisions()
    places.load_calendar(by=BY, at=AT)
    an_office("990101")
    education = a_body("11990101MB0003092B", "明川区教育局")
    health = a_body("11990101MB000305XT", "明川区卫生健康局")
    return District(
        founder=_actor(an_account(a_person("蒋演云"), username="jiangyanyun", assurance=3)),
        other=_actor(an_account(a_person("唐演舟"), username="tangyanzhou", assurance=3)),
        education=education,
        partner=_actor(a_clerk("partner_dept", education, username="partner_01", name="韩演溪")[0]),
        health=health,
        stranger=_actor(a_clerk("partner_dept", health, username="partner_02", name="周演川")[0]),
    )


def a_body(uscc: str, name: str) -> UUID:
    """A body outside civil affairs that supervises associations."""
    return offices.register_organisation(
        by=BY,
        at=AT,
        uscc=uscc,
        name=name,
        kind="external",
        level="county",
        division="990101",
        short_name="",
        business="education",
        valid_from=date(2000, 1, 1),
    )


def _actor(account: UUID) -> Actor:
    found = actor(account, channel="web", on=AT.date())
    assert found is not None
    return found
