"""The pictures in docs/pictures: taken anew with `PICTURES=1 pytest tests/browser/test_pictures.py`.

Other runs take two of them (so that the way of taking them stays sound), keep none, and check that all are there.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from tests.browser.site import ACCEPTOR, LISTED, MONITOR, PHONE, REVIEWER, Site
from tests.browser.test_desk_people import SECURITY, listed
from tests.browser.test_every_page import CHECKER, INVESTIGATOR, draft, letter, notice, of, visited
from tests.journeys.road import CHIEF

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.live, pytest.mark.browser]

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
COLOURS, TALLEST, MOST_BYTES = 240, 2400, 3_000_000
Setting = Callable[["Page"], None]


@dataclass(frozen=True)
class Picture:
    """Who opens which page, and what is done there before the picture is taken; `wide` for a desk."""

    who: str
    path: str | Callable[[Site], str]
    wide: bool = True
    first: Setting | None = None
    elder: bool = False


def with_errors(page: "Page") -> None:
    page.get_by_label("联系电话").fill("1990000")
    page.get_by_label("老人现在住在哪里").fill("")
    page.get_by_role("button", name="保存，下一步").click()
    page.locator(".mz-errors").wait_for()


def with_a_face(page: "Page") -> None:
    page.get_by_role("radio", name="非常满意").check()


def with_an_answer(page: "Page") -> None:
    page.get_by_label("愿意领", exact=False).check()


def with_a_list(page: "Page") -> None:
    page.get_by_label("CSV 文件").set_input_files(listed("new_acceptor_02", 971))
    page.get_by_label("有一行不对，就整份都不录").uncheck()
    page.get_by_role("button", name="录入").click()


def colleague(site: Site) -> str:
    """One of those whom the security administrator looks after."""
    return site.on_page(SECURITY, "/desk/staff", r'href="(/desk/staff/[0-9a-f-]{36})"')


def with_an_opinion(page: "Page") -> None:
    page.get_by_role("radio", name="受理").first.check()


def opened(ending: str) -> Callable[[Site], str]:
    """The address of the decided case once its letter was opened."""

    def path(site: Site) -> str:
        with site.context("dongyankun") as context:
            context.request.get(letter(site))
        return f"/cases/{site.decided}{ending}"

    return path


PORTAL: dict[str, Picture] = {
    "portal-home": Picture("", "/"),
    "portal-guide": Picture("", "/services/gaoling"),
    "portal-form-error": Picture("linyanlan", draft("p_contact"), first=with_errors),
    "portal-check": Picture("chenyansong", draft("check", "chenyansong")),
    "portal-receipt": Picture("caoyanshan", of("waiting", "/receipt")),
    "portal-case": Picture("caoyanshan", of("waiting")),
    "portal-letter": Picture("dongyankun", letter),
    "portal-rate": Picture("dongyankun", opened("/rate"), first=with_a_face),
    "portal-consent": Picture(LISTED, of("listed", "/consent"), first=with_an_answer),
}


def results(site: Site) -> str:
    """The board of results once an association stands on it."""
    assert site.registered
    return "/results"


SIGNING = of("family", "/signing")
SUPPLEMENT = of("association", "/supplement")
CHECKED_NAME = "/social-orgs/name?place=明川区&name=明川区中国第一茶叶中心"
LATER: dict[str, Picture] = {
    "portal-signing-390": Picture("linyanlan", SIGNING, wide=False),
    "portal-signing-390-elder": Picture("linyanlan", SIGNING, wide=False, elder=True),
    "portal-link-390": Picture("", lambda site: site.link, wide=False),
    "portal-supplement-390": Picture("jiangyanyun", SUPPLEMENT, wide=False),
    "portal-notice-390": Picture("", lambda site: f"/notices/{site.noticed}", wide=False),
    "portal-name-390": Picture("", CHECKED_NAME, wide=False),
    "portal-results-1280": Picture("", results),
    "portal-results-390": Picture("", results, wide=False),
    "desk-visit-390": Picture(INVESTIGATOR, visited("/desk/visits/{}/visit/p_visit"), wide=False),
    "desk-check-1280": Picture(CHECKER, visited("/desk/checks/{}")),
    "desk-notice-1280": Picture(REVIEWER, notice),
    "desk-chief-390": Picture(CHIEF, lambda site: site.roads and "/desk/chief", wide=False),
    "desk-ending-1280": Picture("990101_approver_01", of("association", "/ending", desk=True)),
    "portal-sign-in-390": Picture("", "/sign-in", wide=False),
    "desk-staff-1280": Picture(SECURITY, colleague),
    "desk-import-1280": Picture(SECURITY, "/desk/staff/import", first=with_a_list),
    "desk-beside-1280": Picture(ACCEPTOR, of("waiting", "/beside", desk=True)),
}
"""Pages of the family, the association, the notice, the visit and the check: each in the one width it is used in."""
PICTURES: dict[str, Picture] = {
    **{f"{name}-1280": one for name, one in PORTAL.items()},
    **{
        f"{name}-390": Picture(one.who, one.path, wide=False, first=one.first) for name, one in PORTAL.items()
    },
    **{
        f"{name}-390-elder": Picture(one.who, one.path, wide=False, first=one.first, elder=True)
        for name, one in PORTAL.items()
    },
    "desk-queue-1280": Picture(ACCEPTOR, "/desk/"),
    "desk-case-1280": Picture(ACCEPTOR, of("waiting", desk=True), first=with_an_opinion),
    "desk-supervision-1280": Picture(MONITOR, "/desk/supervision"),
    "desk-list-1280": Picture(REVIEWER, "/desk/lists"),
    **LATER,
}


ANEW = bool(os.environ.get("PICTURES"))
TAKEN = tuple(PICTURES) if ANEW else ("portal-consent-390-elder", "desk-queue-1280")


@pytest.fixture(scope="module")
def province(site: Site) -> Site:
    """The site with a queue in which one case is late and one is soon due."""
    late, soon = site.submitted("dongyankun"), site.submitted("caoyanshan")
    assert site.waiting
    site.run(_SHIFT.format(late=late, soon=soon))
    return site


_SHIFT = """
from django.db import connection
with acting(by, at), connection.cursor() as cursor:
    for case_no, due, warn in (("{late}", "-1 day", "-3 days"), ("{soon}", "2 days", "-1 day")):
        cursor.execute(
            "UPDATE cases_task SET due_at = date_trunc('day', now(), 'Asia/Shanghai') + %s::interval, "
            "warn_at = now() + %s::interval "
            "WHERE case_id = (SELECT id FROM cases_case WHERE case_no = %s)", [due, warn, case_no])
