"""The notice of 国务院办公厅 is understood as it is; so are plain lines; what is not understood is named."""

from datetime import date

import pytest

from accounts.holiday_paste import as_lines, read_holidays
from core.holiday_data import delivered_years

NOTICE_2026 = """各省、自治区、直辖市人民政府：经国务院批准，现将2026年放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。"""


def test_the_notice_itself_gives_the_same_days_as_the_table_delivered():
    pasted = read_holidays(NOTICE_2026, 2026)
    delivered = next(year for year in delivered_years() if year.year == 2026)
    assert pasted.problems == ()
    assert {(r.date, r.kind) for r in pasted.rows} == {(r.date, r.kind) for r in delivered.rows}
    assert next(r.name for r in pasted.rows if r.date == date(2026, 2, 17)) == "春节"


@pytest.mark.parametrize(
    ("line", "days", "kind", "name"),
    [
        ("2027-01-01 放假 元旦", ["2027-01-01"], "off", "元旦"),
        ("元旦 2027/1/1 放假", ["2027-01-01"], "off", "元旦"),
        ("2027年2月20日 调休上班 春节", ["2027-02-20"], "makeup", "春节"),
        ("2027-02-05 至 2027-02-07 放假 春节", ["2027-02-05", "2027-02-06", "2027-02-07"], "off", "春节"),
        ("２０２７-０１-０１ 放假 元旦", ["2027-01-01"], "off", "元旦"),
        ("12月31日至2028年1月1日放假", ["2027-12-31", "2028-01-01"], "off", "节假日"),
    ],
)
def test_plain_lines_are_understood(line, days, kind, name):
    rows = read_holidays(line, 2027).rows
    assert [(r.date.isoformat(), r.kind, r.name) for r in rows] == [(day, kind, name) for day in days]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "没有找到任何日期"),
        ("明年放假安排待定", "没有找到任何日期"),
        ("2027-01-05", "第 1 行没有写明"),
        ("元旦放假\n2027-02-30 放假 春节", "第 2 行的日期不存在"),
        ("2027-02-07 至 2027-02-05 放假 春节", "先后颠倒"),
        ("2027-01-01 至 2027-12-31 放假", "先后颠倒"),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(text, says):
    assert says in read_holidays(text, 2027).problems[0]


def test_a_day_named_twice_counts_once_and_lines_can_be_read_back():
    pasted = read_holidays(NOTICE_2026 + "\n" + NOTICE_2026, 2026)
    assert len(pasted.rows) == 39
    assert read_holidays(as_lines(pasted.rows), 2026) == pasted
