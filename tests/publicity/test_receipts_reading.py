"""Reading the platform's receipt: files and pasted text with whatever headers; nothing is guessed."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook

from core.errors import NotUnderstood
from publicity.receipts_reading import ACCEPTED, REJECTED, UNKNOWN, read_pasted, read_table, result_of
from publicity.services.receipts import receipt_read
from tests.publicity.reporting import FIRM, NUMBER

HEAD = ["行政处罚决定书文号", "行政相对人名称", "处理结果", "规则代码", "退回原因"]


def table(*rows, head=HEAD):
    return read_table(enumerate([head, *rows], start=1))


class TestReading:
    """Files and pasted text with tolerant headers."""

    @pytest.mark.parametrize(
        ("head", "cells"),
        [
            (["文号", "名称", "结果", "原因"], ["巫山司罚决字[2026]1号", FIRM, "退回", "未查询到主体"]),
            (["序号", "行政处罚决定书文号 ", "行政相对人名称（必填）", "入库状态", "错误信息"],
             ["1", "巫山司罚决字〔2026〕 1 号", FIRM, "入库失败", "未查询到主体"]),
            (["许可/处罚决定文书号", "主体名称", "校验结果", "失败原因"], ["巫山司罚决字（2026）第1号", FIRM, "不通过", "未查询到主体"]),
            (["数据来源单位", "决定文书号", "处罚机关", "相对人名称", "反馈结果", "反馈意见"],
             ["巫山县司法局", NUMBER.format(1), "巫山县司法局", FIRM, "已退回", "未查询到主体"]),
        ],
    )  # fmt: skip
    def test_headers_by_many_names(self, head, cells):
        (entry,) = table(cells, head=head).entries
        assert (entry.number, entry.name, entry.result, entry.reason) == (
            NUMBER.format(1),
            FIRM,
            REJECTED,
            "未查询到主体",
        )

    @pytest.mark.parametrize(
        ("words", "result"),
        [
            ("入库", ACCEPTED), ("已入库", ACCEPTED), ("入库成功", ACCEPTED), ("成功", ACCEPTED), ("校验通过", ACCEPTED), ("无错误", ACCEPTED),
            ("退回", REJECTED), ("入库失败", REJECTED), ("未入库", REJECTED), ("不通过", REJECTED), ("未通过校验", REJECTED), ("疑问数据", REJECTED),
            ("失 败", REJECTED), ("处理中", UNKNOWN), ("", UNKNOWN),
        ],
    )  # fmt: skip
    def test_words_of_results(self, words, result):
        assert result_of(words) == result

    def test_lines_above_the_header_blank_lines_and_row_numbers(self):
        rows = [
            (1, ["信用信息平台数据反馈表"]),
            (2, []),
            (4, HEAD),
            (5, []),
            (7, [NUMBER.format(1), FIRM, "入库", "", ""]),
        ]
        (entry,) = read_table(rows).entries
        assert entry.row == 7

    def test_a_full_table_of_the_submission_with_answers_beside_it(self):
        head = ["行政相对人名称", "行政相对人代码_1 (统一社会信用代码)", "行政许可决定文书名称", "行政许可决定文书号", "许可证书名称", "许可编号", "许可机关",
                "许可机关统一社会信用代码", "当前状态", "数据来源单位", "入库结果", "错误说明", "报送时间"]  # fmt: skip
        cells = [FIRM, "31500000MD0000008D", "准予行政许可决定书", "巫山司许〔2026〕1号", "执业证", "150012", "巫山县司法局", "115002370091012384", "1",
                 "巫山县司法局", "成功", "", "2026-08-30 10:11:12"]  # fmt: skip
        found = table(cells, head=head)
        (entry,) = found.entries
        assert (entry.name, entry.code, entry.number, entry.certificate) == (
            FIRM,
            "31500000MD0000008D",
            "巫山司许〔2026〕1号",
            "150012",
        )
        assert (entry.result, entry.reported_on) == (ACCEPTED, date(2026, 8, 30))
        assert found.columns["result"] == "入库结果"

    def test_a_list_of_errors_without_result_column(self):
        entries = table([NUMBER.format(1), FIRM, "1001", "未查询到主体"], [NUMBER.format(2), FIRM, "", ""],
                        head=["文号", "名称", "规则代码", "错误原因"]).entries  # fmt: skip
        assert [entry.result for entry in entries] == [REJECTED, UNKNOWN]

    @pytest.mark.parametrize("divider", ["\t", ",", "  "])
    def test_pasted_text(self, divider):
        text = (
            divider.join(["文号", "名称", "结果"])
            + "\r\n"
            + divider.join([NUMBER.format(1), FIRM, "入库"])
            + "\r\n\r\n"
        )
        (entry,) = read_pasted(text).entries
        assert (entry.number, entry.name, entry.result, entry.row) == (NUMBER.format(1), FIRM, ACCEPTED, 2)

    @pytest.mark.parametrize(
        ("text", "message"),
        [("姓名\t电话\n张三\t1", "没有找到文号"), ("文号\t名称\n巫山1号\t某所", "结果"), ("文号\t结果", "只有表头")],
    )
    def test_what_cannot_be_understood_is_refused_with_what_is_missing(self, text, message):
        with pytest.raises(NotUnderstood, match=message):
            read_pasted(text)

    def test_a_workbook_is_read_over_all_its_sheets(self):
        book = Workbook()
        book.active.append(HEAD)
        book.active.append([NUMBER.format(1), FIRM, "入库", "", ""])
        other = book.create_sheet("自然人")
        other.append(HEAD)
        other.append([NUMBER.format(2), "周明远", "退回", "1001", "未查询到主体"])
        content = io.BytesIO()
        book.save(content)
        assert [entry.result for entry in receipt_read(content.getvalue(), "回执.xlsx").entries] == [ACCEPTED, REJECTED]
