"""Scenes, states and answers of a look-up: value, Chinese label."""

from django.db import models

from records.choices import Disclosure


class Scene(models.TextChoices):
    """In which business the counterpart is looked up; it is also the purpose written to the look-up register."""

    APPROVAL = "approval", "行政审批"
    QUALIFICATION = "qualification", "资质认定、资格审查"
    AWARD = "award", "评优评先"
    FUNDING = "funding", "资金补助"
    OTHER = "other", "其他公共服务"


#: What may be told in which scene: administrative use may see what is shared among authorities, a mere service may not.
SCOPE: dict[str, tuple[str, ...]] = {
    Scene.APPROVAL: (Disclosure.PUBLIC, Disclosure.SHARED),
    Scene.QUALIFICATION: (Disclosure.PUBLIC, Disclosure.SHARED),
    Scene.AWARD: (Disclosure.PUBLIC, Disclosure.SHARED),
    Scene.FUNDING: (Disclosure.PUBLIC, Disclosure.SHARED),
    Scene.OTHER: (Disclosure.PUBLIC,),
}


class MatterState(models.TextChoices):
    OPEN = "open", "办理中"
    DECIDED = "decided", "已决定"
    CLOSED = "closed", "已办结"


class Verdict(models.TextChoices):
    GRANTED = "granted", "准予"
    REFUSED = "refused", "不予"
    OTHER = "other", "其他"


class LookUpState(models.TextChoices):
    WAITING = "waiting", "查询中"
    FOUND = "found", "已查到"
    NONE = "none", "无档案"
    AMBIGUOUS = "ambiguous", "待选定"


class MatchedBy(models.TextChoices):
    CODE = "code", "按代码"
    NAME = "name", "按现名称"
    FORMER = "former", "按曾用名"
    PERSON = "person", "由人选定"


class Response(models.TextChoices):
    MEASURE = "measure_taken", "已采取惩戒措施"
    INCENTIVE = "incentive_given", "已给予激励"
    NOT_APPLICABLE = "not_applicable", "不适用"
