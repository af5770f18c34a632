"""The world of the authorisation matrix: who knocks, the things that stand behind the doors, and where each belongs.

All of it is made through the doors or the verbs, once, in one transaction that is undone at the end.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from minzheng.config import worker
from minzheng.core.cases.models import Export, Reveal
from minzheng.core.cases.rules import today
from minzheng.core.catalogue.tests.means_tested import CODE
from minzheng.core.legal_persons.models import LegalPerson
from minzheng.core.offices.actions import acting
from minzheng.core.offices.queries import actor, authority_for, positions_of
from minzheng.core.people.models import Account
from minzheng.core.people.queries import account_by_username
from minzheng.core.people.queries import user as people_user
from minzheng.core.people.tests.factories import signed_in
from minzheng.core.places.queries import ancestry
from minzheng.core.systems.actions import register_system
from minzheng.core.systems.queries import registered_as
from minzheng.core.systems.rules import NewSystem
from minzheng.kernel.rights import Actor, system
from tests.browser import site as programs
from tests.journeys import people as play
from tests.journeys import road
from tests.journeys import test_associations as founders
from tests.journeys import test_cases_of_legal_persons as bodies
from tests.journeys import test_helped as helped
from tests.journeys import test_legal_persons as legal
from tests.journeys.pictures import jpeg
from tests.journeys.test_allowance import ASKED, ELDER
from tests.journeys.test_signing import key, link

PERSONS = {
    "applicant": "linyanlan",
    "member": "yuanyanling",
    "neighbour": "chenyansong",
    "elder": "caoyanshan",
    "other": "dongyankun",
    "founder": "jiangyanyun",
    "agent": "pengyanhe",
}
"""Who signs in for the own matters: role in this world -> user name."""
OFFICERS = (
    *(f"990101001_{role}_01" for role in ("window", "acceptor", "investigator", "reviewer")),
    *("990101001001_helper_01", "990101001002_helper_01", "990101002_acceptor_01", "990101002_window_01"),
    *(
        f"990101_{role}_01"
        for role in ("approver", "reviewer", "acceptor", "checker", "monitor", "partner_dept")
    ),
    *(f"990301001_{role}_01" for role in ("window", "acceptor", "reviewer")),
    *("990301001001_helper_01", "990301_approver_01", "990301_monitor_01", "990301_checker_01"),
    *(
        "990102_approver_01",
        "990102_checker_01",
        "990100_approver_01",
        "990100_monitor_01",
        "990200_approver_01",
    ),
    *(f"990101_{role}_admin_01" for role in ("sys", "sec", "audit")),
    "990301_sec_admin_01",
)
"""Staff of the own unit, of another unit of the county, of another county, of the city above, of another city; and the
three administrators, with one of another county."""
HALVES = {
    "asked_code": "990301001_investigator_01",
    "asked_set_up": "990301001_investigator_02",
    "asked_password": "990101001_investigator_02",
}
"""Who has given the password and is still asked for something: what is asked -> user name."""


BODIES = {
    "body_admin": ("caoyanshan", "corp_admin", bodies.NAME),
    "body_agent": ("yuanyanling", "corporate_agent", bodies.NAME),
    "other_body": ("pengyanhe", "corp_admin", "霁南演荷商贸有限公司"),
}
"""Who wears the hat of a legal person: name in this world -> user name, role there, the legal person."""


@dataclass(frozen=True)
class Identity:
    """Who knocks: the role and its place as the demo province gives it; citizens are told by their person, who wears the
    hat of a legal person by that legal person."""

    name: str
    role: str
    level: str = ""
    division: str = ""
    person: UUID | None = None
    for_whom: UUID | None = None

    @property
    def signed_in(self) -> bool:
        """Whether this one has signed in wholly."""
        return self.role != "anonymous" and self.role not in HALVES

    @property
    def staff(self) -> bool:
        """Whether this is somebody of an office."""
        return self.signed_in and self.role not in ("citizen", "representative") and not self.corporate

    @property
    def corporate(self) -> bool:
        """Whether the hat of a legal person is worn."""
        return self.role in ("corp_admin", "corporate_agent")


@dataclass(frozen=True)
class Thing:
    """What a door leads to: whose it is, who is named on it, where it belongs, for whom it waits, words that only it shows, and
    words that stay masked at a desk as long as nobody has revealed them."""

    words: Mapping[str, str]
    places: Mapping[str, str] = field(default_factory=dict)
    owners: frozenset[UUID] = frozenset()
    waits: tuple[str, str] = ("", "")
    secret: tuple[str, ...] = ()
    clear: tuple[str, ...] = ()
    parties: frozenset[UUID] = frozenset()
    sensitive: tuple[str, ...] = ()


class World:
    """Identities and things, made once."""

    def __init__(self) -> None:
        self._browsers: dict[str, Client] = _hats()
        self.identities = [
            Identity("anonymous", "anonymous"),
            *map(_person, PERSONS),
            *map(_officer, OFFICERS),
            *map(_body, BODIES),
            *(Identity(asked, asked) for asked in HALVES),
        ]
        self.things = {**_things(), "body_case": _case(bodies.submit(self._browsers["body_agent"]))}

    def browser(self, who: Identity) -> Client:
        """The browser of an identity, signed in once."""
        if who.name not in self._browsers:
            username = PERSONS.get(who.name, who.name)
            self._browsers[who.name] = (
                _half(who.role)
                if who.role in HALVES
                else play.browser("" if who.role == "anonymous" else username)
            )
        return self._browsers[who.name]

    def person(self, name: str) -> UUID:
        """The person behind a citizen's name in this world."""
        return play.person_of(PERSONS[name])  # type: ignore[no-any-return]

    def browser_actor(self, username: str) -> Actor:
        """The actor of an officer, as a request would have it."""
        known = account_by_username(username)
        assert known is not None
        found = actor(known.id, channel="web", on=self.today)
        assert found is not None
        return found

    @property
    def today(self) -> date:
        """The day in China."""
        return today(timezone.now())


