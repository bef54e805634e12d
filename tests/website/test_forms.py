"""Public forms sent empty say what is missing, with a link to the field."""

import pytest

from core.vocabulary import find
from tests.factories import make_subject
from website.views.reading import PUBLIC_MARKS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "said", "field"),
    [
        ("/verify/?n=&c=", "请填写报告编号。", "id_n"),
        ("/repair/verify/?n=&c=", "请填写文书编号。", "id_n"),
        ("/commitments/verify/?n=&c=", "请填写承诺编码。", "id_n"),
        ("/repair/check/?q=", "请填写决定文号；没有文号的，填写决定作出日期和处罚类别。", "id_q"),
    ],
)
def test_an_empty_form_is_answered_with_a_linked_summary(client, address, said, field):
    shown = client.get(address).content.decode()
    assert said in shown and f'href="#{field}"' in shown and f'id="{field}"' in shown


def test_pages_of_the_portal_offer_no_report_about_the_public_page(client):
    make_subject()
    shown = client.get("/portal/sign-in/").content.decode()
    assert "本页纠错" not in shown and "办事帮助" in shown
    assert "本页纠错" in client.get("/about/").content.decode()


def test_every_mark_that_the_public_sees_is_explained(client):
    shown = client.get("/about/").content.decode()
    for label in PUBLIC_MARKS:
        assert find(label).help and len(find(label).help) <= 30
        assert find(label).help in shown
