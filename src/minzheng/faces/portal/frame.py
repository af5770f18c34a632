"""What every page of the portal shares: who is there, where, how the page is sent; and the words for lights and days."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from minzheng.core.cases.queries import authorisations_of, case_by_number, fills_in
from minzheng.core.cases.rules import CHINA, NEVER, acting_level, light, may_still_sign, owner_of, today
from minzheng.core.catalogue.queries import package
from minzheng.core.files.actions import store
from minzheng.core.legal_persons.rules import Held
from minzheng.core.offices.queries import OrganisationRow, authority_for
from minzheng.core.people.queries import AccountRow, met, user, user_by_id
from minzheng.core.people.rules import BROWSER, browser_words
from minzheng.core.places.queries import ancestry, division
from minzheng.faces.kit import typed
from minzheng.faces.kit.problems import problem_response
from minzheng.faces.kit.uploads import Keep
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import Actor, Hat
from minzheng.kernel.text import chinese_date, mask_name

View = Callable[..., HttpResponse]
HOME_DIVISION = "990101"
"""Where somebody who has not said where is taken to be (the demo's district)."""

LIGHT_WORDS = {"green": "正常", "yellow": "快到期", "red": "超期", "blue": "停表"}
STATE_HOLDERS = {
    "draft": "您",
    "received": "街道、镇（受理）",
    "awaiting_supplement": "您（等您补正）",
    "awaiting_further_material": "您（等您补充材料）",
    "special_procedure": "县（市、区）民政局",
    "objection_notice": "街道、镇（公示）",
    "in_review": "街道、镇（初审）",
    "deciding": "县（市、区）民政局",
    "delivering": "等您打开通知书",
}


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; the middleware has put it there."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def whose(by: Actor) -> UUID | None:
    """The person whose matters are on the pages: the one represented, else who has signed in; nobody under the hat of a
    legal person, who has pages of its own."""
    return None if by.hat is Hat.CORPORATE else by.on_behalf_of or by.person


def mandates(request: HttpRequest) -> tuple[Held, ...]:
    """For which legal persons who asks may act today; read with the session. No statement."""
    found: tuple[Held, ...] = getattr(getattr(request.session, "found", None), "mandates", ())
    return found


def now() -> datetime:
    """The clock, read here at the door and handed in."""
    return timezone.now()


BACKEND = "minzheng.config.sign_in.AccountBackend"


def begin_session(request: HttpRequest, account: AccountRow) -> None:
    """Sign somebody in who has proven to be the owner of an account."""
    login(request, user(account), backend=BACKEND)
    note_browser(request)


def begin_session_again(request: HttpRequest, account: UUID) -> None:
    """Go on in a session of the account after its password was changed, which ended all of them."""
    known = user_by_id(account)
    if known is not None:
        login(request, known, backend=BACKEND)
        note_browser(request)


def note_browser(request: HttpRequest) -> None:
    """Note in the session with which browser it began, so that a person can tell their sessions apart."""
    request.session[BROWSER] = browser_words(request.headers.get("User-Agent", ""))


def keeping(request: HttpRequest) -> Keep:
    """How a file that was sent is stored, for who asks."""
    by, at = actor_of(request), now()
    return lambda sent: store(by=by, at=at, stream=sent, name=sent.name or "")


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, nav: str = "", status: int = 200
) -> HttpResponse:
    """Send a page of the portal with its frame."""
    actor = actor_of(request)
    me = None
    if actor.account is not None:
        me = {
            "name_masked": mask_name(actor.name),
            "account_url": reverse("portal:account"),
            "is_staff": actor.is_staff,
        }
    principals = getattr(getattr(request.session, "found", None), "principals", ())
    hats = {
        "acting_for": next((name for who, name, _ in principals if who == actor.on_behalf_of), ""),
        "hats": [
            {"value": str(who), "text": mask_name(name)}
            for who, name, _ in principals[:3]
            if who != actor.on_behalf_of
        ],
        "acting_as": next((one.name for one in mandates(request) if one.legal_person == actor.corporate), ""),
        "bodies": [
            {"value": str(one.legal_person), "text": one.name}
            for one in mandates(request)[:3]
            if one.legal_person != actor.corporate
        ],
        "bodies_url": reverse("portal:organisation"),
        "acting_url": reverse("portal:acting"),
    }
    frame = {"me": me, "region": county_name(region(request).get("county", ""), today(now())), "nav": nav}
    return render(request, f"portal/{template}", {**frame, **hats, **context}, status=status)


