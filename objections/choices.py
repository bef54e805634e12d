"""States, ways and outcomes of objections and of the public's error reports: value, Chinese label."""

from django.db import models


class State(models.TextChoices):
    SUBMITTED = "submitted", "已提交"
    ACCEPTED = "accepted", "已受理"
    CHECKING = "checking", "核查中"
    DECIDED = "decided", "已作出结论"
    TOLD = "told", "已告知"
    REVIEWING = "reviewing", "复核中"
    REVIEWED = "reviewed", "复核完毕"
    REFUSED = "refused", "不予受理"
    RECALLED = "recalled", "已撤回"


#: The bureau owes an answer; the record is marked as disputed.
UNANSWERED = (State.SUBMITTED, State.ACCEPTED, State.CHECKING)
OPEN = (*UNANSWERED, State.REVIEWING)
#: The clock runs until the answer is not only given but told.
ON_THE_CLOCK = (*OPEN, State.DECIDED)
#: States that are reached only with an outcome.
ANSWERED = (State.DECIDED, State.TOLD, State.REVIEWING, State.REVIEWED)


class Outcome(models.TextChoices):
    CORRECT = "correct", "更正"
    WITHDRAW = "withdraw", "撤销"
    KEEP = "keep", "维持"


class Way(models.TextChoices):
    PORTAL = "portal", "网上提出"
    WINDOW = "window", "窗口代录"


class TellWay(models.TextChoices):
    ONLINE = "online", "网上告知"
    PAPER = "paper", "书面送达"
    PHONE = "phone", "电话告知并记录"


class RefusalCause(models.TextChoices):
    """Why an objection may be turned down at the door; nothing else counts."""

    NOT_OURS = "not_ours", "不是本局认定的信息，应当向认定机关提出"
    ANSWERED = "answered", "同一事由已经答复，没有新的事实和材料"
    OTHER_WAY = "other_way", "对决定本身不服，应当申请行政复议或者提起行政诉讼"


class ReportState(models.TextChoices):
    NEW = "new", "待处理"
    TAKEN = "taken", "核实中"
    CLOSED = "closed", "已答复"


class ReportAnswer(models.TextChoices):
    FIXED = "fixed", "属实，已更正"
    RIGHT = "right", "经核实，公示内容无误"
    NOT_OURS = "not_ours", "不属于本局职责"
    UNCLEAR = "unclear", "说明不清，无法核实"


class LetterKind(models.TextChoices):
    CORRECTED = "corrected", "更正"
    WITHDRAWN = "withdrawn", "撤下"


class Received(models.TextChoices):
    """How somebody came to have the item."""

    FILE = "file", "查阅信用档案"
    REPORT = "report", "取得信用报告"
    LOOKUP = "lookup", "办事查询信用"
