"""Identifiers of electronic licences (GB/T 36904): root, type, issuer, serial, version and check, joined by dots."""

from dataclasses import dataclass

from .checks import ALPHANUMERIC, mod37_36
from .errors import CodeError, cleaned, first_outside
from .uscc import parse_uscc

ROOT = "1.2.156.3005.2"


@dataclass(frozen=True, slots=True)
class LicenceIdentifier:
    """The parts of a checked identifier; `type_code` is the defining body's credit code and a three-digit number."""

    identifier: str
    type_code: str
    issuer: str
    serial: str
    version: str


def make_licence_identifier(
    type_code: str, issuer: str, serial: str, version: int, *, allow_demo: bool = False
) -> str:
    """A new identifier with its check character; issuing is strict.

    The type has 18 + 3 characters, the issuer is a valid credit code, the serial 1–32 letters and digits, the
    version 1–999. Raises CodeError `licence.` `type`, `serial` or `version`, and those of `uscc`.
    """
    parse_uscc(type_code[:18], allow_demo=allow_demo)
    if len(type_code) != 21 or not type_code[18:].isdigit():
        raise CodeError("licence.type", "证照类型代码由 18 位信用代码和 3 位顺序号组成。")
    parse_uscc(issuer, allow_demo=allow_demo)
    if not 1 <= len(serial) <= 32 or first_outside(serial, ALPHANUMERIC):
        raise CodeError("licence.serial", "证照流水号是 1 到 32 位数字或大写字母。")
    if not 1 <= version <= 999:
        raise CodeError("licence.version", "证照版本号是 1 到 999。")
    parts = [type_code, issuer, serial, f"{version:03d}"]
    return ".".join([ROOT, *parts, mod37_36("".join(parts))])


def parse_licence_identifier(text: str) -> LicenceIdentifier:
    """Read an identifier from anywhere; lengths of the parts are not judged, as issuers differ, the check is.

    Raises CodeError `licence.` `root`, `parts`, `character` or `check_digit`.
    """
    identifier = cleaned(text)
    if not identifier.startswith(ROOT + "."):
        raise CodeError("licence.root", f"电子证照标识以 {ROOT} 开头，请把整串都填上。", 1)
    parts = identifier[len(ROOT) + 1 :].split(".")
    if len(parts) != 5 or not all(parts):
        raise CodeError("licence.parts", "电子证照标识少了或多了一段，请把整串都填上。")
    *body, check = parts
    joined = "".join(body)
    if first_outside(joined, ALPHANUMERIC):
        raise CodeError("licence.character", "电子证照标识只有数字、字母和点，请照着证照再看一遍。")
    if check != mod37_36(joined):
        raise CodeError("licence.check_digit", "最后一位对不上，请照着证照再看一遍。", len(identifier))
    return LicenceIdentifier(identifier, *body)
