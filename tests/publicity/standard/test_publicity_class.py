"""From penalty kinds to the class that fixes the publicity period, under the rule of the day."""

from datetime import date

import pytest

from publicity.standard import classes
from publicity.standard.samples import standard_for
from tests.publicity.standard.helpers import codes, judged

OLD, NEW = date(2026, 3, 31), date(2026, 4, 1)


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2023, 4, 30), None), (date(2023, 5, 1), "R-58"), (OLD, "R-58"), (NEW, "R-36"), (date(2030, 1, 1), "R-36")],
)
def test_the_day_of_decision_picks_the_rule(day, code):
    version = classes.version_on(day)
    assert (version["code"] if version else None) == code


@pytest.mark.parametrize(
    ("kinds", "day", "severity", "published", "longest"),
    [
        (["警告"], NEW, "minor", False, 3),
        (["通报批评"], NEW, "minor", False, 3),
        (["罚款"], NEW, "general", True, 12),
        (["警告", "罚款"], NEW, "general", True, 12),
        (["罚款", "吊销许可证件"], NEW, "serious", True, 36),
        (["限制从业"], NEW, "serious", True, 36),
        (["其他-责令改正"], NEW, "general", True, 12),
        (["警告"], OLD, "minor", False, 36),
        (["罚款"], OLD, "general", True, 36),
    ],
)
def test_several_kinds_take_the_strictest_class(kinds, day, severity, published, longest):
    proposal = classes.propose(kinds, day)
    assert (proposal.severity, proposal.published, proposal.max_months) == (severity, published, longest)
    assert proposal.reasons


def test_what_is_uncertain_asks_for_a_person():
    assert classes.propose(["罚款"], NEW).confirm
    assert classes.propose(["停产"], NEW) is None
    assert classes.propose(["罚款"], date(2020, 1, 1)) is None


def test_every_kind_of_the_standard_has_a_class():
    words = standard_for("penalty").shared["enums"]["CF_CFLB"].values
    for version in classes.table():
        assert set(words) == set(version["kinds"])


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 3, 31), 3, date(2026, 6, 30)),
        (date(2025, 12, 15), 3, date(2026, 3, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 4, 2), 36, date(2029, 4, 2)),
    ],
)
def test_months_are_calendar_months(day, months, later):
    assert classes.add_months(day, months) == later


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("2027-04-02", []),
        ("2026-07-02", []),
        ("2027-04-03", ["E-DT-04"]),
        ("2026-07-01", ["E-DT-04"]),
        ("", []),
    ],
)
def test_the_end_of_publicity_lies_within_the_class(until, said):
    row = {"decided_on": "2026-04-02", "category": "罚款", "content": "处以罚款", "fine": "0.2"}
    assert codes(**row, public_until=until) == said


def test_too_late_is_refused_and_too_early_questioned():
    row = {"decided_on": "2026-04-02", "category": "罚款", "content": "处以罚款", "fine": "0.2"}
    [late] = judged(**row, public_until="2036-04-02").findings
    assert (late.level, late.suggestion) == ("error", "2027-04-02")
    [early] = judged(**row, public_until="2026-05-02").findings
    assert early.level == "warning"


def test_what_is_not_shown_has_no_end_of_publicity():
    [finding] = judged(decided_on="2026-04-02", public_until="2026-06-01").findings
    assert (finding.code, finding.level) == ("E-DT-04", "warning")
