"""What a paper goes through before it is kept: its kind told by its bytes, a photo without its hidden facts, a safe name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from core.errors import NotUnderstood
from core.masking import scrub
from core.papers import metadata, sniffing
from core.text import clean

_STRIP = {"jpg": metadata.stripped_jpg, "png": metadata.stripped_png}
PICTURES = ("jpg", "png", "pdf")


@dataclass(frozen=True)
class Taken:
    """A paper as it is kept."""

    kind: sniffing.Kind
    content: bytes
    sha256: str
    filename: str


def take(
    content: bytes, filename: str, *, only: tuple[str, ...] = (), strip: bool = True, noun: str = "材料", field: str = "file"
) -> Taken:  # fmt: skip
    """The paper, without what a photo tells beside its picture unless it must stay as it came (`strip`).

    NotUnderstood, with what to do, for other kinds than `only` (without it pdf, jpg, png, ofd, docx) and for more than 20 MB.
    """
    try:
        kind = sniffing.sniff(content)
    except NotUnderstood as error:
        raise NotUnderstood(f"“{_shown(filename, noun)}”：{error.message}", code=error.code, field=field) from error
    if only and kind.code not in only:
        raise NotUnderstood(f"{noun}请用 {'、'.join(only)} 格式。", code="E-FILE-03", field=field)
    if strip and kind.code in _STRIP:
        content = _STRIP[kind.code](content)
    return Taken(kind, content, hashlib.sha256(content).hexdigest(), _safe_name(filename, kind.code, noun))


def _shown(filename: str, noun: str) -> str:
    """The file's own name without folders and numbers of persons."""
    return scrub(clean(filename.replace("\\", "/").rsplit("/", 1)[-1])).replace('"', "")[:190] or noun


def _safe_name(filename: str, ending: str, noun: str) -> str:
    """The name with the ending that its bytes deserve."""
    name = _shown(filename, noun)
    stem, dot, tail = name.rpartition(".")
    return f"{((stem if dot and len(tail) <= 5 else name) or noun)[:190]}.{ending}"
