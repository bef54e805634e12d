"""What the roles of fields are called for people, what they mean, and which types of field may stand in them.

The rules go by roles, never by field codes: a new kind of decision gets every check of a role by giving it to one of its fields.
"""

from __future__ import annotations

from typing import NamedTuple

#: (type, format) of a field → its name in the workbook of a data standard.
TYPE_WORDS: dict[tuple[str, str], str] = {
    ("text", ""): "文字",
    ("multiline", ""): "长文字",
    ("code", ""): "编号",
    ("code", "uscc"): "统一社会信用代码",
    ("code", "org_code"): "组织机构代码",
    ("code", "id_number"): "证件号码",
    ("text", "doc_number"): "文号",
    ("date", ""): "日期",
    ("date_or_long", ""): "日期或长期",
    ("money_wan", ""): "金额（万元）",
    ("enum", ""): "单选",
    ("multi_enum", ""): "多选",
}

_TEXT = ("文字", "长文字")
_WORDS = (*_TEXT, "单选", "多选")
_DAY, _DAYS = ("日期",), ("日期", "日期或长期")


class RoleName(NamedTuple):
    """label: the word in the column 用途; meaning: what the rules make of it; types: allowed words of TYPE_WORDS; longest: the
    most characters the ledger can keep, 0 for no limit of its own."""

    label: str
    meaning: str
    types: tuple[str, ...]
    longest: int = 0


ROLE_NAMES: dict[str, RoleName] = {
    "party_name": RoleName("相对人名称", "决定针对谁；与代码比对，建档和公示都用它", ("文字",), 200),
    "party_kind": RoleName("相对人类别", "法人及非法人组织、自然人、个体工商户三选一", ("单选",)),
    "uscc": RoleName("统一社会信用代码", "核对校验位和前两位，按它归入主体档案", ("统一社会信用代码",), 18),
    "org_code": RoleName("组织机构代码", "与统一社会信用代码的第9至17位比对", ("组织机构代码",)),
    "reg_no": RoleName("工商登记码", "旧登记号，只作记录", ("编号",)),
    "tax_no": RoleName("税务登记号", "旧登记号，只作记录", ("编号",)),
    "inst_no": RoleName("事业单位证书号", "旧登记号，只作记录", ("编号",)),
    "social_no": RoleName("社会组织登记证号", "旧登记号，只作记录", ("编号",)),
    "legal_rep": RoleName("法定代表人", "单位的法定代表人或负责人", ("文字",), 80),
    "legal_rep_id_type": RoleName("法定代表人证件类型", "依法不需要时不要设这一栏", ("单选",)),
    "legal_rep_id": RoleName("法定代表人证件号码", "加密保存，不公开", ("证件号码",)),
    "id_type": RoleName("证件类型", "自然人证件的种类", ("单选",)),
    "id_number": RoleName("证件号码", "加密保存，不公开；按它归入个人档案", ("证件号码",)),
    "opponent": RoleName("对方当事人", "被申请人等另一方", _TEXT, 200),
    "doc_name": RoleName("文书名称", "决定书的名称", _TEXT),
    "doc_number": RoleName("文号", "整理成标准写法，查断号、查重复", ("文号",), 128),
    "title": RoleName("事项名称", "列表里显示的一句话", _TEXT),
    "category": RoleName("决定类别", "处罚等决定的种类，公示类别由它推出", _WORDS),
    "certificate_name": RoleName("证照名称", "发给当事人的证书", _TEXT),
    "certificate_no": RoleName("证照编号", "证书的编号；一件决定多个证书时区分", ("编号", "文字"), 64),
    "violation": RoleName("违法行为类型", "违法行为的名称", _WORDS),
    "facts": RoleName("事实", "认定的主要事实；查身份证号、电话等隐私", _TEXT),
    "basis": RoleName("依据", "法律、法规的名称和条款", _TEXT),
    "content": RoleName("决定内容", "决定的主文", _TEXT),
    "fine": RoleName("罚款金额", "与决定内容比对", ("金额（万元）",)),
    "confiscated": RoleName("没收金额", "与决定内容比对", ("金额（万元）",)),
    "withheld": RoleName("暂扣或吊销的证照", "证照的名称和编号", _TEXT),
    "amount": RoleName("其他金额", "征收、给付等金额", ("金额（万元）",)),
    "correction": RoleName("整改情况", "检查以后的整改", _WORDS),
    "undertaker": RoleName("承办机构", "具体承办的单位", _TEXT),
    "decided_on": RoleName("决定日期", "期限从这一天起算；目录和公示规则按这一天选用", _DAY),
    "valid_from": RoleName("有效期自", "不能晚于有效期至", _DAYS),
    "valid_to": RoleName("有效期至", "长期写 2099-12-31", _DAYS),
    "penalty_until": RoleName("处罚有效期", "处罚执行到哪一天", _DAYS),
    "public_until": RoleName("公示截止期", "只能缩短公示期，不能延长", _DAYS),
    "agency": RoleName("决定机关", "作出决定的机关", ("文字",), 200),
    "agency_code": RoleName("决定机关代码", "机关的统一社会信用代码", ("统一社会信用代码",)),
    "source": RoleName("数据来源单位", "上传数据的单位", ("文字",)),
    "source_code": RoleName("数据来源单位代码", "该单位的统一社会信用代码", ("统一社会信用代码",)),
    "status": RoleName("当前状态", "有效、撤销等", ("单选", "文字")),
    "remark": RoleName("备注", "不公开", _TEXT),
}

#: Without these a decision has no place in the ledger.
NEEDED_ROLES = ("party_name", "doc_number", "decided_on", "agency")
#: Without one of these nobody's file can be found or opened.
IDENTIFYING_ROLES = ("uscc", "id_number")
#: Identity numbers: stored encrypted, never public.
SECRET_ROLES = ("id_number", "legal_rep_id")

_BY_LABEL = {name.label: role for role, name in ROLE_NAMES.items()}


def role_of(label: str) -> str:
    """The role behind a word of the column 用途, "" for none."""
    return _BY_LABEL.get(label, "")


def label_of(role: str) -> str:
    """The word for a role; "" for a field that only this standard has (its role is its own code)."""
    return ROLE_NAMES[role].label if role in ROLE_NAMES else ""


def own_role(code: str) -> str:
    """The role of a field to which no rule goes: its own, so that roles stay unique."""
    return f"own_{code.lower()}"
