"""Cases, what was answered, who takes part, what waits for whom, and the legal timers."""

from django.db import models
from django.db.models import Index, Q

from minzheng.kernel.ids import uuid7
from minzheng.kernel.rights import LEVELS


class Placed(models.Model):
    """Level columns: where a thing belongs, by equality (design: scope by level columns)."""

    province = models.CharField("省", max_length=12, default="")
    city = models.CharField("市", max_length=12, default="")
    county = models.CharField("县", max_length=12, default="")
    town = models.CharField("乡", max_length=12, default="")
    village = models.CharField("村居", max_length=12, default="")

    class Meta:
        abstract = True


class Case(Placed):
    """The narrow head of a case; answers and parties stand apart."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case_no = models.CharField("办件编号", max_length=23, unique=True)
    national_case_no = models.CharField("国家办件编码", max_length=64, default="")
    query_pin = models.CharField("查询码", max_length=6, help_text="L3")
    service = models.CharField("事项", max_length=40)
    title = models.CharField("事项简称", max_length=60)
    snapshot = models.ForeignKey(
        "catalogue.Snapshot", models.PROTECT, verbose_name="实施清单快照", db_index=False
    )
    state = models.CharField("状态", max_length=32)
    result = models.CharField("结果", max_length=32, default="")
    channel = models.CharField("渠道", max_length=16)
    origin = models.CharField("来源", max_length=16)
    sensitivity = models.CharField("敏感类别", max_length=16, default="normal")
    applicant = models.ForeignKey(
        "people.NaturalPerson", models.PROTECT, verbose_name="申请人", related_name="+"
    )
    applicant_name = models.CharField("申请人姓名或名称", max_length=120, help_text="L3")
    agent = models.ForeignKey(
        "people.NaturalPerson",
        models.PROTECT,
        verbose_name="代办人",
        null=True,
        related_name="+",
        db_index=False,
    )
    legal_person = models.ForeignKey(
        "legal_persons.LegalPerson",
        models.PROTECT,
        verbose_name="申请单位",
        null=True,
        related_name="+",
        db_index=False,
        help_text="有它时，applicant 是经办人",
    )
    mandate = models.ForeignKey(
        "legal_persons.Mandate",
        models.PROTECT,
        verbose_name="凭哪份经办授权",
        null=True,
        related_name="+",
        db_index=False,
    )
    accepted_at = models.CharField("受理地", max_length=12)
    handled_at = models.CharField("承办地", max_length=12)
    parent = models.ForeignKey("self", models.PROTECT, verbose_name="上级办件", null=True, related_name="+")
    bundle = models.UUIDField("一件事", null=True)
    caused_by = models.UUIDField("起因", null=True)
    home_node = models.CharField("所属节点", max_length=64, default="local")
    calendar_version = models.IntegerField("日历版本")
    tokens = models.JSONField("令牌")
    variables = models.JSONField("流程变量")
    handled = models.JSONField("经手", default=list, help_text="L2 [环节, 结论, 自然人, 姓名, 时间]")
    revision = models.IntegerField("修订号", default=0)
    received_at = models.DateTimeField("收件时间")
    accepted_on = models.DateField("受理日", null=True)
    accept_mode = models.CharField("受理方式", max_length=16, default="")
    decided_at = models.DateTimeField("决定时间", null=True)
    closed_at = models.DateTimeField("办结时间", null=True)
    warn_at = models.DateTimeField("黄灯时刻", null=True)
    due_at = models.DateTimeField("到期时刻", null=True)
    clock = models.JSONField("时限说明", null=True)

    class Meta:
        db_table = "cases_case"
        verbose_name = "办件"
        constraints = (
            models.CheckConstraint(
                condition=Q(legal_person=None, mandate=None) | (~Q(legal_person=None) & ~Q(mandate=None)),
                name="cases_case_mandate",
            ),
        )
        indexes = (
            Index(fields=["applicant", "-received_at", "-id"], name="cases_case_applicant"),
            Index(
                fields=["legal_person", "-received_at", "-id"],
                name="cases_case_legal_person",
                condition=Q(legal_person__isnull=False),
            ),
            Index(fields=["calendar_version", "id"], name="cases_case_calendar", condition=Q(closed_at=None)),
            *(Index(fields=[level, "-received_at", "-id"], name=f"cases_case_{level}") for level in LEVELS),
        )


class Answers(models.Model):
    """The exact bytes that the person committed to: canonical JSON and its SM3 digest."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, verbose_name="办件")
    body = models.BinaryField("填报内容", help_text="L3")
    digest = models.BinaryField("摘要")

    class Meta:
        db_table = "cases_answers"
        verbose_name = "填报内容"


