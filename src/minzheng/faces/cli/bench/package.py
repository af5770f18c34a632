"""The service that is applied for in the benchmark: a form of forty fields on the shipped allowance process."""

import json
from collections.abc import Mapping
from typing import Any

import yaml

FIELDS = 40
PAGES = 4


def form() -> dict[str, Any]:
    """Forty questions on four pages: texts, choices, numbers, dates, sums of money, with lengths and bounds."""
    kinds = [
        {"type": "textfield", "validate": {"required": True, "maxLength": 60}},
        {
            "type": "radio",
            "values": [{"label": "是", "value": "yes"}, {"label": "否", "value": "no"}],
            "validate": {"required": True},
        },
        {"type": "number", "validate": {"min": 0, "max": 100}},
        {"type": "textfield", "properties": {"kind": "money"}},
        {"type": "textfield", "properties": {"kind": "phone"}, "validate": {"required": True}},
    ]
    questions = [
        {**kinds[n % len(kinds)], "id": f"f{n}", "key": f"f{n}", "label": f"第 {n} 项"}
        for n in range(1, FIELDS + 1)
    ]
    size = FIELDS // PAGES
    pages = [
        {
            "type": "group",
            "id": f"p{n}",
            "key": f"p{n}",
            "label": f"第 {n + 1} 页",
            "components": questions[n * size : (n + 1) * size],
        }
        for n in range(PAGES)
    ]
    return {"type": "default", "id": "bench", "schemaVersion": 19, "components": pages}


def answers() -> dict[str, Any]:
    """Right answers to all forty, as the API takes them."""
    values: list[Any] = [
        "青岚省青禾市明川区柳荫街道春和社区 3 号楼 2 单元 101",
        "yes",
        42,
        123450,
        "19900001234",
    ]
    return {f"f{n}": values[n % 5] for n in range(1, FIELDS + 1)}


def files(shipped: Mapping[str, str]) -> dict[str, str]:
    """The benchmark's package, made from a shipped one's files: another code and form, no table."""
    service = yaml.safe_load(shipped["service.yaml"])
    for name in ("decision", "finding", "applicant", "list_start", "desk"):
        service.pop(name, None)
    service |= {
        "code": "bench",
        "item": "BENCH",
        "name": "测速用服务",
        "short": "测速",
        "form": "bench.form.json",
        "conditions": [{"id": "place", "text": "户籍在本地", "read_by": "initial_review"}],
        "materials": [
            {"code": "id_card", "name": "身份证", "waived_by": "shared_data", "source": "people.register"}
        ],
    }
    return {
        "service.yaml": yaml.safe_dump(service, allow_unicode=True),
        "bench.form.json": json.dumps(form(), ensure_ascii=False),
        "process.bpmn": shipped["process.bpmn"],
        "guide.md": "",
        "samples/uncovered.yaml": "- {what: process.bpmn, why: 只用来测速；走法由高龄津贴的样例证明}\n",
    }
