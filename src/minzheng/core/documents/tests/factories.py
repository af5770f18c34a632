"""An organ of the demo county, and letters to be issued by it."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from minzheng.core.documents.sql import NewLetter
from minzheng.core.offices.actions import OrganisationRecord, load_organisations
from minzheng.core.places import actions as places
from minzheng.kernel.rights import system

AT = datetime(2026, 3, 5, 1, 30, tzinfo=UTC)
CLERK = system("test")
CASE_NO = "9901010520260302000001P"
PLACES = {"province": "990000", "city": "990100", "county": "990101", "town": "", "village": ""}

COMMON = {
    "applicant": "林演兰",
    "service": "老年人福利补贴给付—高龄津贴",
    "received_on": "2026年3月2日",
    "issued_on": "2026年3月5日",
    "phone": "12349",
    "case_no": CASE_NO,
    "organ": "明川区民政局",
}
REMEDY = "如对本决定不服，可以自收到之日起 60 日内向明川区人民政府申请行政复议。"
DATA: dict[str, dict[str, Any]] = {
    "intake_receipt": {
        "query_pin": "483019",
        "notify_due": "2026年3月9日",
        "materials": [{"name": "户口簿", "copies": "1", "state": "已收"}],
    },
    "acceptance_notice": {"accepted_on": "2026年3月5日", "limit": "10 个工作日"},
    "acceptance_by_lapse_notice": {"accepted_on": "2026年3月2日"},
    "refusal_of_acceptance": {"reason": "户籍不在明川区。", "remedy": REMEDY},
    "decision": {
        "granted": "是",
        "reason": "已满 80 周岁。",
        "article": "《青岚省高龄津贴办法（演示）》第四条",
        "amount": "50 元/月",
        "starts": "2026 年 3 月",
        "remedy": REMEDY,
    },
    "application_form": {
        "heading": "最低生活保障申请表",
        "id_number": "9****************2",
        "received_at": "2026 年 3 月 2 日 9:06",
        "channel": "窗口",
        "lines": [
            {"section": "和您一起生活的家人"},
            {"label": "姓名", "text": "彭演荷"},
            {"label": "每月有哪些收入", "text": "一项都没有"},
        ],
        "materials": [{"name": "户口簿", "state": "免交"}],
    },
    "own_data": {
        "name": "林演兰",
        "taken_at": "2026 年 3 月 2 日 9:06",
        "lines": [{"section": "您是谁"}, {"label": "姓名", "text": "林演兰"}],
        "purposes": [{"what": "姓名、证件号码", "why": "认出您是谁"}],
        "rights": [{"text": "更正：在“更正我的信息”里提。"}],
    },
    "authorisation_sheet": {
        "heading": "家庭经济状况核对授权书",
        "signer": "袁演岭",
        "role": "家庭成员",
        "id_number": "9****************2",
        "version": "2026-1",
        "paragraphs": [
            {"text": "我同意民政部门为办理本次申请，查询、核对我名下的收入、财产和支出。"},
            {"text": "查询的来源限于法律、法规允许共享的政务数据和银行、证券、保险等机构掌握的信息。"},
            {"text": "查到的内容只用于办理本次申请和以后的复核，不作他用，不向无关的人公开。"},
            {"text": "我保证所说的都是真的。隐瞒收入或者财产的，愿意退回多领的钱，并承担法律责任。"},
        ],
    },
    "permit_decision": {
        "granted": "是",
        "accepted_on": "2026年3月3日",
        "verb": "准予社会团体成立登记",
        "reason": "符合法定条件、标准。",
        "article": "《社会团体登记管理条例》第十二条第一款",
        "items": [
            {"name": "名称", "value": "青禾市明川区社区教育促进会"},
            {"name": "统一社会信用代码", "value": "51990101MJ1000014R"},
        ],
        "duties": "登记证书另行发给。",
        "remedy": REMEDY,
    },
    "withdrawal": {"by": "沈演秋"},
    "revocation": {
        "decided_on": "2026年3月5日",
        "doc_no": "明民高龄决〔2026〕3号",
        "reason": "申请时隐瞒了户籍已经迁出。",
        "article": "《社会救助暂行办法》第六十八条",
        "effective_on": "2026年4月1日",
        "remedy": REMEDY,
    },
    "cancellation": {
        "decided_on": "2026年3月5日",
        "doc_no": "明民高龄决〔2026〕3号",
        "reason": "本人书面要求注销。",
        "article": "《青岚省高龄津贴办法（演示）》第九条",
        "effective_on": "2026年4月1日",
        "remedy": REMEDY,
    },
    "correction_notice": {
        "items": [
            {
                "n": "1",
                "name": "陈演收入证明",
                "reason": "照片下半截看不清，请平放、光线亮一点，重新拍一张。",
            },
            {"n": "2", "name": "居住地址", "reason": "没有写门牌号，请写到门牌号。"},
        ],
        "until": "2026年3月19日",
    },
    "conditional_acceptance_notice": {
        "items": [{"n": "1", "name": "房屋租赁合同", "reason": "2026年4月2日前、领取结果以前补齐"}],
        "until": "2026年4月2日",
    },
    "further_material_notice": {
        "items": [
            {"n": "1", "name": "残疾人证", "reason": "入户时了解到家中有人持证，持证的可以加发，请交来核对。"}
        ],
        "until": "2026年3月19日",
    },
    "special_procedure_notice": {
        "procedure": "资产鉴定",
        "reason": "名下货车的现值双方说法不一，需要鉴定。",
        "planned_end": "2026年3月20日",
        "stop_article": "《青岚省最低生活保障办法（演示）》第二十条",
    },
    "extension_notice": {
        "reason": "一名赡养义务人在省外，核对结果还没有回来。",
        "article": "《最低生活保障审核确认办法》第二十二条",
        "more": "15 个工作日",
        "old_due": "2026年4月14日",
        "new_due": "2026年5月7日",
    },
    "termination_notice": {
        "reason": "拒不配合调查：两次约定入户均拒绝开门，经书面告知仍不配合。",
        "article": "《最低生活保障审核确认办法》第二十四条",
        "remedy": REMEDY,
    },
    "transfer_letter": {
        "way": "移送",
        "to": "云溪县民政局",
        "reason": "申请人户籍已于二月迁到云溪县石桥镇，由现户籍地办理。",
    },
    "proof_of_service": {"mode": "当面送达", "receiver": "林演兰"},
    "visit_record": {
        "visited_at": "2026 年 3 月 5 日 9:30",
        "place": "柳荫街道春和社区 3 号楼 2 单元 101",
        "investigator": "许演田",
        "second": "严演溪（村居人员）",
        "paper": "工作证",
        "cooperation": "配合",
        "photos": "3 张",
        "found": [
            {"what": "住的是", "found": "租的房子，每月房租 300 元"},
            {"what": "常住几个人", "found": "3"},
            {"what": "家里的大件", "found": "旧电视、洗衣机各一台，没有汽车"},
            {"what": "邻居怎么说", "found": "老人慢病，女儿打零工，孩子上小学"},
        ],
    },
    "letter_to_source": {
        "source": "青岚省银行查询平台",
        "about": "银行存款（银行、账号后四位、余额）",
        "name": "林演兰",
        "number_masked": "9****************6",
        "asked_on": "2026年3月2日",
        "reply_by": "2026年3月9日",
    },
}


def organ() -> UUID:
    """The civil affairs bureau of the demo county; its divisions too."""
    day = date(2000, 1, 1)
    rows = [
        {"code": "990000", "name": "青岚省", "level": "province", "valid_from": day},
        {"code": "990100", "name": "青禾市", "level": "city", "parent": "990000", "valid_from": day},
        {"code": "990101", "name": "明川区", "level": "county", "parent": "990100", "valid_from": day},
    ]
    places.load_divisions(by=CLERK, at=AT, rows=rows, source="test")
    record = OrganisationRecord("11990101MB0000035Q", "明川区民政局", "authority", "county", "990101", "明民")
    return load_organisations(by=CLERK, at=AT, records=[record], valid_from=day, source="test")[record.uscc]


def letter(organisation: UUID, kind: str = "acceptance_notice", **more: Any) -> NewLetter:
    """A letter of the demo county; `data` is added to what every letter carries."""
    data = {**COMMON, **DATA[kind], **more.pop("data", {})}
    values = {
        "organisation_name": "明川区民政局",
        "organ_word": "明民",
        "service_word": "高龄",
        "issued_at": AT,
        "places": PLACES,
    } | more
    return NewLetter(kind=kind, organisation=organisation, data=data, **values)
