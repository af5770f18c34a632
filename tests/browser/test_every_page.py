"""Every GET page of the resolver is sound in three modes; a route without an example fails."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.browser.site import ACCEPTOR, APPROVER, HELPER, LISTED, MONITOR, REVIEWER, WINDOW, Site
from tests.browser.soundness import axe_faults, faults

pytestmark = [pytest.mark.live, pytest.mark.browser]


@dataclass(frozen=True)
class Example:
    """Who opens a route, and with which object; `page` is False where no page of people answers (data, a paper, a
    button's address)."""

    who: str = ""
    path: str | Callable[[Site], str] = ""
    page: bool = True


def of(case: str, ending: str = "", desk: bool = False) -> Callable[[Site], str]:
    """The address of a case of the site."""
    return lambda site: f"/{'desk/' if desk else ''}cases/{getattr(site, case)}{ending}"


def letter(site: Site) -> str:
    return site.on_page("dongyankun", f"/cases/{site.decided}", r'href="(/letters/[^"]+)"')


def draft(page: str, username: str = "linyanlan") -> Callable[[Site], str]:
    return lambda site: f"{site.draft(username)}/{page}"


def authorisation(path: str) -> Callable[[Site], str]:
    """An address about what 林演兰 has to sign."""
    return lambda site: path.format(site.signer("林演兰"), case_no=site.family)


def desk_link(kind: str) -> Callable[[Site], str]:
    return lambda site: site.on_page(ACCEPTOR, f"/desk/cases/{site.waiting}", rf'href="(/desk/{kind}/[^"]+)"')


def paper(site: Site) -> str:
    site.reveal(ACCEPTOR, site.waiting)
    return desk_link("files")(site)


def message(site: Site) -> str:
    assert site.waiting
    return site.on_page("caoyanshan", "/inbox", r'href="(/inbox/[^"]+)"')


def notice(site: Site) -> str:
    assert site.noticed
    return site.on_page(REVIEWER, "/desk/notices?show=hanging", r'href="(/desk/notices/[0-9a-f-]{36})"')


def notice_case(site: Site) -> str:
    return site.on_page(REVIEWER, notice(site), r'href="(/desk/cases/\w{23})"')


def objection(site: Site) -> str:
    assert site.objected
    return site.on_page(REVIEWER, notice(site), r'href="(/desk/objections/[0-9a-f-]{36})"')


def colleague(site: Site) -> str:
    return site.on_page(SEC_ADMIN, "/desk/staff", r'href="(/desk/staff/[0-9a-f-]{36})"')


SEC_ADMIN = "990301_sec_admin_01"
COUNTY_SEC_ADMIN = "990101_sec_admin_01"
FAMILY_WINDOW = "990101001_window_01"
PARTNER, REGISTRAR = "990101_partner_dept_01", "990101_reviewer_01"
BUTTON = Example(page=False)
ASKED = (
    "client_id=demo-library&redirect_uri=http://localhost:9000/back&response_type=code&scope=openid+profile"
    "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
)
"""What a demo system asks at the authorisation endpoint."""
INVESTIGATOR, CHECKER = "990101001_investigator_01", "990101_checker_01"


def visited(path: str) -> Callable[[Site], str]:
    """An address of the case that waits for a visit and a check."""
    return lambda site: path.format(site.visited)


EXAMPLES = {
    "display": Example("", "/display?elder=off&next=/query"),
    "": Example(LISTED, lambda site: site.listed and "/"),
    "services": Example("", "/services?q=老人补贴"),
    "services/<slug:service>": Example("", "/services/gaoling"),
    "services/<slug:service>/precheck": Example("", "/services/dibao/precheck"),
    "services/<slug:service>/apply": Example("linyanlan", "/services/gaoling/apply"),
    "drafts/<uuid:draft>/discard": BUTTON,
    "drafts/<uuid:draft>/check": Example("linyanlan", draft("check")),
    "drafts/<uuid:draft>/<slug:page_key>": Example("linyanlan", draft("p_bank")),
    "cases": Example("caoyanshan", lambda site: site.waiting and "/cases"),
    "cases/<str:case_no>": Example("caoyanshan", of("waiting")),
    "cases/<str:case_no>/receipt": Example("caoyanshan", of("waiting", "/receipt")),
    "cases/<str:case_no>/withdraw": BUTTON,
    "cases/<str:case_no>/consent": Example(LISTED, of("listed", "/consent")),
    "cases/<str:case_no>/commitment": Example("linyanlan", of("committed", "/commitment")),
    "cases/<str:case_no>/rate": Example("dongyankun", of("decided", "/rate")),
    "cases/<str:case_no>/signing": Example("linyanlan", of("family", "/signing")),
    "cases/<str:case_no>/signing/send": BUTTON,
    "cases/<str:case_no>/signing/object": BUTTON,
    "authorisations/<uuid:authorisation>": Example("linyanlan", authorisation("/authorisations/{}")),
    "authorisations/<uuid:authorisation>/sheet": Example(
        "linyanlan", authorisation("/authorisations/{}/sheet"), page=False
    ),
    "sign/<str:token>": Example("", lambda site: site.link),
    "letters/<uuid:letter>": Example("dongyankun", letter),
    "letters/<uuid:letter>/pdf": Example("dongyankun", lambda site: f"{letter(site)}/pdf", page=False),
    "help": Example("", "/help"),
    "help/<slug:name>": Example("", "/help/apply"),
    "cases/<str:case_no>/supplement": Example("jiangyanyun", of("association", "/supplement")),
    "results": Example("", lambda site: site.registered and "/results"),
    "social-orgs/name": Example("", "/social-orgs/name?place=明川区&name=明川区中国第一茶叶中心"),
    "social-orgs/name/keep": BUTTON,
    "social-orgs/names": Example("jiangyanyun", lambda site: site.association and "/social-orgs/names"),
    "social-orgs/names/<uuid:name>": Example(
        "jiangyanyun", lambda site: f"/social-orgs/names/{site.asked_name}"
    ),
    "social-orgs/names/<uuid:name>/release": BUTTON,
    "desk/social-orgs/consents": Example(
        PARTNER, lambda site: site.association and "/desk/social-orgs/consents"
    ),
    "desk/social-orgs/consents/<uuid:name>": Example(
        PARTNER, lambda site: f"/desk/social-orgs/consents/{site.asked_name}"
    ),
    "desk/social-orgs/cases/<str:case_no>": Example(
        REGISTRAR, lambda site: f"/desk/social-orgs/cases/{site.association}"
    ),
    "desk/cases/<str:case_no>/ending": Example("990101_approver_01", of("association", "/ending", desk=True)),
    "notices": Example("dongyankun", lambda site: site.noticed and "/notices"),
    "notices/<str:code>": Example("", lambda site: f"/notices/{site.noticed}"),
    "notices/<str:code>/object": Example("caoyanshan", lambda site: f"/notices/{site.noticed}/object"),
    "objections": Example("", "/objections"),
    "objections/<str:code>": Example("", lambda site: site.objected),
    "query": Example("", "/query"),
    "inbox": Example("caoyanshan", lambda site: message(site) and "/inbox"),
    "inbox/<uuid:message>": Example("caoyanshan", message),
    "account": Example("dongyankun", "/account"),
    "register": Example("", "/register?next=/cases"),
    "demo/phone": Example("", "/demo/phone"),
    "demo/face": Example("dongyankun", "/demo/face?reference=none"),
    "account/verify": Example("dongyankun", "/account/verify?level=3&next=/cases"),
    "account/verify/face": BUTTON,
    "account/agency": Example("yuanyanling", "/account/agency"),
    "acting": BUTTON,
    "organisations": Example("pengyanhe", "/organisations"),
    "organisations/claim": Example("pengyanhe", "/organisations/claim?way=certificate"),
    "organisations/current": BUTTON,
    "demo/key": Example("pengyanhe", "/demo/key"),
    "account/data": Example("linyanlan", "/account/data"),
    "account/corrections": Example("linyanlan", "/account/corrections"),
    "account/consents": Example("linyanlan", "/account/consents"),
    "account/looks": Example("dongyankun", "/account/looks"),
    "account/safety": Example("yuanyanling", "/account/safety"),
    "account/place": Example("dongyankun", "/account/place?in=990301001"),
    "sign-in": Example("", "/sign-in?next=/cases"),
    "sign-out": BUTTON,
    "desk/": Example(ACCEPTOR, lambda site: site.waiting and "/desk/"),
    "desk/cases/<str:case_no>": Example(ACCEPTOR, of("waiting", desk=True)),
    "desk/cases/<str:case_no>/step": BUTTON,
    "desk/cases/<str:case_no>/done": Example(APPROVER, of("decided", "/done", desk=True)),
    "desk/cases/<str:case_no>/beside": Example(ACCEPTOR, of("waiting", "/beside", desk=True)),
    "desk/cases/<str:case_no>/beside/act": BUTTON,
    "desk/cases/<str:case_no>/print": Example(ACCEPTOR, of("waiting", "/print", desk=True)),
    "desk/cases/<str:case_no>/print/application": Example(
        ACCEPTOR, of("waiting", "/print/application", desk=True), page=False
    ),
    "desk/cases/<str:case_no>/later": Example(APPROVER, of("decided", "/later", desk=True)),
    "desk/cases/<str:case_no>/signing": Example(FAMILY_WINDOW, of("family", "/signing", desk=True)),
    "desk/cases/<str:case_no>/signing/act": BUTTON,
    "desk/cases/<str:case_no>/signing/<uuid:authorisation>": Example(
        FAMILY_WINDOW, authorisation("/desk/cases/{case_no}/signing/{}"), page=False
    ),
    "desk/cases/<str:case_no>/commitment": Example(FAMILY_WINDOW, of("committed", "/commitment", desk=True)),
    "desk/cases/<str:case_no>/commitment/sheet": Example(
        FAMILY_WINDOW, of("committed", "/commitment/sheet", desk=True), page=False
    ),
    "desk/cases/<str:case_no>/reveal": Example(ACCEPTOR, of("waiting", "/reveal", desk=True)),
    "desk/letters/<uuid:letter>": Example(ACCEPTOR, desk_link("letters"), page=False),
    "desk/files/<uuid:file>": Example(ACCEPTOR, paper, page=False),
    "desk/intake": Example(WINDOW, "/desk/intake"),
    "desk/intake/<slug:service>": Example(WINDOW, "/desk/intake/gaoling"),
    "desk/helped": Example(HELPER, lambda site: site.offered and "/desk/helped"),
    "desk/helped/<uuid:draft>": Example(HELPER, lambda site: site.helping),
    "desk/helped/<uuid:draft>/<slug:page_key>": Example(HELPER, lambda site: f"{site.helping}/p_contact"),
    "desk/helped/counter": Example(WINDOW, "/desk/helped/counter"),
    "desk/helped/<uuid:draft>/counter": Example(WINDOW, lambda site: f"{site.offered}/counter"),
    "desk/people/corrections": Example(WINDOW, "/desk/people/corrections"),
    "desk/people/corrections/<uuid:correction>/paper": BUTTON,
    "desk/people/verify": Example(WINDOW, "/desk/people/verify"),
    "desk/people/guardians": Example(WINDOW, "/desk/people/guardians"),
    "desk/people/guardians/<uuid:agency>/paper": BUTTON,
    "desk/lists": Example(REVIEWER, "/desk/lists"),
    "desk/supervision": Example(MONITOR, "/desk/supervision"),
    "desk/doing": Example(ACCEPTOR, lambda site: site.waiting and "/desk/doing"),
    "desk/done": Example(ACCEPTOR, "/desk/done"),
    "desk/chief": Example(APPROVER, lambda site: site.waiting and "/desk/chief"),
    "desk/chief/sign": BUTTON,
    "desk/exports": Example(ACCEPTOR, "/desk/exports?list=doing"),
    "desk/exports/ask": BUTTON,
    "desk/exports/<uuid:export>/approve": BUTTON,
    "desk/exports/<uuid:export>/download": BUTTON,
    "desk/deputies": Example(APPROVER, "/desk/deputies"),
    "desk/staff": Example(SEC_ADMIN, "/desk/staff"),
    "desk/staff/import": Example(SEC_ADMIN, "/desk/staff/import"),
    "desk/staff/<uuid:person>": Example(SEC_ADMIN, colleague),
    "desk/handovers": Example(SEC_ADMIN, lambda site: site.leaving and "/desk/handovers"),
    "desk/handovers/<uuid:handover>": Example(SEC_ADMIN, lambda site: f"/desk/handovers/{site.leaving}"),
    "desk/entrustments": Example(APPROVER, "/desk/entrustments"),
    "desk/systems": Example(COUNTY_SEC_ADMIN, "/desk/systems"),
    "desk/systems/new": Example(COUNTY_SEC_ADMIN, "/desk/systems/new?kind=service"),
    "desk/systems/<uuid:system>": Example(
        COUNTY_SEC_ADMIN,
        lambda site: site.on_page(COUNTY_SEC_ADMIN, "/desk/systems", r'href="(/desk/systems/[0-9a-f-]{36})"'),
    ),
    "desk/security": Example("990301_audit_admin_01", "/desk/security?days=30"),
    "desk/emergencies": Example("990301_sys_admin_01", "/desk/emergencies"),
    "desk/emergencies/<uuid:opening>": BUTTON,
    "desk/me": Example(APPROVER, "/desk/me"),
    "desk/switch": BUTTON,
    "desk/sign-in/password": Example(
        "", "/desk/sign-in/password"
    ),  # leads to the sign-in; the form is the frame's
    "desk/sign-in/code": Example("990301001_investigator_01?", "/desk/sign-in/code"),
    "desk/sign-in/set-up": Example(
        "990301001_investigator_02?", lambda site: site.without_factor and "/desk/sign-in/set-up"
    ),
    "desk/help": Example(ACCEPTOR, "/desk/help"),
    "desk/help/<slug:name>": Example(ACCEPTOR, "/desk/help/acceptor"),
    "cases/<str:case_no>/checked": Example("linyanlan", visited("/cases/{}/checked")),
    "desk/visits": Example(INVESTIGATOR, lambda site: site.visited and "/desk/visits"),
    "desk/visits/<str:case_no>": Example(INVESTIGATOR, visited("/desk/visits/{}")),
    "desk/visits/<str:case_no>/<slug:element>": Example(INVESTIGATOR, visited("/desk/visits/{}/visit")),
    "desk/visits/<str:case_no>/<slug:element>/hand-in": Example(
        INVESTIGATOR, visited("/desk/visits/{}/visit/hand-in")
    ),
    "desk/visits/<str:case_no>/<slug:element>/<slug:page_key>": Example(
        INVESTIGATOR, visited("/desk/visits/{}/visit/p_visit")
    ),
    "desk/checks": Example(CHECKER, lambda site: site.visited and "/desk/checks"),
    "desk/checks/<str:case_no>": Example(CHECKER, visited("/desk/checks/{}")),
    "desk/checks/<str:case_no>/act": BUTTON,
    "desk/cases/<str:case_no>/notice": Example(REVIEWER, lambda site: f"{notice_case(site)}/notice"),
    "desk/notices": Example(REVIEWER, lambda site: site.noticed and "/desk/notices"),
    "desk/notices/<uuid:notice>": Example(REVIEWER, notice),
    "desk/notices/<uuid:notice>/poster": Example(REVIEWER, lambda site: f"{notice(site)}/poster", page=False),
    "desk/notices/<uuid:notice>/photo/<slug:which>": Example(
        REVIEWER, lambda site: f"{notice(site)}/photo/put", page=False
    ),
    "desk/notices/<uuid:notice>/objections": Example(WINDOW, lambda site: f"{notice(site)}/objections"),
    "desk/objections/<uuid:objection>": Example(REVIEWER, objection),
    "desk/objections/<uuid:objection>/paper": BUTTON,
    "desk/postings": Example(REVIEWER, lambda site: site.posted and "/desk/postings"),
    "desk/postings/<uuid:sheet>": Example(REVIEWER, lambda site: site.posted),
    "desk/postings/<uuid:sheet>/pdf": Example(REVIEWER, lambda site: f"{site.posted}/pdf", page=False),
    ".well-known/openid-configuration": Example("", "/.well-known/openid-configuration", page=False),
    "openid/jwks": Example("", "/openid/jwks", page=False),
    "openid/authorize": Example("chenyansong", f"/openid/authorize?{ASKED}"),
    "openid/onwards": Example("chenyansong", "/openid/onwards", page=False),  # leads on by itself
    "openid/consent": BUTTON,
    "openid/again": Example("chenyansong", "/openid/again?next=/account"),
    "openid/raise": Example("chenyansong", "/openid/raise?level=3&next=/account"),
    "openid/token": BUTTON,
    "openid/userinfo": BUTTON,
    "openid/revoke": BUTTON,
    "account/systems": Example("chenyansong", "/account/systems"),
    "openid/logout": Example("chenyansong", "/openid/logout"),
    "openid/logout/answer": BUTTON,
    "sign-in/with/known": BUTTON,
    "sign-in/with/<slug:name>": Example("", "/sign-in/with/national_platform"),
    "sign-in/with/<slug:name>/back": BUTTON,
    "simulators/national/authorize": Example("", "/sign-in/with/national_platform?next=/account"),
    "simulators/tickets/login": Example("", "/sign-in/with/ticket_system"),
    "desk/sign-in": Example("", "/desk/sign-in"),
    "desk/sign-out": BUTTON,
}
"""Beside these: `api/` speaks to machines; the pages below `account/` are the sign-in library's, with our frame."""

LIBRARY = ("allauth.", "minzheng.config.passkeys", "django.")
WORDS = {
    "(?P<key>[-:\\w]+)": "gone",
    "(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)": "1-gone",
    "<int:pk>": "1",
    "^": "",
    "$": "",
}
"""What stands for the parts of the library's routes."""


def routes(*, library: bool = False) -> Iterator[str]:
    """The routes of the house, or those of the sign-in library (some of both begin with `account/`)."""

    def walk(node: URLResolver, before: str) -> Iterator[str]:
        for one in node.url_patterns:
            here = before + str(one.pattern)
            if isinstance(one, URLPattern):
                if one.callback.__module__.startswith(LIBRARY) is library:
                    yield here
            else:
                yield from walk(one, here)

    yield from dict.fromkeys(walk(get_resolver("minzheng.config.urls"), ""))


PEOPLE = [route for route in routes() if not route.startswith("api/")]


@pytest.mark.parametrize("route", PEOPLE)
def test_a_page_is_sound_in_three_modes(route: str, site: Site) -> None:
    assert route in EXAMPLES, f"the route {route!r} has no example: say who opens it, and with which object"
    example = EXAMPLES[route]
    path = example.path(site) if callable(example.path) else example.path
    with site.context(example.who) as context:
        if not example.page:
            if path:
                assert context.request.get(path).ok
            return
        page = context.new_page()
        wrong: list[str] = []
        page.on("console", lambda said: said.type == "error" and wrong.append(f"console, {said.text}"))
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, (path, page.title())
        assert faults(page) + wrong == []


def test_the_sign_in_librarys_own_pages_are_sound_where_they_answer(site: Site) -> None:
    wrong, seen = [], set()
    with site.page() as stranger, site.page("chenyansong") as elder:
        elder.goto("/account/reauthenticate/")
        elder.get_by_label("现在的密码").fill(site.password)
        elder.get_by_role("button", name="是我本人").click()
        for route in routes(library=True):
            path = "/" + route
            for part, word in WORDS.items():
                path = path.replace(part, word)
            assert not set("<^$(") & set(path), f"say in WORDS what stands for the parts of {route}"
            page = stranger if any(word in path for word in ("login", "signup", "reset")) else elder
            if "download" in path or "logout" in path:
                continue
            answer = page.goto(path)
            assert answer is not None
            assert answer.status < 500, path
            landed = page.url.partition("?")[0]
            if landed not in seen:
                seen.add(landed)
                wrong += [f"{path}: {fault}" for fault in axe_faults(page)]
    assert wrong == []
    assert len(seen) >= 5


def test_every_example_is_for_a_route_that_exists() -> None:
    assert set(EXAMPLES) - set(PEOPLE) == set()


@pytest.mark.parametrize("path", ["/nowhere", "/cases/9903010520990101000001X", "/desk/supervision"])
def test_a_page_that_says_what_went_wrong_is_sound_too(path: str, site: Site) -> None:
    who = ACCEPTOR if path.startswith("/desk") else "dongyankun"
    with site.page(who) as page:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status in (403, 404)
        assert faults(page) == []
