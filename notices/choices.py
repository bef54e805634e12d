"""Closed lists of service: value, Chinese label."""

from django.db import models


class ServedBy(models.TextChoices):
    """How a paper reached its addressee."""

    HAND = "hand", "直接送达"
    MAIL = "mail", "邮寄送达"
    ELECTRONIC = "electronic", "电子送达"
    LEFT = "left", "留置送达"
    NOTICE = "notice", "公告送达"
