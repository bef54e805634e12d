"""Good sample rows, invented, one per kind of party: the ground on which every rule shows what it refuses.

The page of rules shows them as examples; a test proves that they are good and that each rule's sample is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from publicity.standard.context import Context
from publicity.standard.engine import Standard, compile_standard
from publicity.standard.findings import Verdict
from publicity.standard.registry import Sample
from publicity.standard.spec import shipped_specs

TODAY = date(2026, 9, 1)

_ORGAN = {
    "agency": "巫山县司法局",
    "agency_code": "115002370091012384",
    "source": "巫山县司法局",
    "source_code": "115002370091012384",
}
_PARTIES: dict[str, dict[str, Any]] = {
    "legal": {
        "party_name": "重庆晨光律师事务所",
        "party_kind": "法人及非法人组织",
        "uscc": "31500000MD0000008D",
        "legal_rep": "周明远",
    },
    "sole": {
        "party_name": "巫山县晨光打字复印店",
        "party_kind": "个体工商户",
        "uscc": "92500237MA5UABCD06",
        "legal_rep": "周明远",
    },
    "natural": {
        "party_name": "周明远",
        "party_kind": "自然人",
        "id_type": "身份证",
        "id_number": "110101199003074530",
    },
}
_FACTS: dict[str, dict[str, Any]] = {
    "penalty": {
        "doc_number": "巫山司罚决字〔2026〕1号",
        "violation": "违反规定会见当事人",
        "facts": "2026年1月，当事人违反规定收取费用。",
        "basis": "《中华人民共和国律师法》第四十八条",
        "category": "警告",
        "content": "给予警告",
        "decided_on": "2026/03/02",
        "penalty_until": "2099/12/31",
    },
    "licence": {
        "doc_name": "准予行政许可决定书",
        "doc_number": "巫山司许〔2026〕1号",
        "category": "核准",
        "content": "准予变更执业机构",
        "decided_on": "2026/03/02",
        "valid_from": "2026/03/02",
        "valid_to": "2099/12/31",
        "status": "1",
    },
}


def good_row(kind: str, party: str = "legal") -> dict[str, Any]:
    """A row that passes every rule, by role, as raw cells."""
    return {**_PARTIES[party], **_FACTS[kind], **_ORGAN}


@lru_cache(maxsize=32)
def standard_for(kind: str, edition: str = "2018") -> Standard:
    """A shipped standard by kind and edition, compiled once."""
    spec = next(spec for spec in shipped_specs() if (spec["kind"], spec["edition"]) == (kind, edition))
    return compile_standard(spec)


def by_code(standard: Standard, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row by role as a row by field code; roles the standard does not have are left out."""
    return {standard.roles[role]: cell for role, cell in row.items() if role in standard.roles}


def judge(sample: Sample) -> Verdict:
    """The verdict on a rule's sample."""
    standard = standard_for(sample.kind, sample.edition)
    row = {**good_row(sample.kind, sample.party), **sample.change}
    return standard.check_record(by_code(standard, row), Context(today=TODAY, **sample.context))
