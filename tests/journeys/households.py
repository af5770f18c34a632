"""The families of the minimum allowance and how they fill in the form, through the doors."""

from typing import Any

from django.test import Client

from tests.journeys import people as play

SON: dict[str, str] = {
    "name": "袁演岭",
    "id_number": "990101197803160212",
    "relation": "child",
    "together": "yes",
    "situation": "home",
    "marital": "widowed",
    "work": "work",
    "health": "well",
    "income_kinds": "wage",
    "wage": "1500",
}
GRANDSON: dict[str, str] = {
    "name": "袁演禾",
    "id_number": "990101201403120237",
    "relation": "grandchild",
    "together": "yes",
    "situation": "home",
    "marital": "unmarried",
    "work": "school",
    "school": "basic",
    "health": "well",
}
PAGES: dict[str, dict[str, Any]] = {
    "p_who": {"for_whom": "self", "lives": "here", "whole": "family", "receiving": "none"},
    "p_self": {"marital": "widowed", "health": "well", "income_kinds": "pension", "pension": "620"},
    "p_household": {},
    "p_obligors": {},
    "p_money": {"financial": "12000", "homes": "1", "cars": "0"},
    "p_need": {"causes": "labour", "phone": "19900001234", "home": "柳荫街道春和社区 2 号"},
    "p_bank": {"bank_name": "青岚农商银行", "bank_card": play.CARD},
    "p_promise": {"promise_truth": "1", "consent_check": "1", "consent_notice": "1"},
}
"""Worked example 1: 林演兰, her son and her grandson."""


def rows(name: str, *people: dict[str, str]) -> dict[str, Any]:
    """What a browser sends for the rows of a list that are all open."""
    sent = {f"{name}.{n}.{key}": value for n, one in enumerate(people) for key, value in one.items()}
    return {**sent, f"{name}._row": [str(n) for n in range(len(people))]}


def fill(client: Client, **changes: dict[str, Any]) -> str:
    """Fill in all pages as the first worked example; the address of the page on which the answers are checked."""
    url = str(client.get("/services/dibao/apply").url)
    own = {"p_household": rows("household", SON, GRANDSON), **changes}
    for page, values in PAGES.items():
        answer = client.post(play.page_url(url, page), {**values, **own.get(page, {}), "go": "next"})
        assert answer.status_code == 302, (page, play.errors(answer))
    return play.page_url(url, "check")


def submit(client: Client, **changes: dict[str, Any]) -> str:
    """Fill in and hand in; the number of the case."""
    answer = client.post(fill(client, **changes), {"promise": "1", "go": "submit"})
    assert answer.status_code == 302, play.errors(answer)
    return str(answer.url).split("/")[2]
