"""What is decided about persons and accounts, from values alone: sort keys, lockout, passwords, birthdays, agency."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from pypinyin import lazy_pinyin

from minzheng.kernel.codes import CodeError, parse_id_number, parse_phone
from minzheng.kernel.errors import FieldProblem, Invalid, Problem
from minzheng.kernel.rights import Actor, Hat
from minzheng.kernel.text import halfwidth, normalise_name

MAX_FAILURES = 5
LOCK_MINUTES = 30
"""R8: five failures in a row lock an account for thirty minutes."""

STAFF_PASSWORD_LENGTH = 10
CITIZEN_PASSWORD_LENGTH = 8
STAFF_SESSION = timedelta(minutes=30)
CITIZEN_SESSION = timedelta(hours=2)
"""R8: a desk left alone is closed after 30 minutes; citizens (elders above all) get longer."""

CODE_PERIOD = 30
"""Seconds for which a one-time code is shown (RFC 6238)."""
CODES_BESIDE = 1
"""Codes before and after the present one that are taken too: clocks differ."""
RECOVERY_DIGITS = 8
UNUSED_DAYS = 90
"""R7: who has not signed in for ninety days is suspended until the security administrator opens the account again."""

METHODS = "account_authentication_methods"
"""Key of a session's data: how somebody signed in, a list of {"method": "password" | "mfa" | …} (allauth's own)."""

ACTS_FOR = "on_behalf_of"
"""Key of a session's data: id (as text) of the person whom somebody wants to act for; counts while an agency holds."""

BROWSER = "browser"
"""Key of a session's data: the browser in plain words."""

FAMILY_NAMES = dict(
    pair.split("=")
    for pair in [
        "单=shan",
        "曾=zeng",
        "仇=qiu",
        "解=xie",
        "查=zha",
        "盖=ge",
        "朴=piao",
        "区=ou",
        "缪=miao",
        "翟=zhai",
        "乐=yue",
        "员=yun",
        "冼=xian",
        "种=chong",
        "繁=po",
        "召=shao",
        "秘=bi",
        "华=hua",
        "任=ren",
        "葛=ge",
        "燕=yan",
        "尹=yin",
        "万俟=mo_qi",
        "尉迟=yu_chi",
        "澹台=tan_tai",
        "长孙=zhang_sun",
        "单于=chan_yu",
    ]
)
"""Family names that are read otherwise than the same sign in words."""


def name_key(name: str) -> str:
    """The pinyin of a name for sorting and searching: syllables with spaces, family names as families say them."""
    spelled = normalise_name(name)
    for length in (2, 1):
        family = FAMILY_NAMES.get(spelled[:length])
        if family is not None:
            return " ".join([*family.split("_"), *lazy_pinyin(spelled[length:])]).lower()
    return " ".join(lazy_pinyin(spelled)).lower()


def after_failure(failed_count: int, at: datetime) -> tuple[int, datetime | None]:
    """Count and end of the lock after one more wrong password; the count starts anew when a lock is set."""
    if failed_count + 1 >= MAX_FAILURES:
        return 0, at + timedelta(minutes=LOCK_MINUTES)
    return failed_count + 1, None


def is_locked(locked_until: datetime | None, at: datetime) -> bool:
    """Whether a lock still holds at `at`."""
    return locked_until is not None and at < locked_until


def typed_code(code: str) -> str:
    """A one-time code as it is compared: half-width, without the spaces and dashes that people put into it."""
    return "".join(sign for sign in halfwidth(code) if sign.isdigit())[:12]


def passed_factor(methods: Iterable[Mapping[str, object]]) -> bool:
    """Whether a second factor is among the ways in which somebody signed in."""
    return any(one.get("method") == "mfa" for one in methods)


def is_whole(kind: str, methods: Iterable[Mapping[str, object]], *, password_once: bool = False) -> bool:
    """Whether a sign-in opens anything: staff need their second factor and a password that only they know."""
    return kind != "staff" or (passed_factor(methods) and not password_once)


def is_unused(at: datetime, *, opened: datetime, last: datetime | None, reopened: datetime | None) -> bool:
    """R7: whether an account was not used for ninety days; being opened and being opened again count as use."""
    latest = max(moment for moment in (opened, last, reopened) if moment is not None)
    return at - latest > timedelta(days=UNUSED_DAYS)


def password_fault(password: str, username: str, *, staff: bool) -> str | None:
    """A complete sentence when the password will not do (R8), else None. Length counts signs, not bytes."""
    least = STAFF_PASSWORD_LENGTH if staff else CITIZEN_PASSWORD_LENGTH
    classes = 3 if staff else 2
    if len(password) < least:
        return f"密码至少要 {least} 位，请再加几位"
    if _classes(password) < classes:
        return f"请在大写字母、小写字母、数字、符号里至少用 {classes} 种"
    if username and username.lower() in password.lower():
        return "密码里不要含有用户名，请换一个"
    return None


def _classes(password: str) -> int:
    return len({_class(sign) for sign in password})


def _class(sign: str) -> str:
    if sign.isdigit():
        return "digit"
    if sign.isupper():
        return "upper"
    return "lower" if sign.islower() else "other"


