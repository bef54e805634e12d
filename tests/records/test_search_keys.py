"""Every name finds its subject: the database itself keeps the keys, whichever way a row came in."""

from datetime import date

import pytest
from django.db import connection

from records.models import Subject, SubjectName
from records.services.subject_file import subject_rename
from tests.factories import make_record, make_subject, make_superuser

pytestmark = pytest.mark.django_db


def keys(subject: Subject) -> list[str]:
    text = Subject.objects.values_list("search_text", flat=True).get(pk=subject.pk)
    assert text.startswith("|")
    assert text.endswith("|")
    return [key for key in text.split("|") if key]


def test_an_organisation_is_found_by_name_pinyin_and_initials():
    subject = make_subject("重庆夔门（巫山）律师事务所", pinyin="chongqingkuimen", initials="cqkm")
    assert keys(subject) == ["重庆夔门巫山律师事务所", "chongqingkuimen", "cqkm"]


def test_a_person_has_no_key_but_the_whole_name():
    person = make_subject("张建国", kind="lawyer", pinyin="zhangjianguo", initials="zjg", uscc="", id_hash="a" * 64)
    assert keys(person) == ["张建国"]


def test_after_a_change_of_name_both_names_are_keys():
    subject = make_subject("重庆旧名律师事务所")
    subject_rename(
        actor=make_superuser(),
        subject=subject,
        name="重庆新名律师事务所",
        since=date(2026, 5, 1),
        reason="名称变更登记",
    )
    assert {"重庆旧名律师事务所", "重庆新名律师事务所"} <= set(keys(subject))


def test_a_name_that_only_a_published_document_knows_is_a_key():
    subject = make_subject("重庆今名律师事务所")
    make_record(subject=subject, party_name="重庆昔名律师事务所")
    assert "重庆昔名律师事务所" in keys(subject)


def test_a_name_on_a_document_that_is_not_published_is_no_key():
    subject = make_subject("重庆今名律师事务所")
    record = make_record(subject=subject, party_name="重庆隐名律师事务所", disclosure="shared")
    assert "重庆隐名律师事务所" not in keys(subject)
    record.disclosure, record.publish_from, record.publish_until = "public", date(2026, 9, 8), date(2027, 9, 7)
    record.save()
    assert "重庆隐名律师事务所" in keys(subject)


def test_raw_sql_keeps_the_keys_too():
    subject = make_subject("重庆甲乙律师事务所")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_subject SET name = '重庆丙丁律师事务所' WHERE id = %s", [subject.pk])
        cursor.execute(
            "INSERT INTO records_subjectname (subject_id, name, valid_until) VALUES (%s, '重庆戊己律师事务所', '2020-01-01')",
            [subject.pk],
        )
    assert {"重庆丙丁律师事务所", "重庆甲乙律师事务所", "重庆戊己律师事务所"} <= set(keys(subject))


def test_saving_a_subject_that_was_read_before_loses_no_key():
    subject = make_subject("重庆今名律师事务所")
    stale = Subject.objects.get(pk=subject.pk)
    SubjectName.objects.create(subject=subject, name="重庆旧名律师事务所", valid_until=date(2020, 1, 1))
    stale.address = "巫山县高唐街道"
    stale.save()
    assert "重庆旧名律师事务所" in keys(subject)


def test_new_keys_write_no_row_into_the_history_of_the_subject():
    subject = make_subject("重庆今名律师事务所")
    before = subject.history.count()
    make_record(subject=subject, party_name="重庆昔名律师事务所")
    assert subject.history.count() == before
