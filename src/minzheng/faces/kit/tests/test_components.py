"""Components: what each tag writes, and that the whole stock of static files hangs together."""

import re
from pathlib import Path

import lxml.etree
import pytest
from django.template import Context, Template

from minzheng.faces.kit.tests.markup import FRAME, faults, parsed, render, static_file

pytestmark = pytest.mark.urls("minzheng.faces.kit.tests.routes")

KIT = Path(__file__).parent.parent
STATIC = KIT / "static" / "kit"
DASHES = re.compile(r"var\((--[a-z0-9-]+)\)")


def tag(markup: str, **context: object) -> str:
    return Template("{% load kit %}" + markup).render(Context(context))


@pytest.mark.parametrize("kind", ["green", "yellow", "red", "blue"])
def test_a_light_says_its_state_in_words_too(kind: str) -> None:
    html = tag("{% light item %}", item={"kind": kind, "text": "剩 <7> 天"})
    assert html == f'<span class="mz-light is-{kind}">剩 &lt;7&gt; 天</span>'


def test_an_unknown_colour_is_an_error_of_the_programmer() -> None:
    with pytest.raises(ValueError, match="orange"):
        tag("{% light item %}", item={"kind": "orange", "text": "?"})


def test_no_face_is_chosen_beforehand() -> None:
    faces = parsed(tag('{% faces "score" %}')).findall(".//input")
    assert [face.get("value") for face in faces] == ["5", "4", "3", "2", "1"]
    assert not [face for face in faces if face.get("checked") is not None]


@pytest.mark.parametrize("chosen", [2, "2"])
def test_the_face_chosen_before_an_error_stays_chosen(chosen: object) -> None:
    faces = parsed(tag('{% faces "score" chosen=chosen %}', chosen=chosen)).findall(".//input")
    assert [face.get("value") for face in faces if face.get("checked") is not None] == ["2"]


def test_the_error_summary_counts_and_links_to_the_fields() -> None:
    page = parsed(
        tag("{% error_summary errors %}", errors=[{"href": "#a", "text": "甲"}, {"href": "", "text": "乙"}])
    )
    assert page.findtext(".//h2") == "有 2 处要改"
    assert [a.get("href") for a in page.iter("a")] == ["#a"]
    assert page.get("role") == "alert"


def test_without_errors_there_is_no_summary() -> None:
    assert tag("{% error_summary errors %}", errors=None).strip() == ""


def test_steps_tell_the_place_in_a_sentence_and_a_bar() -> None:
    states = ["done", "now", "next"]
    page = parsed(
        "<div>" + tag("{% steps steps %}", steps=[{"title": s, "state": s} for s in states]) + "</div>"
    )
    assert page.find(".//p").text_content().startswith("第 2 步，共 3 步：now")
    assert (page.find(".//progress").get("value"), page.find(".//progress").get("max")) == ("2", "3")
    assert [li.get("aria-current") for li in page.iter("li")] == [None, "step", None]


def test_a_stacked_row_carries_the_name_of_each_column() -> None:
    table = {
        "caption": "表",
        "columns": [{"text": "姓名"}, {"text": "金额", "num": True}],
        "rows": [{"cells": [{"head": True, "text": "甲", "href": "/x"}, {"text": "715"}]}],
    }
    cell = parsed(tag("{% table table %}", table=table)).find(".//td")
    assert (cell.get("data-label"), cell.get("class"), cell.text) == ("金额", "is-num", "715")


def test_a_row_with_a_cell_too_few_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        tag(
            "{% table table %}",
            table={"caption": "", "columns": [{"text": "a"}, {"text": "b"}], "rows": [{"cells": []}]},
        )


def test_a_pager_has_previous_and_next_only() -> None:
    page = parsed(tag("{% pager pager %}", pager={"prev_url": "?b", "next_url": "?a"}))
    assert [(a.get("rel"), a.get("href")) for a in page.iter("a")] == [("prev", "?b"), ("next", "?a")]


def test_what_people_typed_is_escaped_everywhere() -> None:
    bad = "<script>x</script>"
    html = tag("{% summary rows %}", rows=[{"label": bad, "value": bad, "note": bad}])
    html += tag("{% timeline events %}", events=[{"what": bad, "when": bad, "note": bad}])
    html += tag("{% notice text %}{% icon text %}", text=bad)
    assert "<script>" not in html


