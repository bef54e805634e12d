"""Lawyers' practice licence numbers: 17 digits with a meaning, and a serial that stays for life."""

from datetime import date

import pytest

from core import clock
from core.identifiers import licence

GOOD = "1" + "5002" + "2015" + "1" + "0" + "123456"


def test_a_licence_of_the_county_tells_year_category_sex_and_place():
    result = licence.check(GOOD)
    assert result.ok
    assert (result.year, result.category, result.sex, result.city) == (2015, "专职律师", "男", "5002")
    assert result.warnings == ()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "没有填写"),
        (GOOD[:-1], "16 位"),
        (GOOD + "7", "18 位"),
        ("1500220151012345A", "不含字母"),
        ("2" + GOOD[1:], "文本种类"),
        ("150021975" + "10123456", "1980"),
        ("150022015" + "00123456", "执业类别"),
        ("150022015" + "12123456", "性别"),
    ],
)
def test_a_wrong_structure_is_named(value, words):
    result = licence.check(value)
    assert not result.ok
    assert words in result.message
    assert (result.year, result.category, result.sex, result.city, licence.serial(value)) == (None, "", "", "", "")


def test_a_licence_from_next_year_is_refused_until_the_year_has_come():
    value = "150022027" + "10123456"
    with clock.override(date(2026, 12, 31)):
        assert not licence.check(value).ok
    with clock.override(date(2027, 1, 1)):
        assert licence.check(value).ok


def test_an_unknown_province_is_only_a_remark():
    assert licence.check("199" + GOOD[3:]).warnings


def test_a_lawyer_keeps_the_serial_through_a_change_of_firm_and_category():
    before, after, other = GOOD, "1" + "5101" + "2015" + "2" + "0" + "123456", GOOD[:-1] + "7"
    assert licence.serial(before) == licence.serial(after) == "123456"
    assert licence.same_person(before, after)
    assert not licence.same_person(before, other)
    assert not licence.same_person("", "")


def test_seventeen_digits_are_never_taken_for_an_identity_number():
    from core.identifiers import idnumber

    assert licence.check(GOOD).ok
    assert idnumber.check(GOOD).state == "malformed"


def test_spaces_and_full_width_digits_are_forgiven():
    result = licence.check(" １5002 2015 10123456 ")
    assert result.ok
    assert result.normalised
    assert result.code == GOOD
