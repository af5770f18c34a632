"""Cases of the minimum allowance that stand where an officer takes over, for the browser tests of those who handle them."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from minzheng.core.cases.actions import ask_sources
from minzheng.core.offices.actions import acting
from minzheng.core.people.actions import open_account
from minzheng.kernel.rights import system
from tests.journeys import households as homes
from tests.journeys import people as play
from tests.journeys import road
from tests.journeys.test_signing import key

VILLAGE = "990101001001"
DAYS_AGO = 12
"""So long ago a notice must have been put up to be over today, whatever holidays come between."""
LONELY: dict[str, dict[str, Any]] = {
    "p_self": {"pension": "300"},
    "p_household": {},
    "p_money": {"financial": "3000"},
}
"""What somebody answers who lives alone, where it is not what 林演兰 answers."""


def build() -> dict[str, dict[str, str]]:
    """One case at each stage: stage -> its number, the applicant's name and user name, the page of its notice.

    `visit`: waits for visit and check at once; `review`: both are done; `spot`: drawn for the county's spot check,
    `examine`: not drawn; `sign`, `batch_1`, `batch_2`: wait for the chief.
    """
    now = timezone.now
    with connection.cursor() as cursor:  # the demo's officers began on the day of the seed
        cursor.execute(
            "UPDATE offices_position SET valid_from = valid_from - %s, valid_to = valid_to - %s",
            [DAYS_AGO + 1, DAYS_AGO + 1],
        )
    found: dict[str, dict[str, str]] = {"visit": _visit()}
    stages = ("review", "spot", "examine", "sign", "batch_1", "batch_2")
    for stage, who in zip(stages, _lonely(len(stages)), strict=True):
        with transaction.atomic():  # the worker must not meet a case of so long ago before it was accepted
            try:
                _clock(now() - timedelta(days=DAYS_AGO))
                found[stage] = one = _to_review(who)
                if stage != "review":
                    road.review(one["case_no"])
                    one["page"] = road.hang(one["case_no"], members=1)
            finally:
                timezone.now = now
            if stage != "review":
                _close(one, drawn=stage == "spot")
            if stage in ("sign", "batch_1", "batch_2"):
                road.examine(one["case_no"])
    return found


def _clock(at: datetime) -> None:
    """The clock of the doors stands still at this moment."""
    timezone.now = lambda: at


def _visit() -> dict[str, str]:
    """The family of 林演兰, signed and accepted."""
    case_no = road.apply()
    road.sign(case_no)
    road.accept(case_no)
    return {"case_no": case_no, "name": "林演兰", "username": road.MOTHER}


def _lonely(number: int) -> list[tuple[str, str]]:
    """User names and names of so many who live by themselves; their accounts are opened."""
    by, at = system("seed"), timezone.now() - timedelta(days=DAYS_AGO + 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.name FROM people_person p WHERE p.village = %s AND p.alive AND p.birth_date < %s "
            "AND NOT EXISTS (SELECT FROM people_account a WHERE a.person_id = p.id) ORDER BY p.id LIMIT %s",
            [VILLAGE, "1968-01-01", number],
        )
        people = cursor.fetchall()
    with acting(by, at):
        for n, (who, _name) in enumerate(people):
            open_account(
                by=by,
                at=at,
                username=f"alone_{n}",
                password=f"Alone-{at:%f}-{n}-village",
                person=who,
                assurance=2,
            )
    return [(f"alone_{n}", name) for n, (_who, name) in enumerate(people)]


def _to_review(who: tuple[str, str]) -> dict[str, str]:
    """Applied for, signed, accepted, checked and visited."""
    username, name = who
    case_no = homes.submit(play.browser(username), **LONELY)
    signed = play.browser(username).post(
        f"/authorisations/{key(case_no, name)}", {"go": "sign", "agree": "1"}
    )
    assert signed.status_code == 302, play.errors(signed)
    road.accept(case_no)
    checker, act = play.browser(road.CHECKER), f"/desk/checks/{case_no}/act"
    assert checker.post(act, {"do": "begin"}).status_code == 302
    ask_sources(at=timezone.now())
    reported = checker.post(act, {"do": "report", "conclusion": "consistent"})
    assert reported.status_code == 302, play.errors(reported)
    road.visit(case_no, p_people={"found_home": "yes", "seen_people": "1"})
    return {"case_no": case_no, "name": name, "username": username}


def _close(one: dict[str, str], *, drawn: bool) -> None:
    """Close the notice; whether a case is drawn hangs on the event's number, so it is closed until the lot is right."""
    while True:
        with transaction.atomic():
            road.close(one["page"])
            if bool(play.row(one["case_no"])["variables"]["drawn"]) is drawn:
                return
            transaction.set_rollback(True)
