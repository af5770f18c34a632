"""Help for citizens and for each desk, without a statement of its own."""

import pytest

from tests.journeys import people as play

pytestmark = pytest.mark.usefixtures("province")


def test_a_stranger_reads_how_to_apply() -> None:
    stranger = play.browser()
    assert "申请一件事" in play.text(stranger.get("/help"))
    page = play.text(stranger.get("/help/apply"))
    assert "材料不齐也收" in page
    assert "受理员" not in play.text(stranger.get("/help"))


def test_help_that_is_not_there_says_where_to_look() -> None:
    for path in ("/help/nothing", "/help/acceptor"):
        answer = play.browser().get(path)
        assert answer.status_code == 404
        assert "没有这一篇帮助" in play.text(answer)


def test_an_officer_sees_the_help_of_his_own_role_first() -> None:
    officer = play.browser(play.ACCEPTOR)
    page = play.text(officer.get("/desk/help"))
    assert page.index("受理员 （您的岗位）") < page.index("窗口收件员")
    assert "五个工作日内必须答复" in play.text(officer.get("/desk/help/acceptor"))
    assert officer.get("/desk/help/apply").status_code == 404
