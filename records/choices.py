"""States and kinds of the credit file: value, Chinese label; the colour of a chip is looked up by value."""

from django.db import models


class SubjectKind(models.TextChoices):
    LAW_FIRM = "law_firm", "律师事务所"
    SERVICE_OFFICE = "service_office", "基层法律服务所"
    NOTARY_OFFICE = "notary_office", "公证处"
    FORENSIC_INSTITUTE = "forensic_institute", "司法鉴定机构"
    OTHER_ORG = "other_org", "其他单位"
    SOLE_TRADER = "sole_trader", "个体工商户"
    LAWYER = "lawyer", "律师"
    SERVICE_WORKER = "service_worker", "基层法律服务工作者"
    NOTARY = "notary", "公证员"
    FORENSIC_EXPERT = "forensic_expert", "司法鉴定人"
    OTHER_PERSON = "other_person", "其他自然人"


PERSON_KINDS = (
    SubjectKind.LAWYER,
    SubjectKind.SERVICE_WORKER,
    SubjectKind.NOTARY,
    SubjectKind.FORENSIC_EXPERT,
    SubjectKind.OTHER_PERSON,
)

#: Kinds the bureau keeps a register of; they have a public page whether or not there is a record.
REGISTER_INSTITUTIONS = (
    SubjectKind.LAW_FIRM,
    SubjectKind.SERVICE_OFFICE,
    SubjectKind.NOTARY_OFFICE,
    SubjectKind.FORENSIC_INSTITUTE,
)
PRACTITIONERS = (SubjectKind.LAWYER, SubjectKind.SERVICE_WORKER, SubjectKind.NOTARY, SubjectKind.FORENSIC_EXPERT)
REGISTER_KINDS = REGISTER_INSTITUTIONS + PRACTITIONERS
OTHER_ORGANISATIONS = (SubjectKind.OTHER_ORG, SubjectKind.SOLE_TRADER)


class PractisingState(models.TextChoices):
    NORMAL = "normal", "正常执业"
    SUSPENDED = "suspended", "停止执业"
    REORGANISING = "reorganising", "停业整顿"
    DEREGISTERED = "deregistered", "注销"
    REVOKED = "revoked", "吊销"


class IdType(models.TextChoices):
    """Papers of natural persons, in the words of the data standard."""

    RESIDENT = "身份证", "身份证"
    PASSPORT = "护照号", "护照"
    HONGKONG_MACAO = "港澳居民来往内地通行证", "港澳居民来往内地通行证"
    TAIWAN = "台湾居民来往大陆通行证", "台湾居民来往大陆通行证"
    FOREIGN_RESIDENT = "外国人永久居留身份证", "外国人永久居留身份证"


class PartyKind(models.TextChoices):
    """行政相对人类别: exactly three values in the national standard."""

    LEGAL = "legal", "法人及非法人组织"
    NATURAL = "natural", "自然人"
    SOLE = "sole", "个体工商户"


class InfoClass(models.TextChoices):
    """Information classes of the national catalogue."""

    REGISTRATION = "registration", "登记注册基本信息"
    JUDICIAL = "judicial", "司法裁判及执行信息"
    ADMINISTRATIVE = "administrative", "行政管理信息"
    TITLES = "titles", "职称和职业信息"
    ABNORMAL = "abnormal", "经营（活动）异常名录信息"
    SERIOUS = "serious", "严重失信主体名单信息"
    CONTRACT = "contract", "合同履行信息"
    COMMITMENT = "commitment", "信用承诺及履行情况信息"
    RATING = "rating", "信用评价结果信息"
    COMPLIANCE = "compliance", "遵守法律法规情况信息"
    HONOUR = "honour", "诚实守信相关荣誉信息"


class Nature(models.TextChoices):
    POSITIVE = "positive", "守信"
    NEUTRAL = "neutral", "一般"
    ADVERSE = "adverse", "失信"


class PublishScope(models.TextChoices):
    PUBLIC = "public", "社会公开"
    SHARED = "shared", "政务共享"
    AUTHORISED = "authorised", "授权查询"


class Disclosure(models.TextChoices):
    PUBLIC = "public", "公示"
    SHARED = "shared", "仅共享"
    WITHHELD = "withheld", "不公示"


