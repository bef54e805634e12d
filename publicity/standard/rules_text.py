"""Rules on one text value: length, empty words inside, names, titles, legal basis, words that change what a record is."""

from __future__ import annotations

import re
from collections.abc import Callable

from core.masking import PrivateSpan, find_private, is_identity_number, scrub
from publicity.standard.binding import Binding
from publicity.standard.findings import WARNING, Finding
from publicity.standard.looks import looks_like
from publicity.standard.quoting import quote
from publicity.standard.registry import Rule, Sample, cell_rule
from publicity.standard.rules_cell import NATIONAL, STANDARD
from publicity.standard.spec import Field
from publicity.standard.words import words

Check = Callable[[str], Finding | None]

NAMES = ("party_name", "legal_rep", "agency", "source", "opponent", "undertaker")
FREE_TEXT = ("violation", "facts", "basis", "content", "remark", "correction", "title")
TEXT = ("text", "multiline", "code", "enum", "multi_enum")

HELD = {"party_name": 200, "uscc": 18, "doc_number": 128, "certificate_no": 64, "agency": 200, "legal_rep": 80}
"""Characters that the ledger and the credit file hold, by role; an edition of the standard may allow fewer, never more."""
_NO_LIMIT = 1_000_000

_OPEN, _CLOSE = "（(〔[【《“", "）)〕]】》”"
_PAIR = dict(zip(_CLOSE, _OPEN, strict=True)) | {")": "（", "）": "（", "]": "["}
_SPLIT = re.compile(r"[，,；;、/／\n]")
_TEST = re.compile(r"(?:测试|test|样例|示例|xxx|某某某|demo)(?:单位|公司|数据|用户|机构|人员)?\d*", re.IGNORECASE)
_NUMBERED = re.compile(r"[〔\[［(（【]\s*(?:19|20)\d\d\s*[〕\]］)）】]\s*第?\s*\d+\s*号|第\s*\d+\s*号")
_ARTICLE = re.compile(r"第[\d〇零一二三四五六七八九十百千]+条")
_DIGIT_RUN = re.compile(r"[0-9０-９](?:[ )\u00a0\u3000\t-]?[0-9０-９]){9}")


@cell_rule(
    "E-LEN-01", "超过了最长字数", "平台按字段长度收数据，超过的整行退回；先精简文字，全文以决定书为准。",
    types=TEXT, source=NATIONAL, certainty="K", example="行政相对人名称超过200字", samples=(Sample({"party_name": "甲" * 201 + "公司"}),),
)  # fmt: skip
def too_long(say: Rule, bind: Binding, field: Field) -> Check | None:
    limit = min(field.max_length or _NO_LIMIT, HELD.get(field.role, _NO_LIMIT))
    if limit == _NO_LIMIT:
        return None
    pending = "（长度上限待平台确认）" if limit == field.max_length and field.length_certainty != "S" else ""

    def check(value: str) -> Finding | None:
        if len(value) <= limit:
            return None
        return say(
            field.code, f"{field.header}有{len(value)}个字，最多{limit}个字{pending}。请精简，完整内容以决定书为准。"
        )

    return check


@cell_rule(
    "E-TXT-03", "名称里没有文字", "名称只有数字或符号，是别的栏目的值，或在粘贴时丢了内容。",
    roles=NAMES, source=NATIONAL, example="行政相对人名称：20260301", samples=(Sample({"party_name": "123456"}),),
)  # fmt: skip
def no_letters(say: Rule, bind: Binding, field: Field) -> Check:
    def check(value: str) -> Finding | None:
        if value.isalpha() or any(map(str.isalpha, value)):
            return None
        return say(field.code, f"{field.header}{quote(value)}里没有文字。请照证照或决定书填写全称。")

    return check


@cell_rule(
    "E-TXT-02", "像是测试数据", "测试数据进入台账会被报送并公开。",
    roles=(*NAMES, "doc_name", "title"), source=NATIONAL, example="行政相对人名称：测试公司", samples=(Sample({"party_name": "测试公司"}),),
)  # fmt: skip
def test_words(say: Rule, bind: Binding, field: Field) -> Check:
    def check(value: str) -> Finding | None:
        if len(value) > 12 or not _TEST.fullmatch(value):
            return None
        return say(field.code, f"{field.header}{quote(value)}像是测试数据。请填真实内容，或删去这一行。")

    return check


