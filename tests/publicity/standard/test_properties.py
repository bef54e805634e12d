"""What holds for every cell that anybody could type: nothing is raised, the answer is the same twice, canonical values stay."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publicity.standard.context import Context
from publicity.standard.findings import ERROR, LEVEL_LABELS
from publicity.standard.header_text import read_header
from publicity.standard.registry import RULES
from publicity.standard.samples import TODAY, by_code, good_row, standard_for
from tests.publicity.standard.helpers import BOOK

CASES = [
    ("penalty", "2018"),
    ("licence", "2018"),
    ("penalty", "2016"),
    ("licence", "2016"),
    ("reward", "local-1"),
    ("payment", "local-1"),
]
WORDS = st.sampled_from(
    ["", "无", "— —", "长期", "2099-12-31", "警告；罚款", "其他-", "其他-×", "罚款2000元", "31500000MD0000008D", "92500237MA5UABCD06",
     "110101199003074530", "巫山司罚决字[2026]1号", "<>号", "《律师法》第四十七条", "自然人", "法人", "0", "0.2", "2100元", "处罚机关",
     "某某公司，张三", "某某（公司", "\u200b", "'=1+1", "１２３", "其他-A;B", "其他；其他-甲", "99999999", "12-31", "2026-2-30"]
)  # fmt: skip
CELLS = st.one_of(
    WORDS,
    st.text(max_size=30),
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(None)),
    st.lists(st.text(max_size=3), max_size=2),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)


def checker(case):
    return standard_for(*case).checker(Context(today=TODAY))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=st.sampled_from(CASES), data=st.data())
def test_no_cell_is_ever_too_strange(case, data):
    width = len(standard_for(*case).codes)
    row = data.draw(st.lists(CELLS, max_size=width + 2))
    verdict = checker(case).check(row)
    for finding in verdict.findings:
        assert finding.code in RULES
        assert finding.level in LEVEL_LABELS
        assert finding.message
        assert finding.field == "" or finding.field in standard_for(*case).by_code


@settings(max_examples=150, deadline=None)
@given(case=st.sampled_from(CASES), data=st.data())
def test_the_same_row_is_always_judged_the_same(case, data):
    width = len(standard_for(*case).codes)
    rows = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=3))
    one = checker(case)
    warmed = [one.judge(row).findings for row in rows]
    again = [one.judge(row).findings for row in rows]
    fresh = [checker(case).judge(row).findings for row in rows]
    assert [strip(found) for found in warmed] == [strip(found) for found in again] == [strip(found) for found in fresh]


def strip(found):
    """Without the one rule that remembers earlier rows on purpose."""
    return [finding for finding in found if finding.code != "W-AG-03"]


@settings(max_examples=250, deadline=None)
@given(
    case=st.sampled_from([("penalty", "legal"), ("penalty", "natural"), ("licence", "legal"), ("licence", "sole")]),
    data=st.data(),
)
def test_canonical_values_are_read_as_themselves(case, data):
    kind, party = case
    standard = standard_for(kind)
    row = by_code(standard, good_row(kind, party))
    for code in data.draw(st.lists(st.sampled_from(standard.codes), max_size=5)):
        row[code] = data.draw(CELLS)
    first = standard.check_record(row, Context(today=TODAY))
    again = standard.check_record(first.values, Context(today=TODAY))
    if first.good:
        assert again.good
        assert again.values == first.values
        assert again.key == first.key
    else:
        readable = {finding.field for finding in first.findings if finding.level == ERROR}
        assert all(again.values[code] == value for code, value in first.values.items() if code not in readable)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_header_is_ever_too_strange(text):
    found = read_header(text)
    assert read_header(text) is found or read_header(text) == found
    reading = BOOK.read([text, "行政相对人名称", "处罚依据"], "penalty")
    said = len(reading.columns) + len(reading.ignored) + len(reading.unknown) + len(reading.doubles)
    assert said == (3 if text.strip() else 2)


@settings(deadline=None)
@given(st.dates(date(1990, 1, 1), TODAY))
def test_a_day_means_the_same_in_every_writing(day):
    standard = standard_for("penalty")
    writings = [
        day, day.isoformat(), day.strftime("%Y/%m/%d"), day.strftime("%Y%m%d"), f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}", float((day - date(1899, 12, 30)).days),
    ]  # fmt: skip
    row = by_code(standard, good_row("penalty"))
    read = {
        standard.check_record({**row, "CF_JDRQ": writing}, Context(today=TODAY)).values["CF_JDRQ"]
        for writing in writings
    }
    assert read == {day}
