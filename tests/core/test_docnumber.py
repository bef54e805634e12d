"""Document numbers: every bracket seen in the wild comes out as 〔〕; nothing real is lost."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import NotUnderstood
from core.identifiers import docnumber

CANONICAL = "巫山司罚决字〔2026〕3号"
PUBLISHED = [
    row["行政处罚决定书文号"]
    for row in json.loads((Path(__file__).parents[1] / "data" / "penalties_chongqing_2018.json").read_text())
]


@pytest.mark.parametrize(
    "written",
    [
        CANONICAL,
        "巫山司罚决字[2026]3号",
        "巫山司罚决字［2026］3号",
        "巫山司罚决字（2026）3号",
        "巫山司罚决字(2026)3号",
        "巫山司罚决字【2026】3号",
        "巫山司罚决字﹝2026﹞3号",
        "巫山司罚决字{2026}3号",
        "巫山司罚决字｛2026｝3号",
        "巫山司罚决字<2026>3号",
        "巫山司罚决字＜2026＞3号",
        "巫山司罚决字《2026》3号",
        "巫山司罚决字〈2026〉3号",
        "巫山司罚决字〔2026)3号",
        "巫山司罚决字〔2026 3号",
        "巫山司罚决字2026〕3号",
        "巫山司罚决字2026第3号",
        "巫山司罚决字2026年3号",
        "巫山司罚决字 2026 3号",
        "巫山司罚决字20263号",
        "巫山司罚决字〔2026〕第3号",
        "巫山司罚决字〔2026〕003号",
        "巫山司罚决字〔2026〕第003号",
        "巫山司罚决字〔2026〕3",
        "  巫山司罚决字〔2026〕3号\n",
        "巫山司 罚决字〔 2026 〕\n3 号",
        "巫山司罚决字〔２０２６〕３号",
        "巫山司罚决字〔2026年〕3号",
        "\u200b巫山司罚决字〔2026〕3号\ufeff",
    ],
)
def test_every_writing_of_one_number_is_the_same_number(written):
    number = docnumber.normalise(written)
    assert number.text == CANONICAL
    assert (number.org, number.year, number.number) == ("巫山司罚决字", 2026, 3)
    assert number.series == ("巫山司罚决字", 2026)
    assert not number.irregular
    assert bool(number.notes) == (written.strip() != CANONICAL)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("巫山司罚决字[2026]3号", "六角括号"),
        ("巫山司罚决字〔2026〕第3号", "“第”"),
        ("巫山司罚决字〔2026〕03号", "虚位"),
        ("巫山司罚决字〔2026〕3", "补“号”"),
        ("巫山司罚决字 〔2026〕3号", "空格"),
        ("巫山司罚决字20263号", "没有括号"),
        ("巫山司罚决字〔2026 3号", "缺了一半"),
        ("巫山JX罚决字〔2026〕3号", "机关代字"),
    ],
)
def test_what_was_converted_is_said(written, words):
    assert any(words in note for note in docnumber.normalise(written).notes)


def test_the_plain_form_needs_no_remark():
    assert docnumber.normalise(CANONICAL).notes == ()


@pytest.mark.parametrize(
    "written", ["", " ", "空", "无", "暂无", "<>号", "〔〕号", "—", "— —", "-", "/", "\u3000", "N/A", "null"]
)
def test_no_number_is_told_apart_from_a_number(written):
    assert docnumber.is_absent(written)
    with pytest.raises(NotUnderstood) as raised:
        docnumber.normalise(written)
    assert raised.value.code == docnumber.ABSENT
    assert "许可编号" in raised.value.message


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("巫山司罚决字〔2026〕3-1号", "巫山司罚决字〔2026〕3-1号"),
        ("巫山司罚决字[2026]A3号", "巫山司罚决字〔2026〕A3号"),
        ("巫山司罚决字【2026】第12号（补）", "巫山司罚决字〔2026〕第12号（补）"),
        ("两江税罚127号", "两江税罚127号"),
        ("[2018]3号", "[2018]3号"),
        ("巫山司罚决字〔2026〕0号", "巫山司罚决字〔2026〕0号"),
        ("编号：XK-2026-15", "编号:XK-2026-15"),
    ],
)
def test_unusual_numbers_are_kept_and_stay_out_of_the_series(written, text):
    number = docnumber.normalise(written)
    assert number.irregular
    assert number.text == text
    assert number.number is None
    assert number.series is None
    assert number.notes


def test_brackets_inside_the_organs_mark_stay():
    assert docnumber.normalise("渝(巫)司罚决[2026]3号").text == "渝（巫）司罚决〔2026〕3号"
    assert docnumber.normalise("（粤）应急罚﹝2019﹞1号").org == "（粤）应急罚"


@pytest.mark.parametrize("written", PUBLISHED)
def test_published_numbers_are_read_or_known_to_be_absent(written):
    if docnumber.is_absent(written):
        assert written.strip() in ("<>号", "无")
    else:
        number = docnumber.normalise(written)
        assert number.year == 2018
        assert not number.irregular


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing_more(written):
    if docnumber.is_absent(written):
        return
    once = docnumber.normalise(written)
    if not docnumber.is_absent(once.text):
        assert docnumber.normalise(once.text).text == once.text


@given(
    org=st.text(alphabet="巫山司罚决许字渝县", min_size=2, max_size=10),
    year=st.integers(2000, 2099),
    number=st.integers(1, 99999),
)
def test_any_regular_number_survives(org, year, number):
    found = docnumber.normalise(f"{org}〔{year}〕{number}号")
    assert (found.org, found.year, found.number, found.notes) == (org, year, number, ())
