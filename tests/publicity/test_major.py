"""Which penalties need a legal review on file before they are reported (行政处罚法第五十八条)."""

from decimal import Decimal

import pytest

from publicity.major import MajorRule, is_major

RULE = MajorRule(("吊销", "停业整顿", "责令停产停业"), Decimal("5"), Decimal("0.5"))


@pytest.mark.parametrize(
    ("texts", "fine", "person", "expected"),
    [
        (("警告", "给予警告"), None, False, False),
        (("罚款", "处罚款10000元"), Decimal("1"), False, False),
        (("罚款", ""), Decimal("5"), False, True),
        (("罚款", ""), Decimal("4.999999"), False, False),
        (("罚款", ""), Decimal("0.5"), True, True),
        (("罚款", ""), Decimal("0.499999"), True, False),
        (("责令停产停业", ""), None, False, True),
        (("其他", "停业整顿一个月"), None, False, True),
        (("吊销许可证件", ""), None, True, True),
    ],
)
def test_major_by_kind_or_by_amount(texts, fine, person, expected):
    assert is_major(RULE, texts=texts, fine=fine, person=person) is expected