def _person(name: str) -> Identity:
    return Identity(name, "citizen", person=play.person_of(PERSONS[name]))


def _hats() -> dict[str, Client]:
    """The browsers of those who act for legal persons, each under the hat."""
    admin = bodies.administrator()
    agent = bodies.agent(admin, "yuanyanling", legal.SON, "association_change")
    return {"body_admin": admin, "body_agent": agent, "other_body": legal.administrator()}


def _body(name: str) -> Identity:
    _, role, legal_person = BODIES[name]
    return Identity(name, role, person=LegalPerson.objects.get(name=legal_person).id)


def _officer(username: str) -> Identity:
    known = account_by_username(username)
    assert known is not None, username
    assert known.person is not None
    (held,) = positions_of(known.person, today(timezone.now()))
    return Identity(username, held.role, held.level, held.division, person=known.person)


def _half(asked: str) -> Client:
    """The browser of one who is still asked for something."""
    known = account_by_username(HALVES[asked])
    assert known is not None, asked
    if asked == "asked_set_up":
        Authenticator.objects.filter(user_id=known.id).delete()
    Account.objects.filter(id=known.id).update(password_once=asked == "asked_password")
    once = people_user(account_by_username(HALVES[asked]))
    browser: Client = signed_in(Client(), once, factor=asked == "asked_password")
    return browser


def run(program: str) -> None:
    """One of the programs by which the browser tests make their cases, inside this process."""
    words: dict[str, Any] = {
        "by": system("seed"),
        "at": datetime.now(UTC),
        "acting": acting,
        "datetime": datetime,
        "UTC": UTC,
    }
    exec(compile(program, "world", "exec"), words)  # noqa: S102  (the test suite's own text)