@cell_rule(
    "E-TXT-04", "文字里有丢失的字", "问号和“�”多半是生僻字在转换编码时丢失的；名称少一个字，平台就查不到主体。",
    roles=(*NAMES, "doc_number", "withheld"), source="公开数据中的常见错误", certainty="S", example="重庆?光律师事务所", samples=(Sample({"party_name": "重庆?光律师事务所"}),),
)  # fmt: skip
def lost_characters(say: Rule, bind: Binding, field: Field) -> Check:
    def check(value: str) -> Finding | None:
        if "?" not in value and "？" not in value and "\ufffd" not in value:
            return None
        return say(field.code, f"{field.header}{quote(value)}里有问号或“�”，可能有字丢失。请照证照补全。")

    return check


@cell_rule(
    "E-TXT-05", "括号没有配对", "名称里的括号只有一半，与登记名称不符，平台会提示“查无此主体”。",
    roles=("party_name", "agency", "source", "withheld", "opponent"), source="公开数据中的常见错误", certainty="S", example="某某（重庆公司",
    samples=(Sample({"party_name": "某某（重庆律师事务所"}),),
)  # fmt: skip
def unbalanced(say: Rule, bind: Binding, field: Field) -> Check:
    def check(value: str) -> Finding | None:
        wrong = "" if value.isalpha() else _unbalanced(value)
        if not wrong:
            return None
        return say(field.code, f"{field.header}{quote(value)}里的括号“{wrong}”没有配对。请照证照补全或删去。")

    return check


def _unbalanced(text: str) -> str:
    """The first bracket without its partner; full-width and half-width halves may pair."""
    waiting: list[str] = []
    for char in text:
        if char in _OPEN:
            waiting.append("（" if char == "(" else char)
        elif char in _CLOSE and (not waiting or waiting.pop() != _PAIR[char]):
            return char
    return waiting[0] if waiting else ""


@cell_rule(
    "E-TXT-06", "一格里有两个相对人", "一行只能写一个相对人；同一文号涉及多人的，每人一行，文号相同。",
    roles=("party_name",), source=STANDARD, certainty="S", example="某某公司，张某", samples=(Sample({"party_name": "重庆晨光律师事务所，张某某"}),),
)  # fmt: skip
def two_parties(say: Rule, bind: Binding, field: Field) -> Check:
    def check(value: str) -> Finding | None:
        if value.isalpha():
            return None
        outside = re.sub(r"[（(][^（）()]*[)）]", "", value)
        parts = [part for part in _SPLIT.split(outside) if part.strip()]
        if len(parts) < 2 and " " in outside and _two_words(outside):
            parts = outside.split(" ")
        if len(parts) < 2:
            return None
        return say(
            field.code,
            f"{field.header}{quote(value)}里有{len(parts)}个名称。请拆成{len(parts)}行，每行一个相对人，文号相同。",
        )

    return check


def _two_words(text: str) -> bool:
    """Two Chinese names with a space between them: `某某公司 张某`."""
    parts = text.split(" ")
    return all(len(part) >= 2 and "\u3400" <= part[0] <= "\u9fff" for part in parts)


@cell_rule(
    "E-TXT-07", "把表头当成了内容", "单元格里是栏目名称，不是内容，多半是粘贴时错了一行。",
    types=TEXT, source="公开数据中的常见错误", certainty="S", example="处罚机关：处罚机关", samples=(Sample({"agency": "处罚机关"}), Sample({"facts": "违法事实"})),
)  # fmt: skip
def label_as_value(say: Rule, bind: Binding, field: Field) -> Check | None:
    labels = bind.labels
    if field.format or field.type == "code":
        return None  # the readers of codes and numbers name it already

    def check(value: str) -> Finding | None:
        if value not in labels:
            return None
        return say(field.code, f"{field.header}里填的是栏目名称{quote(value)}，不是内容。请核对是否粘贴错行。")

    return check


