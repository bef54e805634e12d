"""Repair takes the item off every surface at once, with no worker running; the feed says that it is gone."""

from datetime import date, timedelta

import pytest

from accounts import roles
from accounts.models import ApiToken
from accounts.scopes import SCOPES
from core import clock
from records.models import Tombstone
from records.reporting.snapshot import Order, reportable
from records.services.evidence import evidence_add
from repair.services import applying, deciding, handling, revoking
from supervision.results import snapshots
from tests.factories import make_user
from tests.repair.conftest import MONDAY, fill, opened, serve
from tests.website.conftest import publish
from wushan_credit.demo.papers import pdf

pytestmark = pytest.mark.django_db

PATHS = {
    "home": lambda r: "/",
    "list": lambda r: "/decisions/penalties/",
    "list by end": lambda r: "/decisions/penalties/?order=ending",
    "search by name": lambda r: "/search/?q=夔门",
    "search by number": lambda r: f"/search/?q={r.document_number}",
    "subject": lambda r: f"/subjects/{r.subject.public_id}/",
    "api list": lambda r: "/api/v1/public/decisions/?kind=penalty",
    "api search": lambda r: "/api/v1/public/decisions/?q=夔门",
    "api subject": lambda r: f"/api/v1/public/subjects/{r.subject.public_id}/",
    "csv": lambda r: "/api/v1/public/decisions.csv?kind=penalty",
    "self-check": lambda r: f"/repair/check/?q={r.document_number}",
    "sitemap": lambda r: "/sitemap.xml",
}


TOKEN = ApiToken.fresh()


@pytest.fixture
def machine(db):
    """A system of the credit office that reads records."""
    office = make_user(roles.CREDIT_OFFICE)
    expires = clock.now() + timedelta(days=100)
    return ApiToken.objects.create(
        user=office, name="试验", digest=ApiToken.hash(TOKEN), scopes=list(SCOPES), expires_at=expires
    )


def text_of(client, path):
    response = client.get(path)
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


@pytest.fixture
def shown(record, firm):
    """The record with its decision and a redacted paper, as the public sees it."""
    published = publish(
        "penalty",
        subject=firm,
        event_date=date(2026, 5, 11),
        publish_from=date(2026, 5, 12),
        publish_until=date(2027, 5, 11),
    )
    record = published.record
    clerk = make_user(roles.CLERK, section=published.decision.section)
    evidence_add(
        actor=clerk, record=record, content=pdf(["脱敏件"]), filename="脱敏.pdf", title="处罚决定书", variant="redacted"
    )
    return record


def seen(client, record):
    """The surfaces on which the record stands now."""
    found = {
        name
        for name, path in PATHS.items()
        if record.document_number in text_of(client, path(record))
        or str(record.public_id) in text_of(client, path(record))
    }
    paper = record.evidence.get().public_id
    single = {
        "page": f"/decisions/{record.public_id}/",
        "api": f"/api/v1/public/decisions/{record.public_id}/",
        "paper": f"/papers/{paper}/",
    }
    found |= {name for name, path in single.items() if client.get(path).status_code == 200}
    subject = record.subject
    order = Order(subject, "credit", "approval", "事项", "", "某单位", date(2025, 1, 1), clock.today())
    found |= {"report"} if reportable(order, clock.today()).filter(pk=record.pk).exists() else set()
    looked = snapshots([subject.pk], "approval", clock.today())[subject.pk]
    machine = {"Authorization": f"Token {TOKEN}", "X-Purpose": "audit", "X-Matter": "WS-1"}
    found |= (
        {"api for sections"}
        if str(record.public_id) in client.get("/api/v1/records/", headers=machine).content.decode()
        else set()
    )
    found |= {"look-up"} if str(record.public_id) in str(looked) else set()
    return found


