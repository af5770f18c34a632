"""A noticed service (the shipped allowance with an objection notice in its process), a town, and its notices."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import yaml
from PIL import Image

from minzheng.core.cases.actions import Submission, submit, take_step
from minzheng.core.cases.tests.factories import DOMAINS, Town, _actor, an_elder
from minzheng.core.catalogue.actions import publish
from minzheng.core.catalogue.queries import snapshot_for
from minzheng.core.catalogue.tests.factories import shipped
from minzheng.core.files.actions import store
from minzheng.core.offices.tests.factories import a_clerk, an_office
from minzheng.core.people.queries import person
from minzheng.core.people.tests.factories import BY, an_account, divisions
from minzheng.core.places import actions as places
from minzheng.core.publicity.actions import Said, add_photo, prepare_notice
from minzheng.core.publicity.rules import today
from minzheng.kernel.rights import Actor

AT = datetime(2026, 7, 6, 1, 0, tzinfo=UTC)
"""Monday, 6 July 2026, 9:00 in Shanghai; a notice put up now hangs until 13 July."""

CODE = "noticed"
BOARD = "春和社区居委会门口公示栏"
_DIRECT = '<bpmn:sequenceFlow id="f_reviewed" sourceRef="initial_review" targetRef="to_confirm"/>'
_NOTICED = """
    <bpmn:sequenceFlow id="f_reviewed" sourceRef="initial_review" targetRef="reviewed"/>
    <bpmn:exclusiveGateway id="reviewed" name="初审意见" default="f_not_agreed"/>
    <bpmn:sequenceFlow id="f_not_agreed" sourceRef="reviewed" targetRef="to_confirm"/>
    <bpmn:sequenceFlow id="f_agreed" sourceRef="reviewed" targetRef="post_notice">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">outcome = "agree"</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:userTask id="post_notice" name="张贴公示" mz:kind="post_notice" mz:state="objection_notice" mz:role="reviewer" mz:level="town" mz:limit="promised_limit" mz:outcomes="posted"/>
    <bpmn:sequenceFlow id="f_posted" sourceRef="post_notice" targetRef="close_notice"/>
    <bpmn:userTask id="close_notice" name="公示期满" mz:kind="close_notice" mz:state="objection_notice" mz:role="reviewer" mz:level="town" mz:limit="notice_close_period" mz:outcomes="no_objection,objection"/>
    <bpmn:sequenceFlow id="f_closed" sourceRef="close_notice" targetRef="objected_or_not"/>
    <bpmn:exclusiveGateway id="objected_or_not" name="有异议吗" default="f_no_objection"/>
    <bpmn:sequenceFlow id="f_no_objection" sourceRef="objected_or_not" targetRef="to_confirm"/>
    <bpmn:sequenceFlow id="f_objection" sourceRef="objected_or_not" targetRef="to_review">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">outcome = "objection"</bpmn:conditionExpression>
    </bpmn:sequenceFlow>"""


def package_files(code: str = CODE, **words: Any) -> dict[str, str]:
    """The files of the noticed service; `words` replace words of its `service.yaml`."""
    files = {name: text for name, text in shipped().items() if not name.startswith("samples/")}
    service = yaml.safe_load(files["service.yaml"])
    service["limits"] |= {
        "notice_period": {"n": 7, "unit": "natural_day", "from": "entry"},
        "notice_close_period": {"n": 3, "unit": "working_day", "from": "notice"},
    }
    service |= {
        "code": code,
        "short": "公示补贴",
        "publicity": "both",
        "process": "",
        "document_word": "公示补",
    }
    service |= {"overlay": ["limits.notice_period"], "lock": [], **words}
    text = yaml.safe_dump(service, allow_unicode=True, sort_keys=False)
    process = files["process.bpmn"].replace(_DIRECT, _NOTICED)
    why = "这是测试用的包，由测试走到。"
    left_out = [{"what": what, "why": why} for what in ("process.bpmn", service["decision"])]
    samples = yaml.safe_dump(left_out, allow_unicode=True)
    return {
        **files,
        "service.yaml": text,
        "process.bpmn": process,
        "samples/uncovered.yaml": samples,
    }


@dataclass(frozen=True, slots=True)
class Place:
    """Who is there: the town of the cases, and the village's helper, a neighbour, a stranger."""

    town: Town
    helper: Actor
    neighbour: Actor
    village_clerk: Actor


