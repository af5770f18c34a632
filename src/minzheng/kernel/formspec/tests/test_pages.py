"""What a browser gets and what it sends back."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minzheng.kernel.errors import FieldProblem
from minzheng.kernel.formspec import Upload, render_errors

from .browser import FILE, SCHOOL, Page, opened, send
from .sample import (
    ANSWERS,
    CONTEXT,
    KINDS,
    MEMBER,
    choose,
    form_of,
    hidden_when,
    number,
    page,
    required,
    sample,
    text,
)

HOSTILE = [
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    "</textarea><script>alert(1)</script>",
    "</label></legend></fieldset><img src=x onerror=alert(1)>",
    "&quot;&lt;b&gt;\x01\x02\x03\x04",
    "{{ 7 * 7 }}{% now %}${1}",
    'type="date"',
]


def all_rows(answers: dict[str, Any]) -> list[str]:
    return [f"members.{number}" for number in range(len(answers.get("members", [])))]


def typed(words: str = "") -> st.SearchStrategy[Any]:
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(lambda raw: words + raw)


NAMES = typed("林").map(lambda raw: KINDS["person_name"].parse(raw, None))
WORDS = typed("x").map(lambda raw: KINDS["long_text"].parse(raw, None))
ROWS = st.fixed_dictionaries(
    {
        "relation": st.sampled_from(["spouse", "child"]),
        "name": NAMES,
        "state": st.sampled_from(["school", "work"]),
    },
    optional={"income": st.integers(0, 10**9), "id_number": st.just("990101198003150010")},
)
FULL = st.fixed_dictionaries(
    {},
    optional={
        "name": NAMES,
        "id_number": st.just("990101195208150125"),
        "phone": st.just("19900000126"),
        "mail": st.just("a.b+c@example.org"),
        "since": st.dates().map(lambda day: day.isoformat()),
        "home": st.fixed_dictionaries(
            {
                "place": st.just("990101001002"),
                "detail": typed("号").map(lambda raw: KINDS["text"].parse(raw, None)),
            }
        ),
        "alone": st.sampled_from(["yes", "no"]),
        "people": st.integers(2, 20),
        "members": st.lists(ROWS, min_size=1, max_size=3),
        "income": st.integers(0, 10**9),
        "assets": st.lists(st.sampled_from(["car", "house", "company"]), min_size=1, unique=True).map(
            lambda chosen: [one for one in ("car", "house", "company") if one in chosen]
        ),
        "plate": typed("青").map(lambda raw: KINDS["text"].parse(raw, None)),
        "licence": st.just("lic-1"),
        "promise": st.booleans(),
        "rich": st.booleans(),
        "remark": WORDS,
    },
)


@settings(max_examples=50, deadline=None)
@given(FULL)
def test_what_is_shown_and_sent_back_unchanged_stays_what_it_was(answers: dict[str, Any]) -> None:
    form = sample()
    answers = form.clean({"promise": False, "rich": False, **answers}, CONTEXT)
    back: dict[str, Any] = {}
    for shown in form.visible_pages(answers, CONTEXT):
        browser = opened(form, shown.key, answers, open_rows=all_rows(answers))
        assert len(set(browser.ids)) == len(browser.ids)
        sent = form.read_page(shown, browser.sent, {}, back, CONTEXT)
        assert not [problem for problem in sent.problems if "请" not in problem.message]
        back = sent.answers
    assert form.clean(back, CONTEXT) == answers


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(HOSTILE) | typed("<"))
def test_nothing_that_is_typed_becomes_markup(value: str) -> None:
    form = sample()
    member = {**SCHOOL, "name": value, "proof": [{**FILE, "name": value[:200]}]}
    context = {
        **CONTEXT,
        "licences": [{"value": value, "label": value}],
        "places": [{"value": value, "label": value}],
    }
    calm_context = {
        **CONTEXT,
        "licences": [{"value": "x", "label": "x"}],
        "places": [{"value": "x", "label": "x"}],
    }
    calm = {**SCHOOL, "name": "x", "proof": [{**FILE, "name": "x"}]}
    for shown in form.pages:
        names = [field.dotted for field in shown.fields] + ["home.place", "home.detail"]
        for open_rows in ((), ("members.0",)):
            texts = []
            for put, row, where in ((value, member, context), ("x", calm, calm_context)):
                raw = {name: [put] for name in names} | {"members.0.name": [put]}
                problems = [FieldProblem(name, put, put) for name in names]
                answers = {**ANSWERS, "members": [row]}
                texts.append(
                    form.render_page(
                        shown, raw, problems, where, answers=answers, open_rows=open_rows, file_icon=put
                    )
                    + render_errors(problems)
                )
            hostile, harmless = Page(texts[0]), Page(texts[1])
            assert hostile.tags == harmless.tags
            assert [list(found) for _, found in hostile.attributes] == [
                list(found) for _, found in harmless.attributes
            ]


def test_a_hostile_value_is_shown_as_it_was_typed() -> None:
    form = sample()
    for value in HOSTILE:
        browser = opened(form, "sign", {}, raw={"remark": [value]})
        assert browser.sent["remark"] == [value]
        assert "script" not in browser.tags
        assert opened(form, "applicant", {}, raw={"name": [value]}).named("name")["value"] == value


def test_a_closed_row_shows_hostile_words_as_words() -> None:
    rows = {
        "type": "dynamiclist",
        "path": "rows",
        "label": "列表",
        "components": [text("a", "甲"), text("b", "乙")],
    }
    form = form_of(page("p", "第一页", rows))
    for value in HOSTILE[:4]:
        browser = opened(form, "p", {"rows": [{"a": value, "b": value}]})
        assert "_row" not in " ".join(browser.sent)
        assert browser.words.count(value) == 3
        assert not {"script", "img"} & set(browser.tags)


def test_no_style_and_no_script_stands_in_a_page() -> None:
    form = sample()
    for shown in form.pages:
        browser = opened(form, shown.key, ANSWERS, open_rows=["members.0"])
        assert not {"script", "style"} & set(browser.tags)
        for _, attributes in browser.attributes:
            assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_the_markup_is_that_of_the_look() -> None:
    html = form_of(
        page("p", "第一页", required(text("a", "姓名", description="和身份证上一样。")))
    ).render_page("p", {}, [], CONTEXT)
    assert html == (
        '<h1>第一页</h1><div class="mz-gap"><div class="mz-field"><label class="mz-label" for="f-a">姓名</label>'
        '<p class="mz-hint" id="f-a-h">和身份证上一样。</p>'
        '<input class="mz-input" id="f-a" name="a" type="text" value="" autocomplete="off"'
        ' aria-describedby="f-a-h"></div></div>'
    )


def test_a_field_with_an_error_says_so_to_everyone() -> None:
    form = form_of(page("p", "第一页", required(text("a", "号码", description="18 位"))))
    html = form.render_page("p", {"a": ["12"]}, [FieldProblem("a", "少了 16 位", "号码")], CONTEXT)
    assert '<div class="mz-field mz-field-bad">' in html
    assert '<span class="mz-bad" id="f-a-e"><span class="mz-vh">错误：</span>少了 16 位</span>' in html
    shown = Page(html).named("a")
    assert (shown["value"], shown["aria-invalid"], shown["aria-describedby"]) == ("12", "true", "f-a-h f-a-e")


def test_every_error_of_the_summary_leads_to_an_element_of_the_page() -> None:
    form = sample()
    answers = {"members": [{"state": "school"}, {"state": "work"}], "alone": "no"}
    for shown in form.visible_pages(answers, CONTEXT):
        problems = form.check_page(shown, answers, CONTEXT)
        browser = opened(form, shown.key, answers, *problems)
        targets = [found["href"][1:] for tag, found in Page(render_errors(problems)).attributes if tag == "a"]
        assert len(targets) == len(problems)
        assert set(targets) <= set(browser.ids)
        for _, found in browser.attributes:
            for name in ("for", "aria-labelledby", "aria-describedby"):
                assert set(found.get(name, "").split()) <= set(browser.ids)


def test_the_error_summary_counts_and_names() -> None:
    html = render_errors([FieldProblem("members.2.id_number", "最后一位对不上", "第 3 位成员，公民身份号码")])
    assert '<h2 id="err">有 1 处要改</h2>' in html
    assert '<a href="#f-members-2-id_number">第 3 位成员，公民身份号码：最后一位对不上</a>' in html
    assert render_errors([]) == ""
    assert "<a" not in render_errors([FieldProblem("", "两个日期反了")])


def test_what_was_typed_wrong_is_shown_again_with_its_sentence() -> None:
    form = sample()
    sent = send(form, "money", {}, change={"income": "很多"})
    assert [(problem.path, problem.label) for problem in sent.problems] == [("income", "您每月的收入")]
    assert not sent.done
    assert "income" not in sent.answers
    assert (
        opened(form, "money", sent.answers, *sent.problems, raw=sent.raw).named("income")["value"] == "很多"
    )


def test_reading_leaves_the_answers_of_the_caller_alone() -> None:
    form = sample()
    answers = {"members": [dict(MEMBER)]}
    send(form, "members", answers, remove="members.0")
    assert answers == {"members": [MEMBER]}


def test_a_day_that_the_picker_cannot_show_stays_as_typed() -> None:
    form = sample()
    shown = opened(form, "applicant", {}, raw={"since": ["昨天"]}).named("since")
    assert (shown["type"], shown["value"]) == ("text", "昨天")
    assert opened(form, "applicant", {"since": "2020-01-02"}).named("since")["type"] == "date"


def test_a_question_that_comes_into_view_is_asked_before_it_is_missed() -> None:
    form = form_of(
        page(
            "p",
            "第一页",
            choose("radio", "car", "有没有车", {"yes": "有", "no": "没有"}),
            hidden_when(required(text("plate", "车牌号")), 'not(car = "yes")'),
        )
    )
    first = opened(form, "p", {})
    hidden = next(found for tag, found in first.attributes if found.get("data-mz-path") == "plate")
    assert "hidden" in hidden
    assert hidden["data-mz-hide-when"] == 'not(car = "yes")'
    sent = form.read_page("p", {**first.sent, "car": ["yes"]}, {}, {}, CONTEXT)
    assert sent.fresh == ("plate",)
    assert sent.problems == ()
    assert not sent.done
    second = opened(form, "p", sent.answers, raw=sent.raw)
    assert "hidden" not in next(
        found for _, found in second.attributes if found.get("data-mz-path") == "plate"
    )
    again = form.read_page("p", second.sent, {}, sent.answers, CONTEXT)
    assert [problem.path for problem in again.problems] == ["plate"]
    assert again.fresh == ()


def test_a_question_of_another_page_that_is_away_is_not_in_the_page() -> None:
    form = form_of(
        page("p", "第一页", choose("radio", "car", "有没有车", {"yes": "有", "no": "没有"})),
        page("q", "第二页", hidden_when(text("plate", "车牌号"), 'car = "no"'), text("b", "乙")),
    )
    assert "车牌号" not in form.render_page("q", {}, [], CONTEXT, answers={"car": "no"})
    assert "车牌号" in form.render_page("q", {}, [], CONTEXT, answers={"car": "yes"})


def test_a_page_that_is_away_cannot_be_shown() -> None:
    with pytest.raises(LookupError):
        sample().render_page("members", {}, [], CONTEXT, answers={"alone": "yes"})
    with pytest.raises(KeyError):
        sample().render_page("nowhere", {}, [], CONTEXT)


def test_files_are_added_refused_and_dropped() -> None:
    form = sample()
    upload = Upload("sha-2", "第 2 页.jpg", 900_000, "image/jpeg")
    answers = {"members": [SCHOOL]}
    post = opened(form, "members", answers, open_rows=["members.0"]).sent
    sent = form.read_page("members", post, {"members.0.proof": [upload]}, answers, CONTEXT)
    assert [file["file"] for file in sent.answers["members"][0]["proof"]] == ["sha-1", "sha-2"]
    dropped = form.read_page("members", {**post, "drop": ["members.0.proof.0"]}, {}, sent.answers, CONTEXT)
    assert [file["file"] for file in dropped.answers["members"][0]["proof"]] == ["sha-2"]
    assert dropped.open_rows == ("members.0",)
    refused = Upload("", "坏.jpg", 0, "", refused="这张照片打不开，请重拍一张")
    bad = form.read_page("members", post, {"members.0.proof": [refused]}, answers, CONTEXT)
    assert [(problem.path, problem.message) for problem in bad.problems] == [
        ("members.0.proof", "这张照片打不开，请重拍一张")
    ]
    assert bad.answers["members"][0]["proof"] == [FILE]


@pytest.mark.parametrize(
    "target", ["", "x", "members", "members.9.proof.0", "members.0.proof.99", "members.0.name.0", "a.b.c.d"]
)
def test_a_button_that_names_nothing_does_nothing(target: str) -> None:
    form = sample()
    for button in ("add", "remove", "drop", "edit"):
        sent = send(form, "members", {"members": [SCHOOL]}, **{button: target})
        assert sent.answers["members"] == [SCHOOL]


def test_a_masked_number_sent_back_unchanged_keeps_its_reference() -> None:
    form = sample()
    reference = {"ref": "r-1", "shown": "990101********0125"}
    sent = send(form, "applicant", {**ANSWERS, "id_number": reference})
    assert sent.answers["id_number"] == reference
    assert sent.done
    changed = send(
        form, "applicant", {**ANSWERS, "id_number": reference}, change={"id_number": "990101198003150010"}
    )
    assert changed.answers["id_number"] == "990101198003150010"


def test_a_locked_answer_is_shown_and_cannot_be_sent() -> None:
    form = form_of(
        page(
            "p",
            "第一页",
            text("a", "姓名", readonly=True, properties={"source": "person.name"}),
            text("b", "乙"),
        )
    )
    context = {**CONTEXT, "shared": {"person.name": "林演兰"}}
    html = form.render_page("p", {}, [], context, answers={"a": "林演兰"}, found=["a"])
    assert 'value="林演兰" readonly' in html
    assert "✓ 已查到" in html
    assert (
        form.read_page("p", {"a": ["别人"], "b": ["x"]}, {}, {"a": "林演兰"}, context).answers["a"]
        == "林演兰"
    )
    asked = {**CONTEXT, "shared": {}}
    assert Page(form.render_page("p", {}, [], asked)).named("a")["value"] == ""
    assert form.read_page("p", {"a": ["林演兰"]}, {}, {}, asked).answers == {"a": "林演兰"}


def test_an_answer_of_ten_thousand_characters_is_cut_and_refused() -> None:
    sent = send(sample(), "applicant", {}, change={"mail": "x" * 20_000})
    assert any(problem.path == "mail" and "太长" in problem.message for problem in sent.problems)
    assert len(sent.raw["mail"][0]) == 10_000


def test_words_between_the_questions_may_come_from_an_expression() -> None:
    form = form_of(
        page(
            "p",
            "第一页",
            {
                "type": "text",
                "text": "第一段\n\n- 一\n- **二**\n\n看[指南](/guide)，不看[这个](javascript:x)",
            },
            {"type": "text", "text": '="您填了 " + string(age) + " 岁 <b>"'},
            number("n", "数字"),
            {"type": "separator"},
        )
    )
    html = form.render_page("p", {}, [], {**CONTEXT, "age": 81})
    assert "<p>第一段</p><ul><li>一</li><li><strong>二</strong></li></ul>" in html
    assert '<a href="/guide">指南</a>' in html
    assert "javascript" not in html.replace("[这个](javascript:x)", "")
    assert "<p>您填了 81 岁 &lt;b&gt;</p>" in html
    assert "<hr>" in html


def test_later_keeps_what_is_there_and_asks_nothing() -> None:
    sent = send(sample(), "applicant", {}, change={"name": "林演兰"}, later="1")
    assert (sent.action, sent.problems, sent.done) == ("later", (), False)
    assert sent.answers == {"name": "林演兰"}


def test_the_values_of_a_page_are_only_those_on_view_there() -> None:
    sent = send(sample(), "home", ANSWERS, change={"alone": "yes"})
    assert sent.values == {"home": ANSWERS["home"], "alone": "yes"}


def test_options_may_have_a_second_line() -> None:
    asked = choose("radio", "a", "甲", {"x": "同意", "y": "退回"}, properties={"hint.y": "写明查什么"})
    html = form_of(page("p", "第一页", required(asked))).render_page("p", {"a": ["y"]}, [], CONTEXT)
    assert html.endswith(
        '<fieldset><legend>甲</legend><div class="mz-choices mz-choices-1"><label class="mz-choice">'
        '<input type="radio" id="f-a" name="a" value="x">同意</label><label class="mz-choice">'
        '<input type="radio" id="f-a-2" name="a" value="y" checked>'
        "<span>退回<small>写明查什么</small></span></label></div></fieldset></div>"
    )


def test_an_error_at_a_group_of_choices_stands_before_them() -> None:
    form = form_of(page("p", "第一页", required(choose("radio", "a", "甲", {"x": "同意"}))))
    html = form.render_page("p", {}, form.check({}, CONTEXT), CONTEXT)
    assert (
        '<fieldset class="mz-field-bad" aria-describedby="f-a-e"><legend>甲</legend><span class="mz-bad" id="f-a-e">'
        '<span class="mz-vh">错误：</span>请选一项：甲</span><div class="mz-choices">' in html
    )


def test_what_may_stay_empty_says_so() -> None:
    form = form_of(page("p", "第一页", text("a", "甲"), required(text("b", "乙"))))
    words = Page(form.render_page("p", {}, [], CONTEXT)).words
    assert "甲（可以不填）" in words
    assert "乙" in words


def test_a_section_comes_and_goes_as_one() -> None:
    form = sample()
    with_car = opened(form, "money", {"assets": ["car"]})
    without = opened(form, "money", {"assets": ["house"]})
    condition = 'not(list contains(assets, "car"))'
    section, away = (
        next(
            found
            for tag, found in browser.attributes
            if tag == "section" and found.get("data-mz-hide-when") == condition
        )
        for browser in (with_car, without)
    )
    assert "hidden" not in section
    assert "hidden" in away
    assert "hidden" not in without.named("plate")
    assert "plate" in with_car.sent["_offered"][0].split()
    assert "plate" not in without.sent["_offered"][0].split()


def test_files_that_are_there_are_listed_with_their_size_and_button() -> None:
    html = sample().render_page(
        "members", {}, [], CONTEXT, answers={"members": [SCHOOL]}, open_rows=["members.0"]
    )
    assert "在学证明.jpg<small>已上传，0.8 MB</small>" in html
    assert '<button class="mz-btn mz-btn-quiet" type="submit" name="drop" value="members.0.proof.0">' in html
    assert "再加一个" in html
    assert Page(html).named("members.0.proof")["accept"] == "image/*,.pdf"


def test_a_number_without_decimals_opens_the_digits() -> None:
    form = form_of(page("p", "第一页", number("a", "人数", decimalDigits=0), number("b", "金额", "money")))
    browser = opened(form, "p", {})
    assert browser.named("a")["inputmode"] == "numeric"
    assert browser.named("b")["inputmode"] == "decimal"
    assert browser.named("b")["aria-describedby"] == "f-b-u"
