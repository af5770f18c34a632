"""A made-up service whose cases are visited and checked: accept; check and visit side by side; review; a drawn share is
visited once more; confirm; deliver."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

import minzheng
from minzheng.core.cases.actions import Submission, ask_sources, start_check, submit, take_step
from minzheng.core.cases.tests.factories import AT, Town, a_town
from minzheng.core.catalogue.actions import publish
from minzheng.core.catalogue.queries import snapshot_for
from minzheng.core.files.actions import store
from minzheng.core.files.tests.factories import picture
from minzheng.core.offices.queries import actor, organisation_by_uscc
from minzheng.core.offices.tests.factories import UNITS, a_clerk
from minzheng.core.people.queries import person
from minzheng.core.people.tests.factories import BY
from minzheng.kernel.rights import Actor

GAOLING = Path(minzheng.__file__).parent / "domains" / "elderly" / "services" / "gaoling"
STREET, BUREAU = UNITS["990101001"][0], UNITS["990101"][0]
PROCESS = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:mz="urn:minzheng:bpmn"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:minzheng:processes">
  <bpmn:message id="m_withdraw" name="withdraw"/>
  <bpmn:process id="inquiry" name="受理、核对、入户、初审、抽查、确认" isExecutable="true">
    <bpmn:startEvent id="applied" name="提出申请"/>
    <bpmn:sequenceFlow id="f1" sourceRef="applied" targetRef="accept"/>
    <bpmn:userTask id="accept" name="受理" mz:kind="accept" mz:state="received" mz:role="acceptor" mz:level="town" mz:limit="accept_period" mz:outcomes="accept"/>
    <bpmn:sequenceFlow id="f2" sourceRef="accept" targetRef="inquire"/>
    <bpmn:parallelGateway id="inquire" name="核对与入户并行"/>
    <bpmn:sequenceFlow id="f3" sourceRef="inquire" targetRef="means_check"/>
    <bpmn:sequenceFlow id="f4" sourceRef="inquire" targetRef="visit"/>
    <bpmn:userTask id="means_check" name="家庭经济状况核对" mz:kind="means_check" mz:state="in_review" mz:role="checker" mz:level="county" mz:limit="means_check_period" mz:outcomes="reported"/>
    <bpmn:userTask id="visit" name="入户调查" mz:kind="visit" mz:state="in_review" mz:role="investigator" mz:level="town" mz:limit="visit_period" mz:outcomes="visited"/>
    <bpmn:sequenceFlow id="f5" sourceRef="means_check" targetRef="inquired"/>
    <bpmn:sequenceFlow id="f6" sourceRef="visit" targetRef="inquired"/>
    <bpmn:parallelGateway id="inquired" name="都做完"/>
    <bpmn:sequenceFlow id="f7" sourceRef="inquired" targetRef="initial_review"/>
    <bpmn:userTask id="initial_review" name="初审" mz:kind="review" mz:state="in_review" mz:role="reviewer" mz:level="town" mz:limit="promised_limit" mz:outcomes="agree,disagree"/>
    <bpmn:sequenceFlow id="f8" sourceRef="initial_review" targetRef="to_examine"/>
    <bpmn:exclusiveGateway id="to_examine" name="要抽查吗" default="f9"/>
    <bpmn:sequenceFlow id="f9" sourceRef="to_examine" targetRef="to_confirm"/>
    <bpmn:sequenceFlow id="f10" sourceRef="to_examine" targetRef="spot_check">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">drawn = true</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:userTask id="spot_check" name="入户抽查" mz:kind="visit" mz:state="deciding" mz:role="investigator" mz:level="county" mz:limit="promised_limit" mz:outcomes="visited"/>
    <bpmn:sequenceFlow id="f11" sourceRef="spot_check" targetRef="to_confirm"/>
    <bpmn:exclusiveGateway id="to_confirm" name="去审核确认" default="f12"/>
    <bpmn:sequenceFlow id="f12" sourceRef="to_confirm" targetRef="confirm"/>
    <bpmn:userTask id="confirm" name="审核确认" mz:kind="decide" mz:state="deciding" mz:role="approver" mz:level="county" mz:limit="promised_limit" mz:outcomes="grant,refuse"/>
    <bpmn:sequenceFlow id="f13" sourceRef="confirm" targetRef="deliver"/>
    <bpmn:userTask id="deliver" name="送达" mz:kind="deliver" mz:state="delivering" mz:role="window" mz:level="town" mz:limit="delivery_period" mz:outcomes="served" mz:applicant="served"/>
    <bpmn:sequenceFlow id="f14" sourceRef="deliver" targetRef="delivered"/>
    <bpmn:endEvent id="delivered" name="已送达" mz:state="delivered"/>
    <bpmn:subProcess id="withdrawal" name="撤回" triggeredByEvent="true">
      <bpmn:startEvent id="withdraw" name="申请人撤回" isInterrupting="true"><bpmn:messageEventDefinition messageRef="m_withdraw"/></bpmn:startEvent>
      <bpmn:sequenceFlow id="f15" sourceRef="withdraw" targetRef="withdrawn"/>
      <bpmn:endEvent id="withdrawn" name="已撤回" mz:state="withdrawn" mz:result="withdrawn"/>
    </bpmn:subProcess>
  </bpmn:process>
</bpmn:definitions>
"""
UNCOVERED = """- {what: process.bpmn, why: made up for these tests, which walk it themselves}
- {what: eligibility.dmn, why: proved by the samples of the allowance}
"""
VISIT_FORM = """{"type": "default", "id": "home", "schemaVersion": 19, "components": [
  {"type": "group", "id": "p_home", "key": "p_home", "label": "家里的情况", "components": [
    {"type": "radio", "id": "housing", "key": "housing", "label": "住的是", "validate": {"required": true},
     "values": [{"label": "自己的房子", "value": "own"}, {"label": "租的房子", "value": "rented"}]},
    {"type": "number", "id": "people_home", "key": "people_home", "label": "常住几个人", "validate": {"required": true}},
    {"type": "textarea", "id": "seen", "key": "seen", "label": "看到的、听到的", "properties": {"kind": "long_text"}}]}]}
"""


