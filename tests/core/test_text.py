"""Cleaning: what two people type differently and mean alike comes out alike; what belongs to a name stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import text


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("罚款                                   ", "罚款"),
        ("  巫山县司法局\n", "巫山县司法局"),
        ("行政相对\n人名称", "行政相对 人名称"),
        ("重庆　某某", "重庆 某某"),
        ("律师\u200b事务所\ufeff", "律师事务所"),
        ("ＡＢＣ１２３", "ABC123"),
        ("某某（重庆）律师事务所", "某某（重庆）律师事务所"),
        ("罚款，没收", "罚款，没收"),
        ("a\x00b\x07c", "abc"),
        ("a \t\r\n b", "a b"),
        ("", ""),
    ],
)
def test_one_line(typed, clean):
    assert text.clean(typed) == clean


def test_paragraphs_of_a_decision_stay_paragraphs():
    assert text.clean_multiline("  一、事实 \r\n\r\n\r\n\r\n二、依据\u3000第１条\t\n ") == "一、事实\n\n二、依据 第1条"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("’91469002ma5rcb41x4 ", "91469002MA5RCB41X4"),
        ("91500233ＭＡ5ＵＲＮＵＫ87", "91500233MA5URNUK87"),
        ("5002 37 1990", "5002371990"),
        ("（１－１）", "(1-1)"),
    ],
)
def test_codes_are_brought_to_their_plainest_writing(typed, code):
    assert text.clean_code(typed) == code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("行政相对人代码_1 (统一社会信用代码)", "行政相对人代码＿1（统一社会信用代码）"),
        ("行政相对 人名称", "行政相对人名称"),
        ("〔2026〕", "[2026]"),
        ("阿不力克木·买买提", "阿不力克木•买买提"),
        ("ABC所", "abc所"),
    ],
)
def test_two_writings_of_one_name_fold_alike(one, other):
    assert text.fold(one) == text.fold(other)


def test_different_names_do_not_fold_alike():
    assert text.fold("重庆一所") != text.fold("重庆二所")


@pytest.mark.parametrize("value", ["", " ", "\u3000\n", "'", "\u200b"])
def test_blank_cells_are_blank(value):
    assert text.is_blank(value)
    assert not text.is_blank(value + "0")


@given(st.text())
def test_cleaning_twice_changes_nothing_more(value):
    once = text.clean(value)
    assert text.clean(once) == once
    assert once == once.strip()
    assert "\n" not in once
    many = text.clean_multiline(value)
    assert text.clean_multiline(many) == many
    assert text.fold(text.fold(value)) == text.fold(value)
