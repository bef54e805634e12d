"""Every rule has words for people and a row that it refuses; the good rows are refused by none."""

import pytest

from publicity.standard.catalogue import as_markdown, groups
from publicity.standard.findings import ERROR, LEVEL_LABELS
from publicity.standard.registry import CERTAINTY_LABELS, RULES, Sample
from publicity.standard.samples import judge

SAMPLES = [(rule, sample) for rule in RULES.values() for sample in rule.samples]
LEVEL_MAY_DIFFER = {"E-MNY-05", "E-CL-12", "E-ID-03"}


@pytest.mark.parametrize("party", ["legal", "sole", "natural"])
@pytest.mark.parametrize("kind", ["licence", "penalty"])
def test_a_good_row_is_met_with_silence(kind, party):
    assert judge(Sample({}, kind=kind, party=party)).findings == []


@pytest.mark.parametrize(("rule", "sample"), SAMPLES, ids=[f"{rule.code}-{i}" for i, (rule, _) in enumerate(SAMPLES)])
def test_each_rule_speaks_about_its_sample(rule, sample):
    spoken = [finding for finding in judge(sample).findings if finding.code == rule.code]
    assert spoken
    assert spoken[0].message.endswith(("。", "？", "）"))
    if rule.code not in LEVEL_MAY_DIFFER:
        assert spoken[0].level == rule.level


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.scope != "file"], ids=lambda rule: rule.code)
def test_each_rule_about_a_row_has_a_sample(rule):
    assert rule.samples


def test_there_are_at_least_forty_rules():
    assert sum(rule.level == ERROR for rule in RULES.values()) >= 40
    assert len(RULES) >= 80


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_each_rule_says_what_why_and_whence(rule):
    assert rule.title
    assert len(rule.why) > 8
    assert rule.example
    assert rule.source
    assert rule.certainty in CERTAINTY_LABELS
    assert rule.level in LEVEL_LABELS


def test_the_list_for_people_has_every_rule_once():
    listed = [rule.code for group in groups() for rule in group.rules]
    assert sorted(listed) == sorted(RULES)
    page = as_markdown()
    assert all(f"| {code} |" in page for code in RULES)


def test_no_message_shows_an_identity_number():
    cells = [sample.change.get(role) for _, sample in SAMPLES for role in ("id_number", "legal_rep_id")]
    numbers = {cell for cell in cells if cell and "*" not in cell}
    assert numbers
    for _, sample in SAMPLES:
        for finding in judge(sample).findings:
            assert not any(number in finding.message for number in numbers)
