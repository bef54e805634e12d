"""Codes of organisations and persons in a row (data quirk 1 and 10)."""

import csv

import pytest

from core.identifiers import uscc
from publicity.standard.context import Context
from publicity.standard.samples import TODAY
from tests.publicity.standard.helpers import DATA, codes, judged, messages

VALID = (DATA / "uscc_valid.txt").read_text(encoding="utf-8").split()
with (DATA / "uscc_refused.tsv").open(encoding="utf-8", newline="") as file:
    REFUSED = [
        row["value"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["why"] != "PASSES"
    ]


def row_for(code):
    """A party that fits any code: only the code itself is on trial."""
    return {
        "party_name": "重庆晨光某某单位",
        "uscc": code,
        "party_kind": "个体工商户" if code.startswith("92") else "法人及非法人组织",
    }


@pytest.mark.parametrize("code", VALID)
def test_every_valid_code_passes(code):
    verdict = judged(**row_for(code))
    assert verdict.good
    assert verdict.values["CF_XDR_SHXYM"] == code


@pytest.mark.parametrize("value", REFUSED)
def test_every_refused_value_is_refused_or_needs_a_reason(value):
    refused = judged(**row_for(value))
    assert not refused.good
    [finding] = [
        finding for finding in refused.findings if finding.field == "CF_XDR_SHXYM" and finding.level == "error"
    ]
    with_reason = Context(today=TODAY, overrides={"CF_XDR_SHXYM": "证照原件确是如此，已与登记机关核实"})
    lifted = judged(**row_for(value), context=with_reason)
    assert lifted.good is (uscc.check(value).state == "check_digit")
    assert lifted.good is finding.overridable


def test_an_override_without_a_reason_lifts_nothing():
    row = row_for("91350211M00013FA1N")
    assert not judged(**row, context=Context(today=TODAY, overrides={"CF_XDR_SHXYM": "  "})).good


def test_a_reason_given_for_one_row_lifts_only_that_row():
    row = row_for("91350211M00013FA1N")
    context = Context(today=TODAY, overrides={(7, "CF_XDR_SHXYM"): "证照原件确是如此"})
    assert not judged(**row, context=context).good


def test_the_reason_is_kept_with_the_finding():
    context = Context(today=TODAY, overrides={"CF_XDR_SHXYM": "证照原件确是如此"})
    [finding] = judged(**row_for("91350211M00013FA1N"), context=context).findings
    assert (finding.code, finding.level) == ("E-ID-02", "warning")
    assert "证照原件确是如此" in finding.message


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("91410105674139084T（1-1）", "91410105674139084T"),
        ("92500233ＭＡ5ＵＴＣＥ89Ｈ", "92500233MA5UTCE89H"),
        ("’91469002MA5RCB41X4", "91469002MA5RCB41X4"),
        ("500237000123456", "15 位"),
        ("87", "拖动"),
        ("9150023*********1Y", "隐去"),
    ],
)
def test_the_message_names_what_is_wrong_and_how_to_mend_it(value, told):
    [message] = messages("E-ID-01", **row_for(value))
    assert told in message


@pytest.mark.parametrize("value", [9.15002372e17, 6.0, 500237, "9.15002E+17", "5.00237199001011E+17", "12345.0"])
def test_a_number_in_a_code_column_is_refused_with_the_reason(value):
    [message] = messages("E-ID-09", uscc=value)
    assert "文本" in message
    assert "重新录入" in message


def test_a_number_in_a_certificate_column_is_refused_too():
    assert "E-ID-09" in codes("licence", certificate_name="律师执业证", certificate_no=1.5002e16)