def link_on(username: str, path: str, pattern: str) -> str:
    """The first group of a pattern on a page."""
    page = play.browser(username).get(path)
    match = re.search(pattern, page.content.decode())
    assert match, (pattern, path, page.status_code)
    return match.group(1)


def place_of(code: str) -> Mapping[str, str]:
    """The level columns of a division."""
    return ancestry(code)


def _case(case_no: str, *, waits: tuple[str, str] = ("", ""), **words: str) -> Thing:
    row = play.row(case_no)
    owners = (
        {row["legal_person_id"]} if row["legal_person_id"] else {row["applicant_id"], row["agent_id"]}
    ) - {None}
    places = {level: row[level] for level in ("province", "city", "county", "town", "village")}
    return Thing(
        {"case_no": case_no, "query_pin": row["query_pin"], **words},
        places,
        frozenset(owners),
        waits,
        (case_no,),
    )


def _things() -> dict[str, Thing]:
    """Every kind of thing that stands behind a door of the resolver."""
    for program in (programs._VISITED, programs._NOTICES, programs._COMMITTED):
        run(program)
    photo = SimpleUploadedFile("社保卡.jpg", jpeg(600, 380), "image/jpeg")
    waiting = play.submit(play.browser("caoyanshan"), p_bank={**play.PAGES["p_bank"], "card_photo": photo})
    worker.tick(timezone.now())
    found = {**_cases(waiting), **_of_notices(), **_of_persons(waiting), **_of_offices(waiting)}
    return {**found, **_of_administrators(found["visited"])}


def _cases(waiting: str) -> dict[str, Thing]:
    family, decided = road.apply(), play.decided(play.browser("dongyankun"))
    helped = play.submit(play.browser("pengyanhe"), p_who={"for_whom": "family", **ELDER, **ASKED})
    visited = link_on("990101001_investigator_01", "/desk/visits", r"/desk/visits/(\w{23})/visit")
    committed = _committed()
    signer = key(family, "袁演岭")
    token = link(family).rsplit("/", 1)[1]
    signers = frozenset({play.person_of("yuanyanling")})
    return {
        "waiting": replace(_case(waiting, waits=("acceptor", "town")), sensitive=("南熏社区 15 号",)),
        "decided": _case(decided),
        "helped": replace(_case(helped), owners=frozenset({play.row(helped)["applicant_id"]})),
        "service": Thing({"code": "gaoling"}),
        "dibao": Thing({"service": "dibao"}),
        "desk_help": Thing({"name": "acceptor"}),
        "colleague": Thing({"person": str(play.person_of("990101_investigator_01"))}, place_of("990101")),
        "partner": Thing({"name": "national_platform"}),
        "connected": Thing({"system": _connected()}, place_of("990101")),
        "family": _case(family, authorisation=str(key(family, "林演兰")), token=token),
        "visited": _case(visited, waits=("investigator", "town"), element="visit", page_key="p_visit"),
        "committed": _case(committed),
        "association": _case(_association()),
        "authorisation": Thing({"authorisation": str(signer)}, owners=signers),
        "sheet_to_sign": Thing({"authorisation": str(signer)}, owners=signers | _case(family).owners),
        "counter": Thing(
            {"service": "gaoling"}, place_of("990301001"), frozenset(map(play.person_of, PERSONS.values()))
        ),
    }


def _connected() -> str:
    """A system of the county's bureau at which people sign in."""
    unit = authority_for(place_of("990101"), "county", today(timezone.now()))
    assert unit is not None
    new = NewSystem("library", "图书馆", "web", unit.id, "办理借书证", redirect_uris=("https://a.example/b",))
    register_system(by=system("operator"), at=timezone.now(), new=new)
    row = registered_as("library")
    assert row is not None
    return str(row.id)


