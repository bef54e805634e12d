"""Who may be repaired from which day: across rule versions, classes, several penalties, 长期, duties, transition and leap days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.errors import NotReady
from records.periods import ClassPeriod, Regime
from repair.eligibility import Facts, Rule, Terms, check


def regime(code, since, until, **classes):
    return Regime(1, code, since, until, {name: ClassPeriod(*period) for name, period in classes.items()})


RULES = [
    Rule(
        regime("R-36", date(2026, 4, 1), None, minor=(False, 0, 3), general=(True, 3, 12), serious=(True, 12, 36)),
        "信用修复管理办法", "发改委令第36号", frozenset({"minor", "general", "serious"}),
    ),
    Rule(
        regime("R-58", date(2023, 5, 1), date(2026, 3, 31), minor=(False, 0, 0), general=(True, 3, 36), serious=(True, 12, 36)),
        "信用修复管理办法（试行）", "发改委令第58号", frozenset({"general", "serious"}),
    ),
    Rule(
        regime("R-2018", date(2016, 1, 1), date(2023, 4, 30), minor=(True, 3, 12), general=(True, 3, 12), serious=(True, 6, 36)),
        "双公示报送实践口径", "发改办财金〔2018〕424号",
    ),
]  # fmt: skip
LONG = date(2099, 12, 31)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# event day, classes, done (True/False/None), today → outcome, earliest
PLAIN = [
    # 36号令 in force since 2026-04-01
    ("2026-05-10", "general", True, "2026-08-10", "wait", "2026-08-11"),
    ("2026-05-10", "general", True, "2026-08-11", "ready", "2026-08-11"),
    ("2026-05-10", "general", None, "2026-08-11", "proof", "2026-08-11"),
    ("2026-05-10", "general", False, "2026-08-11", "missing", "2026-08-11"),
    ("2026-05-10", "general", False, "2026-06-01", "wait", "2026-08-11"),
    ("2026-05-10", "serious", True, "2027-05-10", "wait", "2027-05-11"),
    ("2026-05-10", "serious", True, "2027-05-11", "ready", "2027-05-11"),
    ("2026-05-10", "minor", True, "2026-05-10", "ready", "2026-05-10"),
    ("2026-05-10", "minor", None, "2026-05-10", "proof", "2026-05-10"),
    ("2026-05-10", "minor", False, "2026-05-20", "missing", "2026-05-10"),
    # 58号令, up to 2026-03-31
    ("2024-03-15", "general", True, "2024-06-15", "wait", "2024-06-16"),
    ("2024-03-15", "general", True, "2024-06-16", "ready", "2024-06-16"),
    ("2024-03-15", "serious", True, "2025-03-15", "wait", "2025-03-16"),
    ("2024-03-15", "serious", True, "2025-03-16", "ready", "2025-03-16"),
    ("2024-03-15", "minor", True, "2024-03-15", "ready", "2024-03-15"),
    # before 58号令
    ("2022-06-01", "general", True, "2022-09-01", "wait", "2022-09-02"),
    ("2022-06-01", "serious", True, "2022-12-01", "wait", "2022-12-02"),
    ("2022-06-01", "serious", True, "2022-12-02", "ready", "2022-12-02"),
    ("2022-06-01", "minor", True, "2022-09-02", "ready", "2022-09-02"),
    # the first and the last day of each version
    ("2023-04-30", "serious", True, "2023-06-01", "wait", "2023-10-31"),
    ("2023-05-01", "serious", True, "2023-06-01", "wait", "2024-05-02"),
    ("2026-03-31", "general", True, "2026-07-01", "ready", "2026-07-01"),
    ("2026-04-01", "general", True, "2026-07-01", "wait", "2026-07-02"),
    ("2016-01-01", "general", True, "2016-04-02", "ready", "2016-04-02"),
    # ends of months and leap days: without a corresponding day, the month's last day is the last
    ("2026-11-30", "general", True, "2027-02-28", "wait", "2027-03-01"),
    ("2026-11-30", "general", True, "2027-03-01", "ready", "2027-03-01"),
    ("2027-11-30", "general", True, "2028-02-29", "wait", "2028-03-01"),
    ("2027-11-29", "general", True, "2028-02-29", "wait", "2028-03-01"),
    ("2027-11-28", "general", True, "2028-02-29", "ready", "2028-02-29"),
    ("2024-02-29", "serious", True, "2025-02-28", "wait", "2025-03-01"),
    ("2024-02-29", "serious", True, "2025-03-01", "ready", "2025-03-01"),
    ("2028-02-29", "general", True, "2028-05-30", "ready", "2028-05-30"),
    ("2026-05-31", "general", True, "2026-08-31", "wait", "2026-09-01"),
    ("2026-12-31", "general", True, "2027-03-31", "wait", "2027-04-01"),
    # several penalties: the longest counts
    ("2026-05-10", "minor general", True, "2026-08-10", "wait", "2026-08-11"),
    ("2026-05-10", "general serious", True, "2026-08-11", "wait", "2027-05-11"),
    ("2026-05-10", "serious minor general", True, "2027-05-11", "ready", "2027-05-11"),
    ("2024-03-15", "minor general", True, "2024-06-16", "ready", "2024-06-16"),
    ("2024-03-15", "general serious", True, "2024-06-16", "wait", "2025-03-16"),
    ("2022-06-01", "minor serious", True, "2022-09-02", "wait", "2022-12-02"),
    # duties done late count from the day they were done
    ("2026-05-10", "general", True, "2026-12-01", "ready", "2026-08-11"),
]  # fmt: skip


@pytest.mark.parametrize(("event", "classes", "done", "today", "outcome", "earliest"), PLAIN)
def test_the_first_day_to_apply(event, classes, done, today, outcome, earliest):
    facts = Facts(event_date=day(event), severities=tuple(classes.split()), duties_done=done)
    answer = check(facts, RULES, Terms(), day(today))
    assert (answer.outcome, answer.earliest) == (outcome, day(earliest))


# changes to a general penalty of 2026-05-10 whose duties are done; today; outcome; earliest; what the headline or a note says
BASE = Facts(event_date=date(2026, 5, 10), severities=("general",), duties_done=True)
SPECIAL = [
    ({"duties_on": date(2026, 10, 8)}, "2026-10-07", "wait", "2026-10-08", "最早可申请 2026-10-08"),
    ({"duties_on": date(2026, 10, 8)}, "2026-10-08", "ready", "2026-10-08", "现在就可以申请"),
    ({"duties_on": date(2026, 5, 20)}, "2026-09-01", "ready", "2026-08-11", "现在就可以申请"),
    ({"penalty_until": LONG}, "2026-09-01", "ready", "2026-08-11", "“长期”是处罚的有效期，不延长公示期"),
    ({"penalty_until": LONG, "severities": ("serious",)}, "2026-09-01", "wait", "2027-05-11", "不推迟可以申请的日子"),
    ({"penalty_until": date(2027, 1, 1)}, "2026-09-01", "ready", "2026-08-11", "公示到 2027-05-10 自动停止"),
    ({"fraud_on": date(2024, 7, 1)}, "2026-09-01", "barred", "2027-07-02", "到 2027-07-01 为止不能申请"),
    ({"fraud_on": date(2024, 7, 1)}, "2027-07-01", "barred", "2027-07-02", "弄虚作假"),
    ({"fraud_on": date(2024, 7, 1)}, "2027-07-02", "ready", "2027-07-02", "现在就可以申请"),
    ({"fraud_on": date(2024, 2, 29)}, "2027-02-28", "barred", "2027-03-01", "到 2027-02-28 为止"),
    ({"fraud_on": date(2020, 1, 1)}, "2026-09-01", "ready", "2026-08-11", "现在就可以申请"),
    ({"court_on": date(2026, 6, 1), "duties_done": None}, "2026-06-01", "ready", "2026-06-01", "凭裁定书申请"),
    ({"court_on": date(2026, 6, 1), "severities": ("serious",)}, "2026-06-02", "ready", "2026-06-01", "不受最短公示期限制"),
    ({"court_on": date(2026, 6, 1), "fraud_on": date(2025, 1, 1)}, "2026-06-02", "barred", "2028-01-02", "弄虚作假"),
    ({"decided_here": False, "authority": "重庆市司法局"}, "2026-09-01", "elsewhere", "2026-08-11", "由重庆市司法局认定"),
    ({"duties_done": False, "public_until": date(2027, 5, 10)}, "2026-09-01", "missing", "2026-08-11", "继续公示按行业规定"),
    ({"adverse": False}, "2026-09-01", "not_adverse", None, "不是失信信息"),
    ({"repaired": True}, "2026-09-01", "done", None, "已经修复"),
    ({"withdrawn": True}, "2026-09-01", "withdrawn", None, "已经撤下"),
    ({"listed": True}, "2026-09-01", "listed", None, "列入决定机关办理"),
    ({"public_until": date(2027, 5, 10)}, "2027-05-10", "ready", "2026-08-11", "现在就可以申请"),
    ({"public_until": date(2027, 5, 10)}, "2027-05-11", "ended", None, "已自动停止公示"),
    ({"public_until": date(2027, 5, 10), "still_shared": True}, "2027-05-11", "ready", "2026-08-11", "现在就可以申请"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "today", "outcome", "earliest", "says"), SPECIAL)
def test_what_else_decides(changes, today, outcome, earliest, says):
    answer = check(replace(BASE, **changes), RULES, Terms(), day(today))
    assert (answer.outcome, answer.earliest) == (outcome, day(earliest))
    assert says in " ".join([answer.headline, *answer.notes])


def test_enough_cases_are_tabled():
    assert len(PLAIN) + len(SPECIAL) >= 60


def test_the_headline_names_the_day_and_what_is_missing():
    answer = check(replace(BASE, duties_done=False), RULES, Terms(), date(2026, 6, 1))
    assert answer.headline.startswith("最早可申请 2026-08-11；还缺：还没有纠正失信行为")
    assert {one.code for one in answer.missing} == {"time", "duties"}
    assert all(one.basis for one in answer.missing)


def test_a_transition_case_shows_both_versions_and_which_applies():
    """A finding under 58号, asked under 36号: the record's own version decides, the other stands beside it."""
    answer = check(Facts(event_date=date(2026, 3, 20), severities=("general",)), RULES, Terms(), date(2026, 5, 1))
    own, now = answer.answers
    assert (own.code, own.applies, own.ends) == ("R-58", True, date(2029, 3, 20))
    assert (now.code, now.applies, now.ends) == ("R-36", False, date(2027, 3, 20))
    assert "两种结果都列出" in answer.notes[0] and answer.own is own


