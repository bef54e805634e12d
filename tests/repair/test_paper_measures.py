"""Letters of credit repair keep to the page of GB/T 9704, ±1 mm: they are stamped and filed."""

import pytest

from repair.services.notices import notice_make
from tests.support.paper_page import keeps_to_the_page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "kinds"),
    [("declined", {"declined"}), ("upheld", {"refused", "review"}), ("syncing", {"granted", "certificate"})],
)
def test_letters(brought, state, kinds):
    letters = list(brought(state).letters.all())
    assert {letter.kind for letter in letters} == kinds
    for letter in letters:
        keeps_to_the_page(letter.pdf.read())


def test_the_notice_served_with_a_penalty(record, clerk):
    keeps_to_the_page(notice_make(actor=clerk, record=record).pdf.read())