def a_place(*, web: str = "") -> Place:
    """春和社区 with its officers and its helper; `web` lets notices of the town onto the web in that style."""
    divisions()
    places.load_calendar(by=BY, at=AT)
    places.load_parameters(by=BY, at=AT, files=sorted(DOMAINS.glob("elderly/parameters/*.yaml")))
    bureau, street, village = an_office("990101"), an_office("990101001"), an_office("990101001001")
    other = an_office("990102")
    publish(by=BY, at=AT, files=package_files(), domain="elderly", parent=None)
    if web:
        allow_web(web)
    clerk = partial(_clerk)
    town = Town(
        elder=_actor(an_account(an_elder(), username="elder")),
        acceptor=clerk("acceptor", street, "acceptor_01", "周演川"),
        reviewer=clerk("reviewer", street, "reviewer_01", "沈演秋"),
        approver=clerk("approver", bureau, "approver_01", "罗演江"),
        window=clerk("window", street, "window_01", "宋演月"),
        other_approver=clerk("approver", other, "approver_02", "唐演舟"),
    )
    return Place(
        town=town,
        helper=clerk("helper", village, "helper_01", "钱演桥"),
        neighbour=_actor(an_account(an_elder("高演云", date(1970, 1, 2)), username="neighbour")),
        village_clerk=clerk("investigator", street, "investigator_01", "孟演石"),
    )


def allow_web(style: str) -> None:
    """A dated parameter of the county that lets notices onto the web."""
    value = {
        "division": "990101",
        "valid_from": date(2026, 1, 1),
        "value": style,
        "document": {"title": "明川区公示办法（演示）", "number": "明民发〔2026〕1号"},
    }
    with TemporaryDirectory() as folder:
        file = Path(folder) / "publicity.yaml"
        lines = [{"name": "publicity.web", "title": "公示上网", "values": [value]}]
        file.write_text(yaml.safe_dump(lines, allow_unicode=True), encoding="utf-8")
        places.load_parameters(by=BY, at=AT, files=[file])


def _clerk(role: str, office: UUID, username: str, name: str) -> Actor:
    return _actor(a_clerk(role, office, username=username, name=name)[0])


def a_case(place: Place, *, at: datetime = AT, key: str = "k1", code: str = CODE) -> UUID:
    """A case that waits to be noticed."""
    applicant = person(place.town.elder.person)  # type: ignore[arg-type]
    what = Submission(
        snapshot=snapshot_for(code, applicant.places),
        applicant=applicant,
        answers={"for_whom": "self", "phone": "19900001234", "living": "alone"},
        key=key,
    )
    case = submit(by=place.town.elder, at=at, what=what).case_id
    take_step(by=place.town.acceptor, at=at, case_id=case, element="accept", outcome="accept")
    review(place, case, at=at)
    return case


def review(place: Place, case: UUID, *, at: datetime = AT) -> None:
    """The town agrees."""
    form = {"opinion": "户籍、年龄已核。"}
    take_step(
        by=place.town.reviewer, at=at, case_id=case, element="initial_review", outcome="agree", form=form
    )


def a_photo(by: Actor, *, at: datetime = AT, name: str = "公示栏.jpg") -> UUID:
    """A picture that somebody has handed in."""
    made = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 210, 220)).save(made, "JPEG")
    made.seek(0)
    return store(by=by, at=at, stream=made, name=name)


def prepared(
    place: Place, case: UUID, *, at: datetime = AT, on: date | None = None, members: int = 3
) -> UUID:
    """A sheet that is ready to be put up."""
    day = on or today(at)
    return prepare_notice(
        by=place.town.reviewer, at=at, case_id=case, posted_on=day, members=members, board=BOARD
    )


def hanging(place: Place, case: UUID, *, at: datetime = AT) -> UUID:
    """A notice that hangs, photographed by the village's helper."""
    notice = prepared(place, case, at=at)
    add_photo(by=place.helper, at=at, notice_id=notice, file_id=a_photo(place.helper, at=at), looked=True)
    take_step(by=place.town.reviewer, at=at, case_id=case, element="post_notice", outcome="posted")
    return notice


def said(text: str = "他家在镇上还有一套门面房，没有写进去。", **more: str) -> Said:
    """What an objector says."""
    return Said(key=uuid4(), text=text, **more)
