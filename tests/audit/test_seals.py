"""Whoever rewrites history is found, and the first row touched is named."""

import json

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Section
from audit.history import history_tables
from audit.models import Action, Seal
from audit.services import seal_history
from audit.verification import verify_history
from core.errors import Forbidden
from tests import factories as make
from tests.audit.tampering import raw, tamper

pytestmark = pytest.mark.django_db
EVENTS = "accounts_sectionevent"


def sections(count: int) -> list[int]:
    """Make sections and seal; gives the ids of their history rows."""
    for number in range(count):
        Section.objects.create(code=f"t{make.next_number()}", name=f"测试科室 {make.next_number()} {number}")
    seal_history()
    return [row for (row,) in raw(f"SELECT pgh_id FROM {EVENTS} ORDER BY pgh_id DESC LIMIT %s", [count])][::-1]


def first():
    finding = verify_history().first
    return finding and (finding.what, finding.table, finding.row)


def test_untouched_history_verifies_and_nothing_is_left_unsealed():
    sections(5)
    verdict = verify_history()
    assert (verdict.ok, verdict.unsealed) == (True, {})
    assert verdict.rows >= 5
    assert verdict.live_rows >= 5
    assert verdict.head == Seal.objects.latest("id").digest


def test_the_first_changed_row_is_named():
    rows = sections(6)
    tamper(f"UPDATE {EVENTS} SET name = name || '改' WHERE pgh_id = ANY(%s)", [[rows[2], rows[4]]])
    assert first() == ("changed", EVENTS, str(rows[2]))


@pytest.mark.parametrize("column", ["pgh_context", "pgh_created_at", "pgh_label"])
def test_who_when_and_what_of_a_history_row_are_sealed_too(column):
    rows = sections(2)
    value = {"pgh_context": "'{\"actor\": 1}'", "pgh_created_at": "'2020-01-01'", "pgh_label": "'insert '"}[column]
    tamper(f"UPDATE {EVENTS} SET {column} = {value} WHERE pgh_id = %s", [rows[1]])
    assert first() == ("changed", EVENTS, str(rows[1]))


def test_a_deleted_row_is_named():
    rows = sections(4)
    tamper(f"DELETE FROM {EVENTS} WHERE pgh_id = %s", [rows[1]])
    assert first() == ("missing", EVENTS, str(rows[1]))


def test_a_row_put_into_a_sealed_range_is_named():
    rows = sections(4)
    tamper(f"DELETE FROM {EVENTS} WHERE pgh_id = %s", [rows[2]])
    seal_history()
    copied = 'active, code, id, name, "order", pgh_created_at, pgh_label, pgh_obj_id'
    tamper(f"INSERT INTO {EVENTS} (pgh_id, {copied}) SELECT -7, {copied} FROM {EVENTS} WHERE pgh_id = %s", [rows[0]])
    assert [f.row for f in verify_history().findings if f.what == "added"] == ["-7"]


def test_an_emptied_table_is_found():
    sections(3)
    lowest = raw(f"SELECT min(pgh_id) FROM {EVENTS}")[0][0]
    tamper(f"TRUNCATE {EVENTS}")
    assert first() == ("missing", EVENTS, str(lowest))


def test_deeds_and_looks_are_sealed_like_history():
    Action.objects.create(code="accounts.user.created", actor_name="甲")
    seal_history()
    row = Action.objects.latest("id").pk
    tamper("UPDATE audit_action SET actor_name = '乙' WHERE id = %s", [row])
    assert first() == ("changed", "audit_action", str(row))


@pytest.mark.parametrize(
    "change",
    [
        "at = at - interval '1 day'",
        "content_digest = repeat('0', 64)",
        "row_marks = decode('00', 'hex')",
        "count = count + 1",
    ],
)
def test_a_changed_seal_is_named(change):
    sections(2)
    sections(2)
    seal = Seal.objects.order_by("id").last()
    tamper(f"UPDATE audit_seal SET {change} WHERE id = %s", [seal.pk])
    assert first() == ("seal", "audit_seal", str(seal.pk))


def test_a_seal_taken_out_of_the_chain_is_noticed_at_the_next_one():
    sections(2)
    taken = Seal.objects.latest("id").pk
    sections(2)
    tamper("DELETE FROM audit_seal WHERE id = %s", [taken])
    assert first() == ("seal", "audit_seal", str(Seal.objects.latest("id").pk))


def test_a_seal_made_without_the_key_does_not_fit(settings):
    rows = sections(2)
    genuine, settings.SEAL_KEY = settings.SEAL_KEY, b"somebody else's key, 32 bytes..."
    tamper(f"UPDATE {EVENTS} SET name = '假' WHERE pgh_id = %s", [rows[1]])
    tamper("DELETE FROM audit_seal")
    seal_history()
    settings.SEAL_KEY = genuine
    assert first()[0] == "seal"


