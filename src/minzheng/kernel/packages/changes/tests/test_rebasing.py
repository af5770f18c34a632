"""Three ways: what only one side changed is taken over, what both changed is named; nothing else is touched."""

from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.packages import Rebased, compare, rebase
from minzheng.kernel.packages.tests.test_packages import shipped

BASE = shipped()
Edit = tuple[str, str, str]
EDITS: list[Edit] = [
    ("eligibility.dmn", "[80..90)", "[80..85)"),
    ("eligibility.dmn", '<text>"100"</text>', '<text>"99"</text>'),
    ("process.bpmn", 'mz:limit="delivery_period"', 'mz:limit="promised_limit"'),
    ("process.bpmn", 'name="初审"', 'name="审查"'),
    ("apply.form.json", '"label": "联系电话"', '"label": "电话"'),
    ("apply.form.json", "例如：青岚农商银行。", "写全称。"),
    ("service.yaml", "n: 15", "n: 12"),
    ("service.yaml", "fee: 不收费", "fee: 免费"),
    ("guide.md", "\n", "\n新的一句。\n"),
]


def edited(*edits: Edit) -> dict[str, str]:
    files = dict(BASE)
    for file, old, new in edits:
        assert old in files[file]
        files[file] = files[file].replace(old, new, 1)
    return files


def collisions(made: Rebased) -> list[str]:
    return [str(one) for one in made.collisions]


@given(
    st.lists(st.sampled_from(EDITS), unique=True, max_size=4),
    st.lists(st.sampled_from(EDITS), unique=True, max_size=4),
)
def test_edits_of_different_elements_come_together_whichever_side_made_them(
    one: list[Edit], other: list[Edit]
):
    made = rebase(BASE, edited(*one), edited(*other))
    assert made.collisions == ()
    both = edited(*dict.fromkeys([*one, *other]))
    assert compare(dict(made.files), both) == []


@given(st.lists(st.sampled_from(EDITS), unique=True, max_size=4))
def test_who_changed_nothing_gets_the_newest_and_the_same_edit_twice_is_one(edits: list[Edit]):
    newest = edited(*edits)
    assert rebase(BASE, newest, BASE).files == newest
    assert rebase(BASE, BASE, newest).files == newest
    assert rebase(BASE, newest, newest).files == newest


def test_comments_and_layout_stay_where_lines_can_be_merged():
    made = rebase(BASE, edited(EDITS[2]), edited(EDITS[3]))
    assert made.relaid == ()
    assert "<!-- A drafted refusal does not stop" in made.files["process.bpmn"]


def test_the_same_cell_the_same_attribute_and_the_same_word_collide_with_their_place():
    made = rebase(
        BASE,
        edited(
            ("eligibility.dmn", "[80..90)", "[80..85)"),
            ("process.bpmn", 'mz:role="window"', 'mz:role="helper"'),
        ),
        edited(
            ("eligibility.dmn", "[80..90)", "[79..90)"),
            ("process.bpmn", 'mz:role="window"', 'mz:role="clerk"'),
        ),
    )
    assert collisions(made) == [
        "eligibility.dmn「判断 tier 第 3 行（row_80） “周岁”」：两边都改了：最新版改成“[80..85)”，您改成“[79..90)”。",
        "process.bpmn「环节 deliver（送达） role」：两边都改了：最新版改成“helper”，您改成“clerk”。",
    ]
    assert "[79..90)" in made.files["eligibility.dmn"]
    words = rebase(
        BASE, edited(("service.yaml", "n: 15", "n: 12")), edited(("service.yaml", "n: 15", "n: 20"))
    )
    assert collisions(words) == [
        "service.yaml「limits.statutory_limit.n」：两边都改了：最新版改成“12”，您改成“20”。"
    ]


def test_what_one_side_took_away_and_the_other_changed_collides():
    start = '<bpmn:endEvent id="declined" name="谢绝" mz:state="withdrawn" mz:result="declined"/>'
    less, more = edited(("process.bpmn", start, "")), edited(("process.bpmn", 'name="谢绝"', 'name="不要"'))
    assert collisions(rebase(BASE, less, more)) == [
        "process.bpmn「事件 declined（不要）」：最新版删去了它，您却改了它。"
    ]
    assert collisions(rebase(BASE, more, less)) == [
        "process.bpmn「事件 declined（不要）」：您删去了它，最新版却改了它。"
    ]
    gone = {name: text for name, text in BASE.items() if name != "guide.md"}
    assert collisions(rebase(BASE, gone, edited(EDITS[-1]))) == [
        "guide.md：最新版删去了这个文件，您却改了它。"
    ]


