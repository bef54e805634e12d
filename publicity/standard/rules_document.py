"""Rules on document numbers, kinds of penalty, and what the law lets whom decide."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from core.text import fold
from publicity.standard.binding import Binding, Row
from publicity.standard.findings import WARNING, Finding
from publicity.standard.quoting import quote
from publicity.standard.registry import Rule, Sample, row_rule
from publicity.standard.rules_cell import GB9704, NATIONAL
from publicity.standard.words import words

Check = Callable[[Row], "Finding | list[Finding] | None"]

_SERIES = re.compile(r"(?P<org>.+)〔(?P<year>\d{4})〕")


@row_rule(
    "E-DOC-03", "文号的年份与决定日期的年份不同", "文号里的年份是作出决定的年份；不同的多半是日期或文号打错一位，少数是年末编号、次年落款。",
    level=WARNING, needs=("doc_number", "decided_on"), source=GB9704, certainty="S", example="巫山司罚决字〔2025〕1号，决定日期2026-03-02",
    samples=(Sample({"doc_number": "巫山司罚决字〔2019〕1号"}),),
)  # fmt: skip
def year_of_number(say: Rule, bind: Binding) -> Iterator[Check]:
    number, decided, code = bind.slot("doc_number"), bind.slot("decided_on"), bind.code("doc_number")

    def check(row: Row) -> Finding | None:
        text, day = row[number], row[decided]
        if not text or day is None:
            return None
        at = text.find("〔")
        if at < 0 or text[at + 1 : at + 5] == str(day.year) or not text[at + 1 : at + 5].isdecimal():
            return None
        return say(code, f"文号的年份是{text[at + 1 : at + 5]}，决定日期是{day.isoformat()}，请核对哪一个有误。")

    yield check


@row_rule(
    "E-DOC-02", "没有登记过的文号序列", "每一种文号要先登记序列，才能查出漏报（断号）；新的机关代字请先核对有没有打错字。",
    level=WARNING, needs=("doc_number",), certainty="O", source="本局公文处理办法", example="巫山司伐决字〔2026〕1号", samples=(Sample({"doc_number": "巫山司伐决字〔2026〕1号"}, context={"series": ("巫山司罚决字",)}),),
)  # fmt: skip
def known_series(say: Rule, bind: Binding) -> Iterator[Check]:
    if bind.context.series is None:
        return
    known, number, code = frozenset(bind.context.series), bind.slot("doc_number"), bind.code("doc_number")

    def check(row: Row) -> Finding | None:
        match = _SERIES.match(row[number]) if row[number] else None
        if match is None or match["org"] in known:
            return None
        return say(code, f"文号的机关代字“{match['org']}”没有登记过。是新序列的请先登记，否则请核对是否打错字。")

    yield check


@row_rule(
    "W-CL-10", "处罚内容提到的处罚没有列入处罚类别", "处罚类别要与决定主文一致；漏列一种，公示期和金额都会算错。",
    needs=("category", "content"), source=NATIONAL, certainty="K", example="处罚内容：警告并罚款2000元；处罚类别：警告", samples=(Sample({"category": "警告", "content": "给予警告，并处罚款2000元"}),),
)  # fmt: skip
def kinds_named(say: Rule, bind: Binding) -> Iterator[Check]:
    if bind.kind != "penalty":
        return
    category, content, code = bind.slot("category"), bind.slot("content"), bind.code("category")
    words, marks = (("罚款", "fine"), ("没收", "confiscation"), ("吊销", "revocation")), bind.marks("category")

    def check(row: Row) -> Finding | None:
        text, kinds = row[content], row[category]
        if not text or not kinds:
            return None
        for word, mark in words:
            if word in text and word not in kinds and mark not in marks[kinds] and f"不予{word}" not in text:
                return say(code, f"处罚内容里有“{word}”，处罚类别“{kinds}”里没有。请照决定书主文核对处罚类别。")
        return None

    yield check


@row_rule(
    "W-LAW-11", "吊销不由县级司法行政机关作出", "吊销律师执业证书、律师事务所执业许可证由省级司法行政部门作出；县局只能提请。",
    needs=("category", "agency"), source="《律师法》第四十九条、第五十条", certainty="K", example="处罚机关：巫山县司法局；处罚类别：吊销许可证件",
    samples=(Sample({"category": "吊销许可证件", "withheld": "律师执业证15002202010123456", "agency": "巫山县司法局"}),),
)  # fmt: skip
def revoked_by_whom(say: Rule, bind: Binding) -> Iterator[Check]:
    limit = bind.limits.get("revocation_agencies")
    if not limit:
        return
    category, agency, code = bind.slot("category"), bind.slot("agency"), bind.code("agency")
    marks = bind.marks("category")

    def check(row: Row) -> Finding | None:
        if "revocation" not in marks[row[category]] or "司法" not in row[agency]:
            return None
        if any(word in row[agency] for word in limit["words"]):
            return None
        return say(
            code, f"处罚类别是吊销，处罚机关是{quote(row[agency])}。{limit['basis']}。请核对处罚机关是否应为市司法局。"
        )

    yield check


@row_rule(
    "E-AG-02", "机关与相对人是同一个名称", "作出决定的机关不会是相对人自己，多半是粘贴时错了列。",
    needs=("agency", "party_name"), source="公开数据中的常见错误", certainty="S", example="处罚机关：某某律师事务所", samples=(Sample({"party_name": "巫山县司法局"}),),
)  # fmt: skip
def agency_is_party(say: Rule, bind: Binding) -> Iterator[Check]:
    party, agency, field = bind.slot("party_name"), bind.slot("agency"), bind.field("agency")

    def check(row: Row) -> Finding | None:
        if not row[agency] or row[agency] != row[party]:
            return None
        return say(
            field.code, f"{field.header}与行政相对人都是{quote(row[agency])}。请照决定书核对，多半有一个填错了列。"
        )

    yield check


@row_rule(
    "W-AG-03", "机关名称与代码对不上", "同一个代码只属于一个机关；名称和代码对不上，平台会提示主体不匹配（规则1001）。",
    needs=("agency", "agency_code"), source="平台规则代码1001", certainty="S", example="同一代码，两个机关名称",
    samples=(Sample({"agency": "重庆市某某局"}, context={"agencies": {"115002370091012384": "巫山县司法局"}}),),
)  # fmt: skip
def agency_matches_code(say: Rule, bind: Binding) -> Iterator[Check]:
    for name, code in (("agency", "agency_code"), ("source", "source_code")):
        if bind.has(name, code) and bind.is_mapped(code):
            yield _agency_pair(say, bind, name, code)


def _agency_pair(say: Rule, bind: Binding, name_role: str, code_role: str) -> Check:
    """Against the organs known to the house, and against what earlier rows of the same run said about the same code."""
    name, code, field = bind.slot(name_role), bind.slot(code_role), bind.field(name_role)
    seen: dict[str, str] = dict(bind.context.agencies)

    def check(row: Row) -> Finding | None:
        called, number = row[name], row[code]
        if not called or not number:
            return None
        first = seen.setdefault(number, called)
        if first == called or fold(first) == fold(called):
            return None
        return say(
            field.code,
            f"代码“{number}”对应的是{quote(first)}，这一行的{field.header}是{quote(called)}。请核对名称和代码。",
        )

    return check


@row_rule(
    "W-AG-05", "像是市司法局的许可事项", "律师执业、律师事务所设立、公证员、司法鉴定的许可由市司法局作出，县局只做初审；许可机关不能照填数据来源单位。",
    needs=("content", "agency"), source="《律师法》第六条、第十八条；《公证法》第二十一条", certainty="K", example="许可内容：准予律师执业；许可机关：巫山县司法局",
    samples=(Sample({"content": "准予张某某律师执业许可"}, kind="licence"),),
)  # fmt: skip
def decided_by_whom(say: Rule, bind: Binding) -> Iterator[Check]:
    if bind.kind != "licence":
        return
    agency, content, field = bind.slot("agency"), bind.slot("content"), bind.field("agency")
    city = words("decided_by_city")

    def check(row: Row) -> Finding | None:
        called, text = row[agency], row[content]
        if not called or not text or not called.endswith(("县司法局", "区司法局")):
            return None
        for word in city:
            if word in text:
                return say(
                    field.code,
                    f"许可内容里有“{word}”，这类许可由市司法局作出。请照决定书落款核对许可机关；数据来源单位仍填本局。",
                )
        return None

    yield check


@row_rule(
    "E-PLT-01", "平台曾因同样的值退回", "平台退回过的值登记在案，同样的错误不会报送第二次。",
    source="本局登记的平台退回记录", certainty="O", example="平台退回过的名称", samples=(Sample({"party_name": "重庆晨光律师事务所"}, context={"rejections": {"CF_XDR_MC": {"重庆晨光律师事务所": "未查询到主体"}}}),),
)  # fmt: skip
def rejected_before(say: Rule, bind: Binding) -> Iterator[Check]:
    for field_code, values in bind.context.rejections.items():
        slot = bind.slot_of_code.get(field_code)
        if slot is not None and values:
            yield _rejection(say, slot, field_code, values)


def _rejection(say: Rule, slot: int, field_code: str, said: Mapping[str, str]) -> Check:
    def check(row: Row) -> Finding | None:
        value = row[slot]
        if not isinstance(value, str) or value not in said:
            return None
        return say(field_code, f"平台曾退回过这个值{quote(value)}，原因是：{said[value]}。请先核实更正。")

    return check
