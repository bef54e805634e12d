"""What all tests of promises share: a Monday, a firm with its head, a section with clerk and chief."""

import re
from datetime import date, datetime

import pytest

from accounts import roles
from accounts.models import Section
from audit.services import SYSTEM
from commitments.models import CertifiedMatter, PromiseTemplate
from commitments.services.drafts import draft_save, draft_start
from commitments.services.signing import code_send, promise_sign
from core import clock
from members.services.granting import grant
from notices.models import Notice
from tests.factories import make_subject, make_user

MONDAY = date(2026, 9, 14)
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
ANSWERS = {
    "active": {}, "trade": {"activity": "诚信建设年", "reply_days": "5"}, "repair": {"document": "巫山司罚决字〔2026〕3号"},
    "tolerance": {"matter_name": "变更住所", "missing_papers": "租赁合同\n消防证明"}, "approval": {"matter_name": "变更登记"},
    "proof": {}, "other": {"activity": "质量提升行动", "promise": "办结一件回访一件"},
}  # fmt: skip


def at(day, hour=10):
    """A moment of the day at Wushan, as a context manager."""
    return clock.override(datetime(day.year, day.month, day.day, hour))


@pytest.fixture(autouse=True)
def _monday():
    with at(MONDAY):
        yield


def template(code="active"):
    return PromiseTemplate.objects.filter(code=code).order_by("-version").first()


@pytest.fixture
def firm(db):
    return make_subject("重庆夔门律师事务所")


@pytest.fixture
def head(firm):
    user = make_user(roles.FIRM_USER, section=None, display_name="易知行")
    grant(actor=SYSTEM, user=user, subject=firm, role="head")
    return user


def in_section(code, role):
    return make_user(role, section=Section.objects.get(code=code))


@pytest.fixture
def clerk(db):
    return in_section("public-legal-service", roles.CLERK)


@pytest.fixture
def chief(db):
    return in_section("public-legal-service", roles.REVIEWER)


def draft_of(actor, subject, code="active", **answers):
    """A complete draft."""
    matter = CertifiedMatter.objects.get(code="ZM-001") if code == "proof" else None
    promise = draft_start(actor=actor, subject=subject, template=template(code), matter=matter)
    return draft_save(actor=actor, promise=promise, reason="办理相关事项", answers={**ANSWERS[code], **answers})


def code_from_inbox(user):
    """The newest one-time code in the person's inbox."""
    body = Notice.objects.filter(recipient=user, code__startswith="members.").latest("id").body
    return re.search(r"\d{4} \d{4}", body).group()


def sign(actor, promise):
    code_send(actor=actor, promise=promise)
    return promise_sign(
        actor=actor, promise=promise, signer=actor.display_name, agreed=True, code=code_from_inbox(actor)
    )


@pytest.fixture
def signed(head, firm):
    """Sign a letter of the wording; gives the promise."""

    def signing(code="active", actor=None, subject=None):
        actor, subject = actor or head, subject or firm
        return sign(actor, draft_of(actor, subject, code))

    return signing
