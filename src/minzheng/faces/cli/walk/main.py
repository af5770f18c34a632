"""The walk itself: apply, receive, accept, review, confirm, letter, deliver, rate, count; then the proactive journey."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from minzheng.core.audit.queries import backlog, head
from minzheng.core.cases.queries import case, case_by_number, listed
from minzheng.core.cases.rules import STATE_WORDS
from minzheng.core.documents.queries import letters_of
from minzheng.core.people.actions import open_account
from minzheng.core.people.queries import met
from minzheng.faces.cli.walk.stops import Diary, Stop
from minzheng.faces.cli.walk.visiting import Lost, Visitor
from minzheng.kernel.errors import Problem
from minzheng.kernel.rights import system

TOWN: Final = "990301001"
ELDER, NEWCOMER = "dongyankun", "walk_newcomer"
ROUNDS: Final = 10
CARD: Final = "9999990000000001236"
"""A card number that no bank issues."""
PAGES: Final[Mapping[str, Mapping[str, str]]] = {
    "p_who": {"for_whom": "self"},
    "p_contact": {"phone": "19900001234", "address": "南熏街道南熏社区 15 号", "living": "alone"},
    "p_bank": {"bank_name": "青岚农商银行", "bank_card": CARD},
}
ACCEPTOR, REVIEWER = f"{TOWN}_acceptor_01", f"{TOWN}_reviewer_01"
APPROVER, MONITOR = "990301_approver_01", "990301_monitor_01"
DECISION: Final = "高龄津贴确认通知书"


@dataclass(frozen=True, slots=True)
class Scene:
    """What a walk needs: the port, the demo's password, the background round, and the diary."""

    port: int
    password: str
    background: Callable[[], object]
    diary: Diary
    desks: dict[str, Visitor] = field(default_factory=dict)

    def visitor(self, username: str, *, desk: bool = False) -> Visitor:
        """Somebody who has signed in; at a desk once, since a code of the second factor holds once."""
        if username in self.desks:
            return self.desks[username]
        door = "/desk/sign-in" if desk else "/sign-in"
        found = Visitor(self.port)
        found.visit(door)
        found.send(door, {"username": username, "password": self.password, "next": "/desk/" if desk else "/"})
        if desk:
            self.desks[username] = found
            found.send(f"{door}/code", {"code": found.find(r'id="demo-code">(\d{6})'), "next": "/desk/"})
        if found.path.startswith(door):
            raise Lost(f"{username} 没能登录")
        return found


def walk(
    *,
    port: int,
    password: str,
    background: Callable[[], object],
    count: Callable[[], int],
    say: Callable[[str], None],
) -> int:
    """Walk both journeys and print the table; 1 when a stop fails, which is then the last line of the table."""
    scene = Scene(port, password, background, Diary(count))
    failed = ""
    try:
        application(scene)
        proactive(scene)
    except (Lost, Problem) as problem:
        failed = str(problem)
    for line in scene.diary.table():
        say(line)
    if failed:
        say(f"第 {len(scene.diary.stops)} 站没走通：{failed}")
        return 1
    say(f"{len(scene.diary.stops)} 站都走通了。")
    return 0


# ── An application ───────────────────────────────────────────────────────────────────────────────────────────────────


def application(scene: Scene) -> None:
    """From the guide to the rating, and the book's count."""
    stop = scene.diary.stop
    with stop("申请人", "登录"):
        elder = scene.visitor(ELDER)
    with stop("申请人", "看办事指南"):
        elder.visit("/services/gaoling")
        elder.says("高龄津贴", "每月 50 元")
    with stop("申请人", "开始填"):
        elder.visit("/services/gaoling/apply")
    draft = elder.path.rsplit("/", 1)[0]
    for page, fields in PAGES.items():
        with stop("申请人", f"填一页：{page}"):
            elder.visit(f"{draft}/{page}")
            elder.send(f"{draft}/{page}", {**fields, "go": "next"})
    with stop("申请人", "核对后提交（收件）") as here:
        elder.visit(f"{draft}/check")
        elder.send(f"{draft}/check", {"promise": "1", "go": "submit"})
        elder.says("已经提交")
        number = elder.find(r"\b(99\d{20}[0-9A-Z])\b")
        here.paper = f"办件 {number}"
    round_(scene, number, "排序、发收件凭证和短信")
    concluded(scene, number)
    with stop("申请人", "打开通知书（送达）") as here:
        letter = read_letter(elder, number)
        here.paper = newest(number)
    if case_by_number(number)["state"] != "delivered":
        raise Lost("打开通知书以后，办件没有变成已送达")
    with stop("申请人", "下载通知书 PDF") as here:
        elder.visit(f"{letter}/pdf")
        here.paper = elder.kind
    with stop("申请人", "打分") as here:
        elder.visit(f"/cases/{number}/rate")
        elder.send(f"/cases/{number}/rate", {"score": "5", "why": "办事效率", "say": "很快"})
        elder.says("评价收到了")
        here.paper = "5 分"
    counted(scene, number)


