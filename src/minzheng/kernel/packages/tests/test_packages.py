"""A sound package passes; each fault is found, with its file and place."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import minzheng
from minzheng.kernel.calendar import Calendar, DayKind, SpecialDay
from minzheng.kernel.packages import Known, check

HOUSE = Path(minzheng.__path__[0])
FOLDER = HOUSE / "domains" / "elderly" / "services" / "gaoling"
HOLIDAYS = [date(2026, 5, day) for day in (1, 2, 3, 4, 5)]
KNOWN = Known(
    step_kinds=frozenset({"accept", "sign_refusal", "review", "decide", "deliver", "ascertain", "consent"}),
    roles=frozenset({"acceptor", "reviewer", "approver", "window", "helper"}),
    templates=frozenset(
        {
            *("intake_receipt", "acceptance_notice", "acceptance_by_lapse_notice", "refusal_of_acceptance"),
            *("decision", "withdrawal", "proof_of_service"),
        }
    ),
    facts=frozenset({"age", "alive"}),
    fact_types={"age": "number", "alive": "boolean"},
    calendar=Calendar.from_special_days(
        [
            *(SpecialDay(day, DayKind.HOLIDAY, "劳动节", "演示") for day in HOLIDAYS),
            SpecialDay(date(2026, 5, 9), DayKind.WORKDAY, "劳动节", "演示"),
        ],
        version="test",
        published_through=date(2026, 12, 31),
    ),
    parameters=tuple(
        yaml.safe_load((HOUSE / "domains" / "elderly" / "parameters" / "gaoling.yaml").read_text("utf-8"))
    ),
)


def shipped() -> dict[str, str]:
    files = {
        str(path.relative_to(FOLDER)): path.read_text("utf-8") for path in FOLDER.rglob("*") if path.is_file()
    }
    process = HOUSE / "core" / "catalogue" / "processes" / "allowance.bpmn"
    return {**files, "process.bpmn": process.read_text("utf-8")}


def found(files: Mapping[str, str]) -> list[str]:
    return [str(one) for one in check(files, KNOWN)]


def with_words(**changes: Any) -> dict[str, str]:
    """The shipped package with other words in service.yaml; None takes one away."""
    files = shipped()
    service = {**yaml.safe_load(files["service.yaml"]), **changes}
    kept = {name: value for name, value in service.items() if value is not None}
    return {**files, "service.yaml": yaml.safe_dump(kept, allow_unicode=True)}


def test_the_shipped_package_is_sound():
    assert found(shipped()) == []


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"name": None}, "name"),
        ({"code": 12}, "code"),
        ({"colour": "red"}, "colour"),
        ({"kind": "case_of_beer"}, "kind"),
        ({"type_code": "77"}, "type_code"),
        ({"levels": ["county", "moon"]}, "levels"),
        ({"limits": {"promised_limit": {"n": 0, "unit": "working_day"}}}, "limits.promised_limit.n"),
        ({"limits": {"promised_limit": {"n": 1, "unit": "week"}}}, "limits.promised_limit.unit"),
        (
            {"limits": {"promised_limit": {"n": 1, "unit": "hour", "from": "birth"}}},
            "limits.promised_limit.from",
        ),
        ({"limits": {"promised_limit": "ten days"}}, "limits.promised_limit"),
        ({"documents": {"decide": "poem"}}, "documents.decide"),
        ({"documents": {"someday": "decision"}}, "documents.someday"),
        ({"materials": [{"code": "x", "name": "x", "waived_by": "magic"}]}, "materials.0.waived_by"),
        ({"overlay": ["name"]}, "overlay.name"),
        ({"overlay": ["limits.never"]}, "overlay.limits.never"),
    ],
)
def test_each_wrong_word_is_named(changes: dict[str, Any], where: str):
    lines = found(with_words(**changes))
    assert any(line.startswith(f"service.yaml「{where}」：") for line in lines), lines


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"form": "no.form.json"}, "no.form.json"),
        ({"decision": "no.dmn"}, "no.dmn"),
        ({"applicant": "nobody"}, "service.yaml「applicant」"),
        ({"list_start": {"element": "nowhere", "ages": [80]}}, "service.yaml「list_start.element」"),
        ({"finding": {"decision": "fate"}}, "service.yaml「finding.decision」"),
        ({"steps": {"nowhere": {"role": "acceptor"}}}, "service.yaml「steps.nowhere」"),
        ({"steps": {"accept": {"role": "wizard"}}}, "process.bpmn「accept」"),
        ({"steps": {"accept": {"kind": "spell"}}}, "process.bpmn「accept」"),
        ({"steps": {"accept": {"limit": "never"}}}, "process.bpmn「accept」"),
        ({"steps": {"accept": {"outcomes": ""}}}, "process.bpmn「accept」"),
        ({"conditions": [{"id": "x", "text": "x"}]}, "service.yaml「conditions.0.read_by」"),
        (
            {"conditions": [{"id": "x", "text": "x", "read_by": "eligibility.dmn#weight"}]},
            "service.yaml「conditions.0",
        ),
        (
            {"conditions": [{"id": "x", "text": "x", "read_by": "nowhere"}]},
            "service.yaml「conditions.0.read_by」",
        ),
        (
            {"materials": [{"code": "bank_card", "name": "x", "field": "nothing"}]},
            "service.yaml「materials.0.field」",
        ),
        ({"materials": []}, "apply.form.json「card_photo」"),
        ({"desk": {"skip": ["p_none"]}}, "service.yaml「desk.skip」"),
    ],
)
def test_each_name_that_leads_nowhere_is_found(changes: dict[str, Any], where: str):
    lines = found(with_words(**changes))
    assert any(line.startswith(where) for line in lines), lines


def test_a_package_without_its_words_is_told_so():
    assert found({}) == ["service.yaml：没有这个文件。一个服务包至少要有 service.yaml 和表单。"]
    assert "不是合法的 YAML" in found({"service.yaml": "a: [1"})[0]
    assert "要写成一组" in found({"service.yaml": "- 1"})[0]


def test_engines_say_what_is_wrong_in_their_own_files():
    broken = shipped() | {"apply.form.json": "{"}
    assert any("不是合法的 JSON" in line for line in found(broken))
    form = json.loads(shipped()["apply.form.json"])
    form["components"][0]["components"][0]["type"] = "dream"
    assert any(
        line.startswith("apply.form.json「")
        for line in found(shipped() | {"apply.form.json": json.dumps(form)})
    )
    assert any(line.startswith("process.bpmn") for line in found(shipped() | {"process.bpmn": "<x/>"}))
    table = shipped()["eligibility.dmn"].replace("[80..90)", "[80..")
    assert any(line.startswith("eligibility.dmn") for line in found(shipped() | {"eligibility.dmn": table}))


def test_a_process_that_cannot_end_is_not_published():
    process = shipped()["process.bpmn"].replace(
        '<bpmn:sequenceFlow id="f_delivered" sourceRef="deliver" targetRef="delivered_or_not"/>', ""
    )
    assert any(line.startswith("process.bpmn") for line in found(shipped() | {"process.bpmn": process}))


def test_an_input_that_nobody_gives_is_found():
    table = (
        shipped()["eligibility.dmn"]
        .replace('name="age"', 'name="weight"')
        .replace("<text>age</text>", "<text>weight</text>")
    )
    lines = found(shipped() | {"eligibility.dmn": table})
    assert any(line.startswith("eligibility.dmn「weight」") for line in lines), lines


SAMPLE = yaml.safe_load((FOLDER / "samples" / "eighty.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"facts": {"age": 79, "alive": True}}, "算出来是“none”"),
        ({"tier": "90"}, "判断结果应当是“90”"),
        ({"amount": 1}, "金额应当是 1 分，查到的是 5000 分"),
        ({"due": {"accept": "2026-03-10"}}, "算出来是 2026-03-09"),
        ({"due": {"consent": "2026-03-10"}}, "没有走到"),
        ({"ends": "withdrawn"}, "实际是“delivered”"),
        ({"path": [{"element": "confirm", "outcome": "grant"}]}, "不在“confirm”，而在：accept"),
        ({"path": [{"element": "accept", "outcome": "grant"}]}, "没有“grant”这个结论"),
        ({"weather": "fine"}, "不认识“weather”"),
    ],
)
def test_a_sample_that_comes_out_otherwise_says_how(changes: dict[str, Any], said: str):
    files = {**shipped(), "samples/eighty.yaml": yaml.safe_dump({**SAMPLE, **changes}, allow_unicode=True)}
    lines = found(files)
    assert any(said in line and line.startswith("samples/eighty.yaml「") for line in lines), lines


def test_a_withdrawal_and_a_wrong_sample_are_played_too():
    road = {"name": "撤回", "received": "2026-03-02", "path": [{"element": "withdraw"}], "ends": "withdrawn"}
    assert found({**shipped(), "samples/x.yaml": yaml.safe_dump(road, allow_unicode=True)}) == []
    assert found({**shipped(), "samples/x.yaml": "- 3"}) == ["samples/x.yaml「0」：要写成一组“名字: 值”。"]
    assert "不是合法的 YAML" in found({**shipped(), "samples/x.yaml": "a: [1"})[0]
