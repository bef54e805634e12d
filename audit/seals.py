"""The arithmetic of seals, without a database: what a seal binds together, and which row breaks it.

A seal covers the rows that one history table gained since its last seal. For each row it keeps 8 bytes of the SHA-256 of the
row's text; for all of them one SHA-256 of the full digests. Both, with the table, the range and the moment, go into an HMAC
that also takes in the digest of the seal before, whichever table that one was for: one chain over everything.
The key is not in the database (settings.SEAL_KEY), so nobody who can only write to the database can make a fitting seal.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

MARK_BYTES = 8

Change = Literal["changed", "missing", "added"]


@dataclass(frozen=True)
class SealFacts:
    """Everything a seal states. `ids_digest` and `marks_digest` are SHA-256 of the packed ids and marks, in hex."""

    table: str
    columns: Sequence[str]
    first_id: int
    last_id: int
    count: int
    ids_digest: str
    marks_digest: str
    content_digest: str
    at: datetime


def seal_digest(key: bytes, previous: str, facts: SealFacts) -> str:
    """The seal itself, in hex. Any fact that differs gives another one."""
    stated = [
        previous, facts.table, list(facts.columns), facts.first_id, facts.last_id, facts.count,
        facts.ids_digest, facts.marks_digest, facts.content_digest, facts.at.astimezone(UTC).isoformat(timespec="microseconds"),
    ]  # fmt: skip
    message = json.dumps(stated, ensure_ascii=True, separators=(",", ":")).encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def sha256_hex(value: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(value).hexdigest()


def unpack_ids(packed: bytes) -> list[int]:
    """Row ids from their packed form (8 bytes each, big-endian, as PostgreSQL's int8send writes them)."""
    return [number for (number,) in struct.iter_unpack(">q", packed)]


def unpack_marks(packed: bytes) -> list[bytes]:
    """Row marks from their packed form."""
    return [packed[start : start + MARK_BYTES] for start in range(0, len(packed), MARK_BYTES)]


def differences(
    sealed_ids: Sequence[int], sealed_marks: Sequence[bytes], present_ids: Sequence[int], present_marks: Sequence[bytes]
) -> Iterator[tuple[int, Change]]:
    """The rows that do not fit the seal, lowest id first, each with what happened to it."""
    sealed = dict(zip(sealed_ids, sealed_marks, strict=True))
    present = dict(zip(present_ids, present_marks, strict=True))
    for row in sorted(sealed.keys() | present.keys()):
        if row not in present:
            yield row, "missing"
        elif row not in sealed:
            yield row, "added"
        elif sealed[row] != present[row]:
            yield row, "changed"
