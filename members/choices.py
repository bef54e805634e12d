"""Roles of those who act for a firm or for themselves, and the states of their papers: value, Chinese label."""

from django.db import models


class Role(models.TextChoices):
    """What somebody is to the subject acted for."""

    HEAD = "head", "负责人账号"
    CLERK = "clerk", "经办人账号"
    PRACTITIONER = "practitioner", "本人账号"


FIRM_ROLES = (Role.HEAD, Role.CLERK)


class Way(models.TextChoices):
    """How somebody came to act for the subject."""

    CODE = "code", "窗口查验码"
    HEAD = "head", "负责人确认"
    STAFF = "staff", "司法局核对"
    INVITATION = "invitation", "负责人邀请"


class RequestState(models.TextChoices):
    WAITING = "waiting", "待答复"
    CONFIRMED = "confirmed", "已同意"
    REFUSED = "refused", "已拒绝"
    WITHDRAWN = "withdrawn", "本人撤回"


class CodeUse(models.TextChoices):
    """What a one-time code is good for; one of a kind never opens another's door."""

    BINDING = "binding", "绑定账号"
    SIGNING = "signing", "签署确认"


class Reach(models.TextChoices):
    """Where a person is reached outside the portal; the values are those of notices.Delivery.Channel."""

    EMAIL = "email", "电子邮箱"
    GATEWAY = "webhook", "手机短信（政务短信网关）"


class AccountCodeUse(models.TextChoices):
    CONFIRM = "confirm", "确认联系方式"
    RECOVER = "recover", "重设密码"
