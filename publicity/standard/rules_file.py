"""Rules that need more than the row: earlier rows of the same file, the ledger, the subjects' files, and the header."""

from __future__ import annotations

from collections.abc import Mapping

from core.text import fold
from publicity.standard.context import SubjectFacts
from publicity.standard.findings import WARNING, Finding, Value, texts, value_text
from publicity.standard.quoting import quote
from publicity.standard.registry import Sample, spoken
from publicity.standard.rules_cell import NATIONAL
from publicity.standard.spec import Field

DUPLICATE = spoken(
    "E-DOC-04", "重复，但内容不同", "同一文号、同一相对人（同一许可编号）只能有一件；内容不同的，多半是其中一件填错，或应当走更正。",
    scope="file", source=NATIONAL, certainty="K", example="同一文号、同一相对人出现两次，决定日期不同",
)  # fmt: skip
UNCHANGED = spoken(
    "N-DOC-12", "已存在，未变化", "同样的内容已经登记过，这一行不会重复入库；同一文件传两次不会改变任何数据。",
    scope="file", source="本系统", certainty="O", example="同一个文件再传一次",
)  # fmt: skip
NAME_OF_CODE = spoken(
    "E-ID-05", "名称与统一社会信用代码不匹配", "平台按名称加代码比对主体库，不匹配的以规则1001退回；更名的，用决定当日的名称。",
    scope="file", source="平台规则代码1001", certainty="S", example="代码属于甲所，名称写成乙所",
)  # fmt: skip
TWO_NAMES = spoken(
    "W-ID-15", "同一代码在文件里有两个名称", "同一代码只属于一个主体；两个名称中有一个是错的，或主体更过名。",
    scope="file", source="公开数据中的常见错误", certainty="S", example="同一代码，前后两行名称不同",
)  # fmt: skip
NOT_FOUNDED = spoken(
    "E-DT-05", "决定日期早于主体成立", "主体成立之前不会有针对它的决定，日期或代码有一个不对。",
    scope="file", level=WARNING, source="公开数据中的常见错误", example="2019年成立的律所，2015年的决定",
)  # fmt: skip
HOLDER = spoken(
    "E-ID-07", "许可编号的持证人不是相对人", "许可编号已登记在别人名下，编号或相对人填错了。",
    scope="file", level=WARNING, certainty="O", source="本系统执业人员台账", example="编号属于李某，相对人是张某",
)  # fmt: skip

UNKNOWN_COLUMN = spoken(
    "E-HDR-01", "有表头认不出", "每一列都要知道填的是什么才能导入；认不出的列不会被悄悄忽略。",
    scope="file", source="本系统", certainty="O", example="表头：经办人电话",
)  # fmt: skip
MISSING_COLUMN = spoken(
    "W-HDR-02", "缺少必填的列", "没有这些列，每一行都会缺少必填项；请在表里补上这些列。",
    scope="file", source="本系统", certainty="O", example="没有“处罚依据”一列",
)  # fmt: skip
DOUBLE_COLUMN = spoken(
    "E-HDR-03", "两列是同一个栏目", "不能判断以哪一列为准，请删去或改名其中一列。",
    scope="file", source="本系统", certainty="O", example="“文书号”和“行政处罚决定书文号”并存",
)  # fmt: skip
OTHER_KIND = spoken(
    "E-HDR-04", "这是另一种决定的表", "表头属于另一种决定；请换一种类型导入，或换一张表。",
    scope="file", source="本系统", certainty="O", example="选了行政处罚，表头是许可机关、许可内容……",
)  # fmt: skip
OTHER_KIND_COLUMN = spoken(
    "W-HDR-05", "有一列用了另一种决定的表头", "处罚表里个别列写成了许可的表头，按意思读取，请核对后改正表头。",
    scope="file", source="多地模板", certainty="S", example="处罚表里的“行政许可决定书文号”",
)  # fmt: skip
NO_HEADER = spoken(
    "E-HDR-06", "找不到表头", "工作表前三十行里没有一行像表头；请在数据上方保留标准表头。",
    scope="file", source="本系统", certainty="O", example="第一行就是数据",
)  # fmt: skip
COLUMN_READ_AS = spoken(
    "N-HDR-07", "表头按相近的意思读取", "表头与标准不完全一致，意思明确，按标准栏目读取；请核对。",
    scope="file", source="多地模板", certainty="S", example="处罚决定期 → 处罚决定日期",
)  # fmt: skip
COLUMN_INSTEAD = spoken(
    "W-HDR-10", "用相近的列代替", "旧版地方模板只有“处罚生效期”，没有“处罚决定日期”；先按它读取，但报送时限从决定日期起算，必须核对。",
    scope="file", source="多地旧版模板与接口代码", certainty="K", example="处罚生效期 → 处罚决定日期",
)  # fmt: skip
COLUMN_IGNORED = spoken(
    "N-HDR-08", "有的列不导入", "这些列在标准里没有或由系统自己记录，不导入并不丢失决定的内容。",
    scope="file", source="本系统", certainty="O", example="序号、地方编码、数据更新时间戳",
)  # fmt: skip
KIND_DERIVED = spoken(
    "N-HDR-09", "没有类别一列，由系统推出", "平台的法人、自然人模板没有“行政相对人类别”；按模板和代码前两位（92为个体工商户）推出。",
    scope="file", source="多地模板", certainty="S", example="法人模板",
)  # fmt: skip
DRAGGED = spoken(
    "W-SHT-01", "代码列像是拖动填充的", "连续几行的代码是一个接一个的数字，是在表格里向下拖动时自动加一造成的，原来的代码已丢失。",
    scope="file", source="公开数据中的常见错误", certainty="S", example="6、7、8、9……",
)  # fmt: skip
SKIPPED_ROWS = spoken(
    "N-SHT-02", "有的行不是数据", "填写说明、示例、重复的表头、合计和落款行不作为数据读取。",
    scope="file", source="本系统", certainty="O", example="表头下一行是填写说明",
)  # fmt: skip
MERGED_CELLS = spoken(
    "W-SHT-03", "数据区有合并的单元格", "合并单元格只有左上角有值，其余各行读出来是空的；请取消合并后逐行填写。",
    scope="file", source="本系统", certainty="O", example="几行共用一个合并的机关名称",
)  # fmt: skip
NO_FILE = spoken(
    "E-FILE-01", "文件读不出来", "文件打不开、加了密码、损坏，或不是表格。",
    scope="file", source="本系统", certainty="O", example="把Word文件改名为.xlsx",
)  # fmt: skip
NO_DATA = spoken(
    "E-FILE-02", "文件里没有数据", "表头下面没有一行数据。",
    scope="file", source="本系统", certainty="O", example="只有表头的空模板",
)  # fmt: skip

