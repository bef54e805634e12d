"""What a staged line and a digest are made of: exact text, whatever stands in the cells."""

from __future__ import annotations

import io
import json
import uuid

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from publicity.assembly import canonical_json, digest
from publicity.importing.lines import _join, random_ids

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)


@given(st.dictionaries(TEXTS, TEXTS, max_size=8))
def test_the_canonical_text_is_json_sorted_and_without_spaces(mapping):
    assert canonical_json(mapping) == json.dumps(mapping, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@given(st.dictionaries(TEXTS, TEXTS, max_size=8))
def test_the_digest_does_not_depend_on_the_order_of_fields(mapping):
    turned = dict(reversed(mapping.items()))
    assert digest(canonical_json(mapping), {}) == digest(canonical_json(turned), {})


def test_public_ids_are_random_uuids_all_different():
    made = [uuid.UUID(text) for text in random_ids(1000)]
    assert len(set(made)) == 1000
    assert {(one.version, one.variant) for one in made} == {(4, uuid.RFC_4122)}
    assert made[0].hex not in {uuid.UUID(text).hex for text in random_ids(1000)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value",
    [
        "平常",
        "制表\t符",
        "两\n行",
        "回车\r",
        "反斜\\杠",
        "\\N",
        "\\.",
        '引"号',
        '{"a":"b\\n"}',
        "",
        None,
        "😀",
        "x" * 5000,
    ],
)
def test_copy_brings_every_value_through_unchanged(value):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE copied (a text, b text) ON COMMIT DROP")
        cursor.cursor.copy_expert(
            "COPY copied FROM STDIN", io.BytesIO(_join(("left", value)) + _join((value, "right")))
        )
        cursor.execute("SELECT a, b FROM copied")
        assert cursor.fetchall() == [("left", value), (value, "right")]
