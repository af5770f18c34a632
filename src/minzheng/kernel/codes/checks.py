"""Check characters: each function takes the body without its check character and gives the one it must have."""

DIGITS = "0123456789"
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def mod11_2(body: str) -> str:
    """The last character of an ID number from its first 17 digits (ISO 7064 MOD 11-2, GB 11643)."""
    total = sum(int(sign) * weight for sign, weight in zip(body, _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def gb11714(body: str) -> str:
    """The ninth character of an organisation code from its first eight (GB 11714)."""
    total = sum(
        ALPHANUMERIC.index(sign) * weight for sign, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    return f"{DIGITS}X0"[11 - total % 11]


def mod31(body: str) -> str:
    """The last character of a unified social credit code from its first 17 (GB 32100)."""
    total = sum(CREDIT.index(sign) * weight for sign, weight in zip(body, _CREDIT_WEIGHTS, strict=True))
    return CREDIT[-total % 31]


def mod37_36(body: str) -> str:
    """The check character of any string of digits and capital letters (ISO 7064 MOD 37,36, hybrid)."""
    product = 36
    for sign in body:
        total = (product + ALPHANUMERIC.index(sign)) % 36 or 36
        product = total * 2 % 37
    return ALPHANUMERIC[(37 - product) % 36]


def luhn(body: str) -> str:
    """The last digit of a bank card number from the digits before it (ISO/IEC 7812)."""
    doubled = (int(sign) * (2 if place % 2 == 0 else 1) for place, sign in enumerate(reversed(body)))
    return DIGITS[-sum(value // 10 + value % 10 for value in doubled) % 10]