@pytest.mark.parametrize(
    ("name", "code", "level"),
    [
        ("重庆晨光律师事务所", "31500000MD0000008D", None),
        ("重庆晨光律师事务所", "91500237MA5U00011Y", "error"),
        ("巫山县大溪法律服务所", "33500237MD0000024T", None),
        ("巫山县大溪基层法律服务所", "31500000MD0000008D", "error"),
        ("重庆市巫山县公证处", "32500000MD0000032T", None),
        ("重庆市巫山县公证处", "91500237MA5U00011Y", "warning"),
        ("重庆法正司法鉴定所", "91500237MA5U00011Y", None),
        ("重庆晨光商贸有限公司", "91500237MA5U00011Y", None),
        ("巫山县司法局机关工会", "115002370091012384", None),
        ("重庆晨光律师事务所管理有限公司", "91500237MA5U00011Y", None),
        ("北京某某律师事务所重庆分所", "91500237MA5U00011Y", "error"),
    ],
)
def test_organisations_need_not_begin_with_91_but_law_firms_begin_with_31(name, code, level):
    found = [finding.level for finding in judged(party_name=name, uscc=code).findings if finding.code == "E-ID-03"]
    assert found == ([level] if level else [])


def test_sole_traders_stand_in_the_table_of_organisations_under_their_own_kind():
    assert codes(party="sole") == []
    [finding] = judged(party="sole", party_kind="法人及非法人组织").findings
    assert (finding.code, finding.suggestion) == ("E-CL-01", "个体工商户")


def test_a_sole_trader_may_stand_under_the_owners_name():
    assert codes(party="sole", party_name="周明远") == []


def test_an_abolished_region_is_only_mentioned():
    [finding] = judged(party_name="某某有限公司", uscc="91990102MA00000070").findings
    assert (finding.code, finding.level) == ("W-ID-04", "warning")


def test_a_person_leaves_code_and_head_empty():
    assert codes(party="natural") == []
    assert codes(party="natural", uscc="31500000MD0000008D") == ["E-LAW-04"]
    assert codes(party="natural", legal_rep="张三") == ["E-LAW-04"]


def test_an_organisation_leaves_the_persons_papers_empty():
    assert codes(id_type="身份证", id_number="110101199003074530") == ["E-LAW-04", "E-LAW-04"]


@pytest.mark.parametrize("missing", ["id_type", "id_number"])
def test_a_person_needs_a_paper_and_its_number(missing):
    assert codes(party="natural", **{missing: ""}) == ["E-REQ-01"]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("110101199003074530", []),
        ("11010119900307453０", ["N-ID-10"]),
        ("110101199003074531", ["E-ID-08"]),
        ("110101199013074530", ["E-ID-08"]),
        ("110101900307453", ["E-ID-08"]),
        ("1101011990030745", ["E-ID-08"]),
        ("110101********4530", ["E-ID-16"]),
        (1.1010119900307453e17, ["E-ID-09"]),
    ],
)
def test_citizens_numbers_are_checked(number, said):
    assert codes(party="natural", id_number=number) == said


def test_another_paper_is_not_checked_as_an_identity_card():
    assert codes(party="natural", id_type="护照号", id_number="E12345678") == []


def test_no_identity_number_is_ever_quoted():
    for number in ("110101199003074531", "110101********4530", "110101199013074530"):
        for finding in judged(party="natural", id_number=number).findings:
            assert number[:6] not in finding.message
    [message] = messages("E-COL-01", uscc="110101199003074530")
    assert "110101" not in message


def test_a_needless_identity_number_of_the_head_is_advised_against():
    assert codes(legal_rep_id="110101199003074530") == ["W-LAW-10"]


def test_the_organisation_code_is_part_of_the_social_credit_code():
    assert codes(org_code="MD0000008") == []
    assert codes(org_code="MD000000-8") == []
    assert codes(org_code="MD0000016") == ["W-ID-12"]
    assert codes(org_code="MD0000009") == ["E-ID-11"]
    [finding] = judged(org_code="31500000MD0000008D").findings
    assert (finding.code, finding.suggestion) == ("E-ID-11", "MD0000008")


def test_an_organs_code_begins_with_11():
    assert codes(agency_code="31500000MD0000008D")[0] == "W-ID-13"
    assert codes(agency_code="1150023700910123") == ["E-ID-01"]


def test_a_lawyers_licence_number_has_a_structure_but_no_check_digit():
    row = {"certificate_name": "律师执业证"}
    assert "E-ID-06" not in codes("licence", **row, certificate_no="15002201010123456")
    assert "E-ID-06" in codes("licence", **row, certificate_no="150022010101234567")
    assert "E-ID-06" not in codes("licence", certificate_name="基层法律服务工作者执业证", certificate_no="3500123")
