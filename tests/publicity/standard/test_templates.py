"""Written into the platform's template and read back, a decision is the same."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publicity.standard.context import Context
from publicity.standard.samples import TODAY, by_code, good_row, standard_for
from publicity.standard.templates import read_back, template_for, templates_of
from tests.publicity.standard.helpers import TEMPLATES, template_headers

NAMED = [name for name, columns in TEMPLATES.items() if isinstance(columns, list)]
CASES = [(kind, party) for kind in ("licence", "penalty") for party in ("legal", "sole", "natural")]


def kind_of(name):
    return "licence" if "permission" in name else "penalty"


@pytest.mark.parametrize("name", NAMED)
def test_the_columns_are_the_platforms_in_its_order(name):
    template = templates_of(standard_for(kind_of(name)))[name]
    assert template.headers == template_headers(name)


@pytest.mark.parametrize(
    ("kind", "party", "name"),
    [
        ("licence", "legal", "legal_permission_24"),
        ("licence", "sole", "legal_permission_24"),
        ("licence", "natural", "natural_permission_18"),
        ("penalty", "sole", "legal_penalty_26"),
        ("penalty", "natural", "natural_penalty_20"),
    ],
)
def test_sole_traders_go_into_the_organisations_template(kind, party, name):
    assert template_for(standard_for(kind), party).name == name


def test_the_whole_table_has_every_field():
    for kind, name, width in (("licence", "full_licence_28", 28), ("penalty", "full_penalty_30", 30)):
        standard = standard_for(kind)
        template = templates_of(standard)[name]
        assert len(template.columns) == width
        assert template.codes == list(standard.codes)


def test_an_edition_without_templates_says_so():
    with pytest.raises(KeyError):
        template_for(standard_for("penalty", "2016"), "legal")


def test_cells_have_the_platforms_form():
    standard = standard_for("penalty")
    row = {**good_row("penalty"), "category": "罚款", "content": "罚款2100元", "fine": 0.21, "penalty_until": "长期"}
    values = standard.check_record(by_code(standard, row), Context(today=TODAY)).values
    template = template_for(standard, "legal")
    cells = dict(zip(template.codes, template.row(values), strict=True))
    assert cells["CF_JDRQ"] == "2026/03/02"
    assert cells["CF_YXQ"] == "2099/12/31"
    assert cells["CF_NR_FK"] == "0.21"
    assert cells["CF_GSJZQ"] == ""
    assert cells["CF_XDR_SHXYM"] == "31500000MD0000008D"


def test_the_second_header_row_tells_how_to_fill():
    template = templates_of(standard_for("penalty"))["full_penalty_30"]
    hints = dict(zip(template.codes, template.hints(), strict=True))
    assert hints["CF_XDR_MC"].startswith("（必填）")
    assert hints["CF_GSJZQ"].startswith("（选填）")
    assert hints["CF_NR_FK"].startswith("（条件必填）")


TEXT = st.text(alphabet="律师事务所执业许可决定内容甲乙丙丁一二三", min_size=2, max_size=20)
DAYS = st.dates(date(2000, 1, 1), date(2026, 8, 31))
WAN = st.decimals(Decimal("0.000001"), Decimal("9.999999"), places=6)


@settings(deadline=None)
@given(
    case=st.sampled_from(CASES), text=TEXT, day=DAYS, amount=WAN, number=st.integers(1, 99999), forever=st.booleans()
)
def test_written_and_read_back_every_value_is_the_same(case, text, day, amount, number, forever):
    kind, party = case
    standard = standard_for(kind)
    end = "长期" if forever else (day + timedelta(days=365)).isoformat()
    change = {
        "decided_on": day,
        "doc_number": f"巫山司决字〔{day.year}〕{number}号",
        "content": f"甲{text}",
        "remark": text,
    }
    change |= (
        {"valid_from": day, "valid_to": end}
        if kind == "licence"
        else {"penalty_until": end, "category": "警告；罚款", "fine": amount}
    )
    row = by_code(standard, {**good_row(kind, party), **change})
    verdict = standard.check_record(row, Context(today=TODAY))
    assert verdict.good
    template = template_for(standard, party)
    [again] = read_back(template, standard, [template.row(verdict.values)])
    assert {code: again[code] for code in template.codes} == {code: verdict.values[code] for code in template.codes}
    kind_field = standard.roles["party_kind"]
    assert again[kind_field] == verdict.values[kind_field]
