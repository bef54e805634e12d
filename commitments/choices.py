"""Kinds, states and answers of promises: value, Chinese label."""

from django.db import models


class Kind(models.TextChoices):
    """承诺类型 of the national template; the words are fixed."""

    APPROVAL = "approval", "审批替代型"
    TOLERANCE = "tolerance", "容缺受理型"
    PROOF = "proof", "证明事项型"
    REPAIR = "repair", "信用修复型"
    TRADE = "trade", "行业自律型"
    ACTIVE = "active", "主动型"
    OTHER = "other", "其他"


#: 告知承诺制: the authority acts on the word alone. Whoever promised falsely is barred until repaired (国办发〔2020〕42号).
ON_THE_WORD = (Kind.APPROVAL, Kind.PROOF)
#: Promises nobody asked for: the firm itself may take them back before they are checked.
FREELY_GIVEN = (Kind.TRADE, Kind.ACTIVE)


class PublicLevel(models.TextChoices):
    """公开类型 of the national template."""

    PUBLIC = "public", "可向社会公开"
    LIMITED = "limited", "特定范围内公开"
    CLOSED = "closed", "不可公开"


class PartyClass(models.TextChoices):
    """承诺人类别 of the national template."""

    LEGAL = "legal", "法人及非法人组织"
    SOLE = "sole", "个体工商户"
    NATURAL = "natural", "自然人"


class State(models.TextChoices):
    DRAFT = "draft", "草稿"
    SIGNED = "signed", "已承诺"
    CHECKING = "checking", "核查中"
    PROPOSED = "proposed", "拟认定未履行"
    NOTICED = "noticed", "陈述期"
    KEPT = "kept", "全部履行"
    PARTIAL = "partial", "部分履行"
    BROKEN = "broken", "全部未履行"
    ARCHIVED = "archived", "已归档"
    TAKEN_BACK = "taken_back", "已撤回"
    DISCARDED = "discarded", "已放弃"


#: What the finding may say (承诺履行状态).
FULFILMENT = ((State.KEPT.value, "全部履行"), (State.PARTIAL.value, "部分履行"), (State.BROKEN.value, "全部未履行"))
NOT_SIGNED = (State.DRAFT, State.DISCARDED)
RUNNING = (State.SIGNED, State.CHECKING)
"""Nothing has been found yet; papers may still be brought."""
FOUND = (State.KEPT, State.PARTIAL, State.BROKEN)


class Signature(models.TextChoices):
    CODE = "code", "线上签署（姓名加一次性验证码）"
    SCAN = "scan", "上传盖章扫描件"
    DESK = "desk", "书面承诺，窗口登记"


class Risk(models.TextChoices):
    HIGH = "high", "高"
    MEDIUM = "medium", "中"
    LOW = "low", "低"
    EXEMPT = "exempt", "免核查"


class CheckCause(models.TextChoices):
    ROUTINE = "routine", "事后核查"
    PAPERS = "papers", "容缺材料逾期"
    AGAIN = "again", "重新核查"


class Fault(models.TextChoices):
    """What a breach is: a false promise bars 告知承诺, an unfulfilled one does not."""

    FALSE = "false", "不实承诺"
    UNFULFILLED = "unfulfilled", "未履行承诺"


class Outcome(models.TextChoices):
    UPHELD = "upheld", "认定违诺"
    DROPPED = "dropped", "不予认定"


class PaperPurpose(models.TextChoices):
    SCAN = "scan", "盖章扫描件"
    MISSING = "missing", "容缺材料"
    STATEMENT = "statement", "陈述申辩材料"


class Stage(models.TextChoices):
    """When a firm is told of a paper that is still missing."""

    BEFORE = "before", "到期前提醒"
    DUE = "due", "到期当日提醒"
    LATE = "late", "逾期转核查"
