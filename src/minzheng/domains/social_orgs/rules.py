"""What is decided about the name of an association from plain values, and how long it is kept.

Source: 社会团体登记管理条例 (articles 9 to 16), 社会组织名称管理办法（民政部令第 69 号，2024-05-01 起施行）.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

SHORTEST, LONGEST = 6, 40
MIDDLE_LEAST = 2
KEPT_MONTHS = 6
"""For how long a name is kept: the founding meeting has to be held within six months."""
ALIKE = 0.8
"""From which likeness of field and members two names of one place are shown to a person."""

FORMS = (
    *(
        "联合总会",
        "同业公会",
        "校友总会",
        "总商会",
        "联合会",
        "促进会",
        "研究会",
        "联谊会",
        "同学会",
        "校友会",
    ),
    *("协会", "学会", "商会", "公会", "总会"),
)
"""How the name of an association may end (组织形式), longest first."""
OTHER_FORMS = {
    "基金会": "基金会",
    "中心": "民办非企业单位",
    "学校": "民办非企业单位",
    "学院": "民办非企业单位",
    "医院": "民办非企业单位",
    "养老院": "民办非企业单位",
    "福利院": "民办非企业单位",
    "研究院": "民办非企业单位",
    "研究所": "民办非企业单位",
    "公司": "企业",
    "合作社": "农民专业合作社",
}
"""Endings that belong to other kinds of organisations, and to which."""
NATIONAL = ("中国", "全国", "中华")
"""Words that the name of a local association may not have."""
SUPERLATIVE = ("国家级", "最高级", "最佳", "最高", "最大", "最强", "第一", "唯一", "顶级")
"""Words that boast, longest first."""
_NUMBERED = re.compile(r"第一(?=中学|小学|高中|初中|幼儿园|医院|人民医院)")
"""A number of a school or hospital is no boast: 第一中学校友会."""
RESERVED = ("中共", "党委", "人大", "政协", "政府", "国务院", "解放军", "武警", "军队")
"""Names of party, state and forces."""
DOUBTFUL = ("国际", "世界", "国家", "中央", "亚洲", "全球")
"""Words for which the registering body asks for a basis."""
_PREPARING = re.compile(r"(\((筹|筹备|筹备组)\))+$")
FILLERS = ("的", "及", "与", "和", "行业", "事业", "工作", "领域")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the name is to be registered: the division's name, for a district also that of its city; `code` of it."""

    code: str
    name: str
    city: str = ""

    @property
    def is_district(self) -> bool:
        """A district of a city: its name stands after that of the city."""
        return bool(self.city) and self.name.endswith("区")


@dataclass(frozen=True, slots=True)
class Known:
    """A name that is there already: registered, or kept for somebody."""

    name: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class NameFinding:
    """One thing to say about a name; `stops` when it cannot be used so, else it is for a person to look at."""

    code: str
    message: str
    stops: bool = True


@dataclass(frozen=True, slots=True)
class NameParts:
    """The three parts of a name, '' for one that is missing."""

    place: str
    middle: str
    form: str


@dataclass(frozen=True, slots=True)
class NameReport:
    """What the check of a name found."""

    name: str
    parts: NameParts
    findings: tuple[NameFinding, ...]

    @property
    def passes(self) -> bool:
        """Nothing stops it."""
        return not any(finding.stops for finding in self.findings)


def plain_name(text: str) -> str:
    """A name as it is kept: full forms narrowed, without blanks, and without “（筹）” at its end."""
    kept = "".join(ch for ch in unicodedata.normalize("NFKC", text) if not ch.isspace() and not _unseen(ch))
    name = _PREPARING.sub("", unicodedata.normalize("NFKC", kept))
    return name if name == text else plain_name(name)


def _unseen(ch: str) -> bool:
    return unicodedata.category(ch) in {"Cc", "Cf", "Cs"}


