"""Closed lists: the standard's words, what is mapped, what is refused."""

import pytest

from tests.publicity.standard.helpers import codes, judged, messages


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("警告;罚款", "警告;罚款"),
        ("警告；罚款", "警告;罚款"),
        ("警告/罚款", "警告;罚款"),
        ("警告、罚款", "警告;罚款"),
        ("警告并处罚款", "警告;罚款"),
        ("警告\n罚款", "警告;罚款"),
        ("没收违法所得、没收非法财物", "没收违法所得;没收非法财物"),
        ("罚款" + " " * 60, "罚款"),
        ("罚款;罚款", "罚款"),
        ("暂扣或者吊销许可证", "暂扣或者吊销许可证"),
        ("其他-责令改正", "其他-责令改正"),
        ("其他（责令改正）", "其他-责令改正"),
        ("其他：责令改正(限期十日)", "其他-责令改正(限期十日)"),
        ("警告；其他-责令改正、公开道歉", "警告;其他-责令改正、公开道歉"),
        ("停止执业", "限制从业"),
        ("停业整顿", "责令停产停业"),
        ("吊销律师执业证书", "吊销许可证件"),
        ("通报批评", "通报批评"),
        ("限制开展生产经营活动", "限制开展生产经营活动"),
    ],
)
def test_penalty_kinds_are_brought_to_the_words_of_the_law(written, kept):
    assert judged(category=written).values["CF_CFLB"] == kept


def test_words_of_the_legal_profession_are_marked_to_be_confirmed():
    [message] = messages("N-CL-09", category="停止执业")
    assert "待法制部门确认" in message


def test_other_must_say_what():
    assert codes("licence", category="其他") == ["E-CL-02"]
    assert codes("licence", category="其他-备案") == []
    assert "E-CL-02" in codes(category="警告;其他")


@pytest.mark.parametrize(("code", "word"), [("01", "普通"), ("04", "核准"), ("4", "核准"), (4.0, "核准")])
def test_local_codes_of_licence_classes_are_understood(code, word):
    assert judged("licence", category=code).values["XK_XKLB"] == word


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("企业", "法人及非法人组织"),
        ("法人", "法人及非法人组织"),
        ("02", "法人及非法人组织"),
        ("03", "法人及非法人组织"),
    ],
)
def test_kinds_of_party_are_three_whatever_is_written(written, kept):
    assert judged(party_kind=written).values["CF_XDR_LB"] == kept


def test_no_fourth_kind_of_party():
    assert codes(party_kind="社会团体") == ["E-ENUM-01"]


def test_an_unknown_word_brings_the_nearest_one():
    verdict = judged(category="罚款2000元整整")
    [finding] = [finding for finding in verdict.findings if finding.field == "CF_CFLB"]
    assert finding.suggestion == "罚款"


def test_the_same_status_means_other_things_in_the_two_editions():
    assert judged("licence", status="1").values["XK_ZT"] == "1"
    assert "E-ENUM-01" in codes("licence", status="0")
    assert judged("licence", status="有效").values["XK_ZT"] == "1"
    assert "E-ENUM-01" in codes("licence", status="正常")


@pytest.mark.parametrize(
    ("change", "looks"),
    [
        ({"category": "巫山县司法局"}, "机关名称"),
        ({"category": "2026-03-02"}, "日期"),
        ({"party_kind": "31500000MD0000008D"}, "统一社会信用代码"),
        ({"category": "《中华人民共和国律师法》第四十七条"}, "法律依据"),
    ],
)
def test_a_value_of_another_column_is_named(change, looks):
    [message] = messages("E-COL-01", **change)
    assert looks in message


def test_the_fine_in_the_status_column_is_named():
    [message] = messages("E-COL-01", "licence", status="罚款2000元")
    assert "金额" in message
