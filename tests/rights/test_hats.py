"""Under the hat of a legal person: which pages act for it, and that every other page of a person says whose it is."""

from uuid import UUID

import pytest

from tests.journeys import people as play
from tests.journeys.test_cases_of_legal_persons import administrator
from tests.rights.expected import doors
from tests.rights.knock import HAT_FIRST, routes

pytestmark = pytest.mark.usefixtures("province")

FOR_THE_BODY = {
    f"portal:{name}"
    for name in (
        *("apply", "fill", "check", "discard", "my_cases", "case", "receipt", "withdraw", "supplement"),
        *("commitment", "rate", "letter", "letter_pdf", "organisation"),
    )
}
"""Pages that act for the legal person under its hat; `acting` changes it."""
WORDS = {"service": "gaoling", "page_key": "p_who", "case_no": "99030105202601010000012", "code": "none"}


def test_every_other_page_of_a_person_says_that_it_is_the_persons_and_does_nothing() -> None:
    admin, tried = administrator(), []
    for name, path in routes():
        door = doors().get(name)
        if door is None or door.desk or name.startswith(("openapi:", "workbench:", "portal:acting")):
            continue
        if door.ask in ("public", "bearer", "ends", "nobody", "untried") or name in FOR_THE_BODY:
            continue
        parts = [part.strip("<>").partition(":")[2] if "<" in part else part for part in path.split("/")]
        url = "/" + "/".join(
            WORDS.get(part, str(UUID(int=7))) if "<" in raw else part
            for raw, part in zip(path.split("/"), parts, strict=True)
        )
        answers = [admin.get(url), admin.post(url)]
        kept = [one for one in answers if one.status_code != 405]
        assert kept, name
        for answer in kept:
            if answer.status_code == 302:
                assert answer["Location"] == HAT_FIRST, name
            elif name != "portal:object":  # there is no notice of that code
                assert (answer.status_code, "个人的事请先换回本人" in play.text(answer)) == (409, True), name
        if any(answer.status_code == 302 for answer in kept):
            assert "请先换回本人，再办" in play.text(admin.get(HAT_FIRST)), name
        tried.append(name)
    assert {"portal:inbox", "portal:looks", "portal:consent", "identity:connected", "social_orgs:names"} <= {
        *tried
    }
