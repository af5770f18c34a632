"""The profile: which BPMN 2.0 elements run, which are kept without meaning, and which are refused by name.

The one source of the reader and of the support table in the reference documentation (`support_table`).
"""

from dataclasses import dataclass

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
MZ = "urn:minzheng:bpmn"

# Bounds of a process file and of one call; beyond them the answer is an error, never a long wait.
MAX_ID = 80
MAX_ELEMENTS = 2000
MAX_NESTING = 12
MAX_INSTANCES = 500
MAX_STEPS = 2000
MAX_SIGNALS = 100


@dataclass(frozen=True, slots=True)
class Support:
    """One row of the support table: XML name, Chinese name, what the engine does with it."""

    element: str
    label: str
    note: str


# What a token waits for at a task, as it stands in the marking.
TASK_KINDS = {
    "userTask": "user",
    "manualTask": "manual",
    "receiveTask": "receive",
    "sendTask": "send",
    "serviceTask": "service",
    "businessRuleTask": "rule",
}
AUTOMATIC = frozenset({"serviceTask", "businessRuleTask", "sendTask"})
SCOPES = frozenset({"subProcess", "callActivity"})
ACTIVITIES = frozenset(TASK_KINDS) | SCOPES
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway"})
EVENTS = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
NODES = ACTIVITIES | GATEWAYS | EVENTS

EVENT_KINDS = {
    "messageEventDefinition": "message",
    "timerEventDefinition": "timer",
    "signalEventDefinition": "signal",
    "errorEventDefinition": "error",
    "terminateEventDefinition": "terminate",
}
# Where each kind of event may stand; "eventStart" is the start of an event sub-process.
ALLOWED_EVENTS = {
    "startEvent": frozenset({"none", "message", "timer"}),
    "innerStart": frozenset({"none"}),
    "eventStart": frozenset({"message", "timer", "error", "signal"}),
    "endEvent": frozenset({"none", "terminate", "error", "message", "signal"}),
    "intermediateCatchEvent": frozenset({"timer", "message", "signal"}),
    "intermediateThrowEvent": frozenset({"none", "message", "signal"}),
    "boundaryEvent": frozenset({"timer", "message", "error", "signal"}),
}
EVENT_LABELS = {
    "none": "空",
    "message": "消息",
    "timer": "定时",
    "signal": "信号",
    "error": "错误",
    "terminate": "终止",
}