@pytest.mark.parametrize(
    ("event", "today", "shown"),
    [
        ("2026-03-31", "2026-03-31", ["R-58"]),
        ("2026-03-31", "2026-04-01", ["R-58", "R-36"]),
        ("2026-04-01", "2026-04-01", ["R-36"]),
        ("2022-06-01", "2024-01-01", ["R-2018", "R-58"]),
        ("2022-06-01", "2026-06-01", ["R-2018", "R-36"]),
    ],
)
def test_both_versions_are_shown_only_across_a_change(event, today, shown):
    answer = check(Facts(event_date=day(event), severities=("general",)), RULES, Terms(), day(today))
    assert [one.code for one in answer.answers] == shown


def test_a_transition_can_change_the_first_day():
    """Before 58号 a serious finding could be repaired after six months, now after twelve."""
    answer = check(Facts(event_date=date(2023, 2, 1), severities=("serious",)), RULES, Terms(), date(2023, 7, 1))
    assert [one.earliest for one in answer.answers] == [date(2023, 8, 2), date(2024, 2, 2)]
    assert answer.earliest == date(2023, 8, 2)


def test_a_day_before_all_versions_is_told_instead_of_guessed():
    with pytest.raises(NotReady, match="没有施行中的公示期规则版本"):
        check(Facts(event_date=date(2015, 12, 31), severities=("general",)), RULES, Terms(), date(2026, 5, 1))


