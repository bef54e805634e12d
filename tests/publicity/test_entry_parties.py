"""Whoever registers a decision picks the organisation and does not type again what its file already says."""

from __future__ import annotations

import pytest
from django.urls import reverse

from publicity.entry_parties import MOST_NAMES, from_the_file, names_to_choose, party_of
from publicity.standard.samples import standard_for
from tests.factories import make_section, make_subject, make_user

pytestmark = pytest.mark.django_db
ROLES = standard_for("licence").roles
NAME, KIND, CODE, HEAD = (ROLES[role] for role in ("party_name", "party_kind", "uscc", "legal_rep"))


@pytest.fixture
def firm():
    return make_subject(name="重庆云岫律师事务所", uscc="31500000MD0000008D", legal_representative="周明远")


def test_the_exact_name_brings_code_kind_and_head(firm):
    assert from_the_file(ROLES, {NAME: " 重庆云岫律师事务所 "}) == {
        KIND: "法人及非法人组织",
        CODE: firm.uscc,
        HEAD: "周明远",
    }


def test_the_code_brings_the_name(firm):
    assert from_the_file(ROLES, {CODE: firm.uscc.lower()})[NAME] == firm.name


def test_what_was_typed_is_never_replaced(firm):
    assert from_the_file(ROLES, {NAME: firm.name, HEAD: "李四", KIND: "自然人"}) == {CODE: firm.uscc}


@pytest.mark.parametrize("typed", [{}, {NAME: ""}, {NAME: "云岫"}, {NAME: "重庆云岫律师事务所分所"}, {CODE: "3150"}])
def test_a_piece_of_a_name_or_code_brings_nothing(firm, typed):
    assert from_the_file(ROLES, typed) == {}


def test_two_files_of_one_name_bring_nothing(firm):
    make_subject(name=firm.name, uscc="31500000MD00001059")
    assert from_the_file(ROLES, {NAME: firm.name}) == {}


def test_a_persons_file_is_not_told_to_who_types_a_name():
    make_subject(kind="lawyer", name="周明远", uscc="")
    assert from_the_file(ROLES, {NAME: "周明远"}) == {}
    assert "周明远" not in names_to_choose()


def test_a_sole_trader_is_one():
    make_subject(kind="sole_trader", name="巫山县晨光打字复印店", uscc="92500237MA5UABCD06")
    assert from_the_file(ROLES, {NAME: "巫山县晨光打字复印店"})[KIND] == "个体工商户"


@pytest.mark.parametrize("pk", ["", "x", "0", "9" * 30, "²"])
def test_an_address_that_names_no_file_fills_nothing(pk):
    assert party_of(ROLES, pk) == {}


def test_who_comes_from_a_file_finds_its_party_in_the_form(firm):
    assert party_of(ROLES, str(firm.pk))[CODE] == firm.uscc


def test_the_form_offers_the_names_and_the_check_proposes(client, firm):
    client.force_login(make_user(section=make_section("approval")))
    page = client.get(reverse("admin:publicity_enter_kind", args=["licence"])).content.decode()
    assert f'<option value="{firm.name}">' in page and 'list="party-names"' in page
    said = client.post(reverse("admin:publicity_check", args=["licence"]), {NAME: firm.name}).json()["fields"]
    assert said[CODE] == {"level": "known", "message": "主体档案里有：", "fix": firm.uscc}


def test_the_list_of_names_is_bounded(firm, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(names_to_choose()) <= MOST_NAMES