"""


@pytest.mark.parametrize("name", TAKEN)
def test_a_picture_is_taken_and_shows_something(name: str, province: Site) -> None:
    wanted = PICTURES[name]
    path = wanted.path(province) if callable(wanted.path) else wanted.path
    options: dict[str, Any] = {} if wanted.wide else {"viewport": PHONE}
    with province.context(wanted.who, **options) as context:
        if wanted.elder:
            context.add_cookies([{"name": "mz_elder", "value": "on", "url": province.url}])
        page = context.new_page()
        page.goto(path)
        if wanted.first:
            wanted.first(page)
        page.evaluate("document.activeElement.blur()")
        data = small(page.screenshot(full_page=True, animations="disabled"))
    assert len(Image.open(BytesIO(data)).getcolors() or range(99)) > 8, "an empty page"
    if ANEW:
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"{name}.png").write_bytes(data)


def weight(seen: tuple[int, tuple[int, int, int]]) -> int:
    """How much a colour counts: its points, the few red ones (the one dot of vermilion) twenty times."""
    count, (red, green, blue) = seen
    return count * (20 if red > green + blue else 1)


def small(png: bytes) -> bytes:
    """The picture with a palette, cut at a height at which nobody looks on."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))
    seen = sorted(picture.getcolors(1 << 24) or (), key=weight, reverse=True)[:COLOURS]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for _, colour in seen for part in colour])
    out = BytesIO()
    picture.quantize(palette=palette, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def test_the_pictures_together_stay_small_and_none_is_left_over() -> None:
    files = [path for path in sorted(FOLDER.glob("*.png")) if not path.stem.startswith("paper-")]
    assert {path.stem for path in files} == set(PICTURES)
    assert sum(path.stat().st_size for path in files) < MOST_BYTES
