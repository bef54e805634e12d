"""States and kinds of alerts and incidents: value, Chinese label."""

from django.db import models


class AlertState(models.TextChoices):
    OPEN = "open", "待核查"
    CLOSED = "closed", "已核查"


class Finding(models.TextChoices):
    """What the auditor found."""

    WORK = "work", "因工作需要，正常"
    MISTAKE = "mistake", "操作不当，已提醒"
    ABUSE = "abuse", "违规查阅，转安全管理员处置"


class IncidentKind(models.TextChoices):
    LEAK = "leak", "信息泄露"
    TAMPER = "tamper", "数据被篡改"
    LOSS = "loss", "数据丢失"
    ABUSE = "abuse", "违规查阅或导出"
    INTRUSION = "intrusion", "系统被入侵"
    MALWARE = "malware", "恶意程序"
    WRONG_PUBLICATION = "wrong_publication", "误公开"
    OTHER = "other", "其他"


class Level(models.TextChoices):
    """国家网络安全事件报告管理办法 附件《网络安全事件分级指南》."""

    COMMON = "common", "一般"
    LARGE = "large", "较大"
    MAJOR = "major", "重大"
    GRAVE = "grave", "特别重大"


class IncidentState(models.TextChoices):
    OPEN = "open", "处置中"
    CLOSED = "closed", "已办结"


class Told(models.TextChoices):
    """How far a notice is."""

    WAITING = "waiting", "待办"
    DONE = "done", "已告知"
    NOT_NEEDED = "not_needed", "经研判不需要"
