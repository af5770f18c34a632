"""What every page of the workbench shares: who is there, of which unit, and the words for lights and steps."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from minzheng.core.cases.queries import Scoped, case_by_number
from minzheng.core.cases.rules import CHINA, NEVER, applicant_shown, light, owner_of, today
from minzheng.core.files.actions import store
from minzheng.core.offices.actions import authorise
from minzheng.core.offices.queries import organisations, rules
from minzheng.core.places.queries import full_name
from minzheng.faces.kit import typed
from minzheng.faces.kit.problems import problem_response
from minzheng.faces.kit.uploads import Keep
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import LEVELS, Actor, Target
from minzheng.kernel.text import chinese_date, mask_name

OUT_OF_THE_QUEUE = {
    "investigator": "visits",
    "checker": "checks",
    "sec_admin": "staff",
    "audit_admin": "security",
    "sys_admin": "emergencies",
}
"""Roles whose work has a list of its own, with the name of its address."""
MENU = {
    "queue": "cases.queue",
    "intake": "cases.submit",
    "helped": "forms.help_fill",
    "doing": "cases.oversee",
    "done": "cases.oversee",
    "exports": "cases.ask_export",
    "chief": "cases.terminate",
    "lists": "cases.queue",
    "notices": "publicity.view",
    "supervision": "cases.supervise",
}
"""What the menu shows to whom: place -> the right that one has to have somewhere."""
View = Callable[..., HttpResponse]
LIGHT_WORDS = {"green": "正常", "yellow": "快到期", "red": "超期", "blue": "停表"}


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def now() -> datetime:
    """The clock, read here at the door and handed in."""
    return timezone.now()


def keeping(request: HttpRequest) -> Keep:
    """How a file that was sent is stored, for who asks."""
    by, at = actor_of(request), now()
    return lambda sent: store(by=by, at=at, stream=sent, name=sent.name or "")


def places_of(by: Actor) -> dict[str, str]:
    """The level columns of where the officer's desk stands. No statement."""
    return {grant.scope.level: grant.scope.division for grant in by.grants}


def require_here(by: Actor, right: str) -> None:
    """Who does not have a right at the own desk does not open its page, nor look anybody up by it. Problem
    `offices.denied`."""
    authorise(by=by, right=right, target=Target(places=places_of(by)), at=now())


def office_of(by: Actor) -> str:
    """The name of the person's unit, '' for who has none. 0 or 1 statements."""
    unit = next((grant.organisation for grant in by.grants if grant.organisation), None)
    return office_name(unit, today(now())) if unit else ""


@lru_cache(maxsize=1000)
def office_name(unit: UUID, day: date) -> str:
    """The name of an organisation, looked up once a day. 0 or 1 statements."""
    return next((row.name for row in organisations([unit]).values()), "")


@lru_cache(maxsize=20_000)
def place_name(code: str, day: date) -> str:
    """A division's name from the province down, looked up once a day. 0, 1 or 2 statements."""
    return full_name(code, day) if code else ""


def may_here(by: Actor, right: str) -> bool:
    """Whether one of the officer's positions brings a right along. No statement."""
    return any(right in grant.rights for grant in by.grants)


def home_of(by: Actor) -> str:
    """Where somebody begins: the queue, or the list that is their work; administrators and monitors have no queue."""
    if may_here(by, MENU["queue"]):
        return reverse("workbench:queue")
    own = next((name for role, name in OUT_OF_THE_QUEUE.items() if role in by.roles), "")
    return reverse(f"workbench:{own or ('supervision' if may_here(by, MENU['supervision']) else 'queue')}")


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, nav: str = "", status: int = 200
) -> HttpResponse:
    """Send a page of the workbench with its frame."""
    by = actor_of(request)
    me = {"name_masked": by.name, "account_url": reverse("workbench:me"), "is_staff": True}
    for role, name in OUT_OF_THE_QUEUE.items():
        me[f"{name}_url"] = reverse(f"workbench:{name}") if role in by.roles else ""
    me["without"] = {nav: True for nav, right in MENU.items() if not may_here(by, right)}
    frame = {"me": me if by.is_staff else None, "office": office_of(by), "nav": nav}
    return render(request, f"workbench/{template}", {**frame, **context}, status=status)


