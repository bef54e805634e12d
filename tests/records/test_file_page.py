"""The file of one subject: purpose first, each look kept and told to the subject, nothing of other sections' secrets."""

from datetime import date, datetime, timedelta

import pytest

from audit.models import Access
from core import clock
from records.selectors_looks import looks_at
from records.services.affiliations import affiliation_open
from records.services.records import record_suspend
from records.services.subject_file import subject_rename
from tests.factories import make_decision, make_record, make_section, make_subject, make_user, next_number

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 20, 9, 0, tzinfo=clock.SHANGHAI)
MATTER = "巫司检〔2026〕7号"


@pytest.fixture(autouse=True)
def _september():
    with clock.override(NOW):
        yield


@pytest.fixture
def clerk():
    return make_user(section=make_section("legal-affairs", name="法制科"))


@pytest.fixture
def firm():
    return make_subject("重庆霁川律师事务所")


def url(firm, rest=""):
    return f"/admin/records/subjects/{firm.pk}/file/{rest}"


def state(client, firm, **facts):
    return client.post(url(firm), {"purpose": "supervision", "matter": MATTER, "purpose_gate": "1"} | facts)


def record_of(section, firm, **fields):
    decision = make_decision(section=section, subject=firm)
    return make_record(subject=firm, source_type="decision", source_id=decision.pk, **fields)


def page(client, firm, rest=""):
    answer = client.get(url(firm, rest))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def opened(client, clerk, firm):
    client.force_login(clerk)
    state(client, firm)
    return client


@pytest.mark.parametrize("rest", ["", "print/", "as-of/?day=2026-09-01"])
def test_without_a_purpose_there_is_only_the_gate(client, clerk, firm, rest):
    record_of(clerk.section, firm, title="违规接受委托", disclosure="withheld")
    client.force_login(clerk)
    answer = client.get(url(firm, rest))
    assert answer.status_code == 403 and "查阅目的" in answer.content.decode()
    assert "违规接受委托" not in answer.content.decode()
    assert not Access.objects.filter(object_type="records.subject").exists()
    machine = client.get(url(firm, rest), headers={"accept": "application/json"})
    assert machine.status_code == 403 and machine.json()["code"] == "E-AUD-02"


@pytest.mark.parametrize("facts", [{"purpose": "curiosity"}, {"matter": " "}, {"matter": ""}])
def test_a_purpose_off_the_list_or_without_a_matter_opens_nothing(client, clerk, firm, facts):
    client.force_login(clerk)
    assert state(client, firm, **facts).status_code == 403
    assert client.get(url(firm)).status_code == 403


def test_a_purpose_holds_half_an_hour_for_this_subject_alone(opened, firm):
    assert opened.get(url(firm)).status_code == 200
    assert opened.get(url(make_subject())).status_code == 403
    with clock.override(NOW + timedelta(minutes=29)):
        assert opened.get(url(firm)).status_code == 200
    with clock.override(NOW + timedelta(minutes=30)):
        assert opened.get(url(firm)).status_code == 403


def test_the_gate_leads_back_only_into_the_staff_site(client, clerk, firm):
    client.force_login(clerk)
    assert state(client, firm, next=url(firm, "print/")).url == url(firm, "print/")
    for elsewhere in ("https://evil.example/admin/", "//evil.example/admin/", "javascript:alert(1)"):
        assert state(client, firm, next=elsewhere).url == url(firm)


def test_those_without_the_right_do_not_get_as_far_as_the_gate(client, firm):
    client.force_login(make_user("审计员"))
    assert "查阅目的" not in client.get(url(firm)).content.decode()
    assert state(client, firm).status_code == 403


def test_each_opening_and_print_is_kept_and_the_subject_sees_unit_and_purpose_without_a_name(opened, firm, clerk):
    page(opened, firm)
    page(opened, firm)
    page(opened, firm, "print/")
    rows = Access.objects.filter(object_type="records.subject", object_id=str(firm.pk))
    assert sorted(rows.values_list("deed", flat=True)) == ["print", "view", "view"]
    assert set(rows.values_list("purpose", "matter", "actor_id")) == {("日常监管", MATTER, clerk.pk)}
    looks = looks_at(firm)
    assert {(look.deed, look.unit, look.purpose, look.times) for look in looks} == {
        ("打印", clerk.section_name, "日常监管", 1), ("查看", clerk.section_name, "日常监管", 2),
    }  # fmt: skip
    assert clerk.display_name not in repr(looks)


def test_an_entry_opens_its_paper_and_says_who_entered_it_and_what_changed(opened, firm, clerk):
    record = record_of(clerk.section, firm, title="违规接受委托")
    record_suspend(actor=clerk, record=record, reason="当事人提出异议，核查中")
    html = page(opened, firm)
    assert f"/admin/publicity/decision/{record.source_id}/change/" in html
    assert "当事人提出异议" in html and "暂停公示" in html and clerk.display_name in html
    assert record.document_number in html and record.authority in html


