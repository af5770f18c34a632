"""The live platform as browser tests use it: people signed in once, forms posted through the door, cases at each stage."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tests import databases
from tests.journeys.pictures import jpeg

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.live import Platform

CARD = "9999990000000001236"
ACCEPTOR, REVIEWER, APPROVER = "990301001_acceptor_01", "990301001_reviewer_01", "990301_approver_01"
MONITOR, WINDOW, HELPER = "990301_monitor_01", "990301001_window_01", "990301001001_helper_01"
LISTED = "shang_mingdan"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
_PATIENCE_S = 60


class Site:
    """The platform at `url`, with a browser."""

    def __init__(self, platform: "Platform", browser: "Browser") -> None:
        self.platform, self.browser, self.url = platform, browser, platform.url
        self.password = (platform.folder / "secrets" / "demo-password").read_text().strip()
        self._states: dict[str, Any] = {}
        self._drafts: dict[str, str] = {}

    @contextmanager
    def context(self, username: str = "", **options: Any) -> "Iterator[BrowserContext]":
        """A browser window of its own, signed in as somebody when a name is given."""
        state = self.state(username) if username else None
        made = self.browser.new_context(
            base_url=self.url, locale="zh-CN", storage_state=state, **{"viewport": DESK, **options}
        )
        made.set_default_timeout(30_000)
        try:
            yield made
        finally:
            made.close()

    @contextmanager
    def page(self, username: str = "", **options: Any) -> "Iterator[Page]":
        with self.context(username, **options) as context:
            yield context.new_page()

    def state(self, username: str) -> Any:
        """Cookies of somebody who has signed in; kept for the session. A `?` at the end: without the second factor."""
        name, half = username.removesuffix("?"), username.endswith("?")
        if username not in self._states:
            with self.context() as context:
                door = "/desk/sign-in" if username[0] == "9" else "/sign-in"
                answer = post(context, door, {"username": name, "password": self.password})
                if "/sign-in/code" in answer.url and not half:
                    shown = found(context, answer.url, r'id="demo-code">(\d{6})')
                    answer = post(context, "/desk/sign-in/code", {"code": shown})
                assert half or "sign-in" not in answer.url, f"{username} cannot sign in"
                self._states[username] = context.storage_state()
        return self._states[username]

    def run(self, program: str) -> str:
        """Run a few lines inside the platform, as the seed does; what they print."""
        done = subprocess.run(
            [sys.executable, "-c", _PRELUDE + program],
            check=False,
            capture_output=True,
            text=True,
            env=databases.environment_for(
                self.platform.cluster, self.platform.database, self.platform.folder
            ),
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def play(self, program: str) -> str:
        """What others do through the doors, in the words of the journeys (`play`, `road`, `founders`); what it prints."""
        return self.run(_DOORS + program)

    # ── Cases at each stage, made once ──────────────────────────────────────────────────────────────────────────────

    def submitted(self, username: str) -> str:
        """An application of this person with a photograph of the card, handed in now; its number."""
        with self.context(username) as context:
            url = context.request.get("/services/gaoling/apply").url.rsplit("/", 1)[0]
            post(context, f"{url}/p_who", {"for_whom": "self", "go": "next"})
            address = "南熏街道南熏社区 15 号"
            contact = {"phone": "19900001234", "address": address, "living": "alone", "go": "next"}
            post(context, f"{url}/p_contact", contact)
            photo = {"name": "社保卡.jpg", "mimeType": "image/jpeg", "buffer": jpeg(600, 380)}
            bank = {"bank_name": "青岚农商银行", "bank_card": CARD, "card_photo": photo, "go": "next"}
            post(context, f"{url}/p_bank", bank)
            answer = post(context, f"{url}/check", {"promise": "1", "go": "submit"})
            return re.search(r"/cases/(\w{23})/receipt", answer.url).group(1)

    def step(self, username: str, case_no: str, step: str, opinion: str = "") -> None:
        """An officer concludes a step."""
        with self.context(username) as context:
            page = f"/desk/cases/{case_no}"
            answer = post(context, f"{page}/step", {"step": step, "opinion": opinion}, page=page)
            assert answer.ok, answer.text()

    def reveal(self, username: str, case_no: str, level: str = "L3") -> None:
        """An officer sees the sensitive fields of a case for a time."""
        said = {"level": level, "purpose": "核对申请表和材料", "confirmed": "1", "do": "reveal"}
        with self.context(username) as context:
            assert post(context, f"/desk/cases/{case_no}/reveal", said).url.endswith(case_no)

    def decide(self, case_no: str) -> None:
        self.step(ACCEPTOR, case_no, "accept:accept")
        self.step(REVIEWER, case_no, "initial_review:agree", "户籍、年龄已核，符合条件。")
        self.step(APPROVER, case_no, "confirm:grant")

    @cached_property
    def without_factor(self) -> str:
        """A member of staff who has given the password and has no second factor yet, as `state` takes it."""
        self.run(_NO_FACTOR)
        return "990301001_investigator_02?"

    @cached_property
    def leaving(self) -> str:
        """The id of an open hand-over of a county's investigator."""
        self.run(_LEAVING)
        return self.on_page("990301_sec_admin_01", "/desk/handovers", r"/desk/handovers/([0-9a-f-]{36})")

    @cached_property
    def waiting(self) -> str:
        """The number of a case that waits for acceptance, with a photograph (of 曹演山)."""
        return self.submitted("caoyanshan")

    @cached_property
    def decided(self) -> str:
        """The number of a case that was decided, whose letter is not opened yet (of 董演坤)."""
        case_no = self.submitted("dongyankun")
        self.decide(case_no)
        return case_no

    @cached_property
    def listed(self) -> str:
        """The number of a case of a list that waits for the person's consent; the person signs in as `LISTED`."""
        with self.context(REVIEWER) as context:
            case_no = found(context, "/desk/lists", r"/desk/cases/(\w{23})")
        self.step(REVIEWER, case_no, "ascertain:eligible", "电话核过，本人健在。")
        self.run(_OPEN_ACCOUNT.format(case_no=case_no, username=LISTED, password=self.password))
        return case_no

    @cached_property
    def noticed(self) -> str:
        """The code of a notice that hangs in 南熏社区; another household of that village is in benefit and posted."""
        self.run(_NOTICES)
        address = self.on_page(REVIEWER, "/desk/notices?show=hanging", r"/desk/notices/([0-9a-f-]{36})")
        page = self.on_page(REVIEWER, f"/desk/notices/{address}", r"公示码</dt>\s*<dd>([\d ]+)")
        return "".join(page.split())

    @cached_property
    def objected(self) -> str:
        """The address of the receipt of an objection to that notice."""
        with self.context("caoyanshan") as context:
            page = f"/notices/{self.noticed}/object"
            key = found(context, page, r'name="key" value="([^"]+)"')
            said = {"key": key, "text": "他名下还有一辆货车在跑运输。"}
            return str(post(context, page, said).url).removeprefix(self.url).partition("?")[0]

    @cached_property
    def posted(self) -> str:
        """The address of the sheet of those in benefit of that village."""
        assert self.noticed
        with self.context(REVIEWER) as context:
            village = found(context, "/desk/postings", r'name="village" value="(\d+)"')
            form = {"village": village, "service": "noticed"}
            return str(post(context, "/desk/postings", form).url).removeprefix(self.url)

    @cached_property
    def visited(self) -> str:
        """The number of a case that waits for a visit, whose check is begun and of which the family was told."""
        self.run(_VISITED)
        return self.on_page("990101001_investigator_01", "/desk/visits", r"/desk/visits/(\w{23})/visit")

    @cached_property
    def committed(self) -> str:
        """The number of a case in which a paper may follow once its applicant (林演兰) has committed to it."""
        self.run(_COMMITTED)
        return self.on_page("linyanlan", "/cases", r'href="/cases/(\w{23})"')

    @cached_property
    def roads(self) -> dict[str, dict[str, str]]:
        """Cases of the minimum allowance that stand where an officer takes over: see tests/journeys/stages.py."""
        made: dict[str, dict[str, str]] = json.loads(self.play(_ROADS).splitlines()[-1])
        return made

    @cached_property
    def association(self) -> str:
        """The number of an association's case in which something has to be supplemented (of 蒋演云); a second name of
        the same founder waits for its supervising body."""
        return self.play(_ASSOCIATION)

    @cached_property
    def registered(self) -> str:
        """The number of an association that was registered and stands on the board of results."""
        case_no = self.play(_REGISTERED)
        assert self.on_page("", "/results", "(青禾市明川区老年书画研究会)")
        return case_no

    @cached_property
    def asked_name(self) -> str:
        """The id of a kept name about which a supervising body was asked."""
        assert self.association
        return self.on_page(
            "990101_partner_dept_01", "/desk/social-orgs/consents", r"/consents/([0-9a-f-]{36})"
        )

    @cached_property
    def family(self) -> str:
        """The number of a case in which members and an obligor still have to sign (of 林演兰)."""
        return self.submitted_family()

    def submitted_family(self) -> str:
        """The number of such a case, handed in now."""
        return self.play(_FAMILY)

    def signer(self, name: str) -> str:
        """The id under which somebody of the family has to sign."""
        return self.on_page("linyanlan", f"/cases/{self.family}/signing", rf'id="s-([^"]+)">{name}')

    @cached_property
    def link(self) -> str:
        """The path of a link to what the obligor has to sign."""
        page = f"/cases/{self.family}/signing"
        form = {"signer": self.signer("袁演芷"), "phone": "19900003333", "go": "here"}
        with self.context("linyanlan") as context:
            return post(context, f"{page}/send", form, page=page).url.removeprefix(self.url)

    def on_page(self, username: str, path: str, pattern: str) -> str:
        """What a pattern finds on a page, as soon as it is there (the worker may be a second behind)."""
        with self.context(username) as context:
            return found(context, path, pattern)

    def draft(self, username: str) -> str:
        """The folder of addresses of a draft all of whose pages are filled in; filled in once."""
        if username in self._drafts:
            return self._drafts[username]
        with self.context(username) as context:
            url = context.request.get("/services/gaoling/apply").url.rsplit("/", 1)[0]
            post(context, f"{url}/p_who", {"for_whom": "self", "go": "next"})
            contact = {
                "phone": "19900001234",
                "address": "柳荫街道春和社区 2 号",
                "living": "children",
                "go": "next",
            }
            post(context, f"{url}/p_contact", contact)
            post(context, f"{url}/p_bank", {"bank_name": "青岚农商银行", "bank_card": CARD, "go": "next"})
        self._drafts[username] = url.removeprefix(self.url)
        return self._drafts[username]

    @cached_property
    def helping(self) -> str:
        """The address of what a village's helper has filled in for 董演坤, not given to him yet."""
        return self._help("董演坤", "990301194607220238", "later")

    @cached_property
    def offered(self) -> str:
        """The same for 曹演山, given to him."""
        return self._help("曹演山", "990301193505209973", "offer")

    def _help(self, name: str, number: str, go: str) -> str:
        asked = {
            "do": "number",
            "service": "gaoling",
            "name": name,
            "id_number": number,
            "reason": "请我帮他填",
        }
        with self.context(HELPER) as context:
            url = str(post(context, "/desk/helped", asked).url).rsplit("/", 1)[0]
            post(
                context,
                f"{url}/p_contact",
                {"phone": "19900001234", "address": "2 号院", "living": "alone", "go": "next"},
            )
            post(context, f"{url}/p_bank", {"bank_name": "青岚农商银行", "bank_card": CARD, "go": "next"})
            if go == "offer":
                post(context, url, {"go": go})
        return url.removeprefix(self.url)


