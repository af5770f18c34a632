"""Standards 4.4, row by row: who, from where to where, what the clock does, which paper comes of it."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from minzheng.core.cases import queries
from minzheng.core.cases.actions import extend, fire_due, hand_in, handing_in, terminate, transfer, withdraw
from minzheng.core.cases.steps import asking
from minzheng.core.cases.tests.road import INCOME, PHONE, RENT, WHY, Road, a_road, day, statements
from minzheng.kernel.errors import Invalid, Problem
from minzheng.kernel.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def road() -> Road:
    return a_road()


def test_row_1_receipt_is_never_refused_and_starts_the_notice_period(road: Road):
    road.begin(day("09-17"))
    assert road.row["state"] == "received"
    assert road.row["accepted_on"] is None
    assert road.last_day("accept_period") == "2026-09-23"


def test_row_2_one_notice_lists_everything_and_stops_the_notice_period(road: Road):
    road.begin(day("09-17"))
    with statements(12):
        road.ask(day("09-18"), INCOME, PHONE)
    assert road.row["state"] == "awaiting_supplement"
    assert road.last_day("supplement_period") == "2026-10-09"
    assert fire_due(at=day("09-30")) == 0
    assert road.row["accepted_on"] is None
    assert road.letters == ["correction_notice"]
    (notice,) = queries.supplements(road.case_id)
    assert [item["label"] for item in notice.items] == ["收入证明", "联系电话"]
    assert notice.due_on == date(2026, 10, 9)


def test_row_2_a_second_notice_may_name_nothing_new(road: Road):
    road.begin(day("09-17")).ask(day("09-18"), INCOME)
    road.hand_in(day("09-21"))
    with pytest.raises(Problem, match="supplement_once") as told:
        road.ask(day("09-22"), INCOME, RENT, outcome="still_missing")
    assert told.value.params["items"] == "房屋租赁合同"
    road.step(road.town.acceptor, "accept_supplemented", "propose_refusal", day("09-22"))
    road.step(road.town.approver, "sign_refusal", "send_back", day("09-22"))
    with pytest.raises(Problem, match="supplement_once"):
        road.ask(day("09-22"), RENT)
    road.ask(day("09-22"), INCOME)
    assert road.row["state"] == "awaiting_supplement"
    assert [row.kind for row in queries.supplements(road.case_id)] == ["supplement", "still_missing"]


def test_row_2_what_is_asked_for_must_belong_to_the_service_and_say_why(road: Road):
    road.begin(day("09-17"))
    with pytest.raises(Problem, match="item_unknown"):
        road.ask(day("09-18"), {"code": "diploma", "label": "学历证书", "reason": "想看看。"})
    with pytest.raises(Problem, match="item_unknown"):
        road.ask(day("09-18"), {"code": "", "field": "shoe_size", "label": "鞋码", "reason": "想看看。"})
    with pytest.raises(Invalid):
        road.ask(day("09-18"), {**INCOME, "reason": ""})
    with pytest.raises(Invalid):
        road.step(road.town.acceptor, "accept", "supplement", day("09-18"))


def test_row_3_the_day_of_acceptance_is_the_day_on_which_it_was_complete(road: Road):
    road.begin(day("09-10")).ask(day("09-11"), INCOME)
    with statements(12):
        road.hand_in(day("09-17"))
    assert road.row["state"] == "received"
    assert road.last_day("accept_supplemented_period") == "2026-09-23"
    road.step(road.town.acceptor, "accept_supplemented", "accept", day("09-22"))
    assert road.row["accepted_on"] == date(2026, 9, 17)
    assert road.row["accept_mode"] == "explicit"
    road.inquire(day("09-23"))
    assert road.last_day("promised_limit") == "2026-10-21"
    assert road.letters == ["correction_notice", "acceptance_notice"]


def test_row_3_the_window_may_hand_in_for_the_applicant_but_nobody_else(road: Road):
    road.begin(day("09-10")).ask(day("09-11"), INCOME)
    with pytest.raises(Problem, match="denied"):
        road.hand_in(day("09-14"), by=road.town.reviewer)
    road.hand_in(day("09-14"), by=road.town.window)
    assert road.waits == ["accept_supplemented"]


def test_row_3_a_question_that_was_put_right_is_checked_and_counts_from_then_on(road: Road):
    road.begin(day("09-10")).ask(day("09-11"), PHONE, INCOME)
    items = {"0": {"value": "12"}, "1": {"note": "单位不肯开，请向单位核实。"}}
    with pytest.raises(Invalid) as told:
        hand_in(by=road.town.elder, at=day("09-14"), case_id=road.case_id, items=items)
    assert [one.path for one in told.value.fields] == ["phone"]
    items["0"] = {"value": "19900005678"}
    hand_in(by=road.town.elder, at=day("09-14"), case_id=road.case_id, items=items)
    assert queries.answers_in_force(road.case_id)["phone"] == "19900005678"
    assert queries.answers(road.case_id)[0]["phone"] == "19900001234"
    (notice,) = queries.supplements(road.case_id)
    assert notice.given[1]["note"] == "单位不肯开，请向单位核实。"


def test_row_3_every_item_needs_a_paper_or_a_word(road: Road):
    road.begin(day("09-10")).ask(day("09-11"), INCOME, RENT)
    with pytest.raises(Invalid) as told:
        road.hand_in(day("09-14"), "已交窗口。")
    assert [one.path for one in told.value.fields] == ["item-1"]


@pytest.mark.parametrize(
    "items",
    [[], "x", 7, {"0": []}, {"0": {"files": 3}}, {"0": {"files": ["no"]}}, {"0": {"files": [str(uuid7())]}}],
)
def test_row_3_whatever_shape_comes_over_the_wire_is_answered_in_words(road: Road, items: object):
    road.begin(day("09-10")).ask(day("09-11"), INCOME)
    with pytest.raises(Invalid):
        road.step(road.town.elder, "supplement", "handed_in", day("09-14"), items=items)
    assert road.row["state"] == "awaiting_supplement"


def test_row_3_the_signature_of_another_case_is_not_asked_for(road: Road):
    item = {"code": f"authorisation:{uuid7()}", "label": "陈演河的授权书", "reason": "还没有签。"}
    road.begin(day("09-10"))
    with pytest.raises(Problem, match="item_unknown"):
        road.ask(day("09-11"), item)


def test_row_3_an_authorisation_that_was_asked_for_must_be_signed_first(road: Road, monkeypatch):
    party = uuid7()
    item = {"code": f"authorisation:{party}", "label": "陈演河的授权书", "reason": "还没有签。"}
    monkeypatch.setattr(asking, "authorisations_of", lambda _: [SimpleNamespace(id=party)])
    road.begin(day("09-10")).ask(day("09-11"), item)
    unsigned = [(party, "陈演河（共同生活的家庭成员）还没有签")]
    monkeypatch.setattr(handing_in, "missing_authorisations", lambda _: unsigned)
    with pytest.raises(Invalid) as told:
        hand_in(by=road.town.elder, at=day("09-14"), case_id=road.case_id, items={})
    assert [one.path for one in told.value.fields] == ["item-0"]
    unsigned.clear()
    hand_in(by=road.town.elder, at=day("09-14"), case_id=road.case_id, items={})
    assert road.waits == ["accept_supplemented"]


def test_row_4_an_overdue_supplement_closes_only_after_the_reminder_and_by_the_acceptor(road: Road):
    road.begin(day("09-17")).ask(day("09-18"), INCOME)
    with pytest.raises(Problem, match="still_time"):
        road.step(road.town.acceptor, "supplement", "close_overdue", day("10-09"))
    assert fire_due(at=day("10-10")) == 1
    with pytest.raises(Problem, match="denied"):
        road.step(road.town.window, "supplement", "close_overdue", day("10-10"))
    assert road.row["state"] == "awaiting_supplement"
    assert road.last_day("supplement_period") == "2026-10-09"
    assert road.events[-1] == "cases.remind_supplement"
    assert fire_due(at=day("10-10")) == 0
    with statements(12):
        road.step(road.town.acceptor, "supplement", "close_overdue", day("10-12"))
    assert (road.row["state"], road.row["result"]) == ("terminated", "terminated")
    assert road.row["closed_at"] is None
    assert road.letters[-1] == "termination_notice"
    road.step(road.town.elder, "deliver_overdue", "served", day("10-13"))
    assert road.row["closed_at"] is not None


def test_row_4_without_a_basis_it_waits_and_what_comes_late_is_still_taken():
    road = a_road(supplement=None).begin(day("09-17"))
    road.ask(day("09-18"), INCOME)
    fire_due(at=day("10-10"))
    with pytest.raises(Problem, match="no_overdue_basis"):
        road.step(road.town.acceptor, "supplement", "close_overdue", day("10-12"))
    road.hand_in(day("10-15"))
    assert road.row["variables"]["supplemented"] == "2026-10-15"


def test_row_4_after_it_was_closed_nothing_can_be_handed_in(road: Road):
    road.begin(day("09-17")).ask(day("09-18"), INCOME)
    fire_due(at=day("10-10"))
    road.step(road.town.acceptor, "supplement", "close_overdue", day("10-12"))
    with pytest.raises(Problem, match="nothing_asked"):
        road.hand_in(day("10-13"))


def test_row_5_acceptance_dates_from_the_day_and_the_next_working_day_is_the_first(road: Road):
    road.begin(day("09-17")).accept(day("09-18")).inquire(day("09-18"))
    assert road.row["accepted_on"] == date(2026, 9, 18)
    assert road.last_day("promised_limit") == "2026-10-22"


def test_row_6_silence_after_the_receipt_is_acceptance_as_of_the_receipt(road: Road):
    road.begin(day("09-17"))
    assert fire_due(at=day("09-24", 0)) == 1
    assert (road.row["accept_mode"], road.row["accepted_on"]) == ("lapse", date(2026, 9, 17))
    road.inquire(day("09-24"))
    assert road.last_day("promised_limit") == "2026-10-21"


def test_row_6_silence_after_the_supplement_is_acceptance_as_of_the_day_it_was_complete(road: Road):
    road.begin(day("09-10")).ask(day("09-11"), INCOME)
    road.hand_in(day("09-17"))
    assert fire_due(at=day("09-24", 0)) == 1
    assert (road.row["accept_mode"], road.row["accepted_on"]) == ("lapse", date(2026, 9, 17))
    assert road.row["state"] == "in_review"
    assert road.letters[-1] == "acceptance_by_lapse_notice"
    with pytest.raises(Problem, match="step_not_allowed"):
        road.step(road.town.acceptor, "accept_supplemented", "accept", day("09-24"))


def test_row_6_a_refusal_drafted_after_the_supplement_does_not_stop_the_five_days(road: Road):
    road.begin(day("09-10")).ask(day("09-11"), INCOME)
    road.hand_in(day("09-17"))
    road.step(road.town.acceptor, "accept_supplemented", "propose_refusal", day("09-18"))
    assert road.waits == ["sign_refusal"]
    assert fire_due(at=day("09-23", 23)) == 0
    assert fire_due(at=day("09-24", 0)) == 1
    assert road.row["accepted_on"] == date(2026, 9, 17)


def test_row_8_a_refusal_of_acceptance_after_the_supplement_is_signed_and_delivered(road: Road):
    road.begin(day("09-10")).ask(day("09-11"), INCOME)
    road.hand_in(day("09-17"))
    road.step(road.town.acceptor, "accept_supplemented", "propose_refusal", day("09-18"))
    road.step(road.town.approver, "sign_refusal", "sign", day("09-21"))
    assert (road.row["state"], road.row["result"]) == ("delivering", "refused_acceptance")
    assert road.letters[-1] == "refusal_of_acceptance"


def test_row_9_review_and_examination_lead_to_the_decision(road: Road):
    road.begin(day("09-17")).accept(day("09-18")).inquire(day("09-21"))
    assert road.row["state"] == "in_review"
    road.to_confirm(day("09-28"))
    assert (road.row["state"], road.waits) == ("deciding", ["confirm"])


@pytest.mark.parametrize("asker", ["initial_review", "examine"])
def test_row_10_further_material_never_unaccepts_and_the_clock_runs(road: Road, asker: str):
    road.begin(day("09-17")).accept(day("09-18")).inquire(day("09-21"))
    by = road.town.reviewer
    if asker == "examine":
        road.to_examine(day("09-28"))
        by = road.examiner
    due = road.last_day("promised_limit")
    with statements(12):
        road.step(by, asker, "ask_further", day("09-28"), items=[RENT])
    assert road.row["state"] == "awaiting_further_material"
    assert road.row["accepted_on"] == date(2026, 9, 18)
    assert road.last_day("further_material_period") == "2026-10-10"
    road.hand_in(day("09-29"))
    assert road.waits == [asker]
    assert road.row["accepted_on"] == date(2026, 9, 18)
    assert road.last_day("promised_limit") == due
    assert "further_material_notice" in road.letters


def test_row_10_what_does_not_come_is_noted_only_after_the_limit(road: Road):
    road.begin(day("09-17")).accept(day("09-18")).inquire(day("09-21"))
    road.review(day("09-21"), "ask_further", items=[RENT])
    with pytest.raises(Problem, match="still_time"):
        road.step(road.town.reviewer, "further_material", "not_provided", day("09-29"))
    road.step(road.town.reviewer, "further_material", "not_provided", day("09-30"))
    assert road.waits == ["initial_review"]


def test_row_11_a_special_procedure_stops_the_clock_only_by_its_article(road: Road):
    road.begin(day("09-17")).accept(day("09-18")).inquire(day("09-21"))
    assert road.last_day("promised_limit") == "2026-10-22"
    road.review(day("09-21"), "propose_special", special="appraisal", planned_end="2026-09-30")
    assert road.row["state"] == "in_review"
    with statements(12):
        road.step(road.town.approver, "approve_special", "approve", day("09-21"))
    assert (road.row["state"], road.waits) == ("special_procedure", ["special_procedure"])
    assert road.letters[-1] == "special_procedure_notice"
    with statements(12):
        road.step(road.examiner, "special_procedure", "finished", day("09-24"))
    assert road.waits == ["initial_review"]
    assert road.last_day("promised_limit") == "2026-10-27"
    assert "9 月 22 日至 24 日（资产鉴定，审核确认办法（演示）第二十条）" in road.row["clock"]["explanation"]
    (done,) = queries.specials(road.case_id)
    assert done.ended_at == day("09-24")


def test_row_11_without_an_article_the_clock_runs_through(road: Road):
    road.begin(day("09-17")).accept(day("09-18")).inquire(day("09-21")).to_examine(day("09-28"))
    form = {"special": "expert_review", "planned_end": "2026-10-15"}
    road.step(road.examiner, "examine", "propose_special", day("09-28"), **form)
    road.step(road.town.approver, "approve_special", "approve", day("09-28"))
    road.step(road.examiner, "special_procedure", "finished", day("10-15"))
    assert road.waits == ["examine"]
    assert road.last_day("promised_limit") == "2026-10-22"
    assert road.row["variables"].get("stops") is None


def test_row_11_what_is_not_listed_or_not_approved_does_not_happen(road: Road):
    road.begin(day("09-17")).accept(day("09-18")).inquire(day("09-21"))
    with pytest.raises(Invalid):
        road.review(day("09-21"), "propose_special", special="auction", planned_end="2026-09-30")
    with pytest.raises(Invalid):
        road.review(day("09-21"), "propose_special", special="appraisal", planned_end="2026-09-21")
    road.review(day("09-21"), "propose_special", special="appraisal", planned_end="2026-09-30")
    road.step(road.town.approver, "approve_special", "deny", day("09-22"))
    assert road.waits == ["initial_review"]
    assert road.last_day("promised_limit") == "2026-10-22"


def test_row_14_the_county_sends_back_with_items_and_never_to_the_applicant(road: Road):
    road.begin(day("09-17")).accept(day("09-18")).inquire(day("09-21")).to_examine(day("09-28"))
    papers = road.letters
    with pytest.raises(Invalid):
        road.step(road.examiner, "examine", "return_for_inquiry", day("09-28"), reason="", inquiry=" ")
    road.step(road.examiner, "examine", "return_for_inquiry", day("09-28"), inquiry="务工收入\n房屋是否出租")
    assert (road.row["state"], road.waits) == ("in_review", ["inquire_again"])
    assert road.letters == papers
    assert road.last_day("promised_limit") == "2026-10-22"
    road.step(road.investigator, "inquire_again", "visited", day("09-29"))
    road.review(day("09-29"))
    assert road.waits == ["examine"]
    road.step(road.examiner, "examine", "agree", day("09-30"))
    road.step(road.town.approver, "confirm", "return_for_inquiry", day("09-30"), inquiry="再问一次邻居")
    assert road.waits == ["inquire_again"]


def _special(road: Road) -> None:
    road.review(day("09-21"), "propose_special", special="appraisal", planned_end="2026-09-30")
    road.step(road.town.approver, "approve_special", "approve", day("09-21"))


STATES = {
    "received": lambda road: None,
    "awaiting_supplement": lambda road: road.ask(day("09-18"), INCOME),
    "in_review": lambda road: road.accept(day("09-18")),
    "awaiting_further_material": lambda road: (
        road.accept(day("09-18")).inquire(day("09-21")).review(day("09-21"), "ask_further", items=[RENT])
    ),
    "special_procedure": lambda road: _special(road.accept(day("09-18")).inquire(day("09-21"))),
    "objection_notice": lambda road: road.accept(day("09-18")).inquire(day("09-21")).review(day("09-21")),
    "deciding": lambda road: road.accept(day("09-18")).inquire(day("09-21")).to_confirm(day("09-21")),
}


@pytest.mark.parametrize("state", STATES)
def test_row_16_the_applicant_withdraws_at_any_time_before_the_decision(road: Road, state: str):
    STATES[state](road.begin(day("09-17")))
    assert road.row["state"] == state
    withdraw(by=road.town.elder, at=day("09-22"), case_id=road.case_id)
    assert (road.row["state"], road.row["result"]) == ("withdrawn", "withdrawn")
    assert road.waits == []
    assert road.letters[-1] == "withdrawal"


@pytest.mark.parametrize("state", STATES)
def test_row_17_an_approver_terminates_on_a_listed_ground_and_it_is_delivered(road: Road, state: str):
    STATES[state](road.begin(day("09-17")))
    by, at = road.town.approver, day("09-22")
    with pytest.raises(Invalid):
        terminate(by=by, at=at, case_id=road.case_id, ground="slow", reason=WHY)
    with statements(12):
        terminate(by=by, at=at, case_id=road.case_id, ground="uncooperative", reason=WHY)
    assert (road.row["state"], road.row["result"]) == ("terminated", "terminated")
    assert road.waits == ["deliver_termination"]
    assert road.letters[-1] == "termination_notice"
    assert terminate(by=by, at=at, case_id=road.case_id, ground="died", reason=WHY).state == "terminated"
    with pytest.raises(Problem, match="too_late_to_withdraw"):
        withdraw(by=road.town.elder, at=at, case_id=road.case_id)
    road.step(road.town.window, "deliver_termination", "served", at, mode="in_person", receiver="陈演松")
    assert road.row["closed_at"] == at


def test_row_17_only_an_approver_who_did_nothing_else_in_the_case_terminates(road: Road):
    road.begin(day("09-17")).accept(day("09-18"))
    for by in (road.town.reviewer, road.town.acceptor, road.town.other_approver, road.town.elder):
        with pytest.raises(Problem, match="denied"):
            terminate(by=by, at=day("09-22"), case_id=road.case_id, ground="died", reason=WHY)


def test_row_18_what_others_decide_is_transferred_and_ends_here(road: Road):
    road.begin(day("09-17")).accept(day("09-18"))
    by, at = road.town.approver, day("09-22")
    with pytest.raises(Invalid) as told:
        transfer(by=by, at=at, case_id=road.case_id, way="post", to=" ", reason=WHY)
    assert [one.path for one in told.value.fields] == ["way", "to"]
    with statements(12):
        transfer(by=by, at=at, case_id=road.case_id, way="hand_over", to="云溪县民政局", reason=WHY)
    assert (road.row["state"], road.row["result"]) == ("transferred", "transferred")
    assert road.row["closed_at"] == at
    assert road.letters[-1] == "transfer_letter"


def test_row_19_the_limit_is_extended_once_before_it_is_over_and_both_days_stay(road: Road):
    road.begin(day("09-17")).accept(day("09-18")).inquire(day("09-21"))
    by = road.town.approver
    with pytest.raises(Problem, match="denied"):
        extend(by=road.town.reviewer, at=day("09-28"), case_id=road.case_id, reason=WHY)
    with statements(12):
        extend(by=by, at=day("10-22"), case_id=road.case_id, reason=WHY)
    assert road.last_day("promised_limit") == "2026-11-12"
    assert "其中经批准延长 15 个工作日" in road.row["clock"]["explanation"]
    found = queries.extension(road.case_id)
    assert found is not None
    assert (found.old_due, found.new_due) == (date(2026, 10, 22), date(2026, 11, 12))
    (task,) = queries.open_tasks(road.case_id)
    assert task["due_at"] == day("11-13", 0)
    assert road.letters[-1] == "extension_notice"
    with pytest.raises(Problem, match="extended_already"):
        extend(by=by, at=day("10-22"), case_id=road.case_id, reason=WHY)


def test_row_19_not_after_the_limit_not_before_acceptance_not_without_the_article(road: Road):
    road.begin(day("09-17"))
    with pytest.raises(Problem, match="cannot_extend"):
        extend(by=road.town.approver, at=day("09-18"), case_id=road.case_id, reason=WHY)
    road.accept(day("09-18")).inquire(day("09-21"))
    with pytest.raises(Problem, match="limit_over"):
        extend(by=road.town.approver, at=day("10-23"), case_id=road.case_id, reason=WHY)


def test_row_19_a_service_without_the_article_is_never_extended():
    road = a_road(extension=None).begin(day("09-17")).accept(day("09-18"))
    with pytest.raises(Problem, match="cannot_extend"):
        extend(by=road.town.approver, at=day("09-21"), case_id=road.case_id, reason=WHY)


def test_row_20_a_failed_try_stays_in_delivery_and_opens_other_ways(road: Road):
    road.begin(day("09-17")).accept(day("09-18")).inquire(day("09-21")).to_confirm(day("09-28"))
    road.grant(day("09-29"))
    window, at = road.town.window, day("09-30")
    with pytest.raises(Invalid):
        road.step(window, "deliver", "served", at, mode="left")
    with pytest.raises(Invalid):
        road.step(window, "deliver", "failed", at, mode="post", fail_reason="lazy")
    with statements(12):
        road.step(window, "deliver", "failed", at, mode="in_person", fail_reason="refused")
    assert (road.row["state"], road.waits) == ("delivering", ["deliver"])
    due = road.last_day("delivery_period")
    assert due == "2026-10-19"
    road.step(window, "deliver", "served", at + timedelta(hours=1), mode="left", note="两名见证人在场")
    assert road.row["state"] == "delivered"
    assert [(one.mode, one.outcome, one.fail_reason) for one in queries.deliveries(road.case_id)] == [
        ("in_person", "failed", "refused"),
        ("left", "served", ""),
    ]
    assert road.letters.count("proof_of_service") == 1


def test_row_20_an_announcement_needs_a_failed_try_and_thirty_days(road: Road):
    road.begin(day("03-02")).accept(day("03-03")).inquire(day("03-04")).to_confirm(day("03-13"))
    road.grant(day("03-16"))
    window = road.town.window
    form = {"mode": "announcement", "announced_on": "2026-03-20"}
    with pytest.raises(Invalid):
        road.step(window, "deliver", "served", day("04-20"), **form)
    road.step(window, "deliver", "failed", day("03-19"), mode="post", fail_reason="returned")
    with pytest.raises(Invalid):
        road.step(window, "deliver", "served", day("04-18"), **form)
    road.step(window, "deliver", "served", day("04-20"), **form)
    assert road.row["state"] == "delivered"


def test_who_comes_second_is_told_who_was_first_and_asks_for_nothing(road: Road):
    road.begin(day("09-17")).accept(day("09-18"))
    with pytest.raises(Problem, match="already_done") as told:
        road.step(road.town.acceptor, "accept", "supplement", day("09-18", 11), items=[INCOME])
    assert told.value.params["who"] == "周演川"
    assert queries.supplements(road.case_id) == []
    with pytest.raises(Problem, match="step_not_allowed"):
        road.step(road.examiner, "examine", "agree", day("09-18", 12))