class Party(models.Model):
    """Who takes part in a case, and as what."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.CASCADE, verbose_name="办件")
    person = models.ForeignKey(
        "people.NaturalPerson", models.PROTECT, verbose_name="自然人", related_name="+"
    )
    role = models.CharField("角色", max_length=16)

    class Meta:
        db_table = "cases_party"
        verbose_name = "当事人"
        constraints = (models.UniqueConstraint(fields=["case", "person", "role"], name="cases_party_once"),)


class Material(models.Model):
    """A paper that was handed in, or how it was waived."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.CASCADE, verbose_name="办件")
    code = models.CharField("材料编码", max_length=40)
    name = models.CharField("材料名称", max_length=120)
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, verbose_name="文件", null=True, related_name="+"
    )
    waived_by = models.CharField("免交方式", max_length=16, default="")
    received_at = models.DateTimeField("收到时间")

    class Meta:
        db_table = "cases_material"
        verbose_name = "材料"


def _open_tasks(place: str, name: str, **only: str) -> Index:
    """The open tasks of a place, soonest due first."""
    return Index(fields=[place, "due_at", "id"], name=name, condition=Q(done_at=None, **only))


class Task(Placed):
    """A user task: one element of one case that waits for a role at a level (or for the applicant)."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.CASCADE, verbose_name="办件")
    element = models.CharField("环节", max_length=64)
    token = models.IntegerField("令牌")
    role = models.CharField("角色", max_length=32)
    level = models.CharField("层级", max_length=16)
    service = models.CharField("事项", max_length=40)
    opened_at = models.DateTimeField("到手时间")
    warn_at = models.DateTimeField("黄灯时刻")
    due_at = models.DateTimeField("到期时刻")
    done_at = models.DateTimeField("完成时间", null=True)
    done_by = models.UUIDField("办理人", null=True)
    done_name = models.CharField("办理人姓名", max_length=64, default="", help_text="L2")
    outcome = models.CharField("结论", max_length=32, default="")
    assignee = models.UUIDField("分给谁", null=True, help_text="自然人；空为谁有空谁办")
    assignee_name = models.CharField("分给谁的姓名", max_length=64, default="", db_default="", help_text="L2")

    class Meta:
        db_table = "cases_task"
        verbose_name = "环节任务"
        indexes = (
            Index(fields=["case"], name="cases_task_case"),
            *(_open_tasks(level, f"cases_task_{level}") for level in LEVELS),
            # Above the county an office has few tasks of its own among all that are open below it.
            _open_tasks("city", "cases_task_own_city", level="city"),
            _open_tasks("province", "cases_task_own_province", level="province"),
        )


class Timer(models.Model):
    """A legal deadline: a row, not a job. Fires with `at = due_at`, before any other step of its case."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.CASCADE, verbose_name="办件")
    element = models.CharField("元素", max_length=64)
    token = models.IntegerField("令牌")
    due_at = models.DateTimeField("到时")

    class Meta:
        db_table = "cases_timer"
        verbose_name = "时限"
        indexes = (Index(fields=["due_at", "id"], name="cases_timer_due"),)