def post(context: "BrowserContext", path: str, form: dict[str, Any], page: str = "") -> Any:
    """Send a form with the token of its page."""
    shown = context.request.get(page or path).text()
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', shown)
    assert token, f"no form on {page or path}: {shown[:300]}"
    values = {"csrfmiddlewaretoken": token.group(1), **form}
    sent = {name: value for name, value in values.items() if value != ""}
    if any(isinstance(value, dict) for value in sent.values()):
        return context.request.post(path, multipart=sent)
    return context.request.post(path, form=sent)


def found(context: "BrowserContext", path: str, pattern: str) -> str:
    """The first group of a pattern on a page, waited for."""
    give_up = time.monotonic() + _PATIENCE_S
    while time.monotonic() < give_up:
        match = re.search(pattern, context.request.get(path).text())
        if match:
            return match.group(1)
        time.sleep(0.5)
    raise AssertionError(f"{pattern} never came on {path}")


_PRELUDE = """
from datetime import UTC, datetime
from minzheng.config import provision
provision.prepare_django()
from minzheng.core.cases.queries import case_by_number
from minzheng.core.people.actions import open_account
from minzheng.core.offices.actions import acting
from minzheng.kernel.rights import system
by, at = system("seed"), datetime.now(UTC)
"""
_DOORS = """
from django.conf import settings
settings.ALLOWED_HOSTS = ["*"]
from django.core.signals import request_finished
from django.db import connection
from django.db.backends.signals import connection_created


def stand_inside(**_other):
    # Between requests these lines ask as the platform, as tests do: the second wall lets them through.
    raw = connection.connection
    if raw is not None and not raw.closed and raw.info.transaction_status.name != "INERROR":
        raw.execute("SELECT set_config('mz.hat', 'system', false)")


connection_created.connect(stand_inside)
request_finished.connect(stand_inside)
connection.ensure_connection()
from tests.journeys import households as homes, people as play, road, test_associations as founders
"""
_FAMILY = """
from minzheng.core.cases.tests import family
from tests.journeys import test_signing
with acting(by, at):
    family.publish_it(at)
print(test_signing.hand_in(play.browser("linyanlan")))
"""
_OPEN_ACCOUNT = """
with acting(by, at):
    who = case_by_number("{case_no}")["applicant_id"]
    open_account(by=by, at=at, username="{username}", password="{password}", person=who, assurance=2)
"""
_NOTICES = """
from datetime import date, timedelta
from django.db import connection
from minzheng.core.cases.actions import Submission, submit, take_step
from minzheng.core.catalogue.actions import publish
from minzheng.core.catalogue.queries import snapshot_for
from minzheng.core.offices.queries import actor
from minzheng.core.people.queries import account_by_username, person, persons_turning
from minzheng.core.publicity.actions import add_photo, prepare_notice
from minzheng.core.publicity.queries import notice
from minzheng.core.publicity.rules import today
from minzheng.core.publicity.tests.factories import a_photo, package_files


def staff(name):
    return actor(account_by_username(name).id, channel="web", on=today(at))


def noticed(who, key, when):
    town = {role: staff(f"990301001_{role}_01") for role in ("window", "acceptor", "reviewer")}
    what = Submission(snapshot_for("noticed", who.places), who, {"for_whom": "self"}, key, origin="desk")
    case = submit(by=town["window"], at=when, what=what).case_id
    take_step(by=town["acceptor"], at=when, case_id=case, element="accept", outcome="accept")
    opinion = {"opinion": "户籍、年龄已核。"}
    take_step(
        by=town["reviewer"], at=when, case_id=case, element="initial_review", outcome="agree", form=opinion
    )
    made = prepare_notice(
        by=town["reviewer"], at=when, case_id=case, posted_on=today(when), members=2, board="南熏社区居委会公示栏"
    )
    add_photo(by=town["reviewer"], at=when, notice_id=made, file_id=a_photo(town["reviewer"], at=when), looked=True)
    take_step(by=town["reviewer"], at=when, case_id=case, element="post_notice", outcome="posted")
    return case, notice(made)


with acting(by, at):
    publish(by=by, at=at, files=package_files(), domain="elderly", parent=None)
    with connection.cursor() as cursor:  # nobody else's pages shall offer it
        cursor.execute("UPDATE catalogue_service SET status = 'paused' WHERE code = 'noticed'")
        cursor.execute(
            "SELECT p.id FROM people_person p WHERE p.village = '990301001001' AND p.alive AND p.birth_date < %s "
            "AND NOT EXISTS (SELECT FROM people_account a WHERE a.person_id = p.id) ORDER BY p.id LIMIT 2",
            [today(at) - timedelta(days=366 * 81)],
        )
        first, second = (person(row[0]) for row in cursor.fetchall())
    noticed(first, "notice-1", at)
    case, hung = noticed(second, "notice-2", at - timedelta(days=30))
    reviewer = staff("990301001_reviewer_01")
    take_step(by=reviewer, at=hung.ends_at, case_id=case, element="close_notice", outcome="no_objection")
    approver = staff("990301_approver_01")
    take_step(by=approver, at=hung.ends_at, case_id=case, element="confirm", outcome="grant")
"""
_NO_FACTOR = """
from minzheng.core.people.actions import reset_factor
from minzheng.core.people.queries import account_by_username

with acting(by, at):
    reset_factor(by=by, at=at, account_id=account_by_username("990301001_investigator_02").id)
"""
_LEAVING = """
from minzheng.core.cases.rules import today
from minzheng.core.handover.actions import begin
from minzheng.core.offices.queries import positions_of
from minzheng.core.people.queries import account_by_username

with acting(by, at):
    leaver, head = (account_by_username(f"990301_{name}").person for name in ("investigator_02", "approver_01"))
    (held,) = positions_of(leaver, today(at))
    begin(by=by, at=at, person=leaver, organisation_id=held.organisation, head=head, reason="调离")
"""
_ASSOCIATION = """
founder = play.browser(founders.FOUNDER)
founders.agreed(founder)
case_no = founders.submit(founder)
item = {"code": "charter", "label": "章程草案", "reason": "第三页看不清，请重新拍一张。"}
founders.take(founders.ACCEPTOR, case_no, "accept", "supplement", items=[item])
founders.ask(founder, founders.keep(founder, "青禾市明川区园艺研究会"))
print(case_no)
"""
_REGISTERED = """
founder, name = play.browser(founders.FOUNDER), "青禾市明川区老年书画研究会"
founders.agreed(founder, name)
case_no = founders.submit(founder, p_name={"assoc_name": name})
play.step(founders.ACCEPTOR, case_no, "accept:accept")
play.step(founders.REVIEWER, case_no, "examine:agree", "条件、章程、负责人都看过，符合规定。")
granted = play.step(founders.APPROVER, case_no, "decide:grant")
assert granted.status_code == 302, play.errors(granted)
print(case_no)
"""
_COMMITTED = """
from minzheng.core.cases.actions import Submission, propose_conditional, submit
from minzheng.core.cases.rules import today
from minzheng.core.catalogue.actions import publish
from minzheng.core.catalogue.queries import snapshot_for
from minzheng.core.catalogue.tests.means_tested import CODE, means_tested, sound
from minzheng.core.offices.queries import actor
from minzheng.core.people.queries import account_by_username, person
from django.db import connection


def someone(name):
    return actor(account_by_username(name).id, channel="web", on=today(at))


with acting(by, at):
    publish(by=by, at=at, files=sound(means_tested()), domain="elderly", parent=None)
    with connection.cursor() as cursor:  # nobody else's pages shall offer it
        cursor.execute("UPDATE catalogue_service SET status = 'paused' WHERE code = %s", [CODE])
    applicant = someone("linyanlan")
    who = person(applicant.person)
    answers = {"for_whom": "self", "phone": "19900001234", "living": "alone"}
    what = Submission(snapshot_for(CODE, who.places), who, answers, "committed")
    case = submit(by=applicant, at=at, what=what).case_id
    acceptor = someone("990101001_acceptor_01")
    propose_conditional(by=acceptor, at=at, case_id=case, materials=["rent"])
"""
_ROADS = """
import json
from tests.journeys import stages
print(json.dumps(stages.build()))
"""
_VISITED = """
from datetime import timedelta
from minzheng.core.cases.actions import (
    Submission, ask_sources, start_check, submit, take_step, tell_contradiction
)
from minzheng.core.cases.queries import check_of
from minzheng.core.cases.rules import today
from minzheng.core.cases.tests.inquiry import the_package
from minzheng.core.catalogue.actions import publish
from minzheng.core.catalogue.queries import snapshot_for
from minzheng.core.offices.queries import actor
from minzheng.core.people.queries import account_by_username, person
from django.db import connection


def someone(name):
    return actor(account_by_username(name).id, channel="web", on=today(at))


with acting(by, at):
    publish(by=by, at=at, files=the_package(), domain="elderly", parent=None)
    with connection.cursor() as cursor:  # nobody else's pages shall offer it
        cursor.execute("UPDATE catalogue_service SET status = 'paused' WHERE code = 'inquiry'")
    family = someone("linyanlan")
    who = person(family.person)
    answers = {"for_whom": "self", "phone": "19900001234", "living": "alone"}
    what = Submission(snapshot_for("inquiry", who.places), who, answers, "visited")
    case = submit(by=family, at=at, what=what).case_id
    acceptor, checker = someone("990101001_acceptor_01"), someone("990101_checker_01")
    take_step(by=acceptor, at=at, case_id=case, element="accept", outcome="accept")
    start_check(by=checker, at=at, case_id=case)
    ask_sources(at=at)
    tell_contradiction(
        by=checker, at=at, check_id=check_of(case).id, note="存款比申报的多。", answer_by=today(at) + timedelta(days=5)
    )
"""
