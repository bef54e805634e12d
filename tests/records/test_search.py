"""The golden queries: what people type, and what they must find."""

from datetime import date, timedelta

import pytest

from core.errors import DomainError
from records import search_plan
from records.models import SubjectName
from records.search import search_records, search_subjects, similar_subjects
from tests.factories import DAY, make_record, make_subject

pytestmark = pytest.mark.django_db
ON = DAY + timedelta(days=30)


@pytest.fixture
def town():
    """A firm that changed its name, an office, a lawyer, and what was decided on them."""
    firm = make_subject(
        "重庆夔门（巫山）律师事务所",
        pinyin="chongqingkuimenwushanlvshishiwusuo",
        initials="cqkmwslsswso",
        uscc="31500000MD02017538",
    )
    SubjectName.objects.create(subject=firm, name="四川三峡律师事务所", valid_until=date(2020, 12, 31))
    office = make_subject(
        "巫山县巫峡基层法律服务所",
        kind="service_office",
        pinyin="wushanxianwuxiajicengfalvfuwusuo",
        initials="wsxwxjcflfws",
    )
    lawyer = make_subject(
        "张建国",
        kind="lawyer",
        pinyin="zhangjianguo",
        initials="zjg",
        uscc="",
        id_hash="b" * 64,
        licence_number="15002200810123456",
    )
    return {
        "firm": make_record(subject=firm, document_number="巫山司罚决字〔2026〕3号"),
        "old": make_record(
            subject=firm, party_name="四川三峡律师事务所", kind="licence", nature="neutral",
            document_number="巫山司许〔2026〕12号", event_date=date(2026, 4, 20), severity="licence",
        ),
        "office": make_record(subject=office, document_number="渝（巫）司罚决〔2026〕13号"),
        "person": make_record(
            subject=lawyer, party_is_person=True, kind="licence", nature="neutral", document_number="巫山司许〔2026〕40号"
        ),
    }  # fmt: skip


GOLDEN = [
    ("夔门", {"firm", "old"}),
    ("重庆夔门律师", set()),
    ("夔门巫山律师", {"firm", "old"}),
    ("夔门(巫山)律师事务所", {"firm", "old"}),
    ("重庆夔门（巫山）律师事务所", {"firm", "old"}),
    ("　夔 门　", {"firm", "old"}),
    ("三峡", {"firm", "old"}),
    ("四川三峡律师事务所", {"firm", "old"}),
    ("巫峡基层", {"office"}),
    ("kuimen", {"firm", "old"}),
    ("KUI MEN", {"firm", "old"}),
    ("cqkm", {"firm", "old"}),
    ("31500000MD02017538", {"firm", "old"}),
    ("３１５００００0md02017538", {"firm", "old"}),
    ("31500000MD", {"firm", "old"}),
    ("巫山司罚决字〔2026〕3号", {"firm"}),
    ("巫山司罚决字[2026]3号", {"firm"}),
    ("巫山司罚决字（2026）第3号", {"firm"}),
    ("巫山司罚决字【2026】003 号", {"firm"}),
    ("罚决字〔2026〕3号", {"firm"}),
    ("〔2026〕3号", {"firm"}),
    ("2026 13", {"office"}),
    ("渝(巫)司罚决[2026]13号", {"office"}),
    ("司罚决", {"firm", "office"}),
    ("张建国", {"person"}),
    ("15002200810123456", {"person"}),
    ("巫山司许〔2026〕40号", {"person"}),
]


@pytest.mark.parametrize(("typed", "expected"), GOLDEN)
def test_people_find_what_they_look_for(town, typed, expected):
    page = search_records(typed, on=ON)
    assert {record.pk for record in page.items} == {town[name].pk for name in expected}


@pytest.mark.parametrize("typed", ["张建", "建国", "zhangjianguo", "zjg", "〔2026〕40号", "1500220081"])
def test_a_person_is_not_found_by_a_part_of_the_name(town, typed):
    assert town["person"] not in search_records(typed, on=ON).items


def test_a_code_of_seven_signs_is_too_general(town):
    assert town["firm"] not in search_records("3150000", on=ON).items


