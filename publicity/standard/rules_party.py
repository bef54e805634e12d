"""Rules on who the decision is about: kind of party against code and name, codes against each other, persons' papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from core.identifiers import idnumber, licence
from core.identifiers.uscc import BODY_TYPES
from core.identifiers.uscc_kinds import check_prefix
from publicity.standard.binding import Binding, Row
from publicity.standard.findings import ERROR, WARNING, Finding
from publicity.standard.looks import is_org_name, is_person_name
from publicity.standard.quoting import quote
from publicity.standard.registry import Rule, Sample, cell_rule, row_rule
from publicity.standard.rules_cell import GB32100, NATIONAL
from publicity.standard.spec import PARTY_LABELS, Field

Check = Callable[[Row], "Finding | list[Finding] | None"]

#: How a name shows what the body is: (ending or part, kind of subject whose prefix rule applies).
_BODY_BY_NAME = (
    ("律师事务所", "law_firm"), ("法律服务所", "service_office"), ("公证处", "notary_office"),
    ("司法鉴定所", "forensic_institute"), ("司法鉴定中心", "forensic_institute"),
)  # fmt: skip
_BRANCH = ("分所", "分处")
_LAST = frozenset("所处心")


@row_rule(
    "E-ID-03", "代码前两位与主体不符", "律师事务所的代码以31开头、基层法律服务所以33开头；公证处、鉴定机构也可能是事业单位或公司，所以只提醒。法人不一定以91开头。",
    needs=("party_name", "uscc"), source=GB32100, certainty="S", example="某某律师事务所，代码91…", samples=(Sample({"party_name": "重庆晨光律师事务所", "uscc": "91500237MA5U00011Y"}),),
)  # fmt: skip
def prefix_of_kind(say: Rule, bind: Binding) -> Iterator[Check]:
    name, uscc, code = bind.slot("party_name"), bind.slot("uscc"), bind.code("uscc")

    def check(row: Row) -> Finding | None:
        value, called = row[uscc], row[name]
        if not value or not called or called[-1] not in _LAST:
            return None
        kind = _body_of(called)
        found = check_prefix(value, kind) if kind else None
        return say(code, found.message, level=ERROR if found.level == "error" else WARNING) if found else None

    yield check


def _body_of(name: str) -> str:
    """The kind of subject a name shows, "" when it shows none. Branches (分所) count with their house."""
    for part, kind in _BODY_BY_NAME:
        if name.endswith(part) or part in name and name.endswith(_BRANCH):
            return kind
    return ""


@row_rule(
    "E-CL-01", "相对人类别与代码不符", "92开头的是个体工商户：报在法人表里，类别选“个体工商户”；其余代码选“法人及非法人组织”。",
    needs=("party_kind", "uscc"), source="多地填报说明：类别选错会提示“统一社会信用代码不正确”", certainty="S", example="代码92…，类别：法人及非法人组织",
    samples=(Sample({"party_name": "巫山县某某餐馆", "uscc": "92500237MA5UABCD06"}), Sample({"party_kind": "个体工商户"})),
)  # fmt: skip
def kind_of_code(say: Rule, bind: Binding) -> Iterator[Check]:
    if not bind.is_mapped("party_kind"):
        return
    uscc, party, code = bind.slot("uscc"), bind.party_slot, bind.code("party_kind")

    def check(row: Row) -> Finding | None:
        value, kind = row[uscc], row[party]
        if not value or (value[:2] == "92") == (kind == "sole") or kind in ("natural", ""):
            return None
        prefix = value[:2]
        right = PARTY_LABELS["sole" if prefix == "92" else "legal"]
        meaning = BODY_TYPES.get(prefix, "不在代码表中")
        words = f"代码以{prefix}开头（{meaning}），行政相对人类别应为“{right}”，表里是“{PARTY_LABELS[kind]}”。请核对代码和类别哪个填错了。"
        return say(code, words, right)

    yield check


@row_rule(
    "E-CL-12", "相对人类别与名称不符", "类别选错会让必填项跟着错：单位名称配“自然人”、个人姓名配“法人及非法人组织”。",
    needs=("party_kind", "party_name"), source=NATIONAL, certainty="K", example="名称：某某有限公司，类别：自然人",
    samples=(Sample({"party_name": "重庆晨光有限公司"}, party="natural"), Sample({"party_name": "张三"})),
)  # fmt: skip
def kind_of_name(say: Rule, bind: Binding) -> Iterator[Check]:
    if not bind.is_mapped("party_kind"):
        return
    name, party, code = bind.slot("party_name"), bind.party_slot, bind.code("party_kind")

    def check(row: Row) -> Finding | None:
        kind, called = row[party], row[name]
        if kind == "natural":
            if len(called) > 4 and is_org_name(called):
                return say(code, f"类别是自然人，但{quote(called)}像是单位名称。请核对类别。", PARTY_LABELS["legal"])
        elif kind == "legal" and called and len(called) <= 4 and is_person_name(called):
            return say(
                code,
                f"类别是法人及非法人组织，但{quote(called)}像是个人姓名。请核对类别和名称。",
                PARTY_LABELS["natural"],
                level=WARNING,
            )
        return None

    yield check


@row_rule(
    "W-ID-12", "组织机构代码与统一社会信用代码对不上", "统一社会信用代码的第9至17位就是组织机构代码，两处应当相同。",
    needs=("uscc", "org_code"), source=GB32100, certainty="S", example="代码第9–17位与代码_3不同", samples=(Sample({"org_code": "MD0000016"}),),
)  # fmt: skip
def same_organisation(say: Rule, bind: Binding) -> Iterator[Check]:
    if not bind.is_mapped("org_code"):
        return
    uscc, org, code = bind.slot("uscc"), bind.slot("org_code"), bind.code("org_code")

    def check(row: Row) -> Finding | None:
        whole, part = row[uscc], row[org]
        if not part or len(whole or "") != 18 or whole[8:17] == part:
            return None
        words = f"组织机构代码“{part}”与统一社会信用代码的第9至17位“{whole[8:17]}”不同，请核对哪个填错了。"
        return say(code, words, whole[8:17])

    yield check


@cell_rule(
    "W-ID-13", "机关代码不是以11开头", "机关的统一社会信用代码以11开头；受委托的事业单位以12开头。填成了相对人的代码时会出现这种情况。",
    roles=("agency_code", "source_code"), source=GB32100, certainty="S", example="处罚机关代码：31…", samples=(Sample({"agency_code": "31500000MD0000008D"}),),
)  # fmt: skip
def organ_prefix(say: Rule, bind: Binding, field: Field) -> Callable[[str], Finding | None]:
    def check(value: str) -> Finding | None:
        if value[:2] in ("11", "12", "13", "19"):
            return None
        meaning = BODY_TYPES.get(value[:2], "不在代码表中")
        return say(
            field.code,
            f"{field.header}以{value[:2]}开头（{meaning}），机关的代码一般以11开头。请核对是否填成了别的单位。",
        )

    return check


@row_rule(
    "E-ID-06", "律师执业证号的结构不对", "律师执业证号是17位数字：第6至9位是首次批准年份，第10位是类别，第11位是性别；没有校验位。",
    level=WARNING, needs=("certificate_name", "certificate_no"), source="律师执业证号编码规则", certainty="S", example="证书名称：律师执业证；许可编号：1234",
    samples=(Sample({"certificate_name": "律师执业证", "certificate_no": "1234"}, kind="licence"),),
)  # fmt: skip
def licence_number(say: Rule, bind: Binding) -> Iterator[Check]:
    name, number, code = bind.slot("certificate_name"), bind.slot("certificate_no"), bind.code("certificate_no")

    def check(row: Row) -> Finding | None:
        if not row[number] or "律师执业证" not in (row[name] or ""):
            return None
        read = licence.check(row[number])
        return None if read.ok else say(code, read.message)

    yield check


@row_rule(
    "E-ID-08", "身份证号不成立", "身份证号是18位，最后一位由前17位算出，第7至14位是真实的出生日期；旧的15位号码已停止使用。",
    source="GB 11643-1999《公民身份号码》", certainty="S", example="位数、日期或校验位不对", samples=(Sample({"id_number": "110101199003074531"}, party="natural"),),
)  # fmt: skip
def identity(say: Rule, bind: Binding) -> Iterator[Check]:
    """A citizen's number is only judged where the paper is an identity card, or nothing is said about the paper."""
    for number, paper in (("id_number", "id_type"), ("legal_rep_id", "legal_rep_id_type")):
        if bind.is_mapped(number):
            yield _identity(say, bind, number, bind.slot(paper) if bind.has(paper) else None)


def _identity(say: Rule, bind: Binding, role: str, paper: int | None) -> Check:
    number, field = bind.slot(role), bind.field(role)
    judge = lru_cache(maxsize=1024)(idnumber.check)  # lives and dies with this checker

    def check(row: Row) -> list[Finding] | None:
        if not row[number] or paper is not None and row[paper] not in ("", "身份证"):
            return None
        read = judge(row[number])
        if read.ok:
            return [say(field.code, f"{field.header}：{text}", level=WARNING) for text in read.warnings] or None
        return [say(field.code, f"{field.header}：{read.message}")]

    return check