def staff(view: View) -> View:
    """A view for staff; others are sent to the desk's sign-in. Problems become answers."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not actor_of(request).is_staff:
            here = request.get_full_path() if request.method == "GET" else typed.keep(request) or request.path
            query = urlencode({"next": here})
            return HttpResponseRedirect(f"{reverse('workbench:sign_in')}?{query}")
        try:
            return view(request, *args, **kwargs)
        except Problem as problem:
            return problem_response(request, problem)

    return guarded


def visible(request: HttpRequest, case_no: str, *, masked: bool = False) -> dict[str, Any]:
    """The head of a case that this officer may see whole. Who may see it masked only (the village's helper, the monitor)
    gets it on pages that say so with `masked`: without the name, and with `row["masked"]`.

    Raises Problem `cases.not_found`, `offices.denied`.
    """
    row = case_by_number(case_no)
    places = {level: row[level] for level in LEVELS}
    target = Target(
        owners=frozenset({owner_of(row)}),
        places=places,
        business=row["service"],
        sensitivity=row["sensitivity"],
    )
    decision = authorise(by=actor_of(request), right="cases.view", target=target, at=now())
    row["masked"] = decision.effect == "mask"
    if row["masked"] and not masked:
        raise Problem("offices.denied", right="cases.view")
    return {**row, "applicant_name": applicant_shown(row)} if row["masked"] else row


def listed_name(by: Actor, name: str) -> str:
    """A person's name as a list shows it: masked for who sees cases masked only (the village's helper, the monitor)."""
    masked = {rule.role for rule in rules()["cases.view"] if rule.effect == "mask"}
    return mask_name(name) if set(by.roles) <= masked else name


def light_of(at: datetime, warn_at: datetime | None, due_at: datetime | None) -> dict[str, str]:
    """The light of a step with the days that are left or gone."""
    kind = light(at, warn_at, due_at)
    if due_at is None or due_at == NEVER:
        return {"kind": "green", "text": "没有时限"}
    days = (due_at.astimezone(CHINA).date() - at.astimezone(CHINA).date()).days
    text = f"超期 {1 - days} 天" if kind == "red" else f"剩 {days - 1} 天" if days > 1 else "今天到期"
    return {"kind": kind, "text": text}


def due_words(due_at: datetime | None) -> str:
    """The last day of a step (the light is red from the next midnight on), '—' where there is none."""
    if due_at is None or due_at == NEVER:
        return "—"
    from_midnight = due_at.astimezone(CHINA)
    last = from_midnight.date().toordinal() - (from_midnight.hour == 0 and from_midnight.minute == 0)
    return chinese_date(from_midnight.date().fromordinal(last), year=False)


def day_words(at: datetime) -> str:
    """“3 月 2 日” in Shanghai."""
    return chinese_date(at.astimezone(CHINA).date(), year=False)


def moment(at: datetime) -> str:
    """“3 月 2 日 9:06” in Shanghai."""
    local = at.astimezone(CHINA)
    return f"{local.month} 月 {local.day} 日 {local.hour}:{local.minute:02d}"


STEP_NAMES = {
    "means_check": "家庭经济状况核对",
    "visit": "入户调查",
    "spot_check": "入户抽查",
    "decide": "决定",
    "accept": "受理",
    "supplement": "补正",
    "accept_supplemented": "补正后受理",
    "further_material": "补充材料",
    "approve_special": "批准特别程序",
    "special_procedure": "特别程序",
    "examine": "审查",
    "inquire_again": "补充调查",
    "deliver_termination": "送达终止通知书",
    "deliver_overdue": "送达终止通知书",
    "sign_refusal": "签发不予受理",
    "initial_review": "初审",
    "post_notice": "张贴公示",
    "close_notice": "公示期满",
    "confirm": "审核确认",
    "deliver": "送达",
    "ascertain": "核实名单",
    "consent": "意愿确认",
}


def step_name(service: str, element: str) -> str:
    """The name of a step for lists (its plate's name without compiling the package)."""
    return STEP_NAMES.get(element, element)


def my_unit(scopes: Sequence[Scoped]) -> list[Scoped]:
    """The grants of the first unit: a page shows one unit at a time."""
    return [
        scope for scope in scopes if (scope.level, scope.division) == (scopes[0].level, scopes[0].division)
    ]
