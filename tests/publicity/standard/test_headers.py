"""Header rows as offices write them are understood, or refused with the list of what is not (data quirk 6)."""

import pytest

from publicity.standard.header_text import read_header
from tests.publicity.standard.helpers import BOOK, HEADERS, TEMPLATES, template_headers

WILD = HEADERS["header_rows_seen_in_the_wild"]
PALADIN = HEADERS["paladin_legal_penalty_33"]["columns"]
NAMED = [name for name, columns in TEMPLATES.items() if isinstance(columns, list)]
STANDARD_NAME = {"文号": "行政处罚决定书文号", "日期": "处罚决定日期", "机关": "处罚机关"}
SYNONYMS = [
    (group, name)
    for group, names in HEADERS["header_synonyms_seen"].items()
    if isinstance(names, list)
    for name in names
]
LEGAL = template_headers("legal_penalty_26")


def read(headers, kind="penalty", edition=""):
    return BOOK.read(headers, kind, edition)


def kind_of(name):
    return "licence" if "permission" in name else "penalty"


def field_of(reading, header):
    return next(column.field for column in reading.columns if column.header == " ".join(header.split()))


@pytest.mark.parametrize("name", NAMED)
def test_every_column_of_the_platform_templates_is_understood(name):
    reading = read(template_headers(name), kind_of(name))
    assert not reading.refused
    assert reading.standard.edition == "2018"
    assert len(reading.columns) == len(TEMPLATES[name])
    assert reading.missing == []


@pytest.mark.parametrize("name", NAMED)
def test_field_codes_serve_as_headers_too(name):
    by_code = read([column["field"] for column in TEMPLATES[name]], kind_of(name))
    assert by_code.fields == read(template_headers(name), kind_of(name)).fields


def test_a_local_template_of_33_columns_is_understood():
    reading = read(PALADIN)
    assert not reading.refused
    assert reading.standard.edition == "2018"
    assert len(reading.columns) + len(reading.ignored) == 33
    assert reading.missing == ["CF_YXQ"]
    assert {entry.header[:4] for entry in reading.ignored} == {
        "处罚名称",
        "处罚权利",
        "公示日期",
        "信息使用",
        "失信严重",
        "状态：0",
    }


@pytest.mark.parametrize("at", range(len(WILD)))
def test_every_header_row_seen_in_the_wild_is_understood(at):
    reading = read(WILD[at])
    filled = [header for header in WILD[at] if header.strip()]
    assert not reading.refused
    assert reading.standard.edition == "2016"
    assert len(reading.columns) + len(reading.ignored) == len(filled)
    assert all(entry.reason for entry in reading.ignored)


@pytest.mark.parametrize(
    ("at", "missing"), [(15, ["CF_WSH", "CF_CFLB1"]), (17, ["CF_XZJG"]), (19, ["CF_SY", "CF_YJ"]), (0, [])]
)
def test_missing_required_columns_are_named(at, missing):
    reading = read(WILD[at])
    assert reading.missing == missing
    assert bool(missing) is any(finding.code == "W-HDR-02" for finding in reading.findings)


@pytest.mark.parametrize("at", [0, 16])
def test_every_header_row_of_the_old_edition_is_understood_under_the_new_one_too(at):
    reading = read(WILD[at], edition="2018")
    assert not reading.refused
    assert field_of(reading, "处罚结果") == "CF_NR"
    assert field_of(reading, "处罚事由") == "CF_SY"


@pytest.mark.parametrize(("group", "name"), SYNONYMS)
def test_every_synonym_seen_is_understood(group, name):
    headers = [name if header == STANDARD_NAME[group] else header for header in LEGAL]
    reading = read(headers)
    assert not reading.refused
    assert field_of(reading, name) == field_of(read(LEGAL), STANDARD_NAME[group])


@pytest.mark.parametrize("name", ["行政许可决定书文号", "行政许可决定文书号", "许可文件编号"])
def test_the_licences_header_in_a_penalty_sheet_is_said_in_words(name):
    reading = read([name if header == "行政处罚决定书文号" else header for header in LEGAL])
    [finding] = [finding for finding in reading.findings if finding.code == "W-HDR-05"]
    assert name in finding.message
    assert "行政处罚决定书文号" in finding.message


def test_both_headers_side_by_side_are_refused():
    reading = read([*LEGAL, "行政许可决定书文号"])
    assert reading.refused
    assert [entry.header for entry in reading.unknown] == ["行政许可决定书文号"]
    assert "行政许可的表头" in reading.unknown[0].reason


@pytest.mark.parametrize(
    ("name", "asked", "told"),
    [("legal_permission_24", "penalty", "行政许可"), ("natural_penalty_20", "licence", "行政处罚")],
)
def test_the_sheet_of_another_kind_is_recognised(name, asked, told):
    reading = read(template_headers(name), asked)
    assert reading.refused
    [finding] = reading.findings
    assert finding.code == "E-HDR-04"
    assert told in finding.message


def test_codes_two_and_three_are_told_by_the_words_in_the_brackets():
    old, new = read(WILD[0]), read(LEGAL)
    assert field_of(old, "行政相对人代码_2(组织机构代码)") == "CF_XDR_ZDM"
    assert field_of(old, "行政相对人代码_3(工商登记码)") == "CF_XDR_GSDJ"
    assert field_of(new, "行政相对人代码_2 (工商注册号)") == "CF_XDR_GSZC"
    assert field_of(new, "行政相对人代码_3 (组织机构代码)") == "CF_XDR_ZZJG"
    swapped = [
        header.replace("_2 (工商注册号)", "_2 (组织机构代码)").replace("_3 (组织机构代码)", "_3 (工商注册号)")
        for header in LEGAL
    ]
    reading = read(swapped)
    assert field_of(reading, "行政相对人代码_2 (组织机构代码)") == "CF_XDR_ZZJG"
    assert field_of(reading, "行政相对人代码_3 (工商注册号)") == "CF_XDR_GSZC"