def _association() -> str:
    """An association's case with a supplement, and a second name about which the supervising body is asked."""
    founder = play.browser(founders.FOUNDER)
    founders.agreed(founder)
    case_no = founders.submit(founder)
    item = {"code": "charter", "label": "章程草案", "reason": "第三页看不清，请重新拍一张。"}
    founders.take(founders.ACCEPTOR, case_no, "accept", "supplement", items=[item])
    founders.ask(founder, founders.keep(founder, "青禾市明川区园艺研究会"))
    return case_no


def _committed() -> str:
    page = play.browser("linyanlan").get("/cases").content.decode()
    for case_no in re.findall(r'href="/cases/(\w{23})"', page):
        if play.row(case_no)["service"] == CODE:
            return str(case_no)
    raise AssertionError("no case of the test package")


def _of_notices() -> dict[str, Thing]:
    here, reviewer = place_of("990301001001"), "990301001_reviewer_01"
    notice = link_on(reviewer, "/desk/notices?show=hanging", r"/desk/notices/([0-9a-f-]{36})")
    page = play.browser(reviewer).get(f"/desk/notices/{notice}").content.decode()
    code = "".join(re.search(r"公示码</dt>\s*<dd>([\d ]+)", page)[1].split())
    case_no = re.search(r"/desk/cases/(\w{23})", page)[1]
    _object("dongyankun", code, "听说他家房子租出去了。")
    answered = link_on(reviewer, f"/desk/notices/{notice}", r"/desk/objections/([0-9a-f-]{36})")
    said = {"result": "unfounded", "answer": "经核实，房屋没有出租，异议不成立。"}
    assert play.browser(reviewer).post(f"/desk/objections/{answered}", said).status_code == 302
    receipt = _object("caoyanshan", code, "他名下还有一辆货车在跑运输。")
    page = play.browser(reviewer).get(f"/desk/notices/{notice}").content.decode()
    (objection,) = set(re.findall(r"/desk/objections/([0-9a-f-]{36})", page)) - {answered}
    village = link_on(reviewer, "/desk/postings", r'name="village" value="(\d+)"')
    sheet = str(play.browser(reviewer).post("/desk/postings", {"village": village, "service": "noticed"}).url)
    return {
        "notice": Thing({"notice": notice, "code": code, "which": "put"}, here, secret=(notice,)),
        "noticed": _case(str(case_no)),
        "objection": Thing(
            {"objection": objection, "code": receipt.partition("?")[0].rsplit("/", 1)[1]},
            here,
            secret=("货车",),
        ),
        "sheet": Thing({"sheet": sheet.rsplit("/", 1)[1]}, here, secret=(sheet.rsplit("/", 1)[1],)),
        "receipt": Thing({"code": receipt.rsplit("/", 1)[1]}),
        "answered": Thing({"objection": answered}, here),
    }


def _object(username: str, code: str, text: str) -> str:
    """Somebody objects on the web; the address of the receipt."""
    client, url = play.browser(username), f"/notices/{code}/object"
    found = re.search(r'name="key" value="([^"]+)"', client.get(url).content.decode())
    assert found
    return str(client.post(url, {"key": found[1], "text": text}).url).partition("?")[0]


def _of_persons(waiting: str) -> dict[str, Thing]:
    worker.tick(timezone.now())
    elder, drafter = frozenset({play.person_of("caoyanshan")}), frozenset({play.person_of("linyanlan")})
    draft = play.begin(play.browser("linyanlan")).split("/")[2]
    places = _case(waiting).places
    letter = link_on("caoyanshan", f"/cases/{waiting}", r"/letters/([0-9a-f-]{36})")
    message = link_on("caoyanshan", "/inbox", r"/inbox/([0-9a-f-]{36})")
    name = link_on("990101_partner_dept_01", "/desk/social-orgs/consents", r"/consents/([0-9a-f-]{36})")
    founder = frozenset({play.person_of("jiangyanyun")})
    helper, village = play.browser(helped.HELPER), place_of("990301001001")
    filling, offered = helped.filled(helper, helped.CAO).rsplit("/", 1)[1], helped.offered(helper)
    helpers = frozenset({play.person_of(helped.HELPER)})
    return {
        "helped_draft": Thing({"draft": filling, "page_key": "p_contact"}, village, helpers),
        "offered_draft": Thing({"draft": offered}, village),
        "guardianship": Thing({"agency": _guardianship()}, _case(waiting).places),
        "correction": Thing({"correction": _correction()}, _case(waiting).places),
        "draft": Thing({"draft": draft, "page_key": "p_contact"}, owners=drafter),
        "letter": Thing({"letter": letter}, places, elder),
        "message": Thing({"message": message}, owners=elder, secret=(message,)),
        "name": Thing({"name": name}, place_of("990101"), founder, secret=(name,)),
    }