def concluded(scene: Scene, number: str) -> None:
    """Accepted, reviewed and confirmed by three persons."""
    officer_step(scene, "受理员", ACCEPTOR, number, "受理", "accept:accept")
    officer_step(
        scene, "审核人", REVIEWER, number, "初审", "initial_review:agree", "户籍、年龄已核，符合条件。"
    )
    officer_step(scene, "审批人", APPROVER, number, "审核确认", "confirm:grant")
    round_(scene, number, "排版文书、发消息")


def officer_step(
    scene: Scene, who: str, username: str, number: str, verb: str, step: str, opinion: str = ""
) -> None:
    """An officer opens a case and concludes a step; signing in is not counted."""
    officer = scene.visitor(username, desk=True)
    with scene.diary.stop(who, verb) as here:
        before = newest(number)
        officer.visit(f"/desk/cases/{number}")
        officer.send(f"/desk/cases/{number}/step", {"step": step, "opinion": opinion})
        here.paper = newest(number) if newest(number) != before else standing(number)


def read_letter(elder: Visitor, number: str) -> str:
    """The applicant finds the decision on the case's page and opens it; its address."""
    elder.visit(f"/cases/{number}")
    address = elder.find(rf'{DECISION}.{{0,400}}?href="(/letters/[^"]+)"')
    elder.visit(address)
    elder.says("予以确认")
    return address.removesuffix("/pdf")


def round_(scene: Scene, number: str, verb: str) -> None:
    """The background's round."""
    with scene.diary.stop("系统", verb) as here:
        scene.background()
        here.paper = newest(number)


def counted(scene: Scene, number: str) -> None:
    """The book has an order and every event of the case has its place; the interface shows them."""
    with scene.diary.stop("系统", "计数：给事件排序") as here:
        for _ in range(ROUNDS):  # a round may itself write events
            scene.background()
            if not backlog():
                break
        size, root = head()
        here.paper = f"{size} 条，根 {root.hex()[:12]}"
    if backlog():
        raise Lost(f"还有 {backlog()} 条事件没有排上序")
    monitor = scene.visitor(MONITOR, desk=True)
    with scene.diary.stop("督办员", "看这一件的全程（接口）") as here:
        events: list[Any] = json.loads(monitor.visit(f"/api/v1/cases/{number}/events"))
        here.paper = f"{len(events)} 个事件"
    with scene.diary.stop("督办员", "看红黄牌"):
        monitor.visit("/desk/supervision")


def standing(number: str) -> str:
    """Where a case stands, in words."""
    state = str(case_by_number(number)["state"])
    return STATE_WORDS.get(state, state)


def newest(number: str) -> str:
    """Title and number of the case's newest paper; its state when there is none."""
    found = letters_of(case_by_number(number)["id"])
    return f"{found[-1].title} {found[-1].doc_no}".strip() if found else ""


# ── 免申即享 ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def proactive(scene: Scene) -> None:
    """Who turns eighty next month is on the list, is asked, agrees, and gets it."""
    row = on_list(scene)
    number = str(row["case_no"])
    reviewer = scene.visitor(REVIEWER, desk=True)
    with scene.diary.stop("审核人", "看名单") as here:
        if number not in reviewer.visit("/desk/lists"):
            raise Lost(f"名单上没有 {number}")
        here.paper = f"办件 {number}"
    officer_step(scene, "审核人", REVIEWER, number, "核实名单", "ascertain:eligible", "电话核过，本人健在。")
    at = datetime.now(UTC)
    open_account(
        by=system("walk"),
        at=at,
        username=NEWCOMER,
        password=scene.password,
        person=row["applicant_id"],
        assurance=2,
    )
    elder = scene.visitor(NEWCOMER)
    with scene.diary.stop("名单上的老人", "同意，填收钱的卡") as here:
        elder.visit(f"/cases/{number}/consent")
        answer = {"answer": "accept", "account_number": CARD, "bank": "青岚农商银行"}
        elder.send(f"/cases/{number}/consent", {**answer, "holder": met(row["applicant_id"]).name})
        here.paper = standing(number)
    officer_step(scene, "审批人", APPROVER, number, "审核确认", "confirm:grant")
    round_(scene, number, "排版文书、发消息")
    with scene.diary.stop("名单上的老人", "打开通知书（送达）") as here:
        read_letter(elder, number)
        here.paper = newest(number)


def on_list(scene: Scene) -> Mapping[str, Any]:
    """The background has drawn up next month's lists; a case of the town."""
    with scene.diary.stop("系统", "下月到龄名单（后台已拟好）") as here:
        scene.background()
        found = listed("town", TOWN)
        if not found:
            raise Lost("名单是空的")
        here.paper = f"本街道 {len(found)} 人"
    return case(found[0].case_id)


__all__ = ["Stop", "walk"]