class ListRun(models.Model):
    """A list (免申即享) that was drawn up: of which service, for which county and month, how many cases it started."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    service = models.CharField("事项", max_length=40)
    county = models.CharField("县", max_length=12)
    month = models.DateField("月份")
    started = models.IntegerField("发起办件数")
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "cases_list_run"
        verbose_name = "名单"
        constraints = (
            models.UniqueConstraint(fields=["service", "county", "month"], name="cases_list_run_once"),
        )


class Link(models.Model):
    """An act after closing (standards 4.5), or a case that follows from another: the first case is never rewritten."""

    class Kind(models.TextChoices):
        AMENDS = "amends", "更正"
        REVOKES = "revokes", "撤销"
        ALTERS = "alters", "变更决定"
        REDO_OF = "redo_of", "重作"
        REISSUES = "reissues", "补发"
        CANCELS = "cancels", "注销"
        CONTINUES = "continues", "转报、移送"

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    from_case = models.ForeignKey(
        Case,
        models.PROTECT,
        verbose_name="后面的办件",
        null=True,
        related_name="+",
        help_text="空为不另立办件",
    )
    to_case = models.ForeignKey(Case, models.PROTECT, verbose_name="原办件", related_name="+", db_index=False)
    kind = models.CharField("种类", max_length=16, choices=Kind)
    legal_doc = models.CharField("据以办理的文书", max_length=200, blank=True, default="")
    article = models.CharField("依据", max_length=200, blank=True, default="")
    reason = models.CharField("理由", max_length=1000, help_text="L3")
    effective_on = models.DateField("生效日期")
    letter_id = models.UUIDField("新出的文书", null=True)
    by_name = models.CharField("办理人", max_length=64, blank=True, default="", help_text="L2")
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "cases_link"
        verbose_name = "办件关联"
        indexes = (Index(fields=["to_case", "id"], name="cases_link_to"),)


class Note(models.Model):
    """What an officer notes beside a case, for colleagues; the applicant does not read it."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.CASCADE, verbose_name="办件", db_index=False)
    text = models.CharField("内容", max_length=500, help_text="L3")
    item = models.CharField(
        "批注的是哪一项", max_length=80, default="", db_default="", help_text="空为整件；材料编码或表里的一节"
    )
    by_name = models.CharField("谁记的", max_length=64, help_text="L2")
    at = models.DateTimeField("时间")

    class Meta:
        db_table = "cases_note"
        verbose_name = "备注"
        indexes = (Index(fields=["case", "id"], name="cases_note_case"),)


class Undo(models.Model):
    """A slip that may be taken back within ten minutes by who made it; the id is that of its event."""

    id = models.UUIDField("事件", primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, verbose_name="办件", db_index=False)
    kind = models.CharField("种类", max_length=16)
    person = models.UUIDField("谁办的")
    before = models.JSONField("原来的样子", help_text="L2")
    until = models.DateTimeField("到几点前可以撤")
    undone_at = models.DateTimeField("撤回时间", null=True)
    settled_at = models.DateTimeField("定下来的时间", null=True)

    class Meta:
        db_table = "cases_undo"
        verbose_name = "可撤回的一步"
        indexes = (
            Index(fields=["case", "id"], name="cases_undo_case"),
            Index(fields=["until"], name="cases_undo_waiting", condition=Q(settled_at=None, undone_at=None)),
        )