def _guardianship() -> str:
    """What somebody has said to be the guardian of somebody, with a paper, not checked yet."""
    guardian = play.browser("caoyanshan")
    photo = SimpleUploadedFile("判决书.jpg", jpeg(300, 200), "image/jpeg")
    said = {
        "go": "guardian",
        "ward_name": "董演坤",
        "ward_id_number": "990301194607220238",
        "evidence": photo,
        "agree_ward": "1",
    }
    answer = guardian.post("/account/agency", said)
    assert answer.status_code == 302, play.errors(answer)
    return link_on("990301001_window_01", "/desk/people/guardians", r'name="agency" value="([^"]+)"')


def _correction() -> str:
    """What somebody wants mended, with a paper, not decided yet."""
    photo = SimpleUploadedFile("证件.jpg", jpeg(300, 200), "image/jpeg")
    said = {"go": "ask", "fact": "name", "right": "曹演珊", "proof": photo}
    answer = play.browser("caoyanshan").post("/account/corrections", said)
    assert answer.status_code == 302, play.errors(answer)
    return link_on("990301001_window_01", "/desk/people/corrections", r'name="correction" value="([^"]+)"')


def _of_offices(waiting: str) -> dict[str, Thing]:
    acceptor = "990301001_acceptor_01"
    play.reveal(play.browser(acceptor), waiting)
    file = link_on(acceptor, f"/desk/cases/{waiting}", r"/desk/files/([0-9a-f-]{36})")
    Reveal.objects.all().delete()  # in the matrix nothing is revealed
    asked = {"list": "doing", "reason": "给村里对一遍名单"}
    assert play.browser(acceptor).post("/desk/exports/ask", asked).status_code == 302
    export = str(Export.objects.order_by("-id").values_list("id", flat=True)[0])
    owner = frozenset({play.person_of(acceptor)})
    return {
        "file": Thing({"file": file}, _case(waiting).places),
        "export": Thing({"export": export}, place_of("990301001"), owner, secret=("给村里对一遍名单",)),
    }


def _of_administrators(case: Thing) -> dict[str, Thing]:
    """A hand-over that is open, and a case that the system administrator opened for two hours."""
    leaver, head = (play.person_of(f"990101_{name}_01") for name in ("investigator", "approver"))
    (held,) = positions_of(leaver, today(timezone.now()))
    form = {"do": "handover", "leaves": str(held.organisation), "head": str(head), "reason": "调离"}
    begun = str(play.browser("990101_sec_admin_01").post(f"/desk/staff/{leaver}", form).url)
    paper = begun.rsplit("/", 1)[1]
    machines = "990101_sys_admin_01"
    asked = {"case_no": case.words["case_no"], "reason": "列表打不开，要看这件停在哪里"}
    assert play.browser(machines).post("/desk/emergencies", asked).status_code == 302
    opening = link_on(machines, "/desk/emergencies", r"/desk/emergencies/([0-9a-f-]{36})")
    here = place_of("990101")
    return {
        "handover": Thing({"handover": paper}, here, parties=frozenset({leaver, head}), secret=(paper,)),
        "emergency": Thing({"opening": opening}, here, frozenset({play.person_of(machines)})),
    }
