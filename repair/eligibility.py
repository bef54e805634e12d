"""May this record be repaired, from which day, and what is still missing: a pure function of facts and rules.

The rule version is the one in force on the day the document made the finding (认定之日). Periods in months are counted as the Civil
Code counts them (民法典第二百零一条、第二百零二条): the first day is not counted, the last is the corresponding day of the last month
or, without one, that month's last day; so the first day to apply is the day after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from records.periods import ClassPeriod, Regime, add_months, regime_on
from repair.choices import NOT_OPEN, Hindrance, Outcome

LONG_TERM = date(2099, 12, 31)
_CLASS_WORDS = {
    "minor": "轻微",
    "general": "一般",
    "serious": "严重",
    "licence": "许可类",
    "reward": "奖励类",
    "other": "其他管理类",
}
COUNTING = "民法典第二百零一条、第二百零二条"
DUTIES = "信用修复管理办法：纠正失信行为、履行义务；国办发〔2025〕22号"
OWNER = "信用修复管理办法：谁认定、谁修复"


@dataclass(frozen=True)
class Facts:
    """What is known of one record. `severities` has the class of each penalty in the decision, at least one.

    duties_done: whether all duties are fulfilled and the conduct corrected; None when nobody has said. duties_on: the day.
    fraud_on: day on which false papers in an earlier repair were found. court_on: day of the court's approval of a reorganisation plan.
    penalty_until: 处罚有效期; 2099-12-31 means 长期 and lengthens nothing.
    """

    event_date: date
    severities: tuple[str, ...]
    adverse: bool = True
    duties_done: bool | None = None
    duties_on: date | None = None
    fraud_on: date | None = None
    court_on: date | None = None
    penalty_until: date | None = None
    public_until: date | None = None
    decided_here: bool = True
    authority: str = ""
    repaired: bool = False
    withdrawn: bool = False
    listed: bool = False
    still_shared: bool = False


@dataclass(frozen=True)
class Terms:
    """Numbers and choices that the bureau keeps as settings; the names of those not yet confirmed stand in `unconfirmed`."""

    fraud_bar_months: int = 36
    several_longest: bool = True
    court_waives_minimum: bool = True
    unconfirmed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rule:
    """A rule version with the words a person reads. `sure` has the classes whose months were read in the official text."""

    regime: Regime
    name: str
    basis: str
    sure: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Missing:
    """One thing that still stands in the way, how to mend it, and where it is written."""

    code: str
    text: str
    basis: str


@dataclass(frozen=True)
class Answer:
    """What one rule version says. `earliest` is the first day to apply, `ends` the last public day at most (None: not published)."""

    code: str
    name: str
    basis: str
    applies: bool
    severity: str
    months: int
    earliest: date
    ends: date | None
    words: str
    confirmed: bool


@dataclass(frozen=True)
class Eligibility:
    """The answer: outcome, first day to apply, what is missing, both versions for transition cases, and notes to read."""

    outcome: str
    earliest: date | None
    missing: tuple[Missing, ...]
    answers: tuple[Answer, ...]
    notes: tuple[str, ...]
    headline: str

    @property
    def ready(self) -> bool:
        return self.outcome == Outcome.READY

    @property
    def unconfirmed(self) -> bool:
        return not all(answer.confirmed for answer in self.answers)

    @property
    def own(self) -> Answer | None:
        """The answer of the version that applies."""
        return next((answer for answer in self.answers if answer.applies), None)


def check(facts: Facts, rules: Sequence[Rule], terms: Terms, on: date) -> Eligibility:
    """The answer for one record on the day `on`. NotReady when no rule version covers the day of the finding."""
    closed = _closed(facts, on)
    if closed:
        return Eligibility(closed, None, (), (), (), NOT_OPEN[closed])
    by_regime = {rule.regime.code: rule for rule in rules}
    own = by_regime[regime_on([rule.regime for rule in rules], facts.event_date).code]
    current = by_regime[regime_on([rule.regime for rule in rules], max(on, facts.event_date)).code]
    answers = [_answer(facts, own, terms, applies=True)]
    if current is not own:
        answers.append(_answer(facts, current, terms, applies=False))
    earliest = _earliest(facts, answers[0], terms)
    missing = tuple(_missing(facts, answers[0], terms, earliest, on))
    outcome = _outcome(missing)
    return Eligibility(
        outcome,
        earliest,
        missing,
        tuple(answers),
        tuple(_notes(facts, answers, terms, on)),
        _headline(outcome, earliest, missing),
    )


def _closed(facts: Facts, on: date) -> str:
    """Why there is nothing to repair at all, or ""."""
    if not facts.adverse:
        return Outcome.NOT_ADVERSE
    if facts.repaired:
        return Outcome.DONE
    if facts.withdrawn:
        return Outcome.WITHDRAWN
    if facts.listed:
        return Outcome.LISTED
    if facts.public_until is not None and facts.public_until < on and not facts.still_shared:
        return Outcome.ENDED
    return ""


def _answer(facts: Facts, rule: Rule, terms: Terms, *, applies: bool) -> Answer:
    severity, period = _class(facts, rule.regime, terms)
    last = add_months(facts.event_date, period.min_months)
    earliest = last + timedelta(days=1) if period.min_months else facts.event_date
    ends = add_months(facts.event_date, period.max_months) if period.published else None
    word = _CLASS_WORDS.get(severity, severity)
    several = "，几种处罚中按期限最长的一种算" if len(set(facts.severities)) > 1 else ""
    if period.min_months:
        words = f"“{word}”类最短公示期 {period.min_months} 个月，自认定之日 {facts.event_date:%Y-%m-%d} 起算{several}，{last:%Y-%m-%d} 届满。"
    elif period.published:
        words = f"“{word}”类没有最短公示期{several}，纠正、履行完毕就可以申请。"
    else:
        words = f"“{word}”类原则上不公示{several}，纠正、履行完毕就可以申请。"
    sure = severity in rule.sure and not (several and "several_longest" in terms.unconfirmed)
    return Answer(
        rule.regime.code, rule.name, rule.basis, applies, severity, period.min_months, earliest, ends, words, sure
    )


def _class(facts: Facts, regime: Regime, terms: Terms) -> tuple[str, ClassPeriod]:
    """The class that counts: of several penalties the one with the longest period; with the rule switched off, the first."""
    wanted = facts.severities if terms.several_longest else facts.severities[:1]
    known = [(severity, regime.classes[severity]) for severity in wanted if severity in regime.classes]
    if not known:
        regime_on((), facts.event_date)  # says in words that the rules are not loaded
    return max(known, key=lambda one: (one[1].min_months, one[1].max_months))


def _earliest(facts: Facts, own: Answer, terms: Terms) -> date:
    """The first day to apply: the minimum period is over, duties are done, no bar runs."""
    days = [own.earliest]
    if facts.court_on is not None and terms.court_waives_minimum:
        days = [facts.court_on]
    elif facts.duties_done and facts.duties_on:
        days.append(facts.duties_on)
    if facts.fraud_on is not None:
        days.append(add_months(facts.fraud_on, terms.fraud_bar_months) + timedelta(days=1))
    return max(days)


def _missing(facts: Facts, own: Answer, terms: Terms, earliest: date, on: date) -> list[Missing]:
    found = []
    by_court = facts.court_on is not None and terms.court_waives_minimum
    if not by_court and facts.duties_done is False:
        found.append(
            Missing(
                Hindrance.DUTIES,
                "还没有纠正失信行为、履行完行政处罚决定确定的义务；履行后凭缴款凭证等履行证明申请",
                DUTIES,
            )
        )
    if not by_court and facts.duties_done is None:
        found.append(Missing(Hindrance.PROOF, "履行完毕证明，如罚款缴款凭证、整改完成的证明", DUTIES))
    if facts.fraud_on is not None and add_months(facts.fraud_on, terms.fraud_bar_months) >= on:
        until = add_months(facts.fraud_on, terms.fraud_bar_months)
        found.append(
            Missing(
                Hindrance.FRAUD,
                f"以前申请修复时弄虚作假，到 {until:%Y-%m-%d} 为止不能申请",
                "信用修复管理办法（年限待确认）",
            )
        )
    elif earliest > on and not by_court and own.earliest > on:
        found.append(
            Missing(
                Hindrance.TIME, f"最短公示期还没有满，{own.earliest:%Y-%m-%d} 起可以申请", f"{own.basis}；{COUNTING}"
            )
        )
    elif earliest > on:
        found.append(Missing(Hindrance.TIME, f"还没有到可以申请的日子，{earliest:%Y-%m-%d} 起可以申请", own.basis))
    if not facts.decided_here:
        who = facts.authority or "作出认定的机关"
        found.append(Missing(Hindrance.OWNER, f"这条记录由{who}认定，请通过“信用中国”网站向该机关申请", OWNER))
    return found


def _outcome(missing: Sequence[Missing]) -> str:
    codes = {one.code for one in missing}
    for code, outcome in (
        (Hindrance.OWNER, Outcome.ELSEWHERE), (Hindrance.FRAUD, Outcome.BARRED), (Hindrance.TIME, Outcome.WAIT),
        (Hindrance.DUTIES, Outcome.MISSING), (Hindrance.PROOF, Outcome.PROOF),
    ):  # fmt: skip
        if code in codes:
            return outcome
    return Outcome.READY


def _headline(outcome: str, earliest: date, missing: Sequence[Missing]) -> str:
    """最早可申请 2027-02-01；还缺：…"""
    lead = "现在就可以申请" if outcome == Outcome.READY else f"最早可申请 {earliest:%Y-%m-%d}"
    if outcome == Outcome.PROOF:
        lead = "时间条件已满足"
    wanted = [
        one.text for one in missing if one.code in (Hindrance.DUTIES, Hindrance.PROOF, Hindrance.OWNER, Hindrance.FRAUD)
    ]
    return f"{lead}；还缺：{'；'.join(wanted)}" if wanted else lead


def _notes(facts: Facts, answers: Sequence[Answer], terms: Terms, on: date) -> list[str]:
    notes = []
    if len(answers) > 1:
        own, now = answers
        notes.append(
            f"认定之日施行的是“{own.name}”，这条记录适用它；现行的是“{now.name}”，按现行规定最早可申请日是 {now.earliest:%Y-%m-%d}。"
            "两种结果都列出，供您对照；新旧衔接以本局法制科解释为准（待确认）。"
        )
    if facts.penalty_until is not None and facts.penalty_until >= LONG_TERM:
        notes.append("决定书上的“长期”是处罚的有效期，不延长公示期，也不推迟可以申请的日子。")
    if facts.court_on is not None and terms.court_waives_minimum:
        notes.append(
            "人民法院裁定批准重整计划的，凭裁定书申请，不受最短公示期限制；重整期间暂停公示，计划执行完毕后确定。"
        )
    ends = answers[0].ends
    if ends is not None and facts.duties_done is not False and ends >= on:
        notes.append(f"不申请修复的，公示到 {ends:%Y-%m-%d} 自动停止。")
    if ends is not None and facts.duties_done is False:
        notes.append("没有履行完义务的，最长公示期满后是否继续公示按行业规定，须由人逐件决定并写明依据。")
    if terms.unconfirmed and facts.fraud_on is not None:
        notes.append("不得申请的年限尚未与正式文本核对（待确认）。")
    return notes