def test_members_that_both_added_at_the_same_place_stand_one_after_the_other():
    end = "note: 卡号填对了就可以不传}\n"
    theirs = edited(("service.yaml", end, end + "  - {code: a, name: 甲}\n"))
    mine = edited(("service.yaml", end, end + "  - {code: b, name: 乙}\n"))
    made = rebase(BASE, theirs, mine)
    assert made.collisions == ()
    assert made.relaid == ()
    assert "  - {code: a, name: 甲}\n  - {code: b, name: 乙}\n" in made.files["service.yaml"]


def test_the_order_of_rows_follows_the_side_that_moved_them_and_collides_when_both_did():
    words = "aliases: [高龄补贴, 老龄钱, 老年补贴, 八十岁补贴, 长寿钱, 高龄老人津贴]"
    moved = edited(
        ("service.yaml", words, "aliases: [老龄钱, 高龄补贴, 老年补贴, 八十岁补贴, 长寿钱, 高龄老人津贴]")
    )
    added = edited(("service.yaml", words, words[:-1] + ", 敬老钱]"))
    other = edited(
        ("service.yaml", words, "aliases: [高龄补贴, 老年补贴, 老龄钱, 八十岁补贴, 长寿钱, 高龄老人津贴]")
    )
    made = rebase(BASE, moved, added)
    assert made.collisions == ()
    assert "老龄钱" in made.files["service.yaml"].split("aliases:")[1][:12]
    assert "敬老钱" in made.files["service.yaml"]
    assert collisions(rebase(BASE, moved, other)) == ["service.yaml「aliases」：两边都改了次序，排得不一样。"]


def test_foreign_extensions_and_diagrams_survive_a_merge_that_is_laid_out_afresh():
    extra = (
        '<bpmn:userTask xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="urn:zeebe" id="{id}">'
        '<bpmn:extensionElements><zeebe:assignee name="x"/></bpmn:extensionElements></bpmn:userTask>'
    )
    head = '<d xmlns="urn:d" xmlns:zeebe="urn:zeebe" id="d"><a id="a" x="1"/>'
    base = {"p.bpmn": head + "<BPMNDiagram id='g'><s id='s'/></BPMNDiagram></d>"}
    theirs = {
        "p.bpmn": base["p.bpmn"].replace('x="1"', 'x="2"').replace("<BPMN", extra.format(id="t") + "<BPMN")
    }
    mine = {
        "p.bpmn": base["p.bpmn"]
        .replace('x="1"', 'x="1" y="3"')
        .replace("<BPMN", extra.format(id="m") + "<BPMN")
    }
    made = rebase(base, theirs, mine)
    assert made.collisions == ()
    assert made.relaid == ("p.bpmn",)
    text = made.files["p.bpmn"]
    assert text.count("zeebe:assignee") == 2
    assert 'x="2"' in text
    assert 'y="3"' in text
    assert "BPMNDiagram" in text


def test_texts_collide_by_lines():
    made = rebase({"guide.md": "一\n二\n三\n"}, {"guide.md": "一\n贰\n三\n"}, {"guide.md": "一\n2\n三\n四\n"})
    assert collisions(made) == ["guide.md「第 2 行」：两边都改了：最新版写“贰”，您写“2”。"]
    assert rebase(
        {"guide.md": "一\n二\n三\n"}, {"guide.md": "零\n一\n二\n三\n"}, {"guide.md": "一\n二\n三\n四\n"}
    ).files == {"guide.md": "零\n一\n二\n三\n四\n"}


def test_what_cannot_be_read_collides_as_a_whole():
    made = rebase(BASE, {**BASE, "apply.form.json": "{"}, {**BASE, "apply.form.json": "["})
    assert collisions(made)[0].startswith("apply.form.json「第 1 行」：有一份读不懂")