@cell_rule(
    "E-COL-02", "名称栏里不是名称", "名称栏里是代码、日期、金额、文号或处罚种类，多半是整行错位。",
    roles=NAMES, source="公开数据中的常见错误", certainty="S", example="处罚机关：罚款", samples=(Sample({"agency": "罚款"}), Sample({"party_name": "31500000MD0000008D"})),
)  # fmt: skip
def not_a_name(say: Rule, bind: Binding, field: Field) -> Check:
    kinds = bind.category_words

    def check(value: str) -> Finding | None:
        looks = "处罚或许可的种类" if value in kinds else ""
        if not looks and not value.isalpha() and any(map(str.isdecimal, value)):
            looks = looks_like(value)
        if not looks or looks in ("机关名称", "单位名称"):
            return None
        return say(field.code, f"{field.header}里的{quote(value)}像是{looks}，是否填错了列？请填全称。")

    return check


@cell_rule(
    "E-DOC-08", "文书名称里带了文号", "文书名称只填标题，文号有单独的栏目。",
    roles=("doc_name",), source=STANDARD, certainty="S", example="准予许可决定书（巫山司许〔2026〕1号）",
    samples=(Sample({"doc_name": "准予行政许可决定书巫山司许〔2026〕1号"}, kind="licence"),),
)  # fmt: skip
def title_with_number(say: Rule, bind: Binding, field: Field) -> Check:
    def check(value: str) -> Finding | None:
        match = _NUMBERED.search(value)
        if match is None:
            return None
        return say(field.code, f"{field.header}里带了文号“{match.group()}”。请只填标题，文号填到文号栏。")

    return check


@cell_rule(
    "E-DOC-09", "不是已经生效的决定文书", "事先告知书、听证通知、责令改正通知等不是行政决定，不能作为公示的依据。",
    roles=("doc_name", "doc_number"), level=WARNING, source="国办发〔2020〕49号：失信信息须以生效的法律文书为依据", certainty="S",
    example="巫山司罚告字〔2026〕1号", samples=(Sample({"doc_number": "巫山司罚告字〔2026〕1号"}), Sample({"doc_name": "行政许可受理通知书"}, kind="licence")),
)  # fmt: skip
def not_effective(say: Rule, bind: Binding, field: Field) -> Check:
    process = words("process_documents")

    def check(value: str) -> Finding | None:
        for word in process:
            if word in value:
                return say(
                    field.code, f"{quote(value)}里有“{word}”，像是过程文书，不是生效的决定。请核对是否应填决定书。"
                )
        return None

    return check


@cell_rule(
    "E-CL-07", "依据没有写明法律和条款", "处罚要有明确的法律依据：写法律、法规、规章的全称（加书名号）和第几条。",
    roles=("basis",), level=WARNING, source="《行政处罚法》第五十九条：决定书应载明处罚的依据", example="依据：律师法", samples=(Sample({"basis": "律师法"}),),
)  # fmt: skip
def basis_without_article(say: Rule, bind: Binding, field: Field) -> Check:
    def check(value: str) -> Finding | None:
        title = "《" in value and "》" in value
        if title and _ARTICLE.search(value):
            return None
        missing = "没有写明是哪一条" if title else "没有写出法律、法规的名称（加书名号）"
        return say(field.code, f"{field.header}{missing}。请照决定书填写，如“《中华人民共和国律师法》第四十七条”。")

    return check


@cell_rule(
    "E-LAW-02", "不像是已经作出的决定", "“拟决定”“拟给予”是告知阶段的话；只有作出并送达的决定才能登记和公示。",
    roles=("content", "facts"), level=WARNING, source="《行政处罚法》第四十四条、第五十九条", certainty="S", example="拟决定对你单位处以2000元罚款",
    samples=(Sample({"content": "拟决定对你单位处以2000元罚款", "category": "罚款", "fine": "0.2"}),),
)  # fmt: skip
def not_yet_decided(say: Rule, bind: Binding, field: Field) -> Check:
    planned = words("not_yet_decided")

    def check(value: str) -> Finding | None:
        if "拟" not in value:
            return None
        for word in planned:
            if word in value:
                return say(
                    field.code,
                    f"{field.header}里写着“{word}”，像是事先告知的内容，不是生效的决定。请照决定书主文填写。",
                )
        return None

    return check


@cell_rule(
    "E-LAW-03", "简易程序或涉密，不在双公示范围", "简易程序（当场）处罚和涉密决定不报送双公示，但仍要登记台账并写明不报送的原因，否则上报率会算错。",
    roles=("content", "facts", "remark", "violation", "doc_name"), level=WARNING, source="多地双公示填报说明", certainty="S", example="适用简易程序，当场作出处罚",
    samples=(Sample({"facts": "适用简易程序，当场作出处罚决定"}), Sample({"remark": "涉密"})),
)  # fmt: skip
def out_of_scope(say: Rule, bind: Binding, field: Field) -> Check:
    outside = words("out_of_scope")

    def check(value: str) -> Finding | None:
        for word in outside:
            if word in value:
                words_ = f"{field.header}里有“{word}”。简易程序和涉密的决定不报送双公示：请登记台账时选“不报送”并写明原因；涉密内容不得录入。"
                return say(field.code, words_)
        return None

    return check