def births_turning(age: int, month: date) -> tuple[date, date]:
    """First and last birth date of those who turn `age` in the month of `month`.

    Who was born on 29 February turns in February too, leap year or not: months are compared, not days.
    """
    first = date(month.year - age, month.month, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, following - timedelta(days=1)


def age_on(born: date, day: date) -> int:
    """Full years on `day`; the birthday itself counts."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class Agency:
    """That `agent` may act for `principal`: the services (empty = all) and the days (last excluded)."""

    id: UUID
    kind: str
    principal: UUID
    agent: UUID
    scope: frozenset[str]
    valid_from: date
    valid_to: date | None
    status: str = "active"

    def holds(self, on: date) -> bool:
        """Whether it is in force on the day `on`."""
        in_days = self.valid_from <= on and (self.valid_to is None or on < self.valid_to)
        return self.status == "active" and in_days

    def covers(self, service: str, on: date) -> bool:
        """Whether it is in force and reaches the service."""
        return self.holds(on) and (not self.scope or service in self.scope)


def may_act_for(agencies: Iterable[Agency], agent: UUID, principal: UUID, service: str, on: date) -> bool:
    """Whether any agency lets `agent` act for `principal` in `service` on the day `on`."""
    return any(
        agency.agent == agent and agency.principal == principal and agency.covers(service, on)
        for agency in agencies
    )


# ── What may be registered ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person as typed at a counter or found by a proof of identity. For a resident ID card birth date and sex come
    from the number; for other documents they are given. `id_number` is empty for the kind `none`."""

    name: str
    id_kind: str
    id_number: str
    registered_at: str
    phone: str = ""
    address: str = ""
    sex: str = "unknown"
    birth_date: date | None = None


def id_number_text(id_kind: str, id_number: str) -> str:
    """The one spelling of a document's number: half-width capitals without spaces, with its kind before it."""
    return f"{id_kind}:{''.join(halfwidth(id_number).upper().split())}"


def checked_person(new: NewPerson, today: date, *, allow_demo: bool) -> NewPerson:
    """The same person in the spelling that is stored. Invalid with every field that has to be mended."""
    faults: list[FieldProblem] = []
    name = normalise_name(new.name)
    if not 1 <= len(name) <= 64:
        faults.append(FieldProblem("name", "请写姓名" if not name else "姓名最多 64 个字，请缩短", "姓名"))
    checked = replace(new, name=name, phone=_phone(new.phone, faults, allow_demo=allow_demo))
    if new.id_kind == "resident_id":
        checked = _resident(checked, today, faults, allow_demo=allow_demo)
    elif new.id_kind == "none":
        checked = replace(checked, id_number="")
    elif not new.id_number.strip():
        faults.append(FieldProblem("id_number", "请填证件号码", "证件号码"))
    else:
        checked = replace(checked, id_number=id_number_text("", new.id_number).removeprefix(":"))
    if checked.birth_date is not None and checked.birth_date > today:
        faults.append(FieldProblem("birth_date", "出生日期还没有到，请再看一遍", "出生日期"))
    if faults:
        raise Invalid(faults)
    return checked


def _resident(new: NewPerson, today: date, faults: list[FieldProblem], *, allow_demo: bool) -> NewPerson:
    try:
        number = parse_id_number(new.id_number, on=today, allow_demo=allow_demo)
    except CodeError as error:
        faults.append(FieldProblem("id_number", str(error), "证件号码"))
        return new
    return replace(new, id_number=number.number, birth_date=number.birth, sex=number.sex)


def _phone(typed: str, faults: list[FieldProblem], *, allow_demo: bool) -> str:
    if not typed.strip():
        return ""
    try:
        return parse_phone(typed, allow_demo=allow_demo).number
    except CodeError as error:
        faults.append(FieldProblem("phone", str(error), "手机"))
        return typed


def checked_username(username: str) -> str:
    """The spelling under which a user name is stored and compared; Invalid when it will not do."""
    name = halfwidth(username).strip().lower()
    if not 3 <= len(name) <= 64 or not all(sign.isalnum() or sign in "_.@-" for sign in name):
        sentence = "用户名用 3 到 64 位字母、数字、下划线或汉字，请改一下"
        raise Invalid([FieldProblem("username", sentence, "用户名")])
    return name


# ── Codes by telephone, proofs of identity ───────────────────────────────────────────────────────────────────────────

CODE_HOLDS = timedelta(minutes=10)
CODE_AGAIN_AFTER = timedelta(seconds=60)
CODE_TRIES = 5
CODES_A_DAY = 5
"""Codes that one telephone gets on one day, for whatever purpose."""
CODES_OF_A_SOURCE = 20
"""Codes that one network address may ask for in an hour; a village office has one address for all who come."""
CODES_WITHOUT_SUM = 3
"""From this many codes in an hour on, a source answers a small sum first (decision 16): no picture, read by any reader."""
SOURCE_WINDOW = timedelta(hours=1)
ACCOUNTS_OF_A_PHONE = 4
MOST_PASSKEYS = 10
FRESH_SIGN_IN = timedelta(minutes=10)
"""How long after signing in an account without a password may be given a password or a passkey."""
CHECKS_A_DAY = 5
"""Checks of name and number, face or network identity that one account may try on one day."""
CHILD = 14
"""Personal Information Protection Law art. 31: below fourteen the guardian decides."""
CHILD_DATA, CHILD_DATA_TEXT = "child_data", "2026-11"
"""Purpose and version of the guardian's consent that a child's data are handled."""

PROOF_DAYS = {"face": 365}
"""For how many days a proof holds; others hold until the account is closed."""


def proof_ends(method: str, day: date) -> date | None:
    """The first day on which a proof of `day` does not hold any more; None when it stays."""
    days = PROOF_DAYS.get(method)
    return None if days is None else day + timedelta(days=days)


def require_quiet(
    *, phone_today: int, last_sent: datetime | None, source_window: int, sum_right: bool, at: datetime
) -> None:
    """Problem `people.source_full`, `people.phone_full_today`, `people.code_too_soon`, `people.sum_first` when no code is
    sent now. Says nothing of accounts."""
    if source_window >= CODES_OF_A_SOURCE:
        raise Problem("people.source_full")
    if phone_today >= CODES_A_DAY:
        raise Problem("people.phone_full_today")
    if last_sent is not None and at < last_sent + CODE_AGAIN_AFTER:
        raise Problem("people.code_too_soon")
    if source_window >= CODES_WITHOUT_SUM and not sum_right:
        raise Problem("people.sum_first")


LEVEL_WORDS = {1: "注册", 2: "实名", 3: "实人"}


def require_level(by: Actor, level: int) -> None:
    """Problem `people.assurance_needed` when a person who acts for themselves or another has not proven who they are up
    to `level` (2: a2 …); officers and the platform are known otherwise. Pages lead to the proof and back."""
    if by.hat in (Hat.SELF, Hat.REPRESENTATIVE) and by.assurance < level:
        raise Problem("people.assurance_needed", level=level, word=LEVEL_WORDS[level])


def mask_username(username: str) -> str:
    """A user name as whoever holds the telephone may see it: the first two signs."""
    return username[:2] + "*" * max(len(username) - 2, 1)


def last_way(*, password: bool, phone: bool, passkeys: int, partners: int = 0) -> bool:
    """Whether only one way to sign in is left, which therefore cannot be taken off."""
    return int(password) + int(phone) + passkeys + partners <= 1


BROWSERS = (
    ("MicroMessenger", "微信"),
    ("AlipayClient", "支付宝"),
    ("Edg", "Edge 浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome", "谷歌浏览器"),
    ("Safari", "苹果浏览器"),
)
SYSTEMS = (
    ("HarmonyOS", "鸿蒙手机"),
    ("Android", "安卓手机"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Windows", "Windows 电脑"),
    ("Mac OS", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)


def browser_words(user_agent: str) -> str:
    """A browser in plain words, as “谷歌浏览器，安卓手机”; what is not known is left out."""
    found = (
        next((words for sign, words in known if sign in user_agent), "") for known in (BROWSERS, SYSTEMS)
    )
    return "，".join(filter(None, found)) or "没有认出的浏览器"


# ── Agency online ────────────────────────────────────────────────────────────────────────────────────────────────────

ADULT = 18
LONGEST_AGENCY = timedelta(days=366)
"""Online one appoints for a year at most; a paper at the desk may say otherwise."""


def require_term(*, since: date, until: date, agent_born: date | None) -> None:
    """Problem `people.agency_days`, `people.agency_too_long`, `people.minor_as_agent` (Civil Code art. 17, 161, 165: of age,
    matters, term)."""
    if until <= since:
        raise Problem("people.agency_days")
    if until - since > LONGEST_AGENCY:
        raise Problem("people.agency_too_long")
    if agent_born is not None and age_on(agent_born, since) < ADULT:
        raise Problem("people.minor_as_agent")


# ── Corrections ──────────────────────────────────────────────────────────────────────────────────────────────────────

SEX_WORDS = {"male": "男", "female": "女", "unknown": "未说明"}
CORRECTION_DAYS = 15
"""Working days within which an office decides about a correction (Personal Information Protection Law art. 46) [K?]."""
FACTS = {"name": "姓名", "id_number": "证件号码", "registered_at": "户籍所在村居", "household": "家庭成员"}
"""The verified facts that a person may ask to be mended; marital status is held by its own register, not here."""
LONGEST_RIGHT = 64
PROOF_KEPT_DAYS = 30
"""For how many days after the decision the paper is kept, for who does not agree with it [K?]."""


def require_correctable(fact: str, right: str) -> None:
    """Invalid for a fact that is none of `FACTS`, or for nothing said to be right."""
    if fact not in FACTS:
        raise Invalid([FieldProblem("fact", "请选哪一项写错了", "哪一项")])
    if not 1 <= len(right.strip()) <= LONGEST_RIGHT:
        raise Invalid([FieldProblem("right", f"请写清楚应当是什么，最多 {LONGEST_RIGHT} 个字", FACTS[fact])])
