"""Who takes part in a case besides the applicant, who of them must sign, and what they sign.

    parties:
      - {role: applicant, signs: "age >= 18"}
      - {role: member, rows: household, signs: "age >= 18"}
      - {role: obligor, rows: obligors, signs: "true"}
    authorisation: {title: 家庭经济状况核对授权书, version: 2026-1, hours: 72, paragraphs: [我同意…, …]}
    agency: {capacity: agent_is, reason: agent_why, until: agent_until, evidence: agent_proof}

`rows` names a list of the form whose rows have `name` and `id_number`. `signs` is FEEL over the answers of the row, `age`
(full years on the day of receipt) and `today`; it must give exactly true. Nobody else is asked to sign. `agency` names the
questions that somebody answers who fills in for another: in what capacity, why, until when, and the proof.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from minzheng.kernel import feel
from minzheng.kernel.formspec import Form
from minzheng.kernel.packages.known import Finding

FILE: Final = "service.yaml"
ROLES: Final = ("applicant", "member", "obligor")
WORDS: Final = frozenset({"role", "rows", "signs"})
TEXT_WORDS: Final = frozenset({"title", "version", "hours", "paragraphs"})
AGENCY_WORDS: Final = frozenset({"capacity", "reason", "until", "evidence"})
GIVEN: Final = frozenset({"age", "today"})
HOURS: Final = 72
"""For how long a link that was sent can be used, where the package does not say."""


@dataclass(frozen=True, slots=True)
class Party:
    """The words for one role: its list of the form ('' for the applicant) and who of it must sign (None: nobody)."""

    role: str
    rows: str
    signs: feel.Expression | None

    def must_sign(self, facts: Mapping[str, Any], age: int | None, today: date) -> bool:
        """Whether somebody with these answers and this age signs. An age that nobody knows counts as of age."""
        if self.signs is None:
            return False
        try:
            return self.signs.evaluate({**facts, "age": 999 if age is None else age, "today": today}) is True
        except feel.FeelError:
            return False


@dataclass(frozen=True, slots=True)
class AuthorisationText:
    """What is signed, word for word, and for how many hours a link to it can be used."""

    title: str
    version: str
    paragraphs: tuple[str, ...]
    hours: int = HOURS


def parties_of(service: Mapping[str, Any]) -> tuple[Party, ...]:
    """The words of a sound package, ready to be asked. Raises feel.FeelError for a condition that cannot be read."""
    return tuple(
        Party(
            str(words["role"]),
            str(words.get("rows", "")),
            feel.compile_expression(str(words["signs"])) if words.get("signs") else None,
        )
        for words in service.get("parties") or ()
    )


def authorisation_of(service: Mapping[str, Any]) -> AuthorisationText | None:
    """What is signed in this service; None where nobody signs."""
    words = service.get("authorisation")
    if not words:
        return None
    return AuthorisationText(
        str(words["title"]),
        str(words["version"]),
        tuple(map(str, words["paragraphs"])),
        int(words.get("hours", HOURS)),
    )


def check_parties(service: Mapping[str, Any], form: Form | None) -> Iterator[Finding]:
    """What is wrong with both words."""
    parties = service.get("parties") or ()
    known = {path for path, _ in form.fields()} if form else set()
    signing, seen = False, set[str]()
    for place, words in enumerate(parties):
        where = f"parties.{place}"
        if not isinstance(words, dict):
            yield Finding(FILE, where, "要写成 {role: 角色, rows: 表单里的列表, signs: 条件}。")
            continue
        yield from _spelt(where, words, WORDS)
        if words.get("role") not in ROLES or words["role"] in seen:
            yield Finding(FILE, f"{where}.role", f"每个角色写一次，只能是：{'、'.join(ROLES)}。")
        seen.add(str(words.get("role")))
        yield from _rows(where, words, known, checked=form is not None)
        yield from _condition(where, words, known, checked=form is not None)
        signing = signing or bool(words.get("signs"))
    yield from _text(service.get("authorisation"), signing=signing)
    yield from _agency(service.get("agency"), known, checked=form is not None)


def _agency(words: Any, known: set[str], *, checked: bool) -> Iterator[Finding]:
    if not words:
        return
    yield from _spelt("agency", words, AGENCY_WORDS)
    for name in sorted(AGENCY_WORDS):
        if not words.get(name):
            yield Finding(FILE, f"agency.{name}", "缺这一项，请写表单里哪一项问它。")
        elif checked and words[name] not in known:
            yield Finding(FILE, f"agency.{name}", f"表单里没有“{words[name]}”这一项。")


def _spelt(where: str, words: Mapping[str, Any], allowed: frozenset[str]) -> Iterator[Finding]:
    for name in sorted(set(map(str, words)) - allowed):
        yield Finding(FILE, f"{where}.{name}", "不认识这一项，请核对拼写，或者删掉。")


def _rows(where: str, words: Mapping[str, Any], known: set[str], *, checked: bool) -> Iterator[Finding]:
    rows = str(words.get("rows", ""))
    if (words.get("role") == "applicant") == bool(rows):
        yield Finding(FILE, f"{where}.rows", "申请人不写 rows，别的角色要写表单里的列表。")
    elif rows and checked:
        for field in ("name", "id_number"):
            if f"{rows}[].{field}" not in known:
                yield Finding(FILE, f"{where}.rows", f"表单的列表“{rows}”里没有“{field}”这一项。")


def _condition(where: str, words: Mapping[str, Any], known: set[str], *, checked: bool) -> Iterator[Finding]:
    if not words.get("signs"):
        return
    try:
        names = feel.compile_expression(str(words["signs"])).names
    except feel.FeelError as error:
        yield Finding(FILE, f"{where}.signs", str(error))
        return
    rows = str(words.get("rows", ""))
    prefix = f"{rows}[]." if rows else ""
    fields = {path.removeprefix(prefix).partition(".")[0] for path in known if path.startswith(prefix)}
    for name in sorted(names - GIVEN - fields) if checked else ():
        yield Finding(FILE, f"{where}.signs", f"不知道“{name}”从哪里取：表单里没有这一项。")


def _text(words: Any, *, signing: bool) -> Iterator[Finding]:
    if not words:
        if signing:
            yield Finding(
                FILE, "authorisation", "有人要签字，就要写明签的是什么：title、version、paragraphs。"
            )
        return
    if not isinstance(words, dict):
        yield Finding(
            FILE, "authorisation", "要写成 {title: 标题, version: 版本, paragraphs: [一段一段的话]}。"
        )
        return
    yield from _spelt("authorisation", words, TEXT_WORDS)
    for name in ("title", "version", "paragraphs"):
        if not words.get(name):
            yield Finding(FILE, f"authorisation.{name}", "缺这一项，请补上。")
    if not isinstance(words.get("paragraphs") or [], list):
        yield Finding(FILE, "authorisation.paragraphs", "要写成一个列表，一段一行。")
    hours = words.get("hours", HOURS)
    if type(hours) is not int or not 1 <= hours <= 720:
        yield Finding(FILE, "authorisation.hours", "要是 1 到 720 的整数（小时）。")
