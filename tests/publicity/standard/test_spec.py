"""The declarations: complete, storable in rows, refused when they are wrong."""

import copy
import json

import pytest

from publicity.standard.conditions import BadCondition, compile_condition
from publicity.standard.engine import compile_standard
from publicity.standard.spec import BadStandard, from_rows, shipped_specs, to_rows

KINDS = {"licence", "penalty", "coercion", "confirmation", "adjudication", "reward", "levy", "inspection", "payment"}
SPECS = shipped_specs()
NAMES = [f"{spec['kind']}-{spec['edition']}" for spec in SPECS]


def test_all_nine_kinds_are_declared_and_the_double_publicity_in_two_editions():
    assert {spec["kind"] for spec in SPECS} == KINDS
    assert {(spec["kind"], spec["edition"]) for spec in SPECS if spec["edition"] != "local-1"} == {
        ("licence", "2018"), ("licence", "2016"), ("penalty", "2018"), ("penalty", "2016"),
    }  # fmt: skip


def test_the_newest_edition_of_a_kind_comes_first():
    assert [spec["edition"] for spec in SPECS if spec["kind"] == "penalty"] == ["2018", "2016"]


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_rows_of_the_tables_give_the_same_standard(spec):
    edition, fields = to_rows(spec)
    again = from_rows(json.loads(json.dumps(edition)), json.loads(json.dumps(list(reversed(fields)))))
    assert again == spec
    assert compile_standard(again) == compile_standard(spec)


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_columns_of_the_tables_are_wide_enough(spec):
    edition, fields = to_rows(spec)
    assert len(edition["name"]) <= 120
    assert len(edition["basis"]) <= 200
    for field in fields:
        assert len(field["code"]) <= 40
        assert len(field["header"]) <= 80
        assert len(field["help"]) <= 300


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_roles_and_codes_are_unique_and_the_core_is_there(spec):
    roles = [field["role"] for field in spec["fields"]]
    field_codes = [field["code"] for field in spec["fields"]]
    assert len(set(roles)) == len(roles)
    assert len(set(field_codes)) == len(field_codes)
    assert {"party_name", "decided_on", "agency", "id_number"} <= set(roles)


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_identity_numbers_and_remarks_are_never_public(spec):
    for field in spec["fields"]:
        if field.get("format") == "id_number" or field["role"] in ("remark", "id_type", "legal_rep_id_type"):
            assert field["public_level"] == "never"


def test_a_person_who_got_legal_aid_is_never_public():
    payment = next(spec for spec in SPECS if spec["kind"] == "payment")
    party = [field for field in payment["fields"] if field["code"].startswith("JF_XDR") or field["role"] == "content"]
    assert {field["public_level"] for field in party} == {"never"}


@pytest.mark.parametrize("spec", SPECS, ids=NAMES)
def test_what_is_uncertain_is_marked(spec):
    standard = compile_standard(spec)
    for field in standard.fields:
        assert field.pending if field.certainty != "S" else True
    assert spec["certainty"] in ("S", "K", "U")
    assert spec["note"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"type": "number"}, "type"),
        ({"required": "sometimes"}, "required"),
        ({"required": {"when": {"party": ["legal"]}, "because": "x"}}, "required"),
        ({"public_level": "secret"}, "public_level"),
        ({"applies_to": ["firm"]}, "applies_to"),
        ({"colour": "red"}, "colour"),
        ({"help": ""}, "filling note"),
        ({"format": "isbn"}, "format"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_field(change, told):
    spec = copy.deepcopy(dict(next(spec for spec in SPECS if spec["kind"] == "penalty")))
    spec["fields"][0].update(change)
    with pytest.raises(BadStandard, match=told) as caught:
        compile_standard(spec)
    assert "CF_XDR_MC" in str(caught.value)


def test_an_enumeration_without_values_is_refused():
    spec = copy.deepcopy(dict(next(spec for spec in SPECS if spec["kind"] == "penalty")))
    del spec["fields"][1]["enum"]
    with pytest.raises(BadStandard, match="values"):
        compile_standard(spec)


def test_a_condition_on_an_unknown_field_is_refused_when_the_standard_is_compiled():
    spec = copy.deepcopy(dict(next(spec for spec in SPECS if spec["kind"] == "penalty")))
    spec["fields"][5]["required"] = {"when": {"present": "CF_NOWHERE"}}
    with pytest.raises(BadCondition, match="CF_NOWHERE"):
        compile_standard(spec)


SLOTS = {"A": 0, "B": 1, "": 2}
MARKS = {"B": {"": frozenset(), "罚款": frozenset({"fine"}), "警告": frozenset()}}


@pytest.mark.parametrize(
    ("condition", "row", "met"),
    [
        ({"party": ["legal", "sole"]}, ["", "", "legal"], True),
        ({"party": ["legal", "sole"]}, ["", "", "natural"], False),
        ({"present": "A"}, ["x", "", ""], True),
        ({"present": "A"}, ["", "", ""], False),
        ({"blank": "A"}, ["", "", ""], True),
        ({"contains": ["A", ["吊销", "暂扣"]]}, ["处以暂扣", "", ""], True),
        ({"contains": ["A", ["吊销"]]}, [None, "", ""], False),
        ({"marks": ["B", "fine"]}, ["", "罚款", ""], True),
        ({"marks": ["B", "fine"]}, ["", "警告", ""], False),
        ({"all": [{"present": "A"}, {"blank": "B"}]}, ["x", "", ""], True),
        ({"all": [{"present": "A"}, {"blank": "B"}]}, ["x", "y", ""], False),
        ({"any": [{"present": "A"}, {"present": "B"}]}, ["", "y", ""], True),
        ({"not": {"present": "A"}}, ["x", "", ""], False),
    ],
)
def test_conditions_are_read_as_written(condition, row, met):
    assert compile_condition(condition, SLOTS, MARKS)(row) is met


@pytest.mark.parametrize("condition", [{}, {"party": [], "present": "A"}, {"sometimes": "A"}])
def test_a_condition_nobody_can_read_is_refused(condition):
    with pytest.raises(BadCondition):
        compile_condition(condition, SLOTS, MARKS)
