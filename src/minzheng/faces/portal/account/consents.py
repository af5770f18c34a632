"""我的同意: what was agreed to, since when, by which text; taken back and given again here. For a child by the guardian."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from minzheng.core.cases.rules import age_on, today
from minzheng.core.people.actions import give_consent, withdraw_consent
from minzheng.core.people.queries import ConsentRow, consents_given, met, representatives_of
from minzheng.core.people.rules import CHILD, CHILD_DATA, CHILD_DATA_TEXT
from minzheng.faces.portal.frame import actor_of, now, page, signed_in, whose
from minzheng.kernel.text import chinese_date

PURPOSES = {
    "means_check": "查家庭经济状况（核对授权）",
    "child_data": "为未满 14 周岁的孩子办事，使用孩子的信息",
    "system": "让别的系统用您的信息登录",
}
"""What a consent is for in words, by the beginning of its purpose."""
WHERE = {
    "means_check": "申请低保这类要查收入财产的事时，在“谁来签字”里签授权书。",
    "child_data": "替未满 14 周岁的孩子申请时，在提交那一页打勾；也可以在这里给。",
    "system": "用这里的账号登录别的系统时，在那一页点同意。",
}
"""Where each consent is given."""


@signed_in
def consents(request: HttpRequest) -> HttpResponse:
    """Mine, or those of a child for whom I act as guardian."""
    by, at = actor_of(request), now()
    person = whose(by)
    assert person is not None
    if request.method == "POST":
        purpose = request.POST.get("purpose", "")
        if request.POST.get("go") == "give" and purpose == CHILD_DATA:
            give_consent(by=by, at=at, person_id=person, purpose=purpose, text_version=CHILD_DATA_TEXT)
            messages.success(request, "记下了，从现在起算同意。")
        else:
            withdraw_consent(by=by, at=at, person_id=person, purpose=purpose)
            messages.success(request, "撤回了。从现在起不再这样用；以前已经办的，不受影响。")
        return HttpResponseRedirect(reverse("portal:consents"))
    rows = consents_given(person)
    held = [one for one in rows if one.withdrawn_at is None]
    context: dict[str, Any] = {
        "whose": met(person).name if by.on_behalf_of else "",
        "held": [_line(one) for one in held],
        "past": [_line(one) for one in rows if one.withdrawn_at is not None],
        "give": _may_give(request, person, {one.purpose for one in held}),
        "where": [{"label": text, "value": WHERE[name]} for name, text in PURPOSES.items()],
        "action_url": reverse("portal:consents"),
    }
    return page(request, "consents.html", context)


def _may_give(request: HttpRequest, person: UUID, held: set[str]) -> list[dict[str, str]]:
    """What may be given on this page now: for a child, by the guardian. 1 statement, 2 for a child."""
    by, day = actor_of(request), today(now())
    age = age_on(met(person).birth_date, day)
    if by.on_behalf_of is None or age is None or age >= CHILD or CHILD_DATA in held:
        return []
    guardians = {one.agent for one in representatives_of(person, day) if one.kind == "guardian"}
    if by.person not in guardians:
        return []
    note = f"我是孩子的监护人，同意为办事使用孩子的个人信息。告知书版本 {CHILD_DATA_TEXT}"
    return [{"purpose": CHILD_DATA, "text": PURPOSES["child_data"], "note": note}]


def _line(one: ConsentRow) -> dict[str, str]:
    until = f"，{chinese_date(today(one.withdrawn_at))}撤回" if one.withdrawn_at else ""
    note = f"{chinese_date(today(one.given_at))}同意{until}；告知书版本 {one.text_version}"
    return {"purpose": one.purpose, "text": words_of(one.purpose), "note": note}


def words_of(purpose: str) -> str:
    """What a consent is for, in words."""
    head = purpose.replace(":", "/").split("/")[0]
    tail = purpose[len(head) + 1 :]
    return PURPOSES.get(head, purpose) + (f"：{tail}" if tail and head in PURPOSES else "")