#: A sample for the row-level file rules, with the ledger or the subjects in its context, stands in the tests.
SAMPLES: tuple[Sample, ...] = ()


def against_ledger(fields: tuple[Field, ...], values: Mapping[str, Value], stored: Mapping[str, str]) -> Finding:
    """Compare a row with the decision the ledger has under the same key; fields the ledger does not give are not compared."""
    now = texts(values)
    differ = [
        (field, stored[field.code], now.get(field.code, ""))
        for field in fields
        if field.code in stored and stored[field.code] != now.get(field.code, "")
    ]
    differ += [
        (field, "", now[field.code])
        for field in fields
        if field.code not in stored and _comparable(field) and field.code in now
    ]
    if not differ:
        return UNCHANGED("", "台账里已有这件决定，内容相同，不重复登记。")
    field = differ[0][0]
    parts = [f"{one.header}（台账：{_shown(one, old)}；表里：{_shown(one, new)}）" for one, old, new in differ[:5]]
    more = "等" if len(differ) > 5 else ""
    words = f"台账里已有同一文号、同一相对人的决定，{len(differ)}处内容不同：{'、'.join(parts)}{more}。如台账有误，请在台账里更正；如表里有误，请改表。"
    return DUPLICATE(field.code, words)


def _comparable(field: Field) -> bool:
    """Identity numbers are stored apart, encrypted: the ledger's look-up leaves them out."""
    return field.format != "id_number"


def _shown(field: Field, text: str) -> str:
    return "有" if field.format == "id_number" and text else quote(text) if text else "空"


def against_row(fields: tuple[Field, ...], mine: list[Value], earlier: list[Value] | None, place: str) -> Finding:
    """A row that repeats the key of an earlier row of the file with other content."""
    headers = [field.header for field, one, two in zip(fields, mine, earlier or mine, strict=False) if one != two]
    which = f"，不同之处：{'、'.join(headers[:6])}{'等' if len(headers) > 6 else ''}" if headers else ""
    words = f"与{place}是同一文号、同一相对人，但内容不同{which}。同一件决定只保留一行；不是同一件的，请核对文号。"
    first = next((field.code for field, one, two in zip(fields, mine, earlier or mine, strict=False) if one != two), "")
    return DUPLICATE(first, words)


def against_subject(code: str, name_code: str, name: str, day: Value, known: SubjectFacts) -> list[Finding]:
    """Name and day of founding of the holder of a code, as the house knows them. `code` is the field of the decision day."""
    found = []
    on = day if not isinstance(day, str) and hasattr(day, "isoformat") else None
    right = known.name_on(on)  # type: ignore[arg-type]
    if right and fold(right) != fold(name):
        former = any(fold(span.name) == fold(name) for span in known.names)
        why = "表里写的是它在别的时间用的名称" if former else "名称与代码不匹配"
        words = f"{why}：这个代码在决定当日的名称是{quote(right)}，表里是{quote(name)}。请照证照核对名称和代码。"
        found.append(NAME_OF_CODE(name_code, words, right, level=WARNING if former else ""))
    if known.founded and on and on < known.founded:  # type: ignore[operator]
        words = f"决定日期{value_text(day)}早于主体成立日期{known.founded.isoformat()}，请核对日期或代码。"
        found.append(NOT_FOUNDED(code, words))
    return found
