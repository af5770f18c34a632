"""What the desk calls origins, events and conclusions."""

ORIGIN_WORDS = {"person": "申请人", "desk": "窗口代录", "list": "免申即享名单", "node": "外地转来"}
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
    "cases.reckon_again": "日历有变，到期日重新算过",
    "feedback.rate": "申请人评价",
}
STEP_TITLES = {
    "accept": ("受理", "材料齐全、属本单位办理；今天起算时限，出受理通知书"),
    "propose_refusal": ("拟不予受理", "写明理由，由审批人签发"),
    "sign": ("同意不予受理", "出不予受理通知书，写明理由和救济"),
    "send_back": ("退回，应当受理", "写明为什么应当受理"),
    "agree": ("同意，送审批", "写初审意见"),
    "disagree": ("不同意，送审批", "写明理由"),
    "grant": ("确认", "出确认通知书"),
    "refuse": ("不予确认", "写明理由，出通知书"),
    "served": ("已经送达", "当面、邮寄或者留置送达的，在这里登记"),
    "eligible": ("核实符合", "请本人确认愿不愿意领"),
    "not_eligible": ("移出名单", "写明理由"),
}
