"""Unified social credit codes (GB 32100) with the organisation code inside (GB 11714)."""

from dataclasses import dataclass

from .checks import ALPHANUMERIC, CREDIT, DIGITS, gb11714, mod31
from .errors import CodeError, cleaned, first_outside

KINDS = {
    "11": "机关",
    "12": "事业单位",
    "13": "群众团体",
    "51": "社会团体",
    "52": "民办非企业单位",
    "53": "基金会",
    "54": "村民委员会",
    "55": "居民委员会",
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
}


@dataclass(frozen=True, slots=True)
class Uscc:
    """What a checked code says: who registers (1 character), kind, place, the nine of the organisation code."""

    code: str
    authority: str
    kind: str
    division: str
    organisation: str
    demo: bool = False

    @property
    def label(self) -> str:
        """The Chinese word for the first two characters, or “其他”."""
        return KINDS.get(self.authority + self.kind, "其他")


def parse_uscc(text: str, *, allow_demo: bool = False, strict: bool = True) -> Uscc:
    """Read and check a code as typed. Demo codes have 99 as their province (places 3 and 4).

    Records taken over from elsewhere may be read with `strict=False`: the check inside the organisation code is
    then left out, as some bodies were given one that does not follow GB 11714.

    Raises CodeError `uscc.` `empty`, `length`, `character`, `place`, `demo`, `organisation` or `check_digit`.
    """
    code = cleaned(text, "-")
    if not code:
        raise CodeError("uscc.empty", "请填统一社会信用代码。")
    if len(code) != 18:
        raise CodeError(
            "uscc.length", f"统一社会信用代码是 18 位，您填了 {len(code)} 位，请照着证书再看一遍。"
        )
    if at := first_outside(code, CREDIT):
        raise CodeError(
            "uscc.character",
            f"第 {at} 位不会是“{code[at - 1]}”（没有字母 I、O、S、V、Z），请照着证书再看一遍。",
            at,
        )
    if at := first_outside(code[2:8], DIGITS):
        raise CodeError("uscc.place", f"第 {at + 2} 位应是数字，请照着证书再看一遍。", at + 2)
    demo = code.startswith("99", 2)
    if demo and not allow_demo:
        raise CodeError("uscc.demo", "第 3、4 位是 99 的代码只用于演示，请填证书上的代码。", 3)
    if strict and code[16] != gb11714(code[8:16]):
        raise CodeError("uscc.organisation", "第 9 到 17 位对不上，请照着证书再看一遍。", 17)
    if code[17] != mod31(code[:17]):
        raise CodeError("uscc.check_digit", "最后一位对不上，请照着证书再看一遍。", 18)
    return Uscc(code, code[0], code[1], code[2:8], code[8:17], demo)


def make_uscc(kind: str, division: str, organisation: str) -> str:
    """The 18-character code from two characters of kind, six of place and the first eight of the organisation code.

    For demo registers and tests: only places that begin with 99 are made. Raises CodeError `uscc.make`.
    """
    sound = len(kind) == 2 and len(division) == 6 and len(organisation) == 8
    if not sound or not division.startswith("99") or first_outside(organisation, ALPHANUMERIC):
        raise CodeError("uscc.make", "只能生成区划为 99 的演示代码，主体标识是 8 位数字或大写字母。")
    body = f"{kind}{division}{organisation}{gb11714(organisation)}"
    return body + mod31(body)
