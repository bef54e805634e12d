"""Forty penalties as really published, under headers as really used: each row is refused for its true reasons, or accepted."""

import json
from collections import defaultdict

import pytest

from tests.publicity.standard.helpers import DATA, HEADERS, checked, template_headers, write_rows

ROWS = json.loads((DATA / "penalties_chongqing_2018.json").read_text(encoding="utf-8"))
WILD = HEADERS["header_rows_seen_in_the_wild"]

#: Header in the sheet → key of the published row; every other header is left blank.
SOURCE = {
    "处罚生效期": "处罚决定日期", "处罚截止期": "处罚截止日期", "处罚名称": "案件名称", "处罚类别1": "处罚类别", "处罚类型1": "处罚类别",
    "违法事实": "处罚事由", "处罚内容": "处罚结果", "处罚有效期": "处罚截止日期", "数据更新时间戳": "数据更新时间", "行政相对人": "行政相对人名称",
    "文书号": "行政处罚决定书文号", "处罚日期": "处罚决定日期", "处罚机构": "处罚机关",
}  # fmt: skip
EMPTY_NUMBER = {i for i, row in enumerate(ROWS, 2) if row["行政处罚决定书文号"] == "<>号"}
NO_NUMBER = {i for i, row in enumerate(ROWS, 2) if row["行政处罚决定书文号"] == "无"}
INTENDED = {i for i, row in enumerate(ROWS, 2) if "拟决定" in row["处罚结果"]}

LAYOUTS = {
    "as published": list(ROWS[0]),
    "template of 2018": template_headers("legal_penalty_26"),
    "template for persons": template_headers("natural_penalty_20"),
    "local template of 33": HEADERS["paladin_legal_penalty_33"]["columns"],
    **{f"wild {at}": WILD[at] for at in (0, 4, 9, 10, 16, 18)},
}


def cell(row, header):
    name = "".join(header.split()).split("【")[0]
    return row[header] if header in row else row.get(SOURCE.get(name, name), "")


def report_for(tmp_path, headers, edition=""):
    return checked(
        write_rows(tmp_path / "处罚.xlsx", [headers, *[[cell(row, header) for header in headers] for row in ROWS]]),
        edition=edition,
    )


def by_row(places):
    found = defaultdict(set)
    for place in places:
        found[place.row].add((place.finding.code, place.header))
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_row_is_judged_under_every_header(tmp_path, layout):
    report = report_for(tmp_path, LAYOUTS[layout])
    assert report.readable
    assert report.total("rows") == 40
    assert report.total("good") + report.total("refused") == 40
    errors = by_row(report.of_level("error"))
    assert set(errors) == {row for row in range(2, 42) if row in errors}
    assert report.total("refused") == len(errors)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_missing_number_is_named_in_its_own_column(tmp_path, layout):
    report = report_for(tmp_path, LAYOUTS[layout])
    errors = by_row(report.of_level("error"))
    number = next(place.header for place in report.of_level("error") if place.finding.code == "E-DOC-01")
    for row in range(2, 42):
        said = {code for code, header in errors[row] if header == number}
        assert ("E-DOC-01" in said) is (row in EMPTY_NUMBER)
        assert ("E-REQ-01" in said) is (row in NO_NUMBER)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_announced_penalties_are_not_taken_for_decisions(tmp_path, layout):
    report = report_for(tmp_path, LAYOUTS[layout])
    assert {place.row for place in report.of_level("warning") if place.finding.code == "E-LAW-02"} == INTENDED
    assert len(INTENDED) == 5


def test_what_the_published_table_lacks_is_said_row_by_row(tmp_path):
    errors = by_row(report_for(tmp_path, LAYOUTS["as published"]).of_level("error"))
    for row in range(2, 42):
        expected = {("E-REQ-02", "行政相对人代码_1(统一社会信用代码)")}
        expected |= {("E-DOC-01", "行政处罚决定书文号")} if row in EMPTY_NUMBER else set()
        expected |= {("E-REQ-01", "行政处罚决定书文号")} if row in NO_NUMBER else set()
        assert errors[row] == expected


def test_what_the_edition_of_2018_asks_beyond_is_said_row_by_row(tmp_path):
    report = report_for(tmp_path, LAYOUTS["template of 2018"])
    errors = by_row(report.of_level("error"))
    always = {
        ("E-REQ-01", header)
        for header in (
            "行政相对人代码_1 (统一社会信用代码)",
            "法定代表人",
            "违法行为类型",
            "处罚有效期",
            "处罚机关统一社会信用代码",
            "数据来源单位",
            "数据来源单位统一社会信用代码",
        )
    } | {("E-CL-04", "罚款金额 (万元)")}
    ordinary = set(range(2, 42)) - EMPTY_NUMBER - NO_NUMBER
    assert all(errors[row] == always for row in ordinary)
    assert all(errors[row] > always for row in EMPTY_NUMBER | NO_NUMBER)


def test_the_fine_is_proposed_in_ten_thousand_yuan(tmp_path):
    report = report_for(tmp_path, LAYOUTS["template of 2018"])
    proposals = {
        place.row: place.finding.suggestion for place in report.of_level("error") if place.finding.code == "E-CL-04"
    }
    assert proposals[2] == "0.21"
    assert proposals[14] == "0.6"  # 罚款：￥6000元
    assert proposals[18] == "0.125"  # 处罚款1250元
    assert proposals[19] == "0.2"  # 拟决定对你单位处以2000元罚款
    assert len(proposals) == 40


def completed(row):
    """The published row with what the standard of 2018 asks beyond it."""
    return {
        **row,
        "行政相对人代码_1 (统一社会信用代码)": "91500237MA5U00011Y",
        "法定代表人": "周明远",
        "违法行为类型": row["案件名称"].replace("— —", "") or "超限运输",
        "处罚有效期": "2099/12/31",
        "处罚机关统一社会信用代码": "11500000009276118B",
        "数据来源单位": "重庆市某某局",
        "数据来源单位统一社会信用代码": "115002370091012384",
    }


def test_completed_rows_pass_except_those_without_number(tmp_path):
    headers = LAYOUTS["template of 2018"]
    first = report_for(tmp_path, headers)
    fines = {
        place.row: place.finding.suggestion for place in first.of_level("error") if place.finding.code == "E-CL-04"
    }
    rows = [{**completed(row), "罚款金额 (万元)": fines[i]} for i, row in enumerate(ROWS, 2)]
    path = write_rows(tmp_path / "补全.xlsx", [headers, *[[cell(row, header) for header in headers] for row in rows]])
    report = checked(path)
    refused = {place.row for place in report.of_level("error")}
    assert refused == EMPTY_NUMBER | NO_NUMBER
    assert report.total("good") == 40 - len(refused)


def test_trailing_spaces_and_leading_spaces_do_no_harm(tmp_path):
    report = report_for(tmp_path, LAYOUTS["as published"])
    values = report.sheets[0].verdicts[0].values
    assert values["CF_CFLB1"] == "罚款"
    assert values["CF_JDRQ"].isoformat() == "2018-07-30"
    assert values["CF_WSH"] == "两江税罚〔2018〕127号"