def test_an_end_of_the_chain_noted_on_paper_must_still_be_there():
    sections(2)
    noted = Seal.objects.latest("id").digest
    assert verify_history(expect=noted).ok
    rows = [row for (row,) in raw(f"SELECT max(pgh_id) FROM {EVENTS}")]
    tamper("DELETE FROM audit_seal WHERE digest = %s", [noted])
    tamper(f"UPDATE {EVENTS} SET name = '假' WHERE pgh_id = ANY(%s)", [rows])
    assert [f.what for f in verify_history(expect=noted).findings if f.what == "cut"] == ["cut"]


def test_a_live_row_changed_with_the_triggers_off_is_named_with_its_columns():
    sections(2)
    section = Section.objects.latest("id")
    tamper("UPDATE accounts_section SET name = '冒名' WHERE id = %s", [section.pk])
    finding = verify_history().first
    assert (finding.what, finding.table, finding.row) == ("live_changed", "accounts_section", str(section.pk))
    assert "名称" in finding.message
    assert "冒名" not in finding.message


def test_a_live_row_removed_or_added_with_the_triggers_off_is_named():
    sections(1)
    section = Section.objects.latest("id")
    tamper("DELETE FROM accounts_section WHERE id = %s", [section.pk])
    assert first() == ("live_missing", "accounts_section", str(section.pk))
    tamper(
        "INSERT INTO accounts_section (id, code, name, active, \"order\") VALUES (%s, 'x', 'x', true, 1), (%s, %s, %s, true, 100)",
        [section.pk + 1, section.pk, section.code, section.name],
    )
    assert first() == ("live_added", "accounts_section", str(section.pk + 1))


def test_a_deletion_with_the_triggers_on_is_history_and_no_alarm():
    sections(1)
    section = Section.objects.latest("id")
    raw("DELETE FROM accounts_section WHERE id = %s", [section.pk])
    assert raw(f"SELECT pgh_label, name FROM {EVENTS} WHERE id = %s ORDER BY pgh_id DESC LIMIT 1", [section.pk]) == [
        ("delete", section.name)
    ]
    assert verify_history().ok


def test_columns_kept_out_of_history_raise_no_alarm():
    user = make.make_user()
    seal_history()
    user.set_password("another-long-password")
    user.save()
    assert verify_history().ok


def test_a_switched_off_guard_is_named():
    raw("SET CONSTRAINTS ALL IMMEDIATE")
    raw(f"ALTER TABLE {EVENTS} DISABLE TRIGGER ALL")
    findings = verify_history().findings
    assert {(f.what, f.table) for f in findings} == {("guard", EVENTS)}
    raw(f"ALTER TABLE {EVENTS} ENABLE TRIGGER ALL")
    assert verify_history().ok


def test_every_history_table_is_guarded_against_truncate_and_rows_by_hand():
    names = {history.table for history in history_tables()}
    guarded = raw("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname ~ 'no_truncate'")
    assert names <= {table for (table,) in guarded}
    assert verify_history().ok


def test_a_column_added_later_leaves_old_seals_valid():
    sections(2)
    raw("SET CONSTRAINTS ALL IMMEDIATE")
    raw(f"ALTER TABLE {EVENTS} ADD COLUMN later text DEFAULT '新'")
    assert verify_history().ok


def test_a_session_with_other_date_and_time_settings_gets_the_same_answer():
    sections(2)
    raw("SET LOCAL timezone = 'America/New_York'")
    raw("SET LOCAL datestyle = 'ISO, DMY'")
    raw("SET LOCAL bytea_output = 'escape'")
    assert verify_history().ok
    assert raw("SHOW timezone") + raw("SHOW bytea_output") == [("America/New_York",), ("escape",)]


def test_sealing_twice_seals_nothing_twice():
    sections(3)
    before = Seal.objects.count()
    assert seal_history().rows == 0
    assert Seal.objects.count() == before


def test_large_growth_is_cut_into_seals_of_limited_size():
    seal_history()
    for number in range(7):
        Section.objects.create(code=f"c{number}", name=f"成批 {number}")
    report = seal_history(rows_per_seal=3)
    assert (report.sealed[EVENTS], report.seals) == (7, 3)
    assert verify_history().ok


def test_only_who_may_verify_may_seal():
    with pytest.raises(Forbidden):
        seal_history(actor=make.make_user())


def test_the_command_answers_one_and_the_first_row_when_tampered(capsys):
    rows = sections(3)
    call_command("verify_history")
    assert "核验通过" in capsys.readouterr().out
    tamper(f"UPDATE {EVENTS} SET name = '假' WHERE pgh_id = %s", [rows[0]])
    with pytest.raises(CommandError, match=f"第 {rows[0]} 行的内容与封存时不同") as failure:
        call_command("verify_history")
    assert failure.value.returncode == 1
    capsys.readouterr()
    with pytest.raises(SystemExit) as stop:
        call_command("verify_history", "--json")
    answer = json.loads(capsys.readouterr().out)
    assert (stop.value.code, answer["ok"], answer["first"]["row"]) == (1, False, str(rows[0]))


def test_each_check_is_itself_a_named_action():
    call_command("verify_history", "--json")
    assert Action.objects.latest("id").code == "audit.history.verified"
    assert Action.objects.latest("id").extra["ok"] is True
