"""The papers of the law as they look: real cases set by the letters' own compiler, as pictures of their pages.

`PICTURES=1 pytest tests/journeys/test_papers.py` writes them anew to docs/pictures; every run sets them all and sees
that nothing runs over the edge of the sheet.
"""

import os
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from minzheng.config import worker
from minzheng.core.documents import typesetting
from minzheng.core.documents.queries import letters_of, set_letter
from tests.journeys import people as play
from tests.journeys import road
from tests.journeys import test_associations as founding

pytestmark = pytest.mark.usefixtures("province")
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
PPI, COLOURS, MOST_BYTES = 80, 32, 1_500_000
EDGE_MM = 8
"""So much of every side of a sheet stays white."""
PAPERS = {
    "intake-receipt": "收件凭证",
    "acceptance": "受理通知书",
    "supplement": "补正告知书",
    "refusal-of-acceptance": "不予受理通知书",
    "conditional-acceptance": "容缺受理通知书",
    "visit": "入户调查表",
    "confirmation": "最低生活保障审核确认通知书",
    "refusal": "最低生活保障不予确认通知书",
    "proof-of-service": "送达回证",
    "notice": "公示单",
    "association": "准予社会团体成立登记决定书",
}
"""The name of a picture (after `paper-`) -> the title of the paper."""


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The pages of what was set last, as PNG: the same compiler, source and values as of the PDF."""
    found: list[bytes] = []
    compiler = typesetting._compiler()

    class Both:
        """A compiler that also draws what it sets."""

        @staticmethod
        def compile(**asked: Any) -> bytes:
            drawn = {name: asked[name] for name in ("input", "sys_inputs", "timestamp") if name in asked}
            made = compiler.compile(**drawn, format="png", ppi=PPI)
            found[:] = made if isinstance(made, list) else [made]
            return bytes(compiler.compile(**asked))

    monkeypatch.setattr(typesetting, "_compiler", Both)
    return found


def keep(name: str, pages: list[bytes]) -> None:
    """See that the pages are sound; keep their picture when pictures are wanted."""
    sheets = [Image.open(BytesIO(page)).convert("RGB") for page in pages]
    assert len(sheets) in (1, 2), name
    for sheet in (one.convert("L") for one in sheets):
        edge = round(EDGE_MM / 25.4 * PPI)
        inner = sheet.copy()
        inner.paste(255, (edge, edge, sheet.width - edge, sheet.height - edge))
        assert inner.getextrema()[0] == 255, f"{name} runs over the edge of its sheet"
        assert sheet.getextrema()[0] < 80, f"{name} is empty"
        body = sheet.crop((edge, edge, sheet.width // 2, sheet.height // 2))
        assert body.getextrema()[0] < 80, f"the signature of {name} stands on a sheet by itself"
    if os.environ.get("PICTURES"):
        joined = Image.new(
            "RGB", (max(one.width for one in sheets), sum(one.height for one in sheets)), "white"
        )
        top = 0
        for one in sheets:
            joined.paste(one, (0, top))
            top += one.height
        joined.quantize(COLOURS).save(FOLDER / f"paper-{name}.png", optimize=True)


def drawn(case_no: str, *names: str, pages: list[bytes]) -> None:
    """Set these papers of a case."""
    worker.tick(timezone.now())
    letters = {one.title: one for one in letters_of(play.row(case_no)["id"])}
    for name in names:
        title = PAPERS[name]
        assert title in letters, (title, sorted(letters))
        set_letter(letters[title])
        keep(name, pages)


def test_the_papers_of_a_family_that_is_confirmed(
    monkeypatch: pytest.MonkeyPatch, pages: list[bytes]
) -> None:
    case_no = road.apply()
    worker.tick(timezone.now())
    (receipt,) = (one for one in letters_of(play.row(case_no)["id"]) if one.title == "收件凭证")
    states = {one["name"]: one["state"] for one in receipt.data["materials"]}
    assert states["家庭经济状况核对授权书"] == "由本人签，另附"
    assert states["家庭收入、财产申报和诚信承诺"] == "免交，已承诺"
    assert states["户口簿"] == "免交，系统查得到"
    road.to_review(case_no)
    road.review(case_no)
    notice = road.hang(case_no)
    assert play.browser(road.REVIEWER).get(f"{notice}/poster").content.startswith(b"%PDF")
    keep("notice", pages)
    road.later(monkeypatch, 9)
    road.close(notice)
    road.examine(case_no)
    play.step(road.CHIEF, case_no, "confirm:grant")
    given = play.step(road.WINDOW, case_no, "deliver:served", mode="in_person", receiver="林演兰")
    assert given.status_code == 302, play.errors(given)
    drawn(case_no, "intake-receipt", "acceptance", "visit", "confirmation", "proof-of-service", pages=pages)


def test_the_paper_that_asks_for_a_supplement(pages: list[bytes]) -> None:
    case_no = road.apply()
    officer, act = play.browser(road.ACCEPTOR), f"/desk/cases/{case_no}/step"
    items = re.findall(
        r'name="item" value="((?:authorisation:|income_proof@)[^"]+)"',
        officer.get(f"/desk/cases/{case_no}").content.decode(),
    )
    asked = officer.post(act, {"step": "accept:supplement", "item": items, "why": "没有交，请补交。"})
    assert asked.status_code == 302, play.errors(asked)
    drawn(case_no, "supplement", pages=pages)


def test_the_paper_that_does_not_accept(pages: list[bytes]) -> None:
    case_no = road.apply()
    proposed = play.step(
        road.ACCEPTOR, case_no, "accept:propose_refusal", "户籍和居住地都不在本县，请向户籍地街道申请。"
    )
    assert proposed.status_code == 302, play.errors(proposed)
    signed = play.step(road.CHIEF, case_no, "sign_refusal:sign", "户籍和居住地都不在本县，同意不予受理。")
    assert signed.status_code == 302, play.errors(signed)
    drawn(case_no, "refusal-of-acceptance", pages=pages)


def test_the_paper_that_accepts_what_may_follow(pages: list[bytes]) -> None:
    case_no = road.apply()
    road.sign(case_no)
    officer, page = play.browser(road.ACCEPTOR), f"/desk/cases/{case_no}"
    paper = road.found(officer, f"{page}/commitment", r'name="deferred" value="([^"]+)"')
    proposed = officer.post(f"{page}/commitment", {"go": "propose", "deferred": [paper]})
    assert proposed.status_code == 302, play.errors(proposed)
    signed = officer.post(f"{page}/commitment", {"go": "desk", "photo": road.picture("承诺书.jpg")})
    assert signed.status_code == 302, play.errors(signed)
    done = officer.post(f"{page}/step", {"step": "accept:accept_conditionally", "no_restriction": "1"})
    assert done.status_code == 302, play.errors(done)
    drawn(case_no, "conditional-acceptance", pages=pages)


def test_the_paper_that_refuses(monkeypatch: pytest.MonkeyPatch, pages: list[bytes]) -> None:
    case_no = road.apply(p_self={"income_kinds": ["pension"], "pension": "2620"})
    road.to_review(case_no)
    road.review(case_no, "initial_review:disagree")
    road.examine(case_no)
    play.step(road.CHIEF, case_no, "confirm:refuse", "家庭人均月收入高于低保标准，不符合条件。")
    drawn(case_no, "refusal", pages=pages)


def test_the_registration_letter_of_an_association(pages: list[bytes]) -> None:
    founder = play.browser(founding.FOUNDER)
    founding.agreed(founder)
    case_no = founding.submit(founder)
    play.step(founding.ACCEPTOR, case_no, "accept:accept")
    play.step(founding.REVIEWER, case_no, "examine:agree", "条件、章程、负责人都看过，符合规定。")
    play.step(founding.APPROVER, case_no, "decide:grant")
    drawn(case_no, "association", pages=pages)


def test_there_is_a_picture_of_every_paper_and_none_is_left_over() -> None:
    files = sorted(FOLDER.glob("paper-*.png"))
    assert {path.stem.removeprefix("paper-") for path in files} == set(PAPERS)
    assert sum(path.stat().st_size for path in files) < MOST_BYTES
