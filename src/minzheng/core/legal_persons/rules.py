"""What is decided about legal persons, from values alone: their kind, which proof fits, who becomes administrator."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from minzheng.kernel.codes import CodeError, Uscc, parse_uscc
from minzheng.kernel.errors import FieldProblem, Invalid, Problem

KINDS = {
    "11": ("organ", "机关"),
    "12": ("public_institution", "事业单位"),
    "13": ("mass_organisation", "群众团体"),
    "51": ("association", "社会团体"),
    "52": ("social_service_org", "社会服务机构"),
    "53": ("foundation", "基金会"),
    "54": ("villagers_committee", "村民委员会"),
    "55": ("residents_committee", "居民委员会"),
    "91": ("enterprise", "企业"),
    "92": ("individual_business", "个体工商户"),
    "93": ("farmers_cooperative", "农民专业合作社"),
}
"""First two characters of the credit code (GB 32100) -> kind and its Chinese word."""
KIND_WORDS = dict(KINDS.values()) | {"other": "其他单位"}
CONNECTORS = {"licence": "business_licence", "key": "corporate_key", "certificate": "social_certificate"}
"""Way of proving -> the connector that is asked."""
FITS = {"licence": frozenset("9"), "key": frozenset("159"), "certificate": frozenset("5")}
"""Way of proving -> who registers the bodies that have it: 1 staffing, 5 civil affairs, 9 market regulation."""
LEVELS = {"licence": 3, "key": 3, "certificate": 2}
LONGEST = timedelta(days=366)
"""A mandate lasts a year at most; then it is proven or appointed anew."""
APPOINTMENTS_A_DAY = 10
"""How often an administrator may name somebody as agent in a day: enough for a body's people, too little to find out
which names and numbers the register knows."""
ADMINISTRATOR, AGENT = "administrator", "agent"
ROLES = {ADMINISTRATOR: "corp_admin", AGENT: "corporate_agent"}
"""Kind of mandate -> role in the rooms' `rights.yaml`."""
ORGANISATION = "organisation"
"""Key of a session's data: id (as text) of the legal person for which somebody wants to act; counts while a mandate
holds."""


@dataclass(frozen=True, slots=True)
class Held:
    """A mandate that the person who signed in holds today, with what pages show of the legal person."""

    id: UUID
    legal_person: UUID
    name: str
    uscc: str
    kind: str
    services: frozenset[str]
    until: date
    places: dict[str, str]

    @property
    def role(self) -> str:
        """The role that the mandate gives."""
        return ROLES[self.kind]

    def reaches(self, service: str) -> bool:
        """Whether it was given for a service; one that names none reaches all."""
        return not self.services or service in self.services


def kind_of(code: Uscc) -> str:
    """The kind of body that a credit code belongs to; `other` where the list has none."""
    return KINDS.get(code.authority + code.kind, ("other", ""))[0]


def checked_uscc(typed: str, *, allow_demo: bool) -> Uscc:
    """The code as typed. Invalid with the sentence that says which place is wrong."""
    try:
        return parse_uscc(typed, allow_demo=allow_demo)
    except CodeError as error:
        raise Invalid([FieldProblem("uscc", str(error), "统一社会信用代码")]) from error


def require_fit(method: str, code: Uscc) -> None:
    """Problem `legal_persons.method_unfit` when bodies of this kind have no such proof."""
    if code.authority not in FITS[method]:
        raise Problem("legal_persons.method_unfit", kind=KIND_WORDS[kind_of(code)])


def require_standing(method: str, *, represents: bool, others: Collection[str]) -> None:
    """Whether who has shown a proof becomes administrator: the legal representative always; another only by holding the
    licence or key itself, and only while there is no administrator (`others` are their names).

    Problem `legal_persons.representative_only`, `legal_persons.has_administrator`.
    """
    if represents:
        return
    if method == "certificate":
        raise Problem("legal_persons.representative_only")
    if others:
        raise Problem("legal_persons.has_administrator", name="、".join(others))


def year_after(day: date) -> date:
    """The day a year later, on which a mandate that was given today ends; 28 February for the 29th."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
