"""What lists and exports show of personal data (Personal Information Protection Law; platform default).

A mask is for lists; a public notice is not a masked list, it has its own permitted fields.
"""

import re

HIDDEN = "***"
"""What stands in the place of a value of which nothing is shown."""
_VARIATION = re.compile(r".[\uFE00-\uFE0F\U000E0100-\U000E01EF]*", re.DOTALL)
_VILLAGE = re.compile(r"(?:社区|村委会|居委会|村)")
_TOWN = re.compile(r"(?:街道|镇|乡|苏木)")
_COUNTY = re.compile(r"(?:(?<!小)(?<!社)(?<!园)区|县|旗)")


def mask_name(name: str) -> str:
    """The family name and stars; from three characters on the last one too: “张*”, “陈*松”."""
    signs: list[str] = _VARIATION.findall(name)
    if len(signs) < 2:
        return "*" * len(signs)
    last = signs[-1] if len(signs) > 2 else "*"
    return "".join([signs[0], "*" * (len(signs) - 2), last])


def mask_id_number(number: str) -> str:
    """First and last character of any document's number."""
    return _keep(number, 1, 1)


def mask_phone(number: str) -> str:
    """The first three and last four digits."""
    return _keep(number, 3, 4)


def mask_bank_card(number: str) -> str:
    """The last four digits."""
    return _keep(number, 0, 4)


def mask_address(address: str) -> str:
    """The address down to the village, the rest as “***”; down to town or county where no village is named.

    Nothing is shown of an address in which none of these is found, and an empty one stays empty.
    """
    if not address:
        return ""
    town = _end(_TOWN, address, _end(_COUNTY, address, 0))
    village = _end(_VILLAGE, address, town)
    return address[:village] + HIDDEN


def _keep(text: str, head: int, tail: int) -> str:
    """Stars between head and tail; only stars when fewer than four would be left between them."""
    if head + tail + 4 > len(text):
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]


def _end(kind: re.Pattern[str], text: str, start: int) -> int:
    """Where the first place of this kind after `start` ends; `start` itself when there is none."""
    found = kind.search(text, start + 1 if start else 0)
    return found.end() if found else start