class Authorisation(models.Model):
    """核对授权书: who has to sign it, and how they did. Its id is that of the party in whose place it stands.

    Of a link only the digest is kept; it is bound to this row, that is to one case and one person, never to a phone.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "还没签"
        SIGNED = "signed", "已签"
        REFUSED = "refused", "不愿签"

    class Mode(models.TextChoices):
        OWN_PHONE = "own_phone", "本人账号"
        LINK = "link", "链接"
        GUARDIAN = "guardian", "监护人代签"
        THUMB_PRINT = "thumb_print", "按指印，两人见证"
        DESK = "desk", "窗口当面签"

    id = models.UUIDField("编号", primary_key=True, help_text="与当事人同号")
    case = models.ForeignKey(Case, models.CASCADE, verbose_name="办件", db_index=False)
    person = models.ForeignKey(
        "people.NaturalPerson", models.PROTECT, verbose_name="应签字的人", related_name="+", db_index=False
    )
    role = models.CharField("角色", max_length=16)
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    mode = models.CharField("方式", max_length=12, choices=Mode, blank=True, default="")
    assurance = models.PositiveSmallIntegerField("实名等级", default=0, help_text="1–3，屏幕写 a1–a3")
    asked_at = models.DateTimeField("请签时间")
    signed_at = models.DateTimeField("签字或拒签时间", null=True)
    signed_by = models.UUIDField("谁签的", null=True, help_text="本人或监护人")
    witnesses = models.JSONField("见证人", default=list, help_text="L3 [[姓名, 身份], …]")
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, verbose_name="授权书照片", null=True, related_name="+"
    )
    text_version = models.CharField("授权书版本", max_length=64, blank=True, default="")
    reason = models.CharField("不签的理由", max_length=500, blank=True, default="", help_text="L3")
    link_digest = models.BinaryField("链接摘要", null=True)
    link_phone = models.CharField("链接发往", max_length=20, blank=True, default="", help_text="L3")
    link_expires = models.DateTimeField("链接到期", null=True)
    link_failed = models.PositiveSmallIntegerField("打错次数", default=0)
    code_digest = models.BinaryField("验证码检索值", null=True)
    code_sent_at = models.DateTimeField("验证码发出", null=True)

    class Meta:
        db_table = "cases_authorisation"
        verbose_name = "核对授权书"
        constraints = (
            models.UniqueConstraint(fields=["link_digest"], name="cases_authorisation_link"),
            models.UniqueConstraint(fields=["case", "person"], name="cases_authorisation_once"),
        )
        indexes = (Index(fields=["person"], name="cases_authorisation_person", condition=Q(state="waiting")),)


class Agency(models.Model):
    """Somebody filled in for a person who cannot: who, in what capacity, why and until when; both see it."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, verbose_name="办件")
    person = models.ForeignKey(
        "people.NaturalPerson", models.PROTECT, verbose_name="代办人", related_name="+", db_index=False
    )
    capacity = models.CharField("身份", max_length=16)
    reason = models.CharField("本人为什么不能自己办", max_length=300, help_text="L3")
    until = models.DateField("代办到")
    evidence = models.ForeignKey(
        "files.StoredFile", models.PROTECT, verbose_name="证明", null=True, related_name="+"
    )
    objected_at = models.DateTimeField("本人反对时间", null=True)
    objection = models.CharField("本人的话", max_length=500, blank=True, default="", help_text="L3")

    class Meta:
        db_table = "cases_agency"
        verbose_name = "代办"


class Record(models.Model):
    """What an officer's form of a case said when it was finished (a visit): exact bytes with digest; never changed."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.CASCADE, verbose_name="办件")
    element = models.CharField("环节", max_length=64)
    form = models.CharField("表单", max_length=80, default="")
    body = models.BinaryField("填报内容", help_text="L3 规范 JSON")
    digest = models.BinaryField("摘要")
    by = models.UUIDField("填表人", null=True)
    by_name = models.CharField("填表人姓名", max_length=64, default="", help_text="L2")
    second = models.JSONField("同行的人", default=dict, help_text="L3 自然人、姓名、身份、证件类别")
    visited_at = models.DateTimeField("到访时间")
    place = models.JSONField("地点", default=dict, help_text="L3 地址，坐标可以没有")
    cooperated = models.BooleanField("配合调查", default=True)
    refusal = models.CharField("不配合的情形", max_length=1000, default="", help_text="L3")
    at = models.DateTimeField("提交时间")

    class Meta:
        db_table = "cases_record"
        verbose_name = "调查记录"
        indexes = (Index(fields=["case", "element", "-id"], name="cases_record_case"),)


class RecordFile(models.Model):
    """A photo of a visit, a signature, or the photo of the sheet that was signed on the spot."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    record = models.ForeignKey(Record, models.CASCADE, verbose_name="调查记录")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, verbose_name="文件", related_name="+")
    kind = models.CharField(
        "种类", max_length=16, help_text="photo 照片，signed_sheet 签字表，sign_… 谁的签名"
    )
    name = models.CharField("文件名", max_length=120, help_text="L3")

    class Meta:
        db_table = "cases_record_file"
        verbose_name = "调查附件"