def parts_of(name: str, place: Place) -> NameParts:
    """Cut a name into place, field or members, and form."""
    heads = sorted((f"{place.city}{place.name}", place.name), key=len, reverse=True)
    head = next((one for one in heads if one and name.startswith(one)), "")
    form = next((one for one in FORMS if name.endswith(one)), "")
    end = len(name) - len(form)
    return NameParts(head, name[len(head) : end] if end > len(head) else "", form)


def check_name(text: str, place: Place, known: Iterable[Known] = ()) -> NameReport:
    """Check a name for an association that is to be registered at `place`, beside the names that are `known` there."""
    name = plain_name(text)
    parts = parts_of(name, place)
    found = list(_writing(name))
    if not found:
        found = [*_structure(name, parts, place), *_words(name), *_nearby(name, parts, place, known)]
    return NameReport(name, parts, tuple(found))


def check_form_of_name(text: str) -> str | None:
    """What can be said of a name without knowing the place: the first sentence that stops it, None for none."""
    name = plain_name(text)
    found = [*_writing(name), *_ending(name), *_words(name)] if name else []
    return next((finding.message for finding in found if finding.stops), None)


def _writing(name: str) -> Iterable[NameFinding]:
    if not name:
        yield NameFinding("empty", "请写一个名称，例如“明川区社区教育促进会”")
        return
    odd = next((ch for ch in name if not _is_han(ch)), "")
    if odd:
        yield NameFinding("character", f"名称要用规范汉字，“{odd}”请换成汉字或者去掉")
    elif len(name) < SHORTEST:
        yield NameFinding("short", f"名称太短，至少 {SHORTEST} 个字：地方、行业或者会员组成、组织形式都要有")
    elif len(name) > LONGEST:
        yield NameFinding("long", f"名称太长，请写在 {LONGEST} 个字以内，现在是 {len(name)} 个字")


def _is_han(ch: str) -> bool:
    return "\u4e00" <= ch <= "\u9fff" or "\u3400" <= ch <= "\u4dbf" or ch == "·"


def _structure(name: str, parts: NameParts, place: Place) -> Iterable[NameFinding]:
    if not parts.place:
        yield NameFinding("place", f"名称要以登记的地方开头，请写成“{place.name}……”")
    elif place.is_district and parts.place == place.name:
        yield NameFinding(
            "district",
            f"市辖区的名称前面最好加上市名，写成“{place.city}{place.name}……”，登记机关会和您核对",
            stops=False,
        )
    yield from _ending(name)
    if parts.form and len(parts.middle) < MIDDLE_LEAST:
        yield NameFinding("middle", f"中间要写行业或者会员组成，例如“社区教育”，后面再接“{parts.form}”")


def _ending(name: str) -> Iterable[NameFinding]:
    other = next((ending for ending in OTHER_FORMS if name.endswith(ending)), "")
    if other:
        yield NameFinding(
            "other_form", f"“{other}”是{OTHER_FORMS[other]}用的，社会团体请用“协会”“学会”“促进会”等结尾"
        )
    elif not name.endswith(FORMS):
        yield NameFinding("form", "名称要以组织形式结尾，例如“协会”“学会”“研究会”“促进会”“商会”“联合会”")


def _words(name: str) -> Iterable[NameFinding]:
    for word in NATIONAL:
        if word in name:
            yield NameFinding("national", f"地方的社会团体不能用“{word}”，请去掉这两个字")
    boast = next((word for word in SUPERLATIVE if word in _NUMBERED.sub("", name)), "")
    if boast:
        yield NameFinding("superlative", f"名称里不能有“{boast}”这样的字，请去掉")
    reserved = next((word for word in RESERVED if word in name), "")
    if reserved:
        yield NameFinding("reserved", f"“{reserved}”是党政军机关的名称，社会团体不能用，请换一个")
    doubtful = next((word for word in DOUBTFUL if word in name and f"{word}级" not in name), "")
    if doubtful:
        yield NameFinding(
            "doubtful", f"用“{doubtful}”要有依据，登记机关会请您说明；没有的，请去掉", stops=False
        )


