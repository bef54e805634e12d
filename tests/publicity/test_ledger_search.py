"""The ledger is searched by pairs of characters; which way the database goes never changes what is found."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import search
from core.common_pairs import PairIndex
from core.ledger import WALKING
from publicity import ledger_filters
from publicity.ledger_filters import search_ledger
from publicity.models import Decision
from tests.factories import make_decision

pytestmark = pytest.mark.django_db
NAMES = ("重庆云岫律师事务所", "重庆云岫司法鉴定所", "巫山县神女基层法律服务所", "重庆岫云律师事务所")


@pytest.fixture
def ledger():
    return [make_decision(party_name=name) for name in NAMES]


def found(words: str) -> set[str]:
    return {decision.party_name for decision in search_ledger(Decision.objects.newest(), words)}


@pytest.fixture(params=["by index", "too many", "common"])
def way(request, monkeypatch):
    """The three ways: fetched by the index, more matches than are fetched, pairs that the statistics call common."""
    monkeypatch.setattr(ledger_filters, "MANY", 0 if request.param == "too many" else 2000)
    monkeypatch.setattr(PairIndex, "is_common", lambda self, pairs: request.param == "common")
    return request.param


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("云岫", {NAMES[0], NAMES[1]}),
        ("岫律师", {NAMES[0]}),
        ("岫云律师", {NAMES[3]}),
        ("神女基层", {NAMES[2]}),
        ("律师事务所", {NAMES[0], NAMES[3]}),
        ("没有这个", set()),
    ],
)
def test_every_way_finds_the_same(ledger, way, words, expected):
    assert found(words) == expected


def test_a_walk_is_not_counted_to_a_thousand(ledger, way):
    walking = WALKING in search_ledger(Decision.objects.newest(), "云岫")._hints
    assert walking == (way != "by index")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(words=st.text(alphabet="云岫律师所重庆巫山神女 ·()（）abAB", min_size=2, max_size=6))
def test_what_is_found_contains_what_was_typed(ledger, words):
    folded = search.fold(words)
    if len(folded) >= 2:
        text = {one.party_name: search.fold(f"{one.party_name} {one.number}") for one in ledger}
        assert found(words) == {name for name, whole in text.items() if folded in whole}
