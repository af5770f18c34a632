"""The elements without which a service must not be published (requirement A046), each missing one its own finding.

Source: the elements of the 政务服务事项基本目录 and 实施清单: name, code, type, basis, conditions, papers, process, limits,
result, fees, channels, contacts.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from minzheng.kernel.packages.known import Finding
from minzheng.kernel.packages.words import FILE

PROMISES: Final = ("promised_limit", "statutory_limit")
MAY_BE_WITHOUT: Final = frozenset({"materials", "conditions", "result"})
"""Elements that a service may truly not have; then `without` says why."""

_Test = Callable[[Any], bool]
_filled: _Test = bool
ELEMENTS: Final[Mapping[str, tuple[str, _Test]]] = {
    "name": ("规范名称", _filled),
    "type_code": ("事项类型", _filled),
    "basis": ("设定依据", _filled),
    "conditions": ("受理条件", _filled),
    "materials": ("申请材料", _filled),
    "limits": ("办理时限", _filled),
    "fee": ("是否收费", _filled),
    "channels": ("办理渠道", _filled),
    "levels": ("办理层级", _filled),
    "contacts": ("咨询方式", _filled),
    "result": ("办理结果", _filled),
}
_PARTS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "basis": (("title", "法规名称"), ("article", "条款")),
    "conditions": (("id", "标识"), ("text", "内容")),
}


def check_elements(service: Mapping[str, Any], files: Mapping[str, str]) -> Iterator[Finding]:
    """Every element that is missing or empty."""
    without = service.get("without")
    reasons = without if isinstance(without, dict) else {}
    for word, (called, stands) in ELEMENTS.items():
        if stands(service.get(word)):
            continue
        if word in MAY_BE_WITHOUT and str(reasons.get(word) or "").strip():
            continue
        way = f"确实没有的，在 without.{word} 里写明原因。" if word in MAY_BE_WITHOUT else ""
        yield _missing(word, called, way)
    for word in reasons:
        if word not in MAY_BE_WITHOUT:
            yield Finding(
                FILE, f"without.{word}", f"不能免写，只有这几项可以：{'、'.join(sorted(MAY_BE_WITHOUT))}。"
            )
    limits = service.get("limits")
    if isinstance(limits, dict) and limits and not any(name in limits for name in PROMISES):
        yield _missing("limits", "法定时限或承诺时限", f"请写 {' 或 '.join(PROMISES)}。")
    if not service.get("process") and "process.bpmn" not in files:
        yield _missing("process", "办理流程", "写共用流程的名字，或放一个 process.bpmn。")
    yield from _parts(service)


def _parts(service: Mapping[str, Any]) -> Iterator[Finding]:
    for word, parts in _PARTS.items():
        for place, one in enumerate(service.get(word) or ()):
            for part, called in parts:
                if not (isinstance(one, dict) and one.get(part)):
                    yield Finding(FILE, f"{word}.{place}.{part}", f"缺{called}（{part}），请补上。")


def _missing(word: str, called: str, way: str) -> Finding:
    return Finding(FILE, word, f"缺“{called}”（{word}）。要素不全不能发布，请补上。{way}")
