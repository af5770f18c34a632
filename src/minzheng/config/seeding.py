"""Fills an empty installation with the demo province 99: places, organisations, people, staff, services, sign-ins.

What it is not for: real registers, which are taken over by the rooms' own `load` verbs. Everything is written in one
transaction, so a start that was broken off leaves nothing half-made; a second start finds the people there and stops.
"""

import hmac
import secrets
from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import yaml
from django.conf import settings
from django.contrib.auth.hashers import make_password

from minzheng.config import rooms
from minzheng.config.population import Inventor, Village, invent
from minzheng.config.secret_files import read_or_make
from minzheng.core.catalogue import actions as catalogue
from minzheng.core.offices import actions as offices
from minzheng.core.offices import queries as office_queries
from minzheng.core.people import actions as people
from minzheng.core.people import queries as people_queries
from minzheng.core.people.queries import staff as staff_accounts
from minzheng.core.places import actions as places
from minzheng.core.places import queries as place_queries
from minzheng.core.systems import actions as systems
from minzheng.core.systems.rules import NewSystem
from minzheng.kernel.codes import covers, parse_id_number
from minzheng.kernel.errors import Problem
from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import Actor, system

DEMO: Final = Path(__file__).parent / "demo"
SEED: Final = 99
SOURCE: Final = "demo"
OPENED: Final = date(2000, 1, 1)
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")

STAFF: Final[Mapping[str, tuple[str, ...]]] = {
    "province": ("monitor", "sys_admin", "sec_admin", "audit_admin"),
    "city": (
        "window",
        "acceptor",
        "reviewer",
        "approver",
        "monitor",
        "sys_admin",
        "sec_admin",
        "audit_admin",
    ),
    "county": (
        *("window", "acceptor", "investigator", "reviewer", "approver", "monitor"),
        *("sys_admin", "sec_admin", "audit_admin", "investigator", "checker"),
    ),
    "town": ("window", "acceptor", "investigator", "reviewer", "approver", "investigator"),
    "village": ("helper",),
}
"""Who works in each civil affairs organ of a level, one account each; a visit takes two investigators."""

SHOWN: Final = (
    ("990301001_acceptor_01", "受理南熏街道的高龄津贴申请"),
    ("990301001_reviewer_01", "初审同一件（不能与受理是同一人）"),
    ("990301_approver_01", "确认或不予确认，签发决定书"),
    ("990301001_window_01", "窗口代收件、打印收件凭证"),
    ("990301_monitor_01", "看各乡镇的红黄牌和期限"),
    ("990101001_acceptor_01", "明川区柳荫街道的受理员"),
    ("990101001_reviewer_01", "明川区柳荫街道的审核人"),
    ("990101_approver_01", "明川区民政局的审批人"),
    ("990101_partner_dept_01", "明川区教育局：答复社会团体发起人的请示"),
    ("990101_acceptor_01", "明川区民政局的受理员：社会团体成立登记"),
    ("990101_reviewer_01", "明川区民政局的审核人：社会团体成立登记"),
    ("990101001_investigator_01", "柳荫街道的调查员：两个人一起入户（另一位是 02）"),
    ("990101_checker_01", "明川区的核对员：查银行存款、机动车，出报告"),
    ("990101001001_helper_01", "春和社区的帮办：名单核实、上门帮填"),
    ("990101_sys_admin_01", "系统管理员：看不到办件"),
    ("990101_sec_admin_01", "安全管理员：任命和结束岗位"),
    ("990101_audit_admin_01", "审计管理员：看存证和被拒绝的访问"),
)
"""The staff accounts that the terminal names, and what to try with them; the others go by the same rule."""


def seed(at: datetime) -> bool:
    """Fill an empty database; whether anything was done. `at` is now: ages and dates are relative to it.

    Outside a demonstration (ALLOW_DEMO_ID=0) only what holds everywhere is loaded: calendar, code lists, services.
    """
    by = system("seed")
    if not settings.ALLOW_DEMO_ID:
        return _ground(by, at)
    if people_queries.anybody():
        return False
    today = at.astimezone(SHANGHAI).date()
    with offices.acting(by, at):
        _places(by, at)
        organs = _organisations(by, at)
        stories = _yaml("persons.yaml")
        inventor = Inventor(SEED, today, taken=[line["id_number"] for line in stories["persons"]])
        villages = _villages()
        known = _persons(by, at, stories, inventor, villages)
        _staff(by, at, inventor, villages, organs)
        _agencies(by, at, known)
        _citizen_accounts(by, at, known)
        _services(by, at)
        _demo_offerings(by, at)
        _systems(by, at)
    return True


