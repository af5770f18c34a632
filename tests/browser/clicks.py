"""What a citizen clicks and fills in on the pages, in the words that stand on them."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from tests.browser.site import CARD, PHONE, Site
from tests.journeys.pictures import jpeg

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

Row = dict[str, tuple[str, ...]]
"""Who stands in a row: what is written, chosen from lists, and ticked, by label."""

SON: Final = ("袁演岭", "990101197803160212")
GRANDSON: Final = ("袁演禾", "990101201403120237")
DAUGHTER: Final = ("袁演芷", "990101197403180345")


@contextmanager
def phone(site: Site, username: str = "", *, elder: bool = False, script: bool = True) -> "Iterator[Page]":
    """A telephone of 390 px, in the view for elders when asked for."""
    with site.context(username, viewport=PHONE, java_script_enabled=script) as context:
        if elder:
            context.add_cookies([{"name": "mz_elder", "value": "on", "url": site.url}])
        yield context.new_page()


def photo(name: str) -> Any:
    """A photograph for a file input."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg(600, 380)}


def heading(page: "Page") -> str:
    return page.get_by_role("heading", level=1).first.inner_text()


def said(page: "Page") -> str:
    return page.locator("main").inner_text()


def sign_in(page: "Page", site: Site, username: str) -> None:
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(site.password)
    page.get_by_role("button", name="登录", exact=True).click()


def write(where: "Page | Locator", **values: str) -> None:
    """Fill in fields by the beginning of their label."""
    for label, value in values.items():
        where.get_by_label(re.compile(f"^{label}")).fill(value)


def choose(where: "Page | Locator", **values: str) -> None:
    """Choose from lists by the beginning of their label."""
    for label, value in values.items():
        where.get_by_label(re.compile(f"^{label}")).select_option(label=value)


def tick(where: "Page | Locator", group: str, *choices: str) -> None:
    """Tick answers of a question."""
    asked = where.get_by_role("group", name=re.compile(f"^{group}"))
    for choice in choices:
        asked.get_by_label(choice, exact=True).check()


def go_on(page: "Page", to: str) -> None:
    """Save; the next page must come."""
    page.get_by_role("button", name="保存，下一步").click()
    page.wait_for_url(re.compile(f"/{to}$"))


def another(page: "Page", what: str) -> "Locator":
    """Add a row with the button; the row."""
    button = page.get_by_role("button", name=f"再加一位{what}")
    before = page.get_by_role("region", name=re.compile(f"^第 .+ 位{what}")).count()
    button.click()
    row = page.get_by_role("region", name=f"第 {before + 1} 位{what}", exact=True)
    row.wait_for()
    return row


def member(row: "Locator", who: tuple[str, str], relation: str) -> None:
    """What stands the same in every row of a member."""
    write(row, 姓名=who[0], 公民身份号码=who[1])
    choose(row, 是您的什么人=relation, 现在在哪里="在家里")
    tick(row, "平时住不住在一起", "住在一起")
    tick(row, "身体情况", "身体还可以")


def obligor(row: "Locator", who: tuple[str, str], size: str, income: str) -> None:
    """Somebody who has to support and can."""
    write(row, 姓名=who[0], 公民身份号码=who[1], 他家几口人=size, 他家每月收入一共多少=income)
    choose(row, 是谁的什么人="申请人的子女")
    tick(row, "有没有能力给钱", "有")


def whom_it_is_for(page: "Page") -> None:
    """The first page: for oneself and one's family, all together."""
    tick(page, "您为谁申请", "我和我家")
    tick(page, "您家的户籍在哪里", "在本县（市、区）")
    tick(page, "全家一起申请吗", "全家一起")
    tick(page, "您家现在有没有在领救助", "没有")
    go_on(page, "p_self")


def money_need_and_bank(page: "Page", address: str, cards: Iterable[str] = ()) -> None:
    """What the family has, why it is hard, where the money goes, with photographs; then the promises."""
    write(page, 存款="12000", 一共几套房="1", 几辆生活用的汽车="0")
    for name in cards:
        page.get_by_label(re.compile("工资条、收入证明")).set_input_files(photo(name))
    go_on(page, "p_need")
    tick(page, "主要原因", "缺劳动力")
    write(page, 联系电话="19900001234", 现在住在哪里=address)
    go_on(page, "p_bank")
    write(page, 哪家银行="青岚农商银行", 银行卡号=CARD)
    go_on(page, "p_promise")
    for promise in ("都如实填了", "同意查我家", "公示七天"):
        page.get_by_label(re.compile(promise)).check()
    go_on(page, "check")


def hand_in(page: "Page") -> str:
    """Promise and submit; the number on the receipt, without its blanks."""
    page.get_by_label(re.compile("^以上填写的都是真的")).check()
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url(re.compile("/receipt$"))
    assert "已经提交" in heading(page)
    return "".join(page.locator(".mz-caseno").inner_text().split())


def sign(page: "Page", name: str) -> None:
    """From the list of who signs: read one's own sheet, agree, sign."""
    own = page.get_by_role("region", name=name)
    own.get_by_role("link", name="现在就签").click()
    page.get_by_label("我看过了，同意").check()
    page.get_by_role("button", name="签字").click()
    page.wait_for_url(re.compile("/signing$"))
    assert "已签" in own.inner_text()