_RUNS = (
    Support("startEvent", "开始事件", "空、消息、定时；一个流程可以有几个，由发起时指定"),
    Support("endEvent", "结束事件", "空、终止、错误、消息、信号；终止只结束它所在的一层"),
    Support("userTask", "用户任务", "等人办理"),
    Support("manualTask", "手工任务", "等人登记办完（如入户）"),
    Support("receiveTask", "接收任务", "等消息，也可以由人登记收到"),
    Support("serviceTask", "服务任务", "交给系统办；系统一时没有结果就等着"),
    Support("businessRuleTask", "业务规则任务", "交给决策表；结果并入后面的条件"),
    Support("sendTask", "发送任务", "交给系统发出；没有发成就等着"),
    Support("exclusiveGateway", "排他网关", "按先后取第一个成立的条件，都不成立走默认"),
    Support("inclusiveGateway", "包容网关", "成立的都走；汇合时等到不会再有人来"),
    Support("parallelGateway", "并行网关", "都走；汇合时每条线各等一个"),
    Support("eventBasedGateway", "事件网关", "后面的事件谁先到走谁；后面只接捕获事件或接收任务"),
    Support("intermediateCatchEvent", "中间捕获事件", "定时、消息、信号"),
    Support("intermediateThrowEvent", "中间抛出事件", "空、消息、信号"),
    Support("boundaryEvent", "边界事件", "定时、消息、错误、信号；可以打断，也可以不打断（错误总是打断）"),
    Support(
        "subProcess",
        "子流程",
        "嵌入的，正好一个空开始；triggeredByEvent 的是事件子流程，正好一个有触发的开始",
    ),
    Support("callActivity", "调用活动", "被调用的流程在编译时给出，并入为一层；里面的编号写成“调用/里面”"),
    Support(
        "multiInstanceLoopCharacteristics",
        "多实例",
        "并行或依次；loopCardinality 或 mz:collection（FEEL），mz:item 是每一份的名字；completionCondition 提前结束",
    ),
    Support("sequenceFlow", "顺序流", "排他、包容网关和任务之后可以写条件（FEEL）和默认"),
    Support("conditionExpression", "条件", "FEEL，只有 true 算成立"),
    Support("message", "消息", "按名字送达"),
    Support("signal", "信号", "按名字送达所有等的地方"),
    Support("error", "错误", "按 errorCode 捕获，没有写的捕获全部"),
)
_KEPT = (
    Support("documentation", "说明", "原样保留"),
    Support("extensionElements", "扩展", "mz:property 读进来；别家的原样保留"),
    Support("laneSet", "泳道", "泳道名可以当作由谁办"),
    Support("collaboration", "协作", "参与者、消息流原样保留"),
    Support("textAnnotation", "文字注释", "原样保留"),
    Support("association", "关联", "原样保留"),
    Support("group", "分组", "原样保留"),
    Support("category", "类别", "原样保留"),
    Support("dataObject", "数据对象", "原样保留，不参与执行"),
    Support("dataObjectReference", "数据对象引用", "原样保留，不参与执行"),
    Support("dataStore", "数据存储", "原样保留，不参与执行"),
    Support("dataStoreReference", "数据存储引用", "原样保留，不参与执行"),
    Support("dataInputAssociation", "数据输入", "原样保留，不参与执行"),
    Support("dataOutputAssociation", "数据输出", "原样保留，不参与执行"),
    Support("ioSpecification", "输入输出", "原样保留，不参与执行"),
    Support("property", "属性", "原样保留，不参与执行"),
    Support("itemDefinition", "数据类型", "原样保留，不参与执行"),
)
_REFUSED = (
    Support("scriptTask", "脚本任务", "流程文件里不放程序，请改用服务任务或业务规则任务"),
    Support("complexGateway", "复杂网关", "请改用包容网关"),
    Support("task", "没有类型的任务", "请选一个类型，如用户任务、服务任务"),
    Support("transaction", "事务子流程", "请改用子流程"),
    Support("adHocSubProcess", "自由子流程", "请改用子流程或多实例"),
    Support("standardLoopCharacteristics", "循环标记", "请改用网关画出循环，或用多实例"),
    Support("compensateEventDefinition", "补偿事件", "请画出更正的步骤"),
    Support("escalationEventDefinition", "升级事件", "请改用不打断的消息或信号"),
    Support("conditionalEventDefinition", "条件事件", "请改用消息事件"),
    Support("linkEventDefinition", "链接事件", "请直接连线"),
    Support("cancelEventDefinition", "取消事件", "请改用错误事件"),
    Support("potentialOwner", "潜在办理人", "请用 mz:role 写由谁办"),
    Support("humanPerformer", "办理人", "请用 mz:role 写由谁办"),
    Support("performer", "执行人", "请用 mz:role 写由谁办"),
    Support("resourceRole", "资源角色", "请用 mz:role 写由谁办"),
    Support("choreography", "编排", "请画成流程"),
    Support("import", "导入", "请把流程放进同一个包，用调用活动连接"),
)
KEPT = frozenset(row.element for row in _KEPT)
REFUSED = {row.element: row for row in _REFUSED}


def support_table() -> tuple[tuple[str, tuple[Support, ...]], ...]:
    """The support table in reading order: what runs, what is kept without meaning, what is refused and what to use."""
    return (("执行", _RUNS), ("保留", _KEPT), ("不接收", _REFUSED))
