"""A promise that ends soon is given again in two clicks, in today's wording."""

from datetime import timedelta

import pytest
from django.urls import reverse

from commitments.models import Promise
from commitments.selectors import renewable
from commitments.services.drafts import draft_renew
from core.errors import DomainError, Forbidden
from portal.todo import todo_for
from tests.commitments.conftest import MONDAY, at, code_from_inbox, draft_of, sign
from tests.factories import make_subject
from tests.members.people import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def ending(signed):
    """A promise and a day shortly before its end."""
    promise = signed("trade")
    assert promise.valid_until, "this wording has a period"
    return promise, promise.valid_until - timedelta(days=20)


def test_two_clicks_and_the_signature_renew_it(client, head, firm, ending):
    old, day = ending
    client.force_login(head)
    with at(day):
        client.force_login(head)
        assert any("可以续签" in item.title and item.due == old.valid_until for item in todo_for(firm, head, day))
        address = reverse("portal:promise", args=[old.public_id])
        assert "续签这份承诺" in client.get(address).content.decode()
        check = client.post(address, {"deed": "renew"})["Location"]
        assert check.endswith("/check/")
        done = client.post(check, {"deed": "sign", "signer": "易知行", "code": code_from_inbox(head), "agreed": "on"})
        new = Promise.objects.newest().first()
        assert done["Location"] == reverse("portal:promise_done", args=[new.public_id])
        assert new.answers == old.answers and new.signed_on == day and new.valid_until > old.valid_until
        assert "续签这份承诺" not in client.get(address).content.decode()
        assert not any("可以续签" in item.title for item in todo_for(firm, head, day))


def test_too_early_renewed_already_or_not_freely_given_is_refused(head, firm, ending, signed):
    old, day = ending
    asked = signed("tolerance")
    for promise in (old, asked):
        with pytest.raises(DomainError) as caught:
            draft_renew(actor=head, promise=promise)
        assert caught.value.code == "E-CN-60"
    with at(day):
        sign(head, draft_of(head, firm, "trade"))
        with pytest.raises(DomainError):
            draft_renew(actor=head, promise=old)


def test_a_stranger_renews_nothing(ending):
    old, day = ending
    with at(day), pytest.raises(Forbidden):
        draft_renew(actor=member(make_subject()), promise=old)


def test_a_draft_that_is_there_keeps_what_was_typed(head, firm, ending):
    old, day = ending
    with at(day):
        draft = draft_of(head, firm, "trade", activity="另一项活动")
        assert draft_renew(actor=head, promise=old) == draft
        assert Promise.objects.get(pk=draft.pk).answers["activity"] == "另一项活动"


def test_long_over_it_is_not_offered_any_more(firm, ending):
    old, _ = ending
    assert renewable(firm, MONDAY) == []
    assert renewable(firm, old.valid_until + timedelta(days=60)) == [old]
    assert renewable(firm, old.valid_until + timedelta(days=61)) == []