class Severity(models.TextChoices):
    """The class that fixes the publicity period under the rule version in force."""

    LICENCE = "licence", "许可类"
    MINOR = "minor", "轻微"
    GENERAL = "general", "一般"
    SERIOUS = "serious", "严重"
    REWARD = "reward", "奖励类"
    OTHER = "other", "其他管理类"


class AffiliationRole(models.TextChoices):
    """A person's part in an institution. The head of a firm is its 负责人 (principal), of an institute its 法定代表人."""

    LEGAL_REPRESENTATIVE = "legal_representative", "法定代表人"
    PRINCIPAL = "principal", "负责人"
    PARTNER = "partner", "合伙人"
    PRACTITIONER = "practitioner", "执业人员"
    ACTUAL_CONTROLLER = "actual_controller", "实际控制人"


#: Roles of which an institution has one holder at a time; a new one takes over from the old one.
HEAD_ROLES = (AffiliationRole.LEGAL_REPRESENTATIVE, AffiliationRole.PRINCIPAL)


class EvidenceVariant(models.TextChoices):
    """The original is never public; the redacted copy is public only while its record is."""

    ORIGINAL = "original", "原件"
    REDACTED = "redacted", "脱敏件"


class ReportForm(models.TextChoices):
    """A clearance can only be issued when it has nothing to say."""

    CREDIT = "credit", "专项信用报告"
    CLEARANCE = "clearance", "无违法违规记录核查单"


class ReportPurpose(models.TextChoices):
    """What a report is asked for."""

    APPROVAL = "approval", "行政审批"
    QUALIFICATION = "qualification", "资质认定"
    ELIGIBILITY = "eligibility", "资格审查"
    AWARD = "award", "评优评先"
    FUNDING = "funding", "资金补助"
    SELF = "self", "主体自查"
    ENTRUSTED = "entrusted", "委托查询"


#: Purposes of government bodies: for these, what is only shared between them may be reported too.
GOVERNMENT_PURPOSES = (
    ReportPurpose.APPROVAL,
    ReportPurpose.QUALIFICATION,
    ReportPurpose.ELIGIBILITY,
    ReportPurpose.AWARD,
    ReportPurpose.FUNDING,
)


class ReportScene(models.TextChoices):
    """Where a report was used; the scenes whose rate of use is counted."""

    APPROVAL = "approval", "行政审批"
    QUALIFICATION = "qualification", "资质认定"
    ELIGIBILITY = "eligibility", "资格审查"
    AWARD = "award", "评优评先"
    FUNDING = "funding", "资金补助"
    OTHER = "other", "其他"


class ReportUsage(models.TextChoices):
    USED = "used", "已应用"
    UNUSED = "unused", "应用未用"


class MarkKind(models.TextChoices):
    """What is going on about a record; shown beside it on every surface until it ends."""

    DISPUTED = "disputed", "异议处理中"
    REPAIRING = "repairing", "修复办理中"


class ReplyState(models.TextChoices):
    PENDING = "pending", "待审查"
    SHOWN = "shown", "已展示"
    REFUSED = "refused", "不予展示"
    REPLACED = "replaced", "已被新回应替换"
    TAKEN_BACK = "taken_back", "已收回"


class RefusalCause(models.TextChoices):
    """The only causes for which a reply may be refused."""

    THIRD_PARTY = "third_party", "涉及第三人隐私或者个人信息"
    INSULT = "insult", "含有侮辱、诽谤内容"


class RemovalCause(models.TextChoices):
    """Why a record left the public's sight. `resumed` says that it came back."""

    REPAIRED = "repaired", "信用修复"
    WITHDRAWN = "withdrawn", "撤下（更正、变更、撤销等）"
    SUSPENDED = "suspended", "暂停公示"
    RESTRICTED = "restricted", "不再公示"
    EXPIRED = "expired", "公示期满"
    RESUMED = "resumed", "恢复公示"


class NewsKind(models.TextChoices):
    """What happened to a record that others must hear of."""

    CORRECTED = "corrected", "更正"
    WITHDRAWN = "withdrawn", "撤下"
    REPAIRED = "repaired", "修复"
    REINSTATED = "reinstated", "撤销修复"
