"""Rows of the same questions: added, opened, closed and removed, without script."""

from .browser import SCHOOL, opened, send
from .sample import CONTEXT, MEMBER, sample


def test_the_first_row_is_open_and_rows_are_added_without_script() -> None:
    form = sample()
    first = opened(form, "members", {})
    assert first.sent["members._row"] == ["0"]
    new = {f"members.0.{name}": value for name, value in MEMBER.items() if name != "income"} | {
        "members.0.income": "1500"
    }
    sent = send(form, "members", {}, change=new, add="members")
    assert sent.problems == ()
    assert (sent.action, sent.target) == ("add", "members")
    assert sent.answers["members"] == [MEMBER]
    assert sent.open_rows == ("members.1",)
    browser = opened(form, "members", sent.answers, raw=sent.raw, open_rows=sent.open_rows)
    assert browser.sent["members._row"] == ["1"]
    assert "袁某（子女）" in browser.words


def test_a_row_left_empty_is_no_row() -> None:
    form = sample()
    sent = send(form, "members", {"members": [MEMBER]}, open_rows=["members.1"])
    assert sent.answers["members"] == [MEMBER]
    assert sent.done


def test_a_row_is_removed_and_the_typed_rest_moves_up() -> None:
    form = sample()
    answers = {"members": [MEMBER, SCHOOL, MEMBER]}
    sent = send(
        form,
        "members",
        answers,
        open_rows=["members.1", "members.2"],
        change={"members.2.income": "很多"},
        remove="members.1",
    )
    assert [row["name"] for row in sent.answers["members"]] == ["袁某", "袁某"]
    assert sent.raw["members.1.income"] == ["很多"]
    assert sent.open_rows == ("members.1",)
    browser = opened(form, "members", sent.answers, raw=sent.raw, open_rows=sent.open_rows)
    assert browser.named("members.1.income")["value"] == "很多"


def test_a_closed_row_is_opened_by_its_button_and_kept_when_not_sent() -> None:
    form = sample()
    sent = send(form, "members", {"members": [MEMBER]}, edit="members.0")
    assert sent.answers["members"] == [MEMBER]
    assert sent.open_rows == ("members.0",)
    assert opened(form, "members", sent.answers, open_rows=sent.open_rows).sent["members.0.name"] == ["袁某"]


def test_an_unfinished_row_cannot_be_closed() -> None:
    browser = opened(sample(), "members", {"members": [MEMBER, {"name": "袁某某"}]})
    assert browser.sent["members._row"] == ["1"]


def test_rows_do_not_grow_past_their_number() -> None:
    form = sample()
    people = [{**MEMBER, "id_number": "", "name": f"甲{chr(0x4E00 + n)}"} for n in range(10)]
    sent = send(form, "members", {"members": people}, add="members")
    assert "members.10" not in sent.open_rows
    assert "＋ 再加一位成员" not in opened(form, "members", {"members": people}).words
    flood = {"members._row": [str(number) for number in range(9000)], "members.8999.name": ["x"]}
    assert len(form.read_page("members", flood, {}, {}, CONTEXT).answers.get("members", [])) <= 200


def test_a_question_that_comes_into_view_inside_a_row_opens_the_row() -> None:
    form = sample()
    retired = {**MEMBER, "state": "retired"}
    sent = send(
        form, "members", {"members": [retired]}, open_rows=["members.0"], change={"members.0.state": "school"}
    )
    assert sent.fresh == ("members.0.proof",)
    assert sent.open_rows == ("members.0",)
