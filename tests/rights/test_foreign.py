"""What a matrix of whole doors does not show: one foreign thing among one's own, fields that nobody asked for, numbers
that could be guessed."""

import pytest
from django.test import Client

from minzheng.core.forms.models import Draft
from tests.journeys import people as play
from tests.journeys import road
from tests.journeys.test_chief import picks, reviewed

pytestmark = pytest.mark.usefixtures("province")


def test_one_foreign_case_among_ones_own_is_not_signed_and_holds_up_no_other() -> None:
    own, foreign = reviewed("dongyankun"), road.apply()
    chief = play.browser(play.APPROVER)
    (mine,) = picks(chief.get("/desk/chief").content.decode())
    chosen = [mine, f"{play.row(foreign)['id']}:confirm:grant"]
    page = play.text(chief.post("/desk/chief/sign", {"pick": chosen}))
    assert "林演兰" not in page, "of the foreign one nothing is told, not even whose it is"
    assert (play.row(own)["result"], play.row(foreign)["result"]) == ("granted", "")
    assert play.row(foreign)["state"] == "received"


def test_fields_that_nobody_asked_for_change_nothing() -> None:
    """A page of a form takes its own questions, not whose draft it is, nor for whom, nor a state."""
    stranger, me = play.person_of("linyanlan"), play.person_of("dongyankun")
    client = play.browser("dongyankun")
    url = play.begin(client)
    more = {
        "person": str(stranger),
        "person_id": str(stranger),
        "applicant_id": str(stranger),
        "state": "decided",
        "case": "1",
    }
    assert client.post(url, {**play.PAGES["p_who"], **more, "go": "next"}).status_code == 302
    draft = Draft.objects.get(id=url.split("/")[2])
    assert draft.person_id == me
    assert draft.case is None
    assert not set(more) & set(draft.answers)


@pytest.mark.parametrize("field", ["applicant", "state", "assurance", "sensitivity", "query_pin"])
def test_the_interface_refuses_fields_that_it_does_not_know(field: str) -> None:
    client = play.browser("dongyankun")
    sent = {"service": "gaoling", "answers": {"for_whom": "self"}, field: "3"}
    answer = client.post(
        "/api/v1/cases",
        sent,
        content_type="application/json",
        headers={"Idempotency-Key": f"foreign-{field}"},
    )
    assert answer.status_code == 422
    assert any(field in one["pointer"] for one in answer.json()["errors"])


def test_the_number_after_mine_tells_nothing_about_its_case() -> None:
    """Case numbers follow each other; who tries the neighbours of the own one gets the same answer for all."""
    mine, other = play.submit(play.browser("dongyankun")), play.submit(play.browser("caoyanshan"))
    client, nowhere = play.browser("dongyankun"), mine[:17] + "99999" + mine[-1]
    told = [said(client, number) for number in (other, nowhere)]
    assert told[0] == told[1]
    assert client.get(f"/cases/{mine}").status_code == 200
    assert Client().get(f"/cases/{other}").status_code == 302


def said(client: Client, number: str) -> tuple[int, str]:
    """Status and words of a case's page, its number left out."""
    answer = client.get(f"/cases/{number}")
    return answer.status_code, play.text(answer).replace(number, "")
