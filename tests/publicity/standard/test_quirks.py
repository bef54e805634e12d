"""The ten quirks met in real tables, one test each: survived, or explained. The details stand in the files of each subject."""

from publicity.standard.dates import LONG_TERM
from tests.publicity.standard.helpers import checked, codes, good_cells, judged, messages, template_headers, write_rows

LEGAL = template_headers("legal_penalty_26")


def test_1_damaged_codes_are_refused_with_the_right_proposal():
    wanted = {
        "91410105674139084T（1-1）": "91410105674139084T",
        "92500233ＭＡ5ＵＴＣＥ89Ｈ": "92500233MA5UTCE89H",
        "’91469002MA5RCB41X4": "91469002MA5RCB41X4",
    }
    for value, proposal in wanted.items():
        [finding] = [finding for finding in judged(uscc=value).findings if finding.code == "E-ID-01"]
        assert finding.suggestion == proposal
    assert "拖动" in messages("E-ID-01", uscc="8")[0]
    assert "隐去" in messages("E-ID-01", uscc="9150023*********1Y")[0]
    assert "工商注册号" in messages("E-ID-01", uscc="330000000036006")[0]
    assert "17 位" in messages("E-ID-01", uscc="9146903159490248F")[0]


def test_2_white_space_everywhere_does_no_harm():
    row = good_cells(LEGAL)
    verdict = judged(
        doc_number="  巫山司罚决字〔2026〕1号\n", category="警告" + " " * 60, content="给予警告\r\n\r\n", decided_on=" 2026/03/02\n",
        party_name="\u3000重庆晨光律师事务所\n", agency="巫山县司法局\u200b",
    )  # fmt: skip
    assert verdict.good
    assert verdict.values["CF_CFLB"] == "警告"
    assert verdict.values["CF_XDR_MC"] == "重庆晨光律师事务所"
    assert verdict.values["CF_CFJG"] == "巫山县司法局"
    assert row


def test_3_numbers_in_all_brackets_and_a_number_is_no_key_by_itself():
    for opening, closing in ("〔〕", "[]", "（）", "【】", "﹝﹞", "{}", "<>"):
        assert judged(doc_number=f"渝税罚{opening}2026{closing}12号").values["CF_WSH"] == "渝税罚〔2026〕12号"
    assert "E-REQ-01" in codes(doc_number="空")


def test_4_days_in_all_shapes():
    for writing in ("20260302", "2026.03.02", "2026/03/02", "2026年3月2日", 46083.0):
        assert judged(decided_on=writing).values["CF_JDRQ"].isoformat() == "2026-03-02"
    for writing in ("长期", "无限期", "2099-12-31", "9999-09-09", "99999999"):
        assert judged(penalty_until=writing).values["CF_YXQ"] == LONG_TERM
    assert codes(decided_on="201800619") == ["E-DT-09"]
    assert codes(penalty_until="15日内") == ["E-DT-09"]
    assert "E-REQ-01" in codes(penalty_until="— —")


def test_5_values_in_the_wrong_column_are_named():
    assert "金额" in messages("E-COL-01", "licence", status="罚款2000元")[0]
    assert codes(category="巫山县司法局", agency="罚款")[:2] == ["E-COL-01", "E-COL-02"]
    assert "E-TXT-07" in codes(agency="处罚机关")


def test_6_headers_in_all_shapes(tmp_path):
    headers = [header.replace("处罚决定日期", "处罚决定期").replace("法定代表人", "法定代 表人") for header in LEGAL]
    headers[1] = "行政相对 人代码——1（统一社会信用）"
    headers[9] = "行政处罚决定书文号（必填）"
    rows = [["注：红色为必填"], [], headers, ["必填"] * 26, good_cells(LEGAL)]
    report = checked(write_rows(tmp_path / "表.xlsx", rows))
    assert (report.sheets[0].header_row, report.total("good")) == (3, 1)


def test_7_a_blank_first_row_and_column_merged_titles_and_a_far_column(tmp_path):
    far = ["", *LEGAL, *[""] * 300]
    rows = [[], ["", "行政处罚信息公示表"], far, ["", *good_cells(LEGAL), *[""] * 300]]
    report = checked(write_rows(tmp_path / "表.xlsx", rows))
    assert report.total("good") == 1


def test_8_two_parties_an_open_bracket_and_numbers_for_codes():
    assert "E-TXT-06" in codes(party_name="某某有限公司，张某某")
    assert "E-TXT-05" in codes(party_name="某某（重庆有限公司")
    assert "E-ID-09" in codes(uscc=9.15002372e17)


def test_9_the_column_is_in_ten_thousand_yuan_and_the_text_in_yuan():
    row = {"category": "罚款", "content": "罚款2000元"}
    assert codes(**row, fine="0.2") == []
    [finding] = judged(**row, fine="2000").findings
    assert (finding.code, finding.suggestion) == ("E-MNY-05", "0.2")


def test_10_sole_traders_under_the_owners_name_and_abolished_regions():
    assert codes(party="sole", party_name="周明远") == []
    assert codes(party_name="某某有限公司", uscc="91990102MA00000070") == ["W-ID-04"]