def the_package(**changes: Any) -> dict[str, str]:
    """The files of the service `inquiry`."""
    service = yaml.safe_load((GAOLING / "service.yaml").read_text("utf-8"))
    for word in ("list_start", "process", "to_check", "desk"):
        service.pop(word, None)
    service |= {
        "code": "inquiry",
        "item": "AID99",
        "name": "试办的救助",
        "short": "试办",
        "steps": {"visit": {"form": "visit.form.json"}},
        "channels": ["web", "counter"],
    }
    service["limits"] |= {
        "means_check_period": {"n": 10, "unit": "working_day", "from": "acceptance"},
        "visit_period": {"n": 10, "unit": "working_day", "from": "acceptance"},
        "source_letter_period": {"n": 5, "unit": "working_day", "from": "entry"},
        "check_validity": {"n": 180, "unit": "natural_day", "from": "entry"},
    }
    service["documents"] |= {"visit": "visit_record", "source_letter": "letter_to_source"}
    return {
        "service.yaml": yaml.safe_dump({**service, **changes}, allow_unicode=True),
        "process.bpmn": PROCESS,
        "visit.form.json": VISIT_FORM,
        "samples/uncovered.yaml": UNCOVERED,
        **{
            name: (GAOLING / name).read_text("utf-8")
            for name in (*("apply.form.json", "eligibility.dmn", "guide.md"),)
        },
    }


@dataclass(frozen=True, slots=True)
class Field:
    """Who goes out and who checks, beside the officers of the town."""

    town: Town
    investigator: Actor
    colleague: Actor
    checker: Actor
    county_investigator: Actor
    county_colleague: Actor


