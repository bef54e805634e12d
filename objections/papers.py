"""What every paper goes through before it is kept: its kind told by its bytes, a safe name. Evidence stays as it came, byte for byte."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from core.masking import scrub
from core.text import clean
from records.papers import sniffing


@dataclass(frozen=True)
class Taken:
    """A paper as it is kept: kind, digest of its bytes, file name."""

    kind: sniffing.Kind
    sha256: str
    filename: str


def take(content: bytes, filename: str) -> Taken:
    """pdf, jpg, png, ofd or docx of at most 20 MB, known by its bytes. Raises NotUnderstood with what to do."""
    kind = sniffing.sniff(content)
    return Taken(kind, hashlib.sha256(content).hexdigest(), _safe_name(filename, kind))


def _safe_name(filename: str, kind: sniffing.Kind) -> str:
    """The file's own name without folders and numbers of persons, with the ending that its bytes deserve."""
    name = scrub(clean(filename.replace("\\", "/").rsplit("/", 1)[-1])).replace('"', "")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 5:
        name = stem
    return f"{(name or '材料')[:190]}.{kind.code}"