@pytest.mark.parametrize("frame", ["kit/portal_base.html", "kit/desk_base.html"])
@pytest.mark.parametrize(
    ("cookies", "elder", "contrast", "links"),
    [
        ("", None, None, ["长辈版", "高对比"]),
        ("mz_elder=on", "", None, ["标准版", "高对比"]),
        ("mz_contrast=on", None, "high", ["长辈版", "普通色"]),
        ("mz_elder=on; mz_contrast=on", "", "high", ["标准版", "普通色"]),
    ],
)
def test_the_frame_writes_the_mode_and_the_link_out_of_it(
    frame: str, cookies: str, elder: str | None, contrast: str | None, links: list[str]
) -> None:
    html = render(frame, dict(FRAME), cookies=cookies)
    page = parsed(html)
    words = [a.text_content().strip() for a in page.iter("a") if "/display?" in (a.get("href") or "")]
    assert (page.get("data-elder"), page.get("data-contrast")) == (elder, contrast)
    assert words == links


def test_the_title_begins_with_what_went_wrong() -> None:
    title = parsed(
        render("kit/portal_base.html", FRAME | {"errors": [{"href": "#a", "text": "甲"}]})
    ).findtext(".//title")
    assert title.startswith("出错了：")


def test_the_menu_shows_what_the_installation_has_and_marks_where_one_is() -> None:
    page = parsed(render("kit/portal_base.html", FRAME | {"nav": "cases"}))
    menu = {
        a.text: (a.get("href"), a.get("aria-current")) for a in page.find(".//nav[@class='mz-nav']").iter("a")
    }
    assert menu["办件"] == ("/portal/my_cases", "page")
    assert menu["首页"] == ("/portal/home", None)
    assert "卡包" not in menu


def test_strangers_are_offered_to_sign_in_and_staff_the_workbench() -> None:
    stranger = parsed(render("kit/portal_base.html", FRAME | {"me": None})).text_content()
    officer = parsed(
        render("kit/portal_base.html", FRAME | {"me": FRAME["me"] | {"is_staff": True}})
    ).text_content()
    assert "登录" in stranger
    assert "登录" not in officer
    assert "工作台" in officer


def test_the_demo_line_is_there_in_a_demo_only() -> None:
    assert "均为虚构" in render("kit/portal_base.html", FRAME | {"demo": True})
    assert "均为虚构" not in render("kit/portal_base.html", FRAME | {"demo": False})


def test_a_frame_links_only_files_that_exist() -> None:
    for frame in ("kit/portal_base.html", "kit/desk_base.html"):
        page = parsed(render(frame, dict(FRAME)))
        links = [e.get("href") for e in page.iter("link")] + [
            e.get("src") for e in page.iter("script", "img")
        ]
        assert links
        assert [link for link in links if not static_file(link).is_file()] == []


def test_every_style_sheet_of_the_kit_is_linked() -> None:
    page = parsed(render("kit/portal_base.html", dict(FRAME)))
    linked = {Path(e.get("href")).name for e in page.iter("link")}
    assert {sheet.name for sheet in (STATIC / "css").glob("*.css")} <= linked


def test_style_sheets_use_declared_variables_only() -> None:
    declared = set(
        re.findall(r"^\s*(--[a-z0-9-]+):", (STATIC / "css" / "tokens.css").read_text("utf-8"), re.M)
    )
    used = {
        name for sheet in (STATIC / "css").glob("*.css") for name in DASHES.findall(sheet.read_text("utf-8"))
    }
    assert used <= declared
    assert len(used) > 40


def test_every_icon_that_a_template_names_exists_and_is_drawn_alike() -> None:
    names = {
        name
        for path in KIT.parent.rglob("*.html")
        for name in re.findall(r'(?:icon|icon_name=)\s?"([a-z0-9-]+)"', path.read_text("utf-8"))
    }
    assert len(names) >= 10
    drawn = {path.stem: lxml.etree.parse(path).getroot() for path in (STATIC / "icons").glob("*.svg")}
    assert names <= drawn.keys()
    for name, root in drawn.items():
        assert (root.get("viewBox"), root.get("stroke-width")) == ("0 0 24 24", "1.6"), name
        assert not root.findall(".//{*}text"), f"{name}: no writing in pictures"


def test_each_problem_page_and_frame_is_sound() -> None:
    assert faults(render("kit/problems/404.html", FRAME | PROBLEM)) == []


PROBLEM = {
    "frame": "kit/portal_base.html",
    "title": "没有找到这一页",
    "status": 404,
    "mark": "",
    "back_url": "",
    "home_url": "/",
    "field_messages": ["甲"],
}