@pytest.mark.parametrize("name", ["行政相对人代码_2", "行政相对人代码3"])
def test_a_bare_number_two_or_three_is_refused_with_the_reason(name):
    reading = read([*LEGAL[:1], name, *LEGAL[7:]])
    assert [entry.header for entry in reading.unknown] == [name]
    assert "对调" in reading.unknown[0].reason


def test_a_bare_number_one_is_the_same_in_every_edition():
    assert (
        field_of(read(["行政相对人代码_1" if "_1" in header else header for header in LEGAL]), "行政相对人代码_1")
        == "CF_XDR_SHXYM"
    )


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("行政相对 人代码1（统一社会信用）", "行政相对人代码_1(统一社会信用代码)"),
        ("法定代 表人", "法定代表人"),
        ("处罚决定\n日期", "处罚决定日期"),
        ("行政相对人名称（必填）", "行政相对人名称"),
        ("*行政相对人名称", "行政相对人名称"),
        ("行政相对人名称＊", "行政相对人名称"),
        ("1.行政相对人名称", "行政相对人名称"),
        ("（1）行政相对人名称", "行政相对人名称"),
        ("处罚决定日期【格式：yyyyMMdd(例如:20160101)】", "处罚决定日期"),
        ("处罚决定日期(格式:2018/01/01)", "处罚决定日期"),
        ("罚款金额（单位：万元）", "罚款金额(万元)"),
        ("罚款金额", "罚款金额(万元)"),
        ("统一社会信用代码（18位，必填）", "行政相对人代码_1(统一社会信用代码)"),
        ("行政相对人代码——1（统一社会信用代码）", "行政相对人代码_1(统一社会信用代码)"),
        ("行政相对人代码-1(统一社会信用代码", "行政相对人代码_1(统一社会信用代码)"),
        ("处罚决定期", "处罚决定日期"),
        ("暂扣或吊销证照名称编号", "暂扣或吊销证照名称及编号"),
        ("处罚类别（多种用分号隔开，请填写）", "处罚类别"),
        ("法定代表人（负责人）", "法定代表人"),
    ],
)
def test_decorated_headers_mean_what_they_say(written, plain):
    wanted = field_of(read(["行政相对人名称", "处罚依据", plain, "处罚内容", "处罚机关"]), plain)
    reading = read(["违法事实", "处罚依据", written, "处罚内容", "处罚机关"])
    assert field_of(reading, written) == wanted


@pytest.mark.parametrize("name", ["有效期", "代码", "处罚机", "联系电话", "证件号码（法定代表人）", "罚款金额（元）"])
def test_a_doubtful_header_is_never_guessed(name):
    reading = read([*[header for header in LEGAL if header not in ("处罚机关", "罚款金额 (万元)")], name])
    assert [entry.header for entry in reading.unknown] == [name]
    assert ("万元" in reading.unknown[0].reason) is (name == "罚款金额（元）")


def test_one_missing_character_is_forgiven_and_said():
    reading = read(["处罚决定期" if header == "处罚决定日期" else header for header in LEGAL])
    assert "N-HDR-07" in [finding.code for finding in reading.findings]


def test_two_columns_for_one_field_are_refused():
    reading = read([*LEGAL, "文书号"])
    assert reading.refused
    assert [entry.header for entry in reading.doubles] == ["文书号"]


def test_the_effective_day_stands_in_only_where_the_decision_day_is_missing():
    without, both = read(WILD[0]), read([*WILD[0], "处罚决定日期"])
    assert field_of(without, "处罚生效期") == "CF_JDRQ"
    assert "W-HDR-10" in [finding.code for finding in without.findings]
    assert field_of(both, "处罚决定日期") == "CF_JDRQ"
    assert "处罚生效期" in [entry.header for entry in both.ignored]


def test_a_second_column_of_kinds_is_joined_to_the_first():
    reading = read(WILD[17])
    assert reading.merged == {2: [3]}
    assert not reading.doubles


def test_columns_are_never_told_by_their_place():
    forwards, backwards = read(LEGAL), read(LEGAL[::-1])
    last = len(LEGAL) - 1
    assert {code: last - at for code, at in backwards.fields.items()} == forwards.fields


def test_an_unknown_column_can_be_left_out_when_the_person_agrees():
    headers = [*LEGAL, "经办人电话"]
    assert read(headers).refused
    agreed = BOOK.read(headers, "penalty", ignore=["经办人电话"])
    assert not agreed.refused
    assert agreed.ignored[-1].reason == "已确认不导入这一列"


def test_the_columns_of_a_marked_workbook_are_left_out():
    reading = read([*LEGAL, "检查结果", "问题说明"])
    assert not reading.refused
    inspection = next(spec for spec in BOOK.indexes if spec.standard.kind == "inspection").standard
    marked = BOOK.read([*(field.header for field in inspection.fields), "检查结果", "问题说明"], "inspection")
    assert not marked.refused


def test_the_headers_of_every_kind_are_understood_and_told_apart():
    for index in BOOK.indexes:
        standard = index.standard
        reading = BOOK.read([field.header for field in standard.fields], standard.kind)
        assert not reading.refused, standard
        assert len(reading.columns) == len(standard.fields)


def test_a_header_cell_is_taken_apart():
    text = read_header("行政相对 人代码——2（组织机构代码）（必填）")
    assert (text.base, text.bracket) == ("行政相对人代码2", "组织机构代码")
    assert read_header("罚款金额（元）").unit == "元"
    assert read_header("状态：0=正常；1=撤销").base == "状态"
    assert read_header("").key == ""
