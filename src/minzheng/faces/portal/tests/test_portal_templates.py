"""Every template of this face renders with its documented context, in every mode, and is sound."""

from pathlib import Path

import pytest

from minzheng.faces.kit.tests.markup import context_of, examples, faults, render, template_of

pytestmark = pytest.mark.urls("minzheng.faces.kit.tests.routes")

TEMPLATES = Path(__file__).parent.parent / "templates" / "portal"
EXAMPLES = examples(Path(__file__).parent)
FRAME_KEYS = {"me", "nav", "office", "region", "region_url", "errors"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("cookies", ["", "mz_elder=on; mz_contrast=on"], ids=["plain", "elder-contrast"])
def test_a_page_renders_with_its_documented_context(example: Path, cookies: str) -> None:
    html = render(f"portal/{template_of(example)}.html", context_of(example), cookies=cookies)
    assert faults(html) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_the_comment_on_top_names_what_the_page_is_given(example: Path) -> None:
    head = (TEMPLATES / f"{template_of(example)}.html").read_text("utf-8").split("{% endcomment %}")[0]
    assert [name for name in context_of(example) if name not in head and name not in FRAME_KEYS] == []


def test_every_template_has_an_example() -> None:
    assert {path.stem for path in TEMPLATES.glob("*.html")} == {template_of(path) for path in EXAMPLES}
