"""Letters of promises keep to the page of GB/T 9704, ±1 mm, also the blank one that is written on by hand."""

import pytest

from commitments import letters
from commitments.models import CertifiedMatter
from tests.commitments.conftest import MONDAY, template
from tests.support.paper_page import keeps_to_the_page

pytestmark = pytest.mark.django_db


def test_a_signed_promise(signed):
    keeps_to_the_page(letters.pdf(signed("tolerance")))


def test_a_promise_signed_before_is_printed_as_it_was(signed):
    promise = signed("active")
    promise.letter = promise.letter | {"layout": "letter-v1"}
    assert letters.pdf(promise).startswith(b"%PDF-")
    with pytest.raises(AssertionError):
        keeps_to_the_page(letters.pdf(promise))


def test_the_blank_letter_of_a_certified_matter(db):
    keeps_to_the_page(letters.blank_pdf(CertifiedMatter.objects.first(), template("proof"), MONDAY))


def test_the_letter_that_is_stamped_at_the_window(firm):
    keeps_to_the_page(letters.blank_letter_pdf(template("active"), firm, MONDAY))