def region(request: HttpRequest) -> Mapping[str, str]:
    """The level columns of the place whose offers are shown: where the person is registered, else the district that
    strangers are shown. 1 statement for who has signed in, asked once a request."""
    known: Mapping[str, str] | None = getattr(request, "region", None)
    if known is None:
        by = actor_of(request)
        who = whose(by)
        places = met(who).places if who else {}
        places = next((one.places for one in mandates(request) if one.legal_person == by.corporate), places)
        known = places if places.get("county") else strangers_region(today(now()))
        request.region = known  # type: ignore[attr-defined]
    return known


@lru_cache(maxsize=2)
def strangers_region(day: date) -> Mapping[str, str]:
    """The level columns of the district that strangers are shown; {} where it does not exist. Kept for a day."""
    return ancestry(HOME_DIVISION) if division(HOME_DIVISION, day) else {}


@lru_cache(maxsize=4000)
def county_name(code: str, day: date) -> str:
    """The name of a division on a day. 0 or 1 statements."""
    place = division(code, day) if code else None
    return place.name if place else ""


def door(view: View) -> View:
    """A view whose problems become answers (what it wrote until then is undone where nothing was decided)."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Problem as problem:
            if problem.code == "people.assurance_needed" and actor_of(request).hat is not Hat.ANONYMOUS:
                return step_up(request, int(problem.params["level"]))
            return problem_response(request, problem)

    return answered


def step_up(request: HttpRequest, level: int) -> HttpResponse:
    """To the page where one proves who one is, and back with what was typed."""
    here = request.get_full_path() if request.method == "GET" else typed.keep(request) or request.path
    query = urlencode({"next": here, "level": level})
    return HttpResponseRedirect(f"{reverse('portal:verify')}?{query}")


def with_account(view: View) -> View:
    """A view for somebody who has signed in, verified or not; others sign in and come back."""

    @door
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if actor_of(request).account is None:
            return _to_sign_in(request)
        if actor_of(request).hat is Hat.CORPORATE:
            return _own_hat_first(request)
        return view(request, *args, **kwargs)

    return guarded


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    here = request.get_full_path() if request.method == "GET" else typed.keep(request) or request.path
    return HttpResponseRedirect(f"{reverse('portal:sign_in')}?{urlencode({'next': here})}")


def signed_in(view: View) -> View:
    """A view for a person; who has not signed in does so and comes back, who is not verified yet proves who they are, and
    who wears the hat of a legal person takes it off first: nothing of the one stands in the pages of the other."""

    @wraps(view)
    def own(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if actor_of(request).hat is Hat.CORPORATE:
            return _own_hat_first(request)
        return view(request, *args, **kwargs)

    return under_any_hat(own)


def _own_hat_first(request: HttpRequest) -> HttpResponse:
    messages.warning(request, "您正在用单位的身份。这一页是个人的事，请先换回本人，再办。")
    return HttpResponseRedirect(reverse("portal:organisation"))


def under_any_hat(view: View) -> View:
    """As `signed_in`, also under the hat of a legal person."""

    @door
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = actor_of(request)
        if actor.account is None:
            return _to_sign_in(request)
        if actor.person is None:
            return step_up(request, 2)
        return view(request, *args, **kwargs)

    return guarded


def light_of(row: Mapping[str, Any], at: datetime) -> dict[str, str]:
    """The light of a case as the kit's tag takes it; an ended case is green."""
    if row["closed_at"]:
        return {"kind": "green", "text": "已办完"}
    kind = light(at, row["warn_at"], row["due_at"])
    return {"kind": kind, "text": LIGHT_WORDS[kind]}


