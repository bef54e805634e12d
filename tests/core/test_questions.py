"""Questions that no page can make sense of."""

import pytest

from accounts.roles import REVIEWER
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/admin/?q=%00", "/admin/supervision/matters/?q=a%00b", "/portal/?show=%00"])
def test_a_zero_byte_is_answered_in_words_by_every_inside_page(client, address):
    client.force_login(make_user(REVIEWER))
    answer = client.get(address)
    assert answer.status_code == 400 and "<h1" in answer.content.decode()


@pytest.mark.parametrize("address", ["/admin/objections/letters/%00/", "/papers/%00/", "/api/v1/decisions/%00/"])
def test_an_address_with_a_zero_byte_leads_nowhere(client, address):
    client.force_login(make_user(REVIEWER))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/search/?q=%00", "/api/v1/public/decisions/?q=%00"])
def test_the_publics_pages_answer_it_in_their_own_words(client, address):
    assert client.get(address).status_code == 200
