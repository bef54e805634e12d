"""A firm with a record, its head, and the people of the bureau: the record's author, two reviewers, the deputy director."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from accounts import roles
from accounts.models import User
from audit.services import deed
from core import clock
from objections.services import filing
from records.models import CreditRecord, Subject
from tests.factories import make_record, make_subject, make_user
from tests.members.people import member

NOW = datetime(
    2026, 9, 21, 10, 0, tzinfo=clock.SHANGHAI
)  # a Monday; the seventh working day after is past National Day
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


@pytest.fixture(autouse=True)
def _september():
    with clock.override(NOW):
        yield


@dataclass
class Case:
    """Whom an objection is about."""

    firm: Subject
    head: User
    record: CreditRecord
    author: User
    office: User
    reviewer: User
    leader: User

    def file(self, **facts):
        wanted = {
            "statement": "罚款金额与决定书不一致",
            "wanted": {"title": "未按规定统一收取服务费"},
            "applicant_name": "谭文静",
        }
        return filing.objection_file(actor=self.head, record=self.record, **(wanted | facts))


def make_case(**record) -> Case:
    firm = make_subject("重庆夔明律师事务所")
    author = make_user(roles.CREDIT_OFFICE)
    with deed(actor=author, code="publicity.decision.entered"):
        held = make_record(subject=firm, title="私自收费", **record)
    return Case(
        firm,
        member(firm),
        held,
        author,
        make_user(roles.CREDIT_OFFICE),
        make_user(roles.REVIEWER),
        make_user(roles.LEADER),
    )


@pytest.fixture
def case(db):
    return make_case()
