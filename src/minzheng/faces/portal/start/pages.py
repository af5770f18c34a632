"""Finding a service."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join

from minzheng.core.cases.queries import cases_in_name_of, cases_of
from minzheng.core.cases.rules import require_applicant, today
from minzheng.core.catalogue.queries import Card, Package, package, snapshot_for
from minzheng.core.catalogue.queries import services as found_services
from minzheng.core.catalogue.queries import themes as known_themes
from minzheng.core.forms.queries import open_draft_of
from minzheng.core.offices.queries import authority_for
from minzheng.core.places.queries import parameters
from minzheng.faces.kit.problems import title_of
from minzheng.faces.portal.frame import actor_of, county_name, door, now, page, region, whose
from minzheng.kernel.errors import Problem
from minzheng.kernel.money import format_money
from minzheng.kernel.rights import Actor

CHANNEL_WORDS = {"person": ("个人办事", "helper"), "organisation": ("法人办事", "org")}
"""The two entrances (A024): for persons, and for units and those who found one."""
HOT = ("高龄津贴", "老人补贴")
EVENTS = (
    {"title": "家里老人要人照顾", "text": "津贴、补贴、能力评估", "href": "/services?q=老人补贴"},
    {"title": "老人快满 80 岁了", "text": "到龄前一个月先联系您", "href": "/services/gaoling"},
)


@door
def home(request: HttpRequest) -> HttpResponse:
    """The front page."""
    cards = found_services()
    context = {
        "service_count": len(cards),
        "search_url": reverse("portal:services"),
        "hot": [{"text": word, "href": f"{reverse('portal:services')}?q={word}"} for word in HOT],
        "todos": todos(actor_of(request)),
        "channels": [channel_tile(channel, cards) for channel in CHANNEL_WORDS],
        "themes": [theme_tile(theme) for theme in known_themes()],
        "services": [card(item) for item in cards[:6]],
        "services_url": reverse("portal:services"),
        "events": EVENTS,
        "notices": [],
        "window": _window(region(request)),
        "helper": {"name": "村（社区）协理员", "text": "可以上门帮您填，不收费。"},
    }
    return page(request, "home.html", context, nav="home")


def todos(by: Actor) -> list[dict[str, str]]:
    """What waits for this person, or for the legal person whose hat is worn: lists to be agreed to, letters to be opened.
    1 statement."""
    person = whose(by)
    if by.corporate:
        rows = cases_in_name_of(by.corporate, services=by.services)
    else:
        rows = cases_of(person, services=by.services) if person else []
    waiting = []
    for row in rows:
        href = reverse("portal:case", args=[row["case_no"]])
        if row["state"] == "draft" and "consent" in _elements(row):
            waiting.append(
                {
                    "title": f"您可以领{row['title']}了",
                    "text": "愿意的话，确认一下收钱的银行卡就行；不愿意也没关系。",
                    "act": "去看看",
                    "href": reverse("portal:consent", args=[row["case_no"]]),
                }
            )
        elif row["state"] == "delivering":
            waiting.append(
                {
                    "title": f"{row['title']}有结果了",
                    "text": "通知书请打开看看。",
                    "act": "看通知书",
                    "href": href,
                }
            )
    return waiting


def _elements(row: Mapping[str, Any]) -> set[str]:
    return {token[1] for token in row["tokens"].get("t", ())}


def _window(places: Mapping[str, str]) -> dict[str, str] | None:
    found = authority_for(places, "county", today(now())) if places else None
    return {"name": found.name, "text": "网上能办的，窗口都能办。"} if found else None


def channel_tile(channel: str, cards: Sequence[Card]) -> dict[str, str]:
    """One of the two entrances as a tile."""
    title, icon = CHANNEL_WORDS[channel]
    names = [item.short for item in cards if item.is_for(channel)]
    text = "、".join(names[:3]) + (f"等 {len(names)} 项" if len(names) > 3 else "")
    href = f"{reverse('portal:services')}?{urlencode({'who': channel})}"
    return {"title": title, "text": text or "还没有开通", "href": href, "icon": icon}


def theme_tile(theme: tuple[str, str, int]) -> dict[str, str]:
    """A theme as a tile."""
    name, icon, count = theme
    return {
        "title": name,
        "text": f"{count} 项",
        "href": f"{reverse('portal:services')}?theme={name}",
        "icon": icon,
    }


def card(item: Card) -> dict[str, Any]:
    """A service as a card."""
    return {
        "title": item.short,
        "href": reverse("portal:service", args=[item.code]),
        "text": item.summary,
        "meta": ["不用跑", "不收费"],
    }


@door
def services(request: HttpRequest) -> HttpResponse:
    """All services, by theme, or what a search found."""
    asked, theme = request.GET.get("q", "")[:60].strip(), request.GET.get("theme", "")[:40]
    who = request.GET.get("who", "") if request.GET.get("who") in CHANNEL_WORDS else ""
    found = found_services(asked, theme, who)
    url = reverse("portal:services")
    heading = f"“{asked}”找到 {len(found)} 项" if found else f"“{asked}”没有找到"
    title = theme or (CHANNEL_WORDS[who][0] if who else "办事")
    context = {
        "query": asked,
        "search_url": url,
        "heading": heading if asked else title,
        "who": who,
        "bodies_page": reverse("portal:organisations") if who == "organisation" else "",
        "channels": [
            {"text": text, "href": _address(who=channel, theme=theme), "current": channel == who}
            for channel, text in (("", "全部"), *((one, words[0]) for one, words in CHANNEL_WORDS.items()))
        ],
        "themes": [
            {"text": "全部", "href": _address(who=who), "current": not theme},
            *(
                {"text": name, "href": _address(who=who, theme=name), "current": name == theme}
                for name, _, _ in known_themes()
            ),
        ],
        "services": [card(item) for item in found],
        "did_you_mean": []
        if found
        else [{"text": item.short, "href": card(item)["href"]} for item in found_services()[:6]],
        "pager": {"prev_url": "", "next_url": "", "note": ""},
    }
    return page(request, "services.html", context, nav="services")


def _address(**words: str) -> str:
    """The address of the list with these filters."""
    chosen = {name: value for name, value in words.items() if value}
    return f"{reverse('portal:services')}?{urlencode(chosen)}" if chosen else reverse("portal:services")


@door
def service(request: HttpRequest, service: str) -> HttpResponse:
    """The guide of one service, generated from the offering in force here."""
    found = package(snapshot_for(service, region(request)))
    by = actor_of(request)
    draft = (
        open_draft_of(by.person, service, by.on_behalf_of, legal_person=by.corporate) if by.person else None
    )
    words, closed = found.service, _closed_to(by, found)
    context = {
        "crumbs": [
            {"text": "首页", "href": reverse("portal:home")},
            {"text": words["themes"][0], "href": f"{reverse('portal:services')}?theme={words['themes'][0]}"},
            {"text": found.short, "href": ""},
        ],
        "title": found.short,
        "lead": words["summary"],
        "facts": facts(found),
        "conditions": [
            {"label": f"条件 {n}", "value": line["text"]} for n, line in enumerate(words["conditions"], 1)
        ],
        "conditions_note": "拿不准也可以申请，我们来查。",
        "amount": amounts(found, region(request)),
        "materials": [material(line) for line in words["materials"]],
        "stages": stages(found),
        "places": places_of(words["contacts"]),
        "guide_html": paragraphs(found.guide),
        "law": [f"《{line['title']}》{line['article']}：{line['text']}" for line in words["basis"]],
        "faq": [{"question": line["q"], "answer": line["a"]} for line in words.get("faq", ())],
        "apply_url": "" if closed else reverse("portal:apply", args=[service]),
        "apply_note": "约 5 分钟。可以随时保存，换手机接着填。",
        "resume_url": reverse("portal:apply", args=[service]) if draft and not closed else "",
        "check_url": reverse("portal:precheck", args=[service])
        if found.precheck
        else str((words.get("before") or {}).get("href", "")),
        "check_text": str((words.get("before") or {}).get("text", "先看看符不符合")),
        "closed_reason": closed,
        "bodies_page": reverse("portal:organisations") if closed else "",
    }
    return page(request, "service.html", context, nav="services")


def _closed_to(by: Actor, found: Package) -> str:
    """Why who asks cannot apply under the hat that is worn, '' where they can. No statement."""
    try:
        require_applicant(found.service, found.short, corporate=by.corporate is not None)
    except Problem as problem:
        return title_of(problem)
    return ""


def facts(found: Package) -> list[dict[str, str]]:
    """The four facts that a guide begins with."""
    promised, statutory = found.limit("promised_limit"), found.limit("statutory_limit")
    visits = int(found.service["visits"])
    return [
        {"label": "多久办完", "value": promised.label, "note": f"法定 {statutory.label}"},
        {"label": "跑几次", "value": f"跑 {visits} 次" if visits else "不用跑", "note": "窗口也能办"},
        {"label": "收费", "value": found.service["fee"], "note": ""},
        {"label": "谁能办", "value": found.service["who"], "note": ""},
    ]


def material(line: Mapping[str, Any]) -> dict[str, Any]:
    """A paper of the guide: handed in, or not needed because it is known."""
    free = bool(line.get("waived_by"))
    how = "不用交" if free else ("可以不交" if line.get("necessity") == "optional" else "网上传")
    return {"name": line["name"], "how": how, "note": line.get("note", ""), "free": free}


def amounts(found: Package, places: Mapping[str, str]) -> dict[str, str] | None:
    """What is paid by age here, with the paper that sets it. 1 statement."""
    words = found.service.get("finding")
    if not words:
        return None
    if "shown" in words:
        return _standards(words["shown"], places)
    if "list_start" not in found.service:
        return None
    names = {age: words["amount"].format(tier=age) for age in found.service["list_start"]["ages"]}
    values = parameters(names.values(), places, today(now()))
    tiers = [
        f"{age} 岁起每月 {format_money(int(values[name].value), trim=True)}"
        for age, name in names.items()
        if name in values
    ]
    if not tiers:
        return None
    source = next(iter(values.values())).document
    return {
        "text": "按年龄分档，各地标准不同。",
        "intro": f"{county_name(places.get('county', ''), today(now()))}现在的标准：",
        "sum": "；".join(tiers),
        "note": f"依据：{source.title}（{source.number}）。",
    }


def _standards(names: Sequence[str], places: Mapping[str, str]) -> dict[str, str] | None:
    """The standards by which an amount is reckoned here, with the paper that sets them. 1 statement."""
    values = parameters(names, places, today(now()))
    shown = [values[name] for name in names if name in values]
    if not shown:
        return None
    source = shown[0].document
    return {
        "text": "家庭月收入比“标准 × 人数”少多少，就补多少。",
        "intro": f"{county_name(places.get('county', ''), today(now()))}现在的标准：",
        "sum": "；".join(f"{one.title} {format_money(int(one.value), trim=True)}" for one in shown),
        "note": f"依据：{source.title}（{source.number}）。",
    }


def stages(found: Package) -> list[dict[str, str]]:
    """The way of a case in people's words, from the process."""
    promised = found.limit("promised_limit").label
    accept = found.limit("accept_period").label
    if found.is_permit:
        return [
            {"what": "您提交申请", "note": "约 20 分钟，可以分几次填；提交后给编号和查询码"},
            {"what": "登记机关受理", "note": f"{accept}内答复；没有答复的，从提交那天算已受理"},
            {"what": "审查", "note": "逐条看条件；要听证、专家评审的，时间另算，会先告诉您"},
            {"what": "决定", "note": f"受理后 {promised}内办完；不准予的，写明理由和怎么申请复议"},
            {"what": "决定书送到您手机上", "note": "打开就算送达，也可以到窗口拿"},
        ]
    if "means_check" in found.machine.plates:
        return [
            {"what": "您提交申请", "note": "约 15 分钟，可以分几次填；提交后给编号和查询码"},
            {"what": "成年家人和义务人各签一份授权", "note": "手机上就能签；也可以发链接，或到窗口按手印"},
            {"what": "街道、镇受理", "note": f"{accept}内答复；没有答复的，从提交那天算已受理"},
            {"what": "核对收入财产，上门看一次", "note": "两个人来，会出示证件"},
            {"what": "初审，公示七天", "note": "只写姓名、人口数、拟保障金额，不写病情、证件号"},
            {
                "what": "审核确认",
                "note": f"受理后 {promised}内办完；不同意的，写明理由、差在哪里、怎么申请复议",
            },
            {"what": "通知书送到您手机上", "note": "从决定的下个月起发"},
        ]
    return [
        {"what": "您提交申请", "note": "约 5 分钟，提交后给编号和查询码"},
        {"what": "街道、镇受理", "note": f"{accept}内答复；没有答复的，从提交那天算已受理"},
        {"what": "街道、镇初审", "note": "查户籍和年龄，不用您跑"},
        {
            "what": "县（市、区）民政局确认",
            "note": f"受理后 {promised}内办完；不同意的，写明理由和怎么申请复议",
        },
        {"what": "通知书送到您手机上", "note": "打开就算送达，也可以到窗口拿"},
    ]


def places_of(contacts: Mapping[str, str]) -> list[dict[str, str]]:
    """Where else one can go."""
    phone = contacts["phone"]
    return [
        {"label": "窗口", "value": f"{contacts['counter']}，{contacts['hours']}"},
        {"label": "电话", "value": phone, "href": f"tel:{phone}"},
    ]


def paragraphs(text: str) -> str:
    """The prose of a guide as paragraphs, everything escaped."""
    parts: Sequence[str] = [part.strip() for part in text.split("\n\n") if part.strip()]
    return format_html_join("", "<p>{}</p>", ((part,) for part in parts))
