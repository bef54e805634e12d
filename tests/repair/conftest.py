"""A Monday, a firm with a penalty that may be repaired, its head, and three people of the bureau."""

from datetime import date, datetime, timedelta

import pytest

from accounts import roles
from core import clock
from members.services import grant
from repair.models import Application
from repair.services import applying, deciding, handling
from tests.factories import make_item, make_record, make_rule, make_section, make_subject, make_superuser, make_user

MONDAY = date(2026, 11, 2)
PDF = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"


def at(day, hour=10, minute=0):
    """A moment of the day at Wushan, as a context manager."""
    return clock.override(datetime(day.year, day.month, day.day, hour, minute))


@pytest.fixture(autouse=True)
def _monday():
    with at(MONDAY):
        yield


@pytest.fixture
def firm(db):
    return make_subject("重庆夔门律师事务所")


@pytest.fixture
def record(firm):
    """Found on 2026-05-11 under 36号: may be repaired since 2026-08-12."""
    make_rule("R-36", severity="general", min_months=3)
    item = make_item("XZ-CF", section=make_section())
    return make_record(
        subject=firm, item=item, event_date=date(2026, 5, 11), publish_from=date(2026, 5, 12), publish_until=date(2027, 5, 11)
    )  # fmt: skip


@pytest.fixture
def head(firm):
    user = make_user(roles.FIRM_USER, section=None)
    grant(actor=make_superuser(), user=user, subject=firm, role="head")
    return user


@pytest.fixture
def stranger(db):
    user = make_user(roles.FIRM_USER, section=None)
    grant(actor=make_superuser(), user=user, subject=make_subject("重庆另一律师事务所"), role="head")
    return user


@pytest.fixture
def clerk(db):
    return make_user(roles.CLERK)


@pytest.fixture
def chief(db):
    return make_user(roles.REVIEWER)


@pytest.fixture
def third(db):
    return make_user(roles.REVIEWER)


def fill(head, application, **changes):
    """Everything an application needs."""
    values = {"fulfilled_on": date(2026, 6, 1), "statement": "已缴清罚款并整改", "signer": "张三"} | changes
    applying.paper_add(actor=head, application=application, kind="fulfilment", content=PDF, filename="缴款凭证.pdf")
    return applying.application_save(actor=head, application=application, **values)


@pytest.fixture
def brought(record, head, clerk, chief, third):
    """Bring an application to a state the way people do."""

    def bring(state: str) -> Application:
        row = applying.application_start(actor=head, record=record)
        if state == "draft":
            return row
        fill(head, row)
        ways = {
            "submitted": [], "supplement": ["supplement"], "declined": ["decline"], "withdrawn": ["withdraw"],
            "accepted": ["accept"], "proposed": ["accept", "propose"], "syncing": ["accept", "propose", "grant"],
            "refused": ["accept", "propose", "refuse"], "reviewing": ["accept", "propose", "refuse", "ask_review"],
            "upheld": ["accept", "propose", "refuse", "ask_review", "uphold"],
            "closed": ["accept", "propose", "grant", "sync", "close"],
            "revoked": ["accept", "propose", "grant", "revoke"],
        }  # fmt: skip
        for step in ["submit", *ways[state]]:
            row = take(step, row, head=head, clerk=clerk, chief=chief, third=third)
        return Application.objects.get(pk=row.pk)

    return bring


def take(step, row, *, head, clerk, chief, third):
    """One step by the person whose step it is."""
    from repair.services import revoking, syncing

    why = {"application": row, "reason": "经审查，材料齐全，情况属实"}
    steps = {
        "submit": lambda: applying.application_submit(actor=head, application=row),
        "save": lambda: applying.application_save(
            actor=head, application=row, signer="张三", fulfilled_on=date(2026, 6, 1)
        ),
        "withdraw": lambda: applying.application_withdraw(actor=head, **why),
        "supplement": lambda: handling.application_supplement(actor=clerk, **why),
        "accept": lambda: handling.application_accept(actor=clerk, application=row),
        "decline": lambda: handling.application_decline(actor=clerk, **why),
        "pause": lambda: handling.application_pause(actor=clerk, cause="other_body", **why),
        "resume": lambda: handling.application_resume(actor=clerk, application=row),
        "extend": lambda: handling.application_extend(actor=clerk, **why),
        "propose": lambda: handling.application_propose(actor=clerk, proposal="grant", **why),
        "return": lambda: deciding.application_return(actor=chief, **why),
        "grant": lambda: deciding.application_grant(actor=chief, **why),
        "refuse": lambda: deciding.application_refuse(actor=chief, ground="duties", **why),
        "ask_review": lambda: applying.review_ask(actor=head, **why),
        "uphold": lambda: deciding.review_uphold(actor=third, **why),
        "overturn": lambda: deciding.review_overturn(actor=third, **why),
        "sync": lambda: [
            syncing.sync_explain(actor=clerk, item=item, note="该网站没有这条信息") for item in row.syncs.all()
        ],
        "tick": lambda: syncing.sync_explain(actor=clerk, item=row.syncs.first(), note="该网站没有这条信息"),
        "close": lambda: syncing.application_close(actor=clerk, application=row),
        "revoke": lambda: revoke(row, clerk=clerk, chief=chief),
        "restore": lambda: revoking.revocation_annul(
            actor=chief, revocation=row.revocations.first(), document="渝巫府复〔2026〕3号", reason="复议机关撤销了决定"
        ),
    }
    done = steps[step]()
    return done if isinstance(done, Application) else Application.objects.get(pk=row.pk)


def revoke(row, *, clerk, chief):
    """Take the repair of an application back, the whole way."""
    from repair.services import revoking

    made = opened(row, clerk)
    serve(made, clerk)
    with at(MONDAY + timedelta(days=14)):
        made = revoking.revocation_weigh(actor=clerk, revocation=made, reason="当事人没有陈述，证据确凿")
        revoking.revocation_revoke(actor=chief, revocation=made, reason="缴款凭证系伪造，依法应当撤销")
    return Application.objects.get(pk=row.pk)


def opened(row, clerk, **changes):
    """A revocation whose notice is made and not served."""
    from repair.services import revoking

    facts = {
        "ground": "false",
        "facts": "经向银行核实，缴款凭证系伪造",
        "content": PDF + b"%1",
        "filename": "核实函.pdf",
    }
    return revoking.revocation_open(actor=clerk, application=row, **facts | changes)


def serve(revocation, clerk, on=MONDAY):
    """Its notice is handed over."""
    from notices.services import dispatch_register
    from repair.services import revoking

    dispatch_register(
        actor=clerk, dispatch=revoking.notice_dispatch(revocation), way="hand", sent_on=on, served_on=on,
        receipt_number="回证1号", received_by="张三",
    )  # fmt: skip
    revocation.refresh_from_db()
    return revocation