@pytest.mark.parametrize("wild", ["%%", "__", "夔%", "夔_", "\\\\", "夔门%"])
def test_wildcards_are_ordinary_characters(town, wild):
    assert not search_records(wild, on=ON).items


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("夔", "query_too_short"),
        ("（）", "query_too_short"),
        ("夔" * 101, "query_too_long"),
        ("11010119900307301X", "identity_number"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(typed, code):
    with pytest.raises(DomainError) as refusal:
        search_records(typed, on=ON)
    assert refusal.value.code == code
    assert refusal.value.field == "q"
    assert len(refusal.value.message) > 10
    assert "11010119900307301X" not in refusal.value.message


def test_control_characters_do_no_harm(town):
    assert search_records("夔\x00门", on=ON).items


def test_similar_sound_is_offered_when_nothing_was_found(town):
    assert not search_records("葵门", on=ON).items
    assert [subject.name for subject in similar_subjects("葵门", on=ON)] == ["重庆夔门（巫山）律师事务所"]


def test_the_whole_name_comes_first():
    for name in ("重庆江北律师事务所", "江北律师", "大江北律师事务所"):
        make_subject(name)
    assert search_subjects("江北律师", on=ON)[0].name == "江北律师"


def test_an_organisation_outside_the_sector_has_a_page_only_while_a_record_is_public():
    company = make_subject("巫山某某商贸有限公司", kind="other_org")
    make_record(subject=company, publish_until=ON)
    assert search_subjects("某某商贸", on=ON)
    assert not search_subjects("某某商贸", on=ON + timedelta(days=1))


def test_ordinary_persons_have_no_page_of_their_own():
    make_subject("李小明", kind="other_person", uscc="", id_hash="c" * 64)
    assert not search_subjects("李小明", on=ON)


# -- pages and counts ------------------------------------------------------------------------------------------------
def walk(q, **options):
    """All records page by page, and the count of the first page."""
    found, after, first = [], "", None
    while True:
        page = search_records(q, on=ON, after=after, **options)
        first = first or page
        found += page.items
        after = page.next
        if not after:
            return found, first.count_text


@pytest.mark.parametrize(
    ("q", "kind"),
    [("", "penalty"), ("", ("penalty", "licence")), ("巫峡", None), ("巫峡", "penalty"), ("罚决字〔2026〕", None)],
)
def test_pages_hold_every_record_once(q, kind):
    subject = make_subject("巫山县巫峡基层法律服务所", kind="service_office")
    made = [make_record(subject=subject, event_date=DAY - timedelta(days=n % 5), publish_from=DAY) for n in range(23)]
    found, total = walk(q, kind=kind, limit=5)
    assert len(found) == 23
    assert {record.pk for record in found} == {record.pk for record in made}
    assert found == sorted(found, key=lambda record: (record.event_date, record.pk), reverse=True)
    assert total in ("23", "")


def test_lists_can_start_with_what_ends_soonest():
    days = [ON + timedelta(days=n) for n in (9, 1, 5)]
    for day in days:
        make_record(publish_until=day)
    page = search_records("", on=ON, kind="penalty", order="ending", limit=2)
    rest = search_records("", on=ON, kind="penalty", order="ending", limit=2, after=page.next)
    assert [record.publish_until for record in (*page.items, *rest.items)] == sorted(days)


def test_filters_narrow_what_is_found(town):
    assert not search_records("夔门", on=ON, since=DAY + timedelta(days=1)).items
    assert [r.pk for r in search_records("夔门", on=ON, until=date(2026, 5, 1)).items] == [town["old"].pk]
    assert not search_records("夔门", on=ON, authority="重庆市司法局").items
    assert [r.pk for r in search_records("夔门", on=ON, kind="licence").items] == [town["old"].pk]


def test_counts_are_capped(monkeypatch):
    monkeypatch.setattr("records.search.COUNT_CAP", 10)
    subject = make_subject("巫山县巫峡基层法律服务所")
    for _ in range(12):
        make_record(subject=subject)
    assert search_records("巫峡", on=ON, limit=5).count_text == "10+"
    assert search_records("", on=ON, kind="penalty", limit=5).count_text == "10+"


@pytest.mark.parametrize("after", ["x", "!!!", "MjAyNi0wOS0wNw", "MjAyNi0xMy0wMS4x", "é" * 9])
def test_a_broken_cursor_is_refused_in_words(after):
    with pytest.raises(DomainError) as refusal:
        search_records("", on=ON, after=after)
    assert refusal.value.code == "bad_cursor"


def test_persons_are_not_listed(town):
    assert town["person"] not in search_records("", on=ON, kind="licence").items


# -- the ways of searching agree -------------------------------------------------------------------------------------
@pytest.fixture(params=["few", "many", "walk", "window too small"])
def way(request, monkeypatch):
    """Force each plan on a small table."""
    if request.param != "few":
        monkeypatch.setattr(search_plan, "FEW", 0)
    if request.param in ("walk", "window too small"):
        monkeypatch.setattr(search_plan, "MANY", 0)
        monkeypatch.setattr(search_plan, "is_common", lambda pairs: request.param == "walk")
    if request.param == "window too small":
        monkeypatch.setattr(search_plan, "WINDOW_MANY", 1)
    return request.param


@pytest.mark.parametrize("typed", ["夔门", "三峡", "张建国", "律师", "法律服务", "kuimen", "建国"])
def test_every_way_finds_the_same(town, way, typed):
    firms, person = {town["firm"].pk, town["old"].pk}, {town["person"].pk}
    expected = {
        "夔门": firms, "三峡": firms, "张建国": person, "律师": firms, "法律服务": {town["office"].pk}, "kuimen": firms, "建国": set(),
    }[typed]  # fmt: skip
    assert {record.pk for record in search_records(typed, on=ON).items} == expected
    paged, _ = walk(typed, limit=1)
    assert {record.pk for record in paged} == expected
