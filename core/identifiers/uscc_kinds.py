"""What the first two characters of a code say, and what they must say for each kind of subject.

"法人必须 91 开头" is wrong: law firms begin with 31, service offices with 33. Only those two are firm rules; a notary office may
be a public institution (12), a forensic institute may sit in a hospital, an association or a company.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BODY_TYPES: dict[str, str] = {
    "11": "机关", "12": "事业单位", "13": "编办直接管理机构编制的群众团体", "19": "其他机构编制单位",
    "21": "外国常驻新闻机构", "29": "其他外交登记机构",
    "31": "律师执业机构", "32": "公证处", "33": "基层法律服务所", "34": "司法鉴定机构", "35": "仲裁委员会", "39": "其他司法行政登记机构",
    "41": "外国在华文化中心", "49": "其他文化登记机构",
    "51": "社会团体", "52": "民办非企业单位", "53": "基金会", "54": "境外非政府组织代表机构", "55": "基层群众性自治组织",
    "59": "其他民政登记机构",
    "61": "外国旅游部门常驻代表机构", "62": "港澳台旅游部门常驻内地代表机构", "69": "其他旅游登记机构",
    "71": "宗教活动场所", "72": "宗教院校", "79": "其他宗教登记机构",
    "81": "基层工会", "89": "其他工会组织",
    "91": "企业", "92": "个体工商户", "93": "农民专业合作社", "99": "其他市场主体",
    "A1": "军队事业单位", "A9": "其他军队单位",
    "N1": "组级集体经济组织", "N2": "村级集体经济组织", "N3": "乡镇级集体经济组织", "N9": "其他集体经济组织",
    "Y1": "其他机构", "Y9": "其他机构",
}  # fmt: skip
"""GB 32100 with its later amendments: registering department and kind of body → name."""


@dataclass(frozen=True, slots=True)
class PrefixRule:
    """Which prefixes a kind of subject may have. hard: anything else is an error; otherwise a warning."""

    label: str
    prefixes: tuple[str, ...]
    hard: bool


@dataclass(frozen=True, slots=True)
class PrefixFinding:
    """level: error | warning; message: Chinese, what – why – how."""

    level: Literal["error", "warning"]
    message: str


PREFIX_RULES: dict[str, PrefixRule] = {
    "law_firm": PrefixRule("律师事务所", ("31",), hard=True),
    "service_office": PrefixRule("基层法律服务所", ("33",), hard=True),
    "notary_office": PrefixRule("公证处", ("32", "12"), hard=False),
    "forensic_institute": PrefixRule("司法鉴定机构", ("34", "12", "52", "91"), hard=False),
}

SOLE_TRADER = "个体工商户"
ORGANISATION = "法人及非法人组织"


def check_prefix(code: str, kind: str) -> PrefixFinding | None:
    """Does the code's prefix fit the kind of subject (law_firm, service_office, notary_office, forensic_institute)?

    None when it fits or when there is no rule for that kind.
    """
    rule = PREFIX_RULES.get(kind)
    prefix = code[:2]
    if rule is None or prefix in rule.prefixes:
        return None
    meaning = BODY_TYPES.get(prefix, "不在代码表中")
    wanted = "、".join(f"{p}（{BODY_TYPES[p]}）" for p in rule.prefixes)
    if rule.hard:
        text = f"前两位应为 {wanted}，实际为 {prefix}（{meaning}）。请核对代码是否填错，或主体类型是否选错。"
        return PrefixFinding("error", f"统一社会信用代码与主体类型“{rule.label}”不符：{text}")
    text = f"前两位一般为 {wanted}，实际为 {prefix}（{meaning}）。请核对；确实如此的，写明理由后可保留。"
    return PrefixFinding("warning", f"统一社会信用代码与主体类型“{rule.label}”可能不符：{text}")


def party_category(code: str) -> str:
    """The 行政相对人类别 the prefix stands for: 92 is 个体工商户, everything else 法人及非法人组织."""
    return SOLE_TRADER if code.startswith("92") else ORGANISATION
