"""Twenty queries as people type them: the right one stands among the first three of what the search page shows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core import pinyin
from records.models import SubjectName
from records.near_names import is_near, kernel, telling_pairs
from records.search import search_records, search_subjects, similar_subjects
from tests.factories import DAY, make_record, make_subject

ON = DAY + timedelta(days=30)
NAMES = {
    "kuimen": "重庆夔门（巫山）律师事务所", "kuimen2": "重庆夔峡律师事务所", "wuxia": "巫山县巫峡基层法律服务所", "daning": "巫山县大宁河基层法律服务所",
    "shennv": "重庆神女律师事务所", "shennvfeng": "重庆神女峰律师事务所", "notary": "重庆市巫山公证处", "expert": "重庆市巫山司法鉴定所",
    "gaotang": "重庆高唐律师事务所", "company": "巫山平湖商贸有限公司",
}  # fmt: skip
KINDS = {
    "wuxia": "service_office",
    "daning": "service_office",
    "notary": "notary_office",
    "expert": "forensic_institute",
    "company": "other_org",
}


@pytest.fixture
def town(db):
    made = {}
    for key, name in NAMES.items():
        reading = pinyin.full(name, person=False)
        made[key] = make_subject(
            name, kind=KINDS.get(key, "law_firm"), pinyin=reading, initials=pinyin.initials(name, person=False)
        )
    SubjectName.objects.create(subject=made["kuimen"], name="四川三峡律师事务所", valid_until=date(2020, 12, 31))
    for number, key in enumerate(made, 3):
        make_record(subject=made[key], document_number=f"巫山司罚决字〔2026〕{number}号")
    for number in range(40):
        make_subject(f"重庆第{number}律师事务所", pinyin=f"chongqingdi{number}lvshishiwusuo")
    return made


GOLDEN = [
    ("重庆夔门（巫山）律师事务所", "kuimen"),  # the whole name
    ("夔门", "kuimen"),  # two characters
    ("重庆夔门律师事务所", "kuimen"),  # without what stands between
    ("夔门律师事", "kuimen"),  # cut off
    ("巫峡基层法律服务", "wuxia"),  # without the last character
    ("巫峡法律服务所", "wuxia"),  # without a middle word
    ("kuimen", "kuimen"),  # pinyin
    ("wu xia", "wuxia"),  # pinyin with spaces
    ("cqgt", "gaotang"),  # initials
    ("四川三峡律师事务所", "kuimen"),  # former name
    ("四川三夹律师事务所", "kuimen"),  # former name with a wrong character
    ("葵门律师事务所", "kuimen"),  # sounds the same
    ("神女锋律师事务所", "shennvfeng"),  # a wrong character that sounds the same
    ("重庆神吕律师事务所", "shennv"),  # a wrong character
    ("大宁基层法律服务所", "daning"),  # a character left out
    ("大宁河河基层法律服务所", "daning"),  # a character too many
    ("巫山公证", "notary"),  # kind without its end
    ("巫山鉴定所", "expert"),  # kind in daily speech
    ("平湖商贸", "company"),
    ("神女", "shennv"),  # the shorter name first
]


@pytest.mark.parametrize(("typed", "wanted"), GOLDEN)
def test_the_right_one_is_among_the_first_three(town, typed, wanted):
    found = search_subjects(typed, on=ON, limit=3) or similar_subjects(typed, on=ON, limit=3)
    assert town[wanted].name in [subject.name for subject in found[:3]]


@pytest.mark.parametrize(
    "typed",
    ["巫山司罚决字〔2026〕5号", "罚决字〔2026〕5号", "〔2026〕5号", "2026 5", "司罚决字[2026]005号", "（2026）第5号"],
)
def test_a_document_is_found_by_its_end(town, typed):
    assert [record.document_number for record in search_records(typed, on=ON).items[:3]] == ["巫山司罚决字〔2026〕5号"]


@pytest.mark.parametrize("typed", ["完全无关的名字", "律师事务所所", "abcdefgh", "某某", "张建国"])
def test_nothing_near_is_offered_for_what_resembles_nothing(town, typed):
    assert not [one for one in similar_subjects(typed, on=ON) if one.name in NAMES.values()]


@pytest.mark.parametrize(
    ("name", "short"),
    [("重庆夔门律师事务所", "夔门"), ("重庆夔门律师事务", "夔门"), ("重庆夔门律师事", "夔门"), ("夔门律师", "夔门"), ("巫峡基层法律服务", "巫峡"),
     ("巫峡基层", "巫峡"), ("三峡公证", "三峡"), ("平湖有限", "平湖"), ("律师事务所", "律师事务所"), ("夔门律", "夔门律"),
     ("重庆夔门（巫山）律师事务所", "夔门")],
)  # fmt: skip
def test_a_kind_cut_off_is_no_part_of_the_kernel(name, short):
    assert kernel(name) == short


def test_near_is_near_and_far_is_far():
    assert is_near("重庆夔门律师", "重庆夔门律师事务所")
    assert not is_near("重庆夔门律师事务所", "重庆高唐律师事务所")
    assert telling_pairs("重庆夔口律师事务所") == ["庆夔", "夔口", "口律"]


def test_typo_help_is_two_statements_however_large_the_register(town, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        similar_subjects("重庆神吕律师事务所", on=ON)