def demo_signins() -> list[tuple[str, str, str, str]]:
    """Role, user name, password and what to try, for the terminal and the sign-in pages of a demonstration."""
    password = demo_password()
    titles = office_queries.titles()
    staff = [(titles[username.split("_", 1)[1][:-3]], username, password, what) for username, what in SHOWN]
    citizens = [
        ("申请人", line["username"], password, line["try"]) for line in _yaml("persons.yaml")["accounts"]
    ]
    return citizens + staff


def demo_password() -> str:
    """The one password of all demo accounts: made at the first start, kept in the data folder, never in the code."""
    return read_or_make(settings.DATA / "secrets" / "demo-password", _fresh_password).strip()


def demo_secret(username: str) -> str:
    """The secret of a demo account's one-time codes, by its name, from a key made at the first start."""
    key = read_or_make(
        settings.DATA / "secrets" / "demo-second-factor", lambda: secrets.token_hex(32)
    ).strip()
    return b32encode(hmac.digest(bytes.fromhex(key), username.encode(), "sha1")).decode()


def _fresh_password() -> str:
    return f"Qinghe-{secrets.randbelow(9000) + 1000}-{secrets.token_hex(3)}"


def _yaml(name: str) -> Any:
    return yaml.safe_load((DEMO / name).read_text(encoding="utf-8"))


def _ground(by: Actor, at: datetime) -> bool:
    try:
        place_queries.calendar_version()
    except Problem:
        pass
    else:
        return False
    with offices.acting(by, at):
        places.load_calendar(by=by, at=at)
        places.load_code_lists(by=by, at=at)
        _services(by, at)
    return True


# ── Places, services, organisations ──────────────────────────────────────────────────────────────────────────────────


def _places(by: Actor, at: datetime) -> None:
    places.load_divisions(by=by, at=at, rows=_yaml("divisions.yaml")["divisions"], source=SOURCE)
    places.load_calendar(by=by, at=at)
    places.load_code_lists(by=by, at=at)
    files = [path for folder in _domains() for path in sorted((folder / "parameters").glob("*.yaml"))]
    places.load_parameters(by=by, at=at, files=files)


def _services(by: Actor, at: datetime) -> None:
    found = [
        path.parent for folder in _domains() for path in sorted((folder / "services").glob("*/service.yaml"))
    ]
    catalogue.publish_found(by=by, at=at, folders=found)


def _demo_offerings(by: Actor, at: datetime) -> None:
    for folder in _domains():
        for path in sorted((folder / "demo").glob("offerings.yaml")):
            _offerings(by, at, yaml.safe_load(path.read_text(encoding="utf-8")))


def _offerings(by: Actor, at: datetime, lines: Iterable[Mapping[str, Any]]) -> None:
    """Who offers a service where, with which overlay: a list of {service, uscc, division, task_code?, overlay?}."""
    for line in lines:
        unit = office_queries.organisation_by_uscc(line["uscc"])
        if unit is None:
            raise ValueError(f"demo offering of {line['service']}: no organisation {line['uscc']}")
        catalogue.offer(
            by=by,
            at=at,
            service=line["service"],
            organisation=unit.id,
            division=str(line["division"]),
            task_code=line.get("task_code", ""),
            overlay=line.get("overlay", {}),
        )


def _domains() -> Iterator[Path]:
    for name in rooms.rooms("domains"):
        if name not in settings.DOMAINS_OFF:
            yield rooms.HOUSE / "domains" / name


def _systems(by: Actor, at: datetime) -> None:
    """Connected systems to try with; who runs one gets its secret anew by `minzheng systems renew`."""
    for line in _yaml("systems.yaml")["systems"]:
        unit = office_queries.organisation_by_uscc(line["uscc"])
        if unit is None:
            raise ValueError(f"demo system {line['client_id']}: no organisation {line['uscc']}")
        words = {name: tuple(value) if isinstance(value, list) else value for name, value in line.items()}
        words.pop("uscc")
        systems.register_system(by=by, at=at, new=NewSystem(organisation=unit.id, **words))


def _organisations(by: Actor, at: datetime) -> dict[str, UUID]:
    lines = _yaml("organisations.yaml")["organisations"]
    records = [
        offices.OrganisationRecord(
            uscc=line["uscc"],
            name=line["name"],
            kind=line["kind"],
            level=line["level"],
            division=line["division"],
            short_name=line.get("short_name", ""),
            business=line.get("business", ""),
            parent=line.get("parent", ""),
            phone=f"0990-0000{place:04d}",
        )
        for place, line in enumerate(lines)
    ]
    return offices.load_organisations(by=by, at=at, records=records, valid_from=OPENED, source=SOURCE)