def test_repair_takes_the_item_off_every_surface_and_its_revocation_brings_it_back_with_no_worker_running(
    client, shown, head, clerk, chief, settings, machine
):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"  # nobody answers: whatever needed a worker would stay undone
    before = seen(client, shown)
    assert {
        "home",
        "list",
        "search by name",
        "search by number",
        "subject",
        "api list",
        "api search",
        "api subject",
        "csv",
        "page",
        "api",
        "paper",
        "report",
        "api for sections",
        "look-up",
        "self-check",
    } <= before
    row = applying.application_start(actor=head, record=shown)
    fill(head, row)
    applying.application_submit(actor=head, application=row)
    handling.application_accept(actor=clerk, application=row)
    assert "修复办理中" in text_of(client, f"/decisions/{shown.public_id}/")
    handling.application_propose(actor=clerk, application=row, proposal="grant", reason="材料齐全，义务已经履行")
    deciding.application_grant(actor=chief, application=row, reason="符合信用修复条件")
    left = seen(client, shown)
    assert left - {"search by number", "self-check"} == set()
    # The pages that repeat the words of the question name the number, and nothing else of the record.
    for name in ("search by number", "self-check"):
        page = text_of(client, PATHS[name](shown))
        assert str(shown.public_id) not in page and shown.title not in page
    (gone,) = client.get("/api/v1/public/removals/").json()["items"]
    assert (gone["id"], gone["cause"]) == (str(shown.public_id), "repaired")
    assert str(shown.public_id) in text_of(client, "/removals/")
    assert Tombstone.objects.get(record=shown).was_public
    made = serve(opened(row, clerk), clerk)
    revoking.revocation_state(actor=head, revocation=made, statement="凭证由代办人提供，我所不知情")
    revoking.revocation_weigh(actor=clerk, revocation=made, reason="不知情不影响认定，证据确凿")
    assert seen(client, shown) == left  # nothing comes back before somebody has decided
    revoking.revocation_revoke(actor=chief, revocation=made, reason="缴款凭证系伪造，依法应当撤销")
    assert seen(client, shown) == before
    causes = [item["cause"] for item in client.get("/api/v1/public/removals/").json()["items"]]
    assert causes == ["repaired", "resumed"]


def test_a_shared_record_is_used_no_more_after_repair(record, head, clerk, chief):
    type(record).objects.filter(pk=record.pk).update(disclosure="shared", publish_from=None, publish_until=None)
    assert snapshots([record.subject_id], "approval", MONDAY)[record.subject_id]["adverse"] == 1
    row = applying.application_start(actor=head, record=record)
    fill(head, row)
    applying.application_submit(actor=head, application=row)
    handling.application_accept(actor=clerk, application=row)
    handling.application_propose(actor=clerk, application=row, proposal="grant", reason="材料齐全，义务已经履行")
    deciding.application_grant(actor=chief, application=row, reason="符合信用修复条件")
    assert snapshots([record.subject_id], "approval", MONDAY)[record.subject_id]["adverse"] == 0
    order = Order(record.subject, "credit", "approval", "事项", "", "某单位", MONDAY - timedelta(days=400), MONDAY)
    assert not reportable(order, MONDAY).exists()


def test_the_feed_names_nobody(client, shown):
    from audit.services import SYSTEM
    from records.services.records import record_withdraw

    record_withdraw(actor=SYSTEM, record=shown, reason="决定被撤销，撤下公示")
    answer = client.get("/api/v1/public/removals/").json()
    assert set(answer["items"][0]) == {"id", "removed_at", "cause", "cause_name"}
    assert shown.party_name not in str(answer) and shown.document_number not in str(answer)


@pytest.mark.parametrize("query", ["?limit=0", "?limit=501", "?limit=x", "?after=abc"])
def test_a_wrong_parameter_of_the_feed_is_refused_in_words(client, db, query):
    answer = client.get(f"/api/v1/public/removals/{query}")
    assert answer.status_code == 400 and answer.json()["message"]
