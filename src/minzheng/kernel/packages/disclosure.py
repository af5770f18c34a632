"""What a package lets the result board show (公开): an allow-list of fields, for permits of organisations only.

    disclosure: {fields: [name, uscc, decision, doc_no, organ, decided_on]}

Without the word nothing of a service is published. Source: standards 16 (逐服务允许名单), 政府信息公开条例第二十条.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from minzheng.kernel.packages.known import Finding

FILE: Final = "service.yaml"
FIELDS: Final = {
    "name": "名称",
    "uscc": "统一社会信用代码",
    "decision": "决定",
    "doc_no": "决定书文号",
    "organ": "决定机关",
    "decided_on": "决定日期",
}
"""All that can ever stand on the board; none of it is about a person."""
ORGANISATIONS: Final = frozenset({"legal_person", "organisation"})
PERMITS: Final = frozenset({"01"})
"""Types of services whose results the law publishes: permits (行政许可)."""


def check_disclosure(service: Mapping[str, Any]) -> Iterator[Finding]:
    """What is wrong with `disclosure`: another field, a service for persons, one that may not be published."""
    words = service.get("disclosure")
    if not isinstance(words, dict):
        return
    fields = words.get("fields")
    if not isinstance(fields, list) or "name" not in fields:
        yield Finding(FILE, "disclosure.fields", "要列出公开哪些项，至少有 name。")
        return
    for field in fields:
        if field not in FIELDS:
            yield Finding(FILE, "disclosure.fields", f"不能公开“{field}”，只能是：{'、'.join(FIELDS)}。")
    if not set(service.get("applicants") or ("natural_person",)) <= ORGANISATIONS:
        yield Finding(FILE, "disclosure", "个人也能申请的事项，结果不公开，请去掉这一项。")
    if str(service.get("type_code")) not in PERMITS:
        yield Finding(FILE, "disclosure", "只有行政许可的结果可以这样公开，请去掉这一项。")
    if service.get("sensitivity", "normal") != "normal" or service.get("publicity") == "forbidden":
        yield Finding(FILE, "disclosure", "敏感的事项（救助、儿童、婚姻、收养）结果不得公开，请去掉这一项。")
    if "publication_period" not in (service.get("limits") or {}):
        yield Finding(FILE, "limits.publication_period", "公开结果要写几天内公开。")
