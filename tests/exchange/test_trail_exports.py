"""The auditor takes the trail out by the same door as everybody takes anything out: purpose, limit, watermark, and the taking is itself an act."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import AUDITOR, CLERK, LEADER, SECURITY_ADMIN, SYSTEM_ADMIN
from audit.models import Access, Action
from audit.services import deed, saw
from core import clock
from core.errors import DomainError, Forbidden
from core.models import Setting
from exchange.models import Export
from exchange.services.exports import WATERMARK, export_make
from tests.factories import make_subject, make_user

pytestmark = pytest.mark.django_db
STATED = {"purpose": "audit", "matter": "2026年第三季度审计"}
KINDS = ("audit.actions", "audit.accesses", "audit.seals", "exchange.exports")


@pytest.fixture(autouse=True)
def _on_a_monday():
    with clock.override(datetime(2026, 9, 14, 10)):
        yield


@pytest.fixture
def auditor(db):
    return make_user(AUDITOR, display_name="审计甲")


@pytest.fixture
def clerk(db):
    """Somebody who did something and looked at somebody."""
    person = make_user(CLERK, display_name="赵经办")
    with deed(
        actor=person, code="accounts.user.changed", obj=person, reason="=调岗 500237199003070014", extra={"count": 2}
    ):
        pass
    saw(actor=person, deed="view", obj=make_subject("被查律师所"), purpose="日常监管", matter="巫山司发〔2026〕8号")
    return person


def lines(entry, sheet) -> list[dict[str, str]]:
    with entry.file.open("rb") as stream:
        rows = list(load_workbook(io.BytesIO(stream.read()))[sheet].iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def take(actor, kind="audit.actions", **params):
    return export_make(actor=actor, kind=kind, params=params, **STATED)


def test_who_did_what_with_the_reason_and_from_where(auditor, clerk):
    entry = take(auditor)
    line = next(line for line in lines(entry, "操作记录") if line["人员"] == "赵经办")
    assert line["操作"].startswith("修改用户") and "数量：2" in line["详情"] and line["时间"].startswith("20")
    assert line["理由"].startswith("=调岗") and "500237199003070014" not in str(lines(entry, "操作记录"))
    with entry.file.open("rb") as stream:
        book = load_workbook(io.BytesIO(stream.read()))
    assert {cell.data_type for row in book["操作记录"].iter_rows() for cell in row} <= {"s", "n"}, (
        "no cell is a formula"
    )
    facts = {row[0].value: row[1].value for row in book[WATERMARK].iter_rows(min_row=2)}
    assert (
        facts["导出人"].startswith("审计甲")
        and facts["事项"] == STATED["matter"]
        and facts["数据摘要"] == f"SHA-256 {entry.sha256}"
    )


def test_who_looked_at_whom_and_what_for(auditor, clerk):
    line = next(line for line in lines(take(auditor, "audit.accesses"), "查询登记") if line["人员"] == "赵经办")
    assert "被查律师所" in line["行为"] and (line["目的"], line["事项"]) == ("日常监管", "巫山司发〔2026〕8号")


def test_taking_the_trail_out_is_itself_in_the_trail(auditor, clerk):
    entry = take(auditor)
    done = Action.objects.get(code="exchange.export.made")
    assert done.actor_id == auditor.pk and done.extra["sha256"] == entry.sha256
    seen = Access.objects.get(deed="export")
    assert (seen.actor_id, seen.purpose, seen.matter) == (auditor.pk, "审计与考核", STATED["matter"])
    again = lines(take(auditor), "操作记录")
    assert any(line["操作"].startswith("导出数据") and entry.number in line["操作"] for line in again)
    assert entry.number in str(lines(take(auditor, "exchange.exports"), "导出登记"))


@pytest.mark.parametrize("change", [{"purpose": ""}, {"purpose": "curiosity"}, {"matter": ""}])
def test_without_a_purpose_the_trail_stays(auditor, clerk, change):
    with pytest.raises(DomainError):
        export_make(actor=auditor, kind="audit.actions", params={}, **(STATED | change))
    assert not Export.objects.exists()


def test_the_auditor_too_has_a_limit(auditor, clerk):
    Setting.objects.create(key="exchange.export_rows_auditor", group="导出", label="上限", value=1)
    with deed(actor=clerk, code="accounts.user.changed", obj=clerk, reason="又一次"):
        pass
    with pytest.raises(DomainError, match="超过您一次最多导出的 1 行"):
        take(auditor)


@pytest.mark.parametrize("kind", KINDS[:3])
@pytest.mark.parametrize("role", [CLERK, LEADER, SYSTEM_ADMIN, SECURITY_ADMIN])
def test_nobody_else_takes_the_trail_out(clerk, role, kind):
    with pytest.raises(Forbidden):
        take(make_user(role), kind)


def test_the_auditor_takes_no_business_list_out(auditor, clerk):
    for kind in ("publicity.ledger", "records.records", "again.subjects", "members.accounts"):
        with pytest.raises(Forbidden):
            take(auditor, kind)


def test_the_filters_of_the_page_are_those_of_the_file(client, auditor, clerk):
    other = make_user(CLERK, display_name="钱二")
    with deed(actor=other, code="accounts.user.changed", obj=other, reason="别人的"):
        pass
    client.force_login(auditor)
    query = {"person": clerk.pk, "since": "2000-01-01", "words": "", "code": "accounts.user.changed"}
    page = client.get(reverse("admin:audit_actions"), query)
    link = next(tool.url for tool in page.context["staff_tools"])
    assert f"person={clerk.pk}" in link and "code=accounts.user.changed" in link
    asked = client.get(link)
    assert asked.context["extract"].count == 1 and "赵经办" in asked.context["extract"].conditions
    assert [line["人员"] for line in lines(take(auditor, **{k: str(v) for k, v in query.items()}), "操作记录")] == [
        "赵经办"
    ]


@pytest.mark.parametrize("wrong", [{"since": "昨天"}, {"person": "999999"}, {"code": "no.such"}])
def test_a_filter_that_is_not_understood_takes_nothing_out(auditor, clerk, wrong):
    with pytest.raises(DomainError, match="看不懂"):
        take(auditor, **wrong)
    assert not Export.objects.exists()


def test_from_the_page_to_the_file_and_its_end(client, auditor, clerk):
    client.force_login(auditor)
    link = client.get(reverse("admin:audit_accesses")).context["staff_tools"][0].url
    assert "导出查询登记" in client.get(link).content.decode()
    done = client.post(reverse("admin:exchange_export_new"), STATED | {"what": "audit.accesses"}, follow=True)
    entry = Export.objects.get()
    assert entry.number in done.content.decode()
    file = reverse("admin:exchange_export_file", args=[entry.public_id])
    assert b"".join(client.get(file).streaming_content)[:2] == b"PK"
    client.force_login(make_user(AUDITOR))
    assert client.get(file).status_code == 404, "another auditor sees the entry, not the file"
    with clock.override(datetime(2026, 9, 14, 10) + timedelta(hours=25)):
        client.force_login(auditor)
        assert client.get(file).status_code == 410
