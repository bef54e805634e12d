"""Whose file is meant: exact or asked, never guessed."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Access
from records.models import Subject
from records.services.subject_file import subject_rename
from records.services.subjects import person_hash
from supervision.matching import _BY_NAME
from supervision.models import LookUp
from supervision.services.lookups import counterparts_add, lookup_choose, run
from supervision.services.matters import matter_open
from tests.factories import make_record, make_subject, make_superuser

pytestmark = pytest.mark.django_db
IDENTITY = "500237199003070014"


@pytest.fixture
def lawyer():
    return make_subject(
        "陈怀瑾", kind="lawyer", uscc="", id_hash="h" * 64, licence_number="15002201010300100", licence_serial="300100"
    )


def only(matter):
    return LookUp.objects.get(matter=matter)


def test_a_code_finds_its_subject_and_what_applies_today(look, firm):
    row = only(look(firm.uscc))
    assert (row.state, row.subject, row.matched_by, row.hit) == ("found", firm, "code", True)
    assert row.result["adverse"] == 1 and len(row.result["records"]) == 1
    assert row.result["records"][0]["until"] == "2027-09-07"


def test_the_present_name_finds_its_subject_whatever_the_brackets(look):
    subject = make_subject("重庆（巫山）云岫律师事务所")
    assert only(look("重庆(巫山)云岫律师事务所")).subject == subject


def test_a_former_name_finds_its_subject_and_says_so(look, firm):
    subject_rename(
        actor=make_superuser(),
        subject=firm,
        name="重庆白帝城律师事务所",
        since=date(2026, 9, 10),
        reason="名称变更登记",
    )
    row = only(look("重庆夔门律师事务所"))
    assert (row.state, row.subject, row.matched_by) == ("found", firm, "former")
    assert "曾用名" in row.note and "重庆白帝城律师事务所" in row.note


def test_a_nearly_right_name_is_never_guessed(look, firm):
    row = only(look("重庆夔明律师事务所"))
    assert (row.state, row.subject, row.hit, row.result) == ("ambiguous", None, False, {})
    assert [one["name"] for one in row.candidates] == ["重庆夔门律师事务所"]


@pytest.mark.parametrize("written", ["重庆夔门律师事务", "夔门律师事务所", "重庆夔门"])
def test_a_name_cut_short_is_asked_and_not_declared_clean(look, firm, written):
    row = only(look(written))
    assert row.state == "ambiguous" and firm.pk in {one["id"] for one in row.candidates}


def test_a_code_and_a_name_that_do_not_belong_together_are_asked(look, firm):
    other = make_subject("重庆神女峰律师事务所")
    row = only(look(f"重庆夔门律师事务所 {other.uscc}"))
    assert row.state == "ambiguous" and {one["id"] for one in row.candidates} == {firm.pk, other.pk}


def test_a_known_name_with_an_unknown_code_is_asked(look, firm):
    assert only(look(f"{firm.name}\t31500000MD0123454L")).state == "ambiguous"


def test_a_persons_name_alone_is_asked_even_when_nobody_else_bears_it(look):
    lawyer = make_subject("陈怀瑾", kind="lawyer", uscc="", id_hash="h" * 64, licence_number="15002201010300100")
    assert only(look("陈怀瑾")).state == "ambiguous"
    assert only(look("15002201010300100")).subject == lawyer


@pytest.mark.parametrize("written", ["陈怀瑾 15001201010300100", "陈怀瑾 15002201020300100"])
def test_the_licence_a_lawyer_had_before_a_change_of_firm_or_category_finds_the_same_lawyer(look, lawyer, written):
    row = only(look(written))
    assert (row.state, row.subject, row.matched_by) == ("found", lawyer, "code")
    assert lawyer.licence_number in row.note


@pytest.mark.parametrize("written", ["15001201010300100", "陈怀瑜 15001201010300100"])
def test_a_former_licence_without_the_lawyers_name_is_asked_and_not_declared_clean(look, lawyer, written):
    row = only(look(written))
    assert row.state == "ambiguous" and [one["id"] for one in row.candidates] == [lawyer.pk]


@pytest.mark.parametrize("written", ["Baker & Co. LLP", "Mariana Smith\t", "91AB"])
def test_a_line_without_chinese_and_without_a_whole_code_is_looked_up_and_not_left_out_in_silence(look, written):
    row = only(look(written))
    assert (row.state, row.name) == ("none", written.strip())


def test_reading_aids_of_a_name_do_not_find_anybody(look):
    make_subject("重庆夔门律师事务所", pinyin="kuimen", initials="kuimenls")
    assert only(look("kuimenls")).state == "none"


def test_an_unknown_name_has_no_record(look):
    row = only(look("天津滨海远洋运输有限公司"))
    assert (row.state, row.subject, row.hit) == ("none", None, False)


def test_an_identity_number_finds_the_person_and_is_kept_nowhere(look):
    person = make_subject("陈怀瑾", kind="lawyer", uscc="", id_hash=person_hash(IDENTITY))
    make_record(subject=person, disclosure="shared", party_is_person=True)
    row = only(look(f"陈怀瑾 {IDENTITY}"))
    assert row.subject == person and row.hit and "*" in row.code
    with connection.cursor() as cursor:
        for table in ("supervision_lookup", "supervision_lookupevent", "audit_access", "audit_action"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{IDENTITY}%"])
            assert cursor.fetchone() == (0,), table


def test_a_mere_service_is_not_told_what_is_only_shared_among_authorities(look, firm):
    make_record(subject=firm, disclosure="shared", title="仅共享")
    assert only(look(firm.uscc)).result["adverse"] == 2
    assert only(look(firm.uscc, scene="other")).result["adverse"] == 1


def test_what_is_over_withdrawn_or_suspended_does_not_apply(look):
    from core import clock

    subject = make_subject()
    make_record(subject=subject, event_date=date(2026, 4, 2), publish_until=date(2026, 9, 13))
    make_record(subject=subject, withdrawn_at=clock.now(), withdrawn_reason="决定撤销")
    make_record(subject=subject, suspended_at=clock.now(), suspended_reason="复议")
    row = only(look(subject.uscc))
    assert (row.state, row.hit, row.result["adverse"], row.result["suspended"]) == ("found", False, 0, 1)


def test_the_last_public_day_still_counts(look):
    subject = make_subject()
    make_record(subject=subject, event_date=date(2026, 4, 2), publish_until=date(2026, 9, 14))
    assert only(look(subject.uscc)).hit


def test_a_person_chooses_and_the_choice_is_looked_up_at_once(look, clerk, firm):
    row = only(look("重庆夔明律师事务所"))
    chosen = lookup_choose(actor=clerk, lookup=row, subject_id=firm.pk)
    assert (chosen.state, chosen.subject, chosen.matched_by, chosen.hit) == ("found", firm, "person", True)
    assert Access.objects.filter(object_id=str(firm.pk), deed="search").count() == 1


def test_a_person_may_say_that_none_is_meant(look, clerk, firm):
    row = lookup_choose(actor=clerk, lookup=only(look("重庆夔明律师事务所")), subject_id=None)
    assert (row.state, row.subject) == ("none", None) and row.candidates


def test_every_look_up_is_registered_with_purpose_and_matter(look, clerk, firm):
    matter = look(f"{firm.uscc}\n天津滨海远洋运输有限公司")
    seen = Access.objects.filter(matter=matter.number, deed="search")
    assert seen.count() == 2 and {one.purpose for one in seen} == {"行政审批"}
    assert seen.get(object_type="records.subject").object_id == str(firm.pk)
    assert {one.actor_id for one in seen} == {clerk.pk}


def _queries(clerk, count):
    subjects = [make_subject() for _ in range(count)]
    for subject in subjects[::2]:
        make_record(subject=subject)
    lines = [subject.uscc if n % 2 else subject.name for n, subject in enumerate(subjects)]
    matter = matter_open(actor=clerk, scene="approval", title="年度考核")
    with CaptureQueriesContext(connection) as adding:
        counterparts_add(actor=clerk, matter=matter, text="\n".join(lines))
    with CaptureQueriesContext(connection) as running:
        run(matter.pk)
    assert LookUp.objects.filter(matter=matter, state="found").count() == count
    return len(adding), len(running)


def test_the_number_of_statements_does_not_depend_on_the_number_of_names(clerk):
    few, many = _queries(clerk, 5), _queries(clerk, 90)
    assert few == many


def test_five_hundred_names_are_looked_up_in_a_handful_of_statements(clerk):
    adding, running = _queries(clerk, 500)
    assert adding < 25 and running < 5 * 40


def test_the_index_over_pairs_of_characters_answers_the_names():
    Subject.objects.bulk_create(Subject(kind="other_org", name=f"巫山县第{n:05d}号商贸有限公司") for n in range(3000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE records_subject")
        cursor.execute("EXPLAIN " + _BY_NAME, [["重庆夔门律师事务所", "巫山县第00007号商贸有限公司"]])
        assert "records_subject_search" in "\n".join(line for (line,) in cursor.fetchall())
