"""A small package on the process of means-tested assistance, for tests of the state machine: the shipped allowance's
form and table, with every side road open. What other rooms do in it (visit, check, notice) is done by one plain step."""

import json
from typing import Any

import yaml

from minzheng.core.catalogue.queries import check
from minzheng.core.catalogue.rules import SHARED_PROCESSES
from minzheng.core.catalogue.tests.factories import shipped
from minzheng.kernel.registry import StepKind, step_kinds
from minzheng.kernel.registry.kinds import StepContext, StepEffect

CODE = "test_aid"
PLAIN = "plain_test"
ELSEWHERE = (
    *("means_check", "visit", "inquire_again", "spot_check"),
    *("post_notice", "close_notice"),
)
"""Elements whose step kinds belong to other rooms."""


class Plain(StepKind):
    """Stands for what another room does: passes, and sets the variables that the test gives."""

    name, title = PLAIN, "略过"

    def complete(self, step: StepContext) -> StepEffect:
        """Whatever was sent."""
        return StepEffect(dict(step.form.get("variables", {})), {})


def means_tested(**words: object) -> dict[str, str]:
    """The package; `words` change its `service.yaml` (None takes a word away)."""
    if PLAIN not in {kind.name for kind in step_kinds}:
        step_kinds.add(Plain())
    files = {name: text for name, text in shipped().items() if not name.startswith("samples/")}
    service = yaml.safe_load(files["service.yaml"])
    for name in ("list_start", "to_check"):
        service.pop(name, None)
    service |= {
        "code": CODE,
        "item": "AID99",
        "name": "测试救助",
        "short": "测试救助",
        "aliases": [],
        "process": "means_tested",
        "conditions": [
            {"id": "place", "text": "户籍在申请的县（市、区）", "read_by": "initial_review"},
            {"id": "age", "text": "年满 80 周岁", "read_by": "eligibility.dmn#age"},
            {"id": "alive", "text": "本人健在", "read_by": "eligibility.dmn#alive"},
        ],
        "materials": [
            {"code": "income", "name": "收入证明", "field": "income"},
            {"code": "rent", "name": "房屋租赁合同", "necessity": "deferrable", "field": "rent"},
            {"code": "bank_card", "name": "银行卡照片", "necessity": "optional", "field": "card_photo"},
        ],
        "limits": LIMITS,
        "documents": {**service["documents"], **DOCUMENTS},
        "document_word": "测",
        "steps": {element: {"kind": PLAIN} for element in ELSEWHERE},
        "supplement": {"overdue": {"article": "审核确认办法（演示）第十三条"}},
        "special": [
            {"kind": "appraisal", "name": "资产鉴定", "stop_article": "审核确认办法（演示）第二十条"},
            {"kind": "expert_review", "name": "专家评审"},
        ],
        "extension": {"n": 15, "unit": "working_day", "article": "审核确认办法（演示）第二十二条"},
        "terminations": [
            {"code": "uncooperative", "name": "拒不配合调查", "article": "审核确认办法（演示）第二十四条"},
            {"code": "died", "name": "申请人死亡", "article": "审核确认办法（演示）第二十五条"},
        ],
    }
    service |= words
    kept = {name: value for name, value in service.items() if value is not None}
    process = (SHARED_PROCESSES / "means_tested.bpmn").read_text(encoding="utf-8")
    return {
        **files,
        "apply.form.json": json.dumps(_with_papers(json.loads(files["apply.form.json"])), ensure_ascii=False),
        "service.yaml": yaml.safe_dump(kept, allow_unicode=True, sort_keys=False),
        "process.bpmn": process,
    }


def sound(files: dict[str, str]) -> dict[str, str]:
    """The package with a word on everything that no sample of it plays: the tests of the state machine do."""
    left = [{"what": one.where, "why": "由状态机的测试来走。"} for one in check(files)]
    return {**files, "samples/uncovered.yaml": yaml.safe_dump(left, allow_unicode=True)}


def _with_papers(form: dict[str, Any]) -> dict[str, Any]:
    """The form with a question for each further paper on its last page."""
    *_, last = (one for one in form["components"] if one["type"] == "group")
    last["components"] += [
        {
            "type": "filepicker",
            "id": name,
            "key": name,
            "label": label,
            "properties": {"kind": "attachment", "material": name},
        }
        for name, label in (("income", "收入证明"), ("rent", "房屋租赁合同"))
    ]
    return form


LIMITS = {
    "accept_period": {"n": 5, "unit": "working_day", "from": "receipt"},
    "supplement_period": {"n": 10, "unit": "working_day", "from": "entry"},
    "accept_supplemented_period": {"n": 5, "unit": "working_day", "from": "supplement"},
    "means_check_period": {"n": 10, "unit": "working_day", "from": "entry"},
    "visit_period": {"n": 10, "unit": "working_day", "from": "entry"},
    "promised_limit": {"n": 20, "unit": "working_day", "from": "acceptance"},
    "statutory_limit": {"n": 30, "unit": "working_day", "from": "acceptance"},
    "further_material_period": {"n": 5, "unit": "working_day", "from": "entry"},
    "notice_period": {"n": 7, "unit": "natural_day", "from": "entry"},
    "notice_close_period": {"n": 3, "unit": "working_day", "from": "notice"},
    "special_period": {"n": 20, "unit": "working_day", "from": "entry"},
    "delivery_period": {"n": 10, "unit": "working_day", "from": "decision"},
}
DOCUMENTS = {
    "supplement": "correction_notice",
    "accept_conditionally": "conditional_acceptance_notice",
    "further_material": "further_material_notice",
    "special": "special_procedure_notice",
    "extend": "extension_notice",
    "terminate": "termination_notice",
    "transfer": "transfer_letter",
}
