"""What the desk calls origins, events and conclusions."""

from collections.abc import Mapping
from typing import Any

from minzheng.core.cases.rules import OUTCOME_WORDS
from minzheng.core.catalogue.queries import Package
from minzheng.core.workflow import rules as workflow
from minzheng.core.workflow.rules import Plate
from minzheng.kernel import bpmn
from minzheng.kernel.errors import Problem

ORIGIN_WORDS = {
    "person": "申请人",
    "desk": "窗口代录",
    "list": "免申即享名单",
    "node": "外地转来",
    "transfer": "转报、移送来的",
}
EVENT_WORDS = {
    "cases.submit": "收件",
    "cases.receipt": "出收件凭证",
    "cases.list": "列入名单",
    "cases.lapse": "逾期视为受理",
    "cases.sign": "签了授权书",
    "cases.refuse_authorisation": "不愿签授权书",
    "cases.send_link": "发了签字链接",
    "cases.object_to_agency": "申请人不要别人代办",
    "cases.withdraw": "申请人撤回",
    "cases.remind_supplement": "补正期满，系统提醒",
    "cases.propose_conditional": "提出容缺受理",
    "cases.sign_commitment": "申请人签了容缺承诺",
    "cases.hand_in": "容缺材料交来",
    "cases.extend": "批准延期",
    "cases.terminate": "终止",
    "cases.transfer": "转报、移送",
    "cases.reckon_again": "日历有变，到期日重新算过",
    "feedback.rate": "申请人评价",
}
STEP_TITLES = {
    "accept": ("受理", "材料齐全、属本单位办理；今天起算时限，出受理通知书"),
    "supplement": ("请申请人补正", "一次列全，出补正告知书；告知期停下来等"),
    "still_missing": ("还没有补齐", "只能从补正告知书里选"),
    "accept_conditionally": ("容缺受理", "申请人先签容缺承诺；出容缺受理通知书"),
    "handed_in": ("收到补的材料", "交到窗口的在这里登记，写明收到什么"),
    "close_overdue": ("补正逾期，终止", "系统提醒以后才能办；出终止通知书"),
    "not_provided": ("到期没有补充", "写明情况，按现有材料接着办"),
    "ask_further": ("请申请人补充材料", "不退回受理，时钟照走；出补充材料通知"),
    "inquire_again": ("补充调查", "一行一条，写明再查什么"),
    "return_for_inquiry": ("退回补充调查", "一行一条，写明再查什么；不退申请人"),
    "propose_special": ("提请特别程序", "选种类、写理由和预计结束的日期，由审批人批准"),
    "approve": ("批准特别程序", "出特别程序告知书"),
    "deny": ("不批准", "写明理由"),
    "finished": ("特别程序做完了", "写明结果"),
    "failed": ("没有送到", "选方式和原因，再换一种方式送"),
    "propose_refusal": ("拟不予受理", "写明理由，由审批人签发"),
    "sign": ("同意不予受理", "出不予受理通知书，写明理由和救济"),
    "send_back": ("退回，应当受理", "写明为什么应当受理"),
    "agree": ("同意", "写明意见"),
    "disagree": ("不同意", "写明理由"),
    "grant": ("确认", "出确认通知书"),
    "refuse": ("不予确认", "写明理由，出通知书"),
    "served": ("已经送达", "当面、邮寄或者留置送达的，在这里登记"),
    "eligible": ("核实符合", "请本人确认愿不愿意领"),
    "not_eligible": ("移出名单", "写明理由"),
}


def step_title(row: Mapping[str, Any], found: Package, plate: Plate, outcome: str) -> str:
    """What a conclusion is called; an opinion (同意, 不同意) also says where this case goes with it, as its own process
    has it: “同意，下一步：公示”."""
    title = STEP_TITLES.get(outcome, (OUTCOME_WORDS.get(outcome, outcome), ""))[0]
    if outcome not in ("agree", "disagree"):
        return title
    token = next(
        (one for one, where in workflow.waiting(row["tokens"]).items() if where == plate.element), None
    )
    if token is None:
        return title
    variables = {**row["variables"], "outcome": outcome}
    try:
        move = workflow.complete(found.machine, row["tokens"], token, variables)
    except (bpmn.StepError, Problem):  # where it goes hangs on what is not known yet
        return title
    names = dict.fromkeys(opening.plate.name for opening in move.opened if opening.plate.role)
    return f"{title}，下一步：{'、'.join(names)}" if names else title