def a_field() -> Field:
    """The town, its investigators, the county's checker; the service `inquiry` is published."""
    town = a_town()
    publish(by=BY, at=AT, files=the_package(), domain="elderly", parent=None)
    street, bureau = (organisation_by_uscc(uscc) for uscc in (STREET, BUREAU))
    assert street is not None
    assert bureau is not None
    staff = partial(_staff)
    return Field(
        town,
        investigator=staff("investigator", street.id, "investigator_01", "许演田"),
        colleague=staff("investigator", street.id, "investigator_02", "何演川"),
        checker=staff("checker", bureau.id, "checker_01", "吕演衡"),
        county_investigator=staff("investigator", bureau.id, "investigator_03", "孟演野"),
        county_colleague=staff("investigator", bureau.id, "investigator_04", "孟演舟"),
    )


def _staff(role: str, unit: UUID, username: str, name: str) -> Actor:
    account, _ = a_clerk(role, unit, username=username, name=name)
    found = actor(account, channel="web", on=AT.date())
    assert found is not None
    return found


def an_accepted_case(field: Field, *, at: datetime = AT, key: str = "k1") -> UUID:
    """A case that was received and accepted: it waits for check and visit."""
    elder = field.town.elder
    assert elder.person is not None
    applicant = person(elder.person)
    what = Submission(
        snapshot=snapshot_for("inquiry", applicant.places),
        applicant=applicant,
        answers={"for_whom": "self", "phone": "19900001234", "living": "alone"},
        key=key,
    )
    case = submit(by=elder, at=at, what=what)
    take_step(by=field.town.acceptor, at=at, case_id=case.case_id, element="accept", outcome="accept")
    return case.case_id


def a_photo(by: Actor, name: str = "家.jpg", *, at: datetime = AT) -> dict[str, Any]:
    """A stored photo as forms refer to it."""
    stored = store(by=by, at=at, stream=io.BytesIO(picture()), name=name)
    return {"file": str(stored), "name": name, "size": 1000, "type": "image/jpeg"}


def visit_answers(field: Field, **changes: Any) -> dict[str, Any]:
    """What an investigator writes down: everything in order, a colleague came along."""
    return {
        "visit_second": "staff",
        "visit_colleague": str(field.colleague.person),
        "visit_time": "2026-03-02T08:30",
        "visit_address": "柳荫街道春和社区 3 号楼 101",
        "visit_coordinates": "36.12345,103.54321",
        "visit_cooperation": "cooperated",
        "housing": "rented",
        "people_home": 1,
        "seen": "屋里有床和旧电视，没有大件家电。",
        "visit_photos": [a_photo(field.investigator)],
        "visit_sheet": [a_photo(field.investigator, "签字表.jpg")],
        **changes,
    }


def visit(field: Field, case_id: UUID, *, at: datetime = AT, by: Actor | None = None, **changes: Any) -> Any:
    """The visit is handed in."""
    return take_step(
        by=by or field.investigator,
        at=at,
        case_id=case_id,
        element="visit",
        outcome="visited",
        form={"answers": visit_answers(field, **changes)},
    )


def check(
    field: Field, case_id: UUID, *, at: datetime = AT, conclusion: str = "consistent", opinion: str = ""
) -> Any:
    """The check is begun, the sources answer, the report is made."""
    start_check(by=field.checker, at=at, case_id=case_id)
    ask_sources(at=at)
    return report(field, case_id, at=at, conclusion=conclusion, opinion=opinion)


def report(
    field: Field, case_id: UUID, *, at: datetime = AT, conclusion: str = "consistent", opinion: str = ""
) -> Any:
    """The checker concludes the check."""
    return take_step(
        by=field.checker,
        at=at,
        case_id=case_id,
        element="means_check",
        outcome="reported",
        form={"conclusion": conclusion, "opinion": opinion},
    )


def spelled(form: Mapping[str, str]) -> dict[str, list[str]]:
    """A form as a browser sends it."""
    return {name: [value] for name, value in form.items()}


def in_words(text: str) -> str:
    """A text without blanks, as pages are compared."""
    return re.sub(r"\s+", "", text)