# ── People ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _villages() -> list[Village]:
    found = [place.code for place in place_queries.search("99", level="village", limit=1000)]
    return [Village(code, place_queries.full_name(code)) for code in sorted(found)]


def _persons(
    by: Actor, at: datetime, stories: Mapping[str, Any], inventor: Inventor, villages: list[Village]
) -> dict[str, UUID]:
    """The persons of the stories and the invented population; returns the ids of the former by key."""
    today = inventor.today
    named = {
        line["key"]: _named(line, villages, today, place) for place, line in enumerate(stories["persons"])
    }
    homes = [
        people.HouseholdRecord(
            head=named[line["head"]].id,
            registered_at=named[line["head"]].registered_at,
            address=named[line["head"]].address,
            since=date(today.year - 5, 1, 1),
            members={
                named[line["head"]].id: "head",
                **{named[key].id: role for key, role in line["members"].items()},
            },
        )
        for line in stories["households"]
    ]
    others = invent(inventor, villages)
    people.load(
        by=by,
        at=at,
        persons=[*named.values(), *others.persons],
        households=[*homes, *others.households],
        source=SOURCE,
    )
    return {key: record.id for key, record in named.items()}


def _named(line: Mapping[str, Any], villages: list[Village], today: date, place: int) -> people.PersonRecord:
    number = parse_id_number(line["id_number"], on=today, allow_demo=True)
    home = next(village for village in villages if covers(line["at"], village.code))
    return people.PersonRecord(
        id=uuid7(),
        name=line["name"],
        sex=number.sex,
        birth_date=number.birth,
        id_number=number.number,
        registered_at=home.code,
        address=f"{home.name}{line['house']} 号",
        phone=f"100000{place + 1:05d}",
    )


def _agencies(by: Actor, at: datetime, known: Mapping[str, UUID]) -> None:
    for line in _yaml("persons.yaml")["representatives"]:
        people.name_representative(
            by=by,
            at=at,
            principal=known[line["principal"]],
            agent=known[line["agent"]],
            kind=line["kind"],
            since=at.astimezone(SHANGHAI).date(),
        )


def _citizen_accounts(by: Actor, at: datetime, known: Mapping[str, UUID]) -> None:
    hashed = make_password(demo_password())
    records = [
        people.AccountRecord(
            line["username"], hashed, "citizen", known[line["person"]], assurance=line["assurance"]
        )
        for line in _yaml("persons.yaml")["accounts"]
    ]
    people.load_accounts(by=by, at=at, accounts=records, source=SOURCE)


# ── Staff ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Desk:
    """One member of staff to be: the organ, its division, and the role."""

    organ: UUID
    division: str
    role: str
    number: int = 1

    @property
    def username(self) -> str:
        """The account's name by the rule division_role_number."""
        return f"{self.division}_{self.role}_{self.number:02d}"


def _staff(
    by: Actor, at: datetime, inventor: Inventor, villages: list[Village], organs: Mapping[str, UUID]
) -> None:
    today = inventor.today
    records, positions, accounts = [], [], []
    hashed = make_password(demo_password())
    for desk in _desks(organs):
        home = next(village for village in villages if covers(desk.division, village.code))
        person = inventor.adult(home)
        inventor.household(home, [(person, "head")])
        records.append(person)
        positions.append(offices.PositionRecord(person.id, desk.organ, desk.role))
        accounts.append(people.AccountRecord(desk.username, hashed, "staff", person.id, assurance=3))
    homes = inventor.made.households[-len(records) :]
    people.load(by=by, at=at, persons=records, households=homes, source=SOURCE)
    people.load_accounts(by=by, at=at, accounts=accounts, source=SOURCE)
    known = staff_accounts.account_ids(account.username for account in accounts)
    factors = {key: demo_secret(username) for username, key in known.items()}
    people.load_factors(by=by, at=at, secrets=factors)
    offices.load_positions(
        by=by, at=at, records=positions, valid_from=today, valid_to=today + timedelta(days=365), source=SOURCE
    )


def _desks(organs: Mapping[str, UUID]) -> Iterator[Desk]:
    kinds = {"authority", "street_office", "town_government", "residents_committee", "villagers_committee"}
    for line in _yaml("organisations.yaml")["organisations"]:
        for role in line.get("desks", ()):
            yield Desk(organs[line["uscc"]], line["division"], role)
        if line["kind"] in kinds and line.get("business", "") in ("", "self_government"):
            roles = STAFF[line["level"]]
            for place, role in enumerate(roles):
                number = roles[: place + 1].count(role)
                yield Desk(organs[line["uscc"]], line["division"], role, number)
