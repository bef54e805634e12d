"""A rejection of the platform becomes a rule: the same reject cannot occur twice, at any door."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.roles import CLERK, CREDIT_OFFICE
from core import clock
from core.errors import DomainError, Duplicate, Forbidden
from publicity.models import Decision, PlatformRejection, Submission
from publicity.receipts_reading import ACCEPTED, REJECTED, Entry
from publicity.services.checking import check_values
from publicity.services.receipts import receipt_take
from publicity.services.rejections import fields_to_learn, rejection_learn, rejection_retire
from publicity.services.standards import edition_for
from publicity.services.submissions import submission_make, submission_mark_sent
from tests.factories import make_section, make_user
from tests.publicity.reporting import FIRM, ID_NUMBER, NUMBER, TODAY, ready
from tests.publicity.rows import row_of


@pytest.fixture(autouse=True)
def _on_the_first_of_september():
    with clock.override(TODAY):
        yield


@pytest.fixture
def clerk(db):
    return make_user(CLERK, section=make_section("legal-affairs"))


@pytest.fixture
def submission(clerk) -> Submission:
    """Three penalties of one firm and one of a person, sent today."""
    for number in (1, 2, 3):
        ready(number, clerk=clerk)
    ready(4, party="natural", clerk=clerk)
    made = submission_make(actor=clerk, kind="penalty", since=None, until=TODAY).submission
    return submission_mark_sent(actor=clerk, submission=made, sent_on=TODAY)


def entry(number, result=ACCEPTED, *, name=FIRM, row=2, **more) -> Entry:
    return Entry(**({"row": row, "number": NUMBER.format(number), "name": name, "result": result} | more))


class TestLearning:
    """把这次退回变成规则: the same reject cannot occur twice, at any door."""

    @pytest.fixture
    def rejected(self, submission, clerk):
        entries = [
            entry(1, REJECTED, rule="1001", reason="未查询到主体"),
            entry(4, REJECTED, name="周明远", reason="证件号码有误"),
        ]
        receipt_take(actor=clerk, submission=submission, entries=entries)
        return submission.rows.get(decision__number=NUMBER.format(1))

    def test_the_rule_stops_the_same_value_with_the_platforms_words(self, rejected, clerk):
        rule = rejection_learn(actor=clerk, row=rejected, field_code="CF_XDR_MC")
        assert (rule.bad_value, rule.platform_code, rule.message) == (FIRM, "1001", "未查询到主体")
        verdict = check_values(edition=edition_for("penalty", on=TODAY), values=row_of(doc_number=NUMBER.format(20)))
        said = [finding for finding in verdict.findings if finding.code == "E-PLT-01"]
        assert "未查询到主体" in said[0].message
        assert not verdict.good

    def test_twice_is_refused_and_a_retired_rule_can_be_learnt_again(self, rejected, clerk):
        rule = rejection_learn(actor=clerk, row=rejected, field_code="CF_XDR_MC")
        with pytest.raises(Duplicate):
            rejection_learn(actor=clerk, row=rejected, field_code="CF_XDR_MC")
        office = make_user(CREDIT_OFFICE)
        with pytest.raises(Forbidden):
            rejection_retire(actor=clerk, rule=rule, reason="平台已补录主体")
        with pytest.raises(DomainError, match="理由"):
            rejection_retire(actor=office, rule=rule, reason="对")
        assert not rejection_retire(actor=office, rule=rule, reason="平台已补录主体").active
        assert rejection_learn(actor=clerk, row=rejected, field_code="CF_XDR_MC").active
        assert PlatformRejection.objects.count() == 1

    def test_identity_numbers_never_become_a_rule(self, rejected, clerk):
        row = rejected.submission.rows.get(decision__number=NUMBER.format(4))
        assert ID_NUMBER not in str(fields_to_learn(row))
        with pytest.raises(DomainError, match="证件号码"):
            rejection_learn(actor=clerk, row=row, field_code="CF_XDR_ZJHM")

    def test_a_value_the_platform_has_accepted_elsewhere_is_not_to_blame(self, rejected, clerk):
        assert {"CF_XDR_MC", "CF_CFJG"} <= {code for code, _, _ in fields_to_learn(rejected)}
        accepted = entry(2)
        receipt_take(actor=clerk, submission=rejected.submission, entries=[accepted])
        Decision.objects.filter(number=NUMBER.format(1)).update(
            data={**rejected.decision.data, "CF_WFXW": "不规范的写法"}
        )
        rejected.decision.refresh_from_db()
        assert [code for code, _, _ in fields_to_learn(rejected)] == ["CF_WSH", "CF_WFXW"]
        with pytest.raises(DomainError, match="平台在别处接受过"):
            rejection_learn(actor=clerk, row=rejected, field_code="CF_CFJG")

    def test_only_a_rejected_row_teaches(self, rejected, clerk):
        waiting = rejected.submission.rows.get(decision__number=NUMBER.format(2))
        with pytest.raises(DomainError, match="只有被平台退回的行"):
            rejection_learn(actor=clerk, row=waiting, field_code="CF_XDR_MC")

    def test_the_pages(self, rejected, clerk, client):
        client.force_login(clerk)
        page = client.get(reverse("admin:publicity_submission", args=[rejected.submission_id])).content.decode()
        learn = reverse("admin:publicity_rejection_learn", args=[rejected.pk])
        assert learn in page
        assert reverse("admin:publicity_edit", args=[rejected.decision_id]) in page
        assert FIRM in client.get(learn).content.decode()
        assert "请选择引起退回的字段" in client.post(learn, {}).content.decode()
        assert client.post(learn, {"field_code": "CF_XDR_MC"}).status_code == 302
        assert "未查询到主体" in client.get(reverse("admin:publicity_rejections")).content.decode()
        rule = PlatformRejection.objects.get()
        retire = reverse("admin:publicity_rejection_retire", args=[rule.pk])
        assert client.get(retire).status_code == 403
        client.force_login(make_user(CREDIT_OFFICE))
        assert "停用后" in client.get(retire).content.decode()
        client.post(retire, {"reason": "平台已补录主体"})
        assert "已停用" in client.get(reverse("admin:publicity_rejections")).content.decode()
