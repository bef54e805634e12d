"""Public, shared or withheld: each outcome cites its rule (应公示尽公示, but never what the law keeps back)."""

import pytest

from publicity.disclosure import QUESTIONS, Case, decide


def case(**facts) -> Case:
    base = {
        "nature": "adverse", "publish_scope": "public", "is_person": False, "class_published": True, "class_reason": "",
    }  # fmt: skip
    return Case(**(base | facts))


@pytest.mark.parametrize(
    ("facts", "answers", "expected"),
    [
        ({}, {}, "public"),
        ({"nature": "neutral"}, {}, "public"),
        ({"nature": "neutral", "is_person": True}, {}, "public"),
        ({"is_person": True}, {}, "shared"),
        ({"is_person": True, "publish_person_adverse": True}, {}, "public"),
        ({"class_published": False, "class_reason": "轻微"}, {}, "shared"),
        ({}, {"slight": True}, "shared"),
        ({"nature": "neutral"}, {"slight": True}, "public"),
        ({"publish_scope": "shared"}, {}, "shared"),
        ({"publish_scope": "authorised", "nature": "neutral"}, {}, "shared"),
        ({}, {"secret": True}, "withheld"),
        ({}, {"simple": True}, "withheld"),
        ({}, {"privacy": True}, "withheld"),
        ({}, {"minor_person": True}, "withheld"),
        ({"publish_scope": "shared"}, {"secret": True}, "withheld"),
        ({"is_person": True, "publish_person_adverse": True, "class_published": False}, {}, "shared"),
    ],
)
def test_the_tree_gives_one_outcome_with_a_reason(facts, answers, expected):
    outcome = decide(case(**facts), answers)
    assert outcome.disclosure == expected
    assert outcome.reason


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.exempt], ids=lambda q: q.code)
def test_what_is_withheld_also_leaves_reporting_with_a_named_reason(question):
    assert decide(case(), {question.code: True}).exempt == question.exempt


def test_no_more_than_five_questions_are_asked():
    assert len(QUESTIONS) <= 5