@cell_rule(
    "E-LAW-05", "文字里有个人隐私信息", "公开的文字不能带身份证号、电话、银行卡号和未成年人的姓名；内容会原样公示，必须先删去。",
    roles=FREE_TEXT, level=WARNING, source="《个人信息保护法》第六条、第二十八条；国办发〔2020〕49号", certainty="S", example="当事人（电话13800001234）……",
    samples=(Sample({"facts": "当事人联系电话13800001234，违反规定收费。"}), Sample({"facts": "骗取未成年人某某的委托。"})),
)  # fmt: skip
def private_text(say: Rule, bind: Binding, field: Field) -> Check:
    def check(value: str) -> Finding | None:
        if _DIGIT_RUN.search(value):
            spans = [span for span in find_private(value) if not _is_certain(value, span)]
            if spans:
                first = spans[0]
                around = scrub(value)[max(first.start - 8, 0) : first.end + 4]
                return say(field.code, f"{field.header}里有{first.label}（“…{around}…”）。请删去个人信息后再报送。")
        if "未成年" in value:
            return say(field.code, f"{field.header}里提到未成年人。请确认没有写出其姓名、住址、学校等信息。")
        return None

    return check


@cell_rule(
    "E-LAW-06", "文字里有身份证号", "决定的文字会原样报送上级平台并公示，报出去就收不回来；身份证号只能填在证件号码一栏，那里加密保存、从不公示。",
    types=("text", "multiline"), source="《个人信息保护法》第六条、第二十八条；《政府信息公开条例》第十五条；国办发〔2020〕49号", certainty="S",
    example="当事人张某（身份证号110101199003074530）……", samples=(Sample({"facts": "当事人张某（身份证号110101199003074530）违规收费。"}),),
)  # fmt: skip
def identity_in_text(say: Rule, bind: Binding, field: Field) -> Check:
    """Only numbers that pass their check digit: a long number that merely looks like one is pointed out by E-LAW-05 and masked."""

    def check(value: str) -> Finding | None:
        if not _DIGIT_RUN.search(value):
            return None
        for span in find_private(value):
            if _is_certain(value, span):
                around = scrub(value)[max(span.start - 8, 0) : span.end + 4]
                words_ = f"{field.header}里有身份证号（“…{around}…”）。公示和报送的文字不得带身份证号：请从文字里删去，需要登记的填在证件号码一栏。"
                return say(field.code, words_)
        return None

    return check


def _is_certain(value: str, span: PrivateSpan) -> bool:
    """Whether the span is an identity number beyond doubt."""
    return span.kind == "id" and is_identity_number(value[span.start : span.end])


@cell_rule(
    "W-LAW-10", "建议不填法定代表人的证件号码", "平台不推荐报送法定代表人的证件号码；不必要的个人信息不收集。",
    roles=("legal_rep_id",), source="《个人信息保护法》第六条；多地填报说明", certainty="S", example="法定代表人证件号码：填了号码",
    samples=(Sample({"legal_rep_id": "110101199003074530"}),),
)  # fmt: skip
def needless_identity(say: Rule, bind: Binding, field: Field) -> Check:
    return lambda value: say(field.code, f"{field.header}建议留空：平台不推荐填写，系统也不需要它。", "")


@cell_rule(
    "W-AG-04", "机关名称像是简称", "机关要填全称，与决定书落款、统一社会信用代码证书一致。",
    roles=("agency", "source"), source=STANDARD, certainty="S", example="处罚机关：县司法局", samples=(Sample({"agency": "县司法局"}),),
)  # fmt: skip
def short_agency(say: Rule, bind: Binding, field: Field) -> Check:
    def check(value: str) -> Finding | None:
        if len(value) >= 5 and value[0] not in "本我县市区省":
            return None
        return say(field.code, f"{field.header}{quote(value)}像是简称。请填全称，如“巫山县司法局”。")

    return check
