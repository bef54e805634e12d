"""States and closed lists of the decision ledger."""

from django.db import models


class DecisionState(models.TextChoices):
    DRAFT = "draft", "草稿"
    PENDING = "pending", "待审核"
    RETURNED = "returned", "已退回"
    READY = "ready", "可报送"
    EXPORTED = "exported", "已导出"
    REPORTED = "reported", "已上报"
    ACCEPTED = "accepted", "已入库"
    REJECTED = "rejected", "被退回"
    EXEMPT = "exempt", "不报送"
    VOID = "void", "登记作废"


#: A row in one of these states has been checked completely: it has a subject and passes every rule.
CHECKED_STATES = ("ready", "exported", "reported", "accepted", "rejected")
#: Still owed to the platform.
OPEN_STATES = ("draft", "pending", "returned", "ready", "exported", "rejected")
#: In the ledger, but not counted as reportable.
NOT_REPORTABLE = ("exempt", "void")


class ExemptReason(models.TextChoices):
    SECRET = "secret", "涉及国家秘密"
    SIMPLE = "simple", "简易程序作出的处罚"
    PRIVACY = "privacy", "涉及商业秘密、个人隐私且不宜公开"
    MINOR_PERSON = "minor_person", "当事人为未成年人"
    OTHER_AUTHORITY = "other_authority", "由作出决定的上级机关报送"
    TAKEN_OFF = "taken_off", "记录已依法撤下（如决定被撤销、异议成立）"


class GapReason(models.TextChoices):
    """Closed list: a gap in a document series is explained by one of these, or it is a decision nobody entered."""

    VOIDED = "voided", "文号作废（未作出决定）"
    SECRET = "secret", "涉密，另行登记"
    OTHER_USE = "other_use", "该号用于其他文书"
    RESERVED = "reserved", "预留未用"


class Effect(models.TextChoices):
    IN_FORCE = "in_force", "有效"
    CHANGED = "changed", "已变更"
    REVOKED = "revoked", "已撤销"
    UNLAWFUL = "unlawful", "被确认违法"
    INVALID = "invalid", "被确认无效"


class EventKind(models.TextChoices):
    CORRECTION = "correction", "更正"
    CHANGE = "change", "变更"
    REVOCATION = "revocation", "撤销"
    UNLAWFUL = "unlawful", "确认违法"
    INVALID = "invalid", "确认无效"
    REVIEW = "review", "复议或诉讼中"


class FollowUpKind(models.TextChoices):
    """What the platform still has to be told."""

    CORRECT = "correct", "更正后重新报送"
    WITHDRAW = "withdraw", "请平台撤下"


class SubmissionState(models.TextChoices):
    MADE = "made", "已生成"
    SENT = "sent", "已上报"
    ANSWERED = "answered", "已收回执"
    CANCELLED = "cancelled", "已作废"


class RowState(models.TextChoices):
    WAITING = "waiting", "待回执"
    ACCEPTED = "accepted", "已入库"
    REJECTED = "rejected", "被退回"
    CANCELLED = "cancelled", "已取消"


class Stage(models.TextChoices):
    T5 = "T-5", "提前5天"
    T3 = "T-3", "提前3天"
    T1 = "T-1", "提前1天"
    T0 = "T0", "当日到期"
    OVERDUE = "late", "已逾期"
    NO_RECEIPT = "receipt", "上报后无回执"
    WITHDRAW = "withdraw", "应撤回公示"