def due_text(row: Mapping[str, Any]) -> str:
    """The last day in words, '' where there is none."""
    if row["due_at"] is None or row["due_at"] == NEVER or not row["clock"]:
        return ""
    last = datetime.fromisoformat(row["clock"]["last_day"]).date()
    return chinese_date(last, year=False, weekday=True)


DUE_WORDS = {
    "accept_period": "告诉您受不受理",
    "accept_supplemented_period": "告诉您受不受理",
    "supplement_period": "请您补齐",
    "further_material_period": "请您交来",
    "special_period": "做完特别程序",
    "promised_limit": "办结",
    "statutory_limit": "办结",
    "delivery_period": "把通知书送到",
    "ascertain_period": "核实",
    "consent_period": "请您答复",
}


def organ_for(row: Mapping[str, Any], level: str, on: date) -> OrganisationRow | None:
    """Whose step at a level is: the organ there, or above where the case belongs to no such division. 1 statement."""
    return authority_for(row, acting_level(row, level), on)


def due_sentence(row: Mapping[str, Any]) -> str:
    """The last day and what will have happened by then: “11 月 27 日（星期五）前告诉您受不受理”; '' for none."""
    day = due_text(row)
    return f"{day}前{DUE_WORDS.get(row['clock']['limit'], '办完这一步')}" if day else ""


def moment(at: datetime) -> str:
    """“3 月 2 日 9:06” in Shanghai."""
    local = at.astimezone(CHINA)
    return f"{local.month} 月 {local.day} 日 {local.hour}:{local.minute:02d}"


def day_words(at: datetime) -> str:
    """“3 月 2 日” in Shanghai."""
    return chinese_date(at.astimezone(CHINA).date(), year=False)


def own_case(request: HttpRequest, case_no: str) -> dict[str, Any]:
    """A case of the person who asks, or one that he fills in, or under the hat of a legal person one of that; anything
    else is not found. What one would see under another hat is told of: Problem `legal_persons.other_hat`, `own_hat`."""
    row = case_by_number(case_no)
    if not sees(request, row):
        _tell_of_other_hat(request, row)
        raise Problem("cases.not_found")
    return row


def _tell_of_other_hat(request: HttpRequest, row: Mapping[str, Any]) -> None:
    by, body = actor_of(request), row["legal_person_id"]
    held = next((one for one in mandates(request) if one.legal_person == body), None)
    if held is not None and by.corporate != body and held.reaches(row["service"]):
        raise Problem("legal_persons.other_hat", name=held.name)
    if by.hat is Hat.CORPORATE and body is None and row["applicant_id"] == by.person:
        raise Problem("legal_persons.own_hat")


def list_name(row: Mapping[str, Any]) -> str:
    """The name of the list in which a case stands."""
    return "单位的办件" if row["legal_person_id"] else "我的办件"


def sees(request: HttpRequest, row: Mapping[str, Any]) -> bool:
    """Whether who asks is the applicant, represents him, or fills in for him as of today."""
    by = actor_of(request)
    mine = by.acts_for
    if not by.reaches(row["service"]):
        return False
    return owner_of(row) in mine or fills_in(row, mine, today(now()))


def signing_todo(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """That members and obligors of a case still have to sign, as pages tell it first; None where nobody has to.
    1 statement for services in which somebody signs, else none."""
    if row["closed_at"] or not may_still_sign(row) or package(row["snapshot_id"]).authorisation is None:
        return None
    left = [one for one in authorisations_of(row["id"]) if one.state != "signed"]
    if not left:
        return None
    return {
        "title": f"还有 {len(left)} 人要签授权书",
        "paragraphs": ["家里要查的每个人、不住在一起的义务人，各签一份。人不在身边的，发个链接给他就行。"],
        "act": "去看谁来签",
        "href": reverse("portal:signing", args=[row["case_no"]]),
        "note": "签字不耽误收件；一直不签的，办不下去。",
    }