def _nearby(name: str, parts: NameParts, place: Place, known: Iterable[Known]) -> Iterable[NameFinding]:
    core = _core(parts)
    for one in known:
        other = plain_name(one.name)
        if other == name or (
            core and _core(parts_of(other, place)) == core and _form_of(other) == parts.form
        ):
            why = "已经有人预查过，正留着" if one.kept else "已经登记过了"
            yield NameFinding("taken", f"“{one.name}”{why}，请换一个名称")
        elif core and _alike(core, _core(parts_of(other, place))):
            yield NameFinding(
                "alike",
                f"这里已经有“{one.name}”，业务相同或者相似的可能不予登记（条例第十三条），登记机关会看有没有必要",
                stops=False,
            )


def _core(parts: NameParts) -> str:
    core = parts.middle
    for word in FILLERS:
        core = core.replace(word, "")
    return core


def _form_of(name: str) -> str:
    return next((form for form in FORMS if name.endswith(form)), "")


def _alike(core: str, other: str) -> bool:
    if not other:
        return False
    return core == other or SequenceMatcher(None, core, other, autojunk=False).ratio() >= ALIKE


def months_later(day: date, months: int) -> date:
    """The day with the same number some months later; the last of the month where it has none (民法典第二百零二条)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    first_after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = date.fromordinal(first_after.toordinal() - 1).day
    return date(year, month + 1, min(day.day, last))


def kept_until(day: date) -> date:
    """The last day on which a name that passed on `day` is kept."""
    return months_later(day, KEPT_MONTHS)


# ── Who founds it ────────────────────────────────────────────────────────────────────────────────────────────────────

LEAST_PERSONS, LEAST_UNITS, LEAST_MIXED = 50, 30, 50
LEAST_MONEY = {"national": 10_000_000, "local": 3_000_000}
"""In fen: 100,000 yuan for a national association, 30,000 for a local one (条例第十条第五项)."""


def members_enough(persons: int, units: int) -> bool:
    """条例第十条第一项: 50 persons, or 30 units, or 50 of both together."""
    if persons and units:
        return persons + units >= LEAST_MIXED
    return persons >= LEAST_PERSONS or units >= LEAST_UNITS


CHECKS_OF_CODE = "MJ"
"""The organisation code of what civil affairs registers begins with these two letters."""


def organisation_body(number: int) -> str:
    """The first eight characters of an organisation code from a number of the range: MJ100001."""
    if not 0 < number <= 999_999:
        raise ValueError(f"no organisation code for {number}")
    return f"{CHECKS_OF_CODE}{number:06d}"


REGISTERED, REVOKED, CANCELLED = "registered", "revoked", "cancelled"
STATE_WORDS = {REGISTERED: "已登记", REVOKED: "已撤销", CANCELLED: "已注销"}

KEPT, ASKED, AGREED, DISAGREED, USED, RELEASED, LAPSED = (
    *("kept", "asked", "agreed", "disagreed", "used", "released", "lapsed"),
)
LIVE = (KEPT, ASKED, AGREED, DISAGREED)
"""States in which a name is kept for its founders until its last day."""
NAME_WORDS = {
    KEPT: "名称已保留",
    ASKED: "待业务主管单位同意",
    AGREED: "业务主管单位已同意",
    DISAGREED: "业务主管单位没有同意",
    USED: "已用于登记",
    RELEASED: "已放弃",
    LAPSED: "已失效",
}


def standing(state: str, until: date, today: date) -> str:
    """The state of a kept name on a day: after its last day it has lapsed."""
    return LAPSED if state in LIVE and today > until else state


DIRECT = {
    "trade": "行业协会商会类",
    "science": "科技类",
    "charity": "公益慈善类",
    "community": "城乡社区服务类",
}
"""The four kinds that register directly: the supervising body is consulted only."""


def opinions_wanted(names: Sequence[str]) -> str:
    """The bodies that are consulted, as letters list them."""
    return "、".join(names)


def registering_division(places: Mapping[str, str]) -> str:
    """The division whose organ registers an association of these level columns: the county, else the city."""
    return places.get("county") or places["city"]