def test_secrets_of_another_section_are_counted_and_not_shown(opened, firm):
    other = make_section("approval")
    record_of(other, firm, title="不公开的许可事项", disclosure="withheld")
    record_of(other, firm, title="公开的许可事项")
    for rest in ("", "print/"):
        html = page(opened, firm, rest)
        assert "不公开的许可事项" not in html and "公开的许可事项" in html
        assert "另有 1 条其他科室的非公开记录" in html
    told = page(opened, firm, f"as-of/?day={clock.today()}")
    assert "不公开的许可事项" not in told


def test_a_record_whose_source_nobody_answers_for_is_seen_only_while_public(opened, firm):
    make_record(subject=firm, title="来历不明的记录", disclosure="shared")
    assert "来历不明的记录" not in page(opened, firm)


def test_the_timeline_is_filtered(opened, firm, clerk):
    record_of(clerk.section, firm, title="旧的处罚", event_date=date(2026, 5, 4))
    record_of(clerk.section, firm, title="获得表扬", nature="positive", severity="general")
    record_of(clerk.section, firm, title="只共享的处罚", disclosure="shared")
    shown = {query: page(opened, firm, f"?{query}") for query in ("nature=positive", "public=no", "public=yes")}
    assert "获得表扬" in shown["nature=positive"] and "旧的处罚" not in shown["nature=positive"]
    assert "只共享的处罚" in shown["public=no"] and "获得表扬" not in shown["public=no"]
    assert "只共享的处罚" not in shown["public=yes"]
    assert "没有符合条件的记录" in page(opened, firm, "?year=1999")


def test_names_and_ties_stand_with_their_days_and_documents(opened, firm, clerk):
    subject_rename(actor=clerk, subject=firm, name="重庆砚池律师事务所", since=date(2026, 6, 1), reason="名称变更核准")
    person = make_subject("冉怀瑾", kind="lawyer", id_hash=f"{next_number():064d}")
    affiliation_open(
        actor=clerk,
        person=person,
        institution=firm,
        role="principal",
        since=date(2026, 3, 2),
        source="渝司许〔2026〕12号",
    )
    html = page(opened, firm)
    for words in ("重庆霁川律师事务所", "重庆砚池律师事务所", "2026-05-31", "冉怀瑾", "渝司许〔2026〕12号", "负责人"):
        assert words in html
    assert "名称变更核准" in html


def test_no_identity_number_is_on_the_page(opened, clerk):
    person = make_subject(
        "谭静姝", kind="lawyer", id_hash=f"{next_number():064d}", id_type="身份证", id_number="500237199001011234"
    )
    state(opened, person)
    for rest in ("", "print/", f"as-of/?day={clock.today()}"):
        assert "500237199001011234" not in page(opened, person, rest)


def test_a_day_to_come_cannot_be_looked_at(opened, firm):
    assert "不能查看以后的状态" in page(opened, firm, "as-of/?day=2026-09-21")


def test_the_list_leads_to_the_file_in_one_click(client, clerk, firm):
    client.force_login(clerk)
    assert url(firm) in client.get("/admin/records/subject/").content.decode()
    assert url(firm) in client.get(f"/admin/records/subject/{firm.pk}/change/").content.decode()


def test_the_file_costs_a_bounded_number_of_queries(opened, firm, clerk, django_assert_max_num_queries):
    for _ in range(12):
        record_of(clerk.section, firm)
    page(opened, firm)
    with django_assert_max_num_queries(45):
        page(opened, firm)


def test_a_tie_is_registered_and_ended_from_the_file(opened, firm):
    person = make_subject("田致远", kind="notary", id_hash=f"{next_number():064d}", licence_number="GZ-2026-001")
    form = {"other": "GZ-2026-001", "role": "practitioner", "since": "2026-03-02", "source": "任命书〔2026〕3号"}
    answer = opened.post(f"/admin/records/subjects/{firm.pk}/ties/new/", form)
    assert answer.status_code == 302
    tie = firm.affiliations_given.get()
    assert tie.person == person
    again = opened.post(f"/admin/records/subjects/{firm.pk}/ties/new/", form)
    assert "已经登记" in again.content.decode()
    nobody = opened.post(f"/admin/records/subjects/{firm.pk}/ties/new/", form | {"other": "田致远"})
    assert "没有找到" in nobody.content.decode()
    opened.post(f"/admin/records/ties/{tie.pk}/end/", {"until": "2026-09-01", "source": "免职决定〔2026〕4号"})
    tie.refresh_from_db()
    assert tie.until == date(2026, 9, 1)