class RecordDraft(models.Model):
    """An officer's form that is not finished: kept page by page, so that a bad network loses nothing."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.CASCADE, verbose_name="办件")
    element = models.CharField("环节", max_length=64)
    person = models.UUIDField("填表人")
    answers = models.JSONField("已填内容", default=dict, help_text="L3")
    pages_done = models.JSONField("已填好的页", default=list)
    updated_at = models.DateTimeField("保存时间")

    class Meta:
        db_table = "cases_record_draft"
        verbose_name = "调查草稿"
        constraints = (
            models.UniqueConstraint(fields=["case", "element", "person"], name="cases_record_draft_once"),
        )


class Check(models.Model):
    """家庭经济状况核对: the county asks sources about the persons of a case, once for each time that it is asked for."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    case = models.ForeignKey(Case, models.CASCADE, verbose_name="办件")
    element = models.CharField("环节", max_length=64)
    token = models.IntegerField("令牌")
    opened_at = models.DateTimeField("发起时间")
    opened_by = models.UUIDField("发起人", null=True)
    opened_account = models.UUIDField("发起账号", null=True)
    opened_name = models.CharField("发起人姓名", max_length=64, help_text="L2")
    organisation = models.UUIDField("发起单位", null=True)
    reported_at = models.DateTimeField("出报告时间", null=True)
    conclusion = models.CharField("结论", max_length=16, default="")
    note = models.CharField("说明", max_length=2000, default="", help_text="L3")
    valid_until = models.DateField("报告有效期至", null=True)
    told_at = models.DateTimeField("告知时间", null=True)
    told_note = models.CharField("告知内容", max_length=2000, default="", help_text="L3")
    answer_by = models.DateField("说明、举证的最后一天", null=True)
    evidence = models.CharField("家庭的说明", max_length=4000, default="", help_text="L3")
    evidence_at = models.DateTimeField("说明时间", null=True)

    class Meta:
        db_table = "cases_check"
        verbose_name = "核对"
        constraints = (models.UniqueConstraint(fields=["case", "token"], name="cases_check_once"),)


class CheckSource(models.Model):
    """One source asked about one person: waiting, answered, or silent and written to with a day to answer by."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, help_text="也是对外的请求编号")
    check_of = models.ForeignKey(Check, models.CASCADE, verbose_name="核对")
    source = models.CharField("来源", max_length=40)
    person = models.UUIDField("被查人")
    state = models.CharField("状态", max_length=16)
    attempts = models.SmallIntegerField("问过几次", default=0)
    next_at = models.DateTimeField("下次问的时间", null=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    recorded_name = models.CharField("录入人", max_length=64, default="", help_text="L2")
    letter = models.UUIDField("函证", null=True)
    due_at = models.DateTimeField("函证到期", null=True)
    clock = models.JSONField("时限说明", null=True)

    class Meta:
        db_table = "cases_check_source"
        verbose_name = "核对来源"
        indexes = (
            Index(fields=["next_at", "id"], name="cases_check_source_next", condition=Q(state="queued")),
        )


class CheckLine(models.Model):
    """One thing that a source knows of a person; what it says is sealed (L4)."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7)
    of = models.ForeignKey(CheckSource, models.CASCADE, verbose_name="核对来源")
    kind = models.CharField("种类", max_length=40)
    value_enc = models.BinaryField("内容（密文）", help_text="L4 SM4-GCM，绑定表、列、行")
    as_of = models.DateField("数据日期")

    class Meta:
        db_table = "cases_check_line"
        verbose_name = "核对结果"
