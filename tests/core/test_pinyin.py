"""Pinyin for sorting and searching: place names, and surnames that are read in a way of their own."""

import pytest

from core import pinyin


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("重庆市巫山县", "chongqingshiwushanxian", "cqswsx"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("仇和", "qiuhe", "qh"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("区小明", "ouxiaoming", "oxm"),
        ("曾国藩", "zengguofan", "zgf"),
        ("翟天临", "zhaitianlin", "ztl"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("长孙无忌", "zhangsunwuji", "zswj"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("吕布", "lvbu", "lb"),
        ("ABC律师12", "abclvshi12", "als1"),
        ("", "", ""),
        ("·（）", "", ""),
    ],
)
def test_reading(name, full, initials):
    assert pinyin.full(name) == full
    assert pinyin.initials(name) == initials


def test_a_street_is_not_read_like_a_surname():
    assert pinyin.full("解放路所") == "jiefanglusuo"
    assert pinyin.full("单位") == "shanwei"
    assert pinyin.full("单位", person=False) == "danwei"


def test_a_person_can_be_said_to_be_one():
    assert pinyin.full("单", person=True) == "shan"
    assert pinyin.syllables("查良镛", person=True) == ["zha", "liang", "yong"]