def test_the_bureau_may_count_only_the_first_penalty():
    facts = Facts(event_date=date(2026, 5, 10), severities=("general", "serious"), duties_done=True)
    assert check(facts, RULES, Terms(several_longest=False), date(2026, 8, 11)).ready


def test_the_bureau_may_keep_the_minimum_in_a_reorganisation():
    facts = replace(BASE, court_on=date(2026, 6, 1))
    answer = check(facts, RULES, Terms(court_waives_minimum=False), date(2026, 6, 2))
    assert (answer.outcome, answer.earliest) == ("wait", date(2026, 8, 11))


@pytest.mark.parametrize(("months", "earliest"), [(12, "2026-08-11"), (24, "2026-08-11"), (60, "2029-07-02")])
def test_the_bar_after_fraud_is_a_setting(months, earliest):
    facts = replace(BASE, fraud_on=date(2024, 7, 1))
    assert check(facts, RULES, Terms(fraud_bar_months=months), date(2026, 6, 1)).earliest == day(earliest)


def test_unconfirmed_rules_are_told_as_such():
    old = check(Facts(event_date=date(2022, 6, 1), severities=("general",)), RULES, Terms(), date(2022, 7, 1))
    several = Facts(event_date=date(2026, 5, 10), severities=("general", "minor"))
    assert old.unconfirmed
    assert check(several, RULES, Terms(unconfirmed=frozenset({"several_longest"})), date(2026, 6, 1)).unconfirmed
    assert not check(BASE, RULES, Terms(), date(2026, 6, 1)).unconfirmed
