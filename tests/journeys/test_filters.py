"""Filters of 待办 and 在办: light, service and state, each kept on the way to the next page."""

import pytest

from tests.journeys import people as play
from tests.journeys.test_statements import DESK, copies, cost

pytestmark = pytest.mark.usefixtures("province")


def test_both_lists_are_filtered_by_state_light_and_service_and_the_filters_go_on_to_the_next_page() -> None:
    case_no = play.submit(play.browser("dongyankun"))
    copies(case_no, 60)
    officer = play.browser(play.ACCEPTOR)
    for path in ("/desk/", "/desk/doing"):
        chosen = f"{path}?state=received&light=green&service=gaoling"
        page = officer.get(chosen)
        assert "本页 50 件" in play.text(page)
        following = page.content.decode().split('rel="next"')[0].rsplit('href="', 1)[1]
        assert "state=received" in following
        assert "light=green" in following
        assert case_no not in play.text(officer.get(f"{path}?state=deciding"))
        assert case_no not in play.text(officer.get(f"{path}?light=red"))
        assert "本页 50 件" in play.text(officer.get(f"{path}?state=nobody-knows")), (
            "an unknown state filters nothing"
        )
        assert cost(officer, chosen) <= DESK
