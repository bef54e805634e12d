"""Reading closed lists: the standard's words, the codes and synonyms seen in practice, and 其他-×× which needs its text."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import NamedTuple

from core.text import fold
from publicity.standard.spec import Field

_OTHER = re.compile(r"其[他它](?:[(（\[【](?P<inside>[^()（）]*)[)）\]】]|[-—–－_:：]*(?P<text>.*))")
_OUTER = re.compile(r"[;；\n]+")
_MEMORY = 1024
_INNER = re.compile(r"[、,，/／|+＋&\s]+|以及|并处|并|和|及")


class EnumRead(NamedTuple):
    """value: canonical words (joined by ;), "" when none was understood; bad: pieces that are in no list; mapped: (as written,
    canonical) where a code or synonym was used; confirm: pieces whose mapping a person must confirm; bare: 其他 without its text."""

    value: str
    bad: tuple[str, ...] = ()
    mapped: tuple[tuple[str, str], ...] = ()
    confirm: tuple[tuple[str, str], ...] = ()
    bare: bool = False


class MarksOf(dict[str, frozenset[str]]):
    """Canonical value (words joined by ;) → the marks its words carry. 其他-吊销 counts for its first word, 其他."""

    def __init__(self, of_word: dict[str, frozenset[str]]) -> None:
        super().__init__({"": frozenset()})
        self._of_word = of_word

    def __missing__(self, value: str) -> frozenset[str]:
        if len(self) >= _MEMORY:
            self.clear()
        words = (self._of_word.get(word.split("-", 1)[0], frozenset()) for word in value.split(";"))
        marks = self[value] = frozenset().union(*words)
        return marks


class EnumReader:
    """The closed list of one field, ready for look-up."""

    def __init__(self, field: Field) -> None:
        self.values = [entry["value"] for entry in field.enum]
        self.multiple = field.type == "multi_enum"
        self.keys = {entry["value"]: entry["key"] for entry in field.enum if "key" in entry}
        self.marks = MarksOf({entry["value"]: frozenset(entry.get("marks", ())) for entry in field.enum})
        self.other = next((entry["value"] for entry in field.enum if entry.get("needs_text")), "")
        self._found: dict[str, str] = {}
        self._confirm: dict[str, str] = {}
        for entry in field.enum:
            for word in (entry["value"], *entry.get("synonyms", ()), *entry.get("codes", ())):
                self._found.setdefault(fold(word), entry["value"])
            for word in entry.get("confirm", ()):
                self._confirm[fold(word)] = entry["value"]

    def read(self, text: str) -> EnumRead:
        """The canonical value of a cleaned, non-blank cell."""
        if not self.multiple:
            return self._read_one(text)
        reads = [read for piece in _OUTER.split(text) if piece.strip() for read in self._read_piece(piece.strip())]
        return EnumRead(
            ";".join(dict.fromkeys(read.value for read in reads if read.value)),
            tuple(word for read in reads for word in read.bad),
            tuple(pair for read in reads for pair in read.mapped),
            tuple(pair for read in reads for pair in read.confirm),
            any(read.bare for read in reads),
        )

    def _read_piece(self, piece: str) -> list[EnumRead]:
        """A piece between semicolons: one word, 其他 with its text, or several words joined in other ways."""
        whole = self._read_one(piece)
        if not whole.bad:
            return [whole]
        parts = [part for part in _INNER.split(piece) if part]
        return [self._read_one(part) for part in parts] if len(parts) > 1 else [whole]

    def _read_one(self, text: str) -> EnumRead:
        folded = fold(text)
        value = self._found.get(folded)
        if value is None:
            return self._other(text)
        bare = bool(self.other) and value == self.other
        mapped = () if text == value or bare else ((text, value),)
        return EnumRead(value, (), mapped, ((text, value),) if folded in self._confirm else (), bare)

    def _other(self, text: str) -> EnumRead:
        match = _OTHER.fullmatch(text) if self.other else None
        said = (match["inside"] or match["text"] or "").strip() if match else ""
        if not said:
            return EnumRead("", (text,)) if not match else EnumRead(self.other, bare=True)
        return EnumRead(f"{self.other}-{said.replace(';', '，')}")

    def nearest(self, text: str) -> str | None:
        """The listed word most likely meant by an unknown one, or None."""
        inside = [value for value in self.values if value in text and value != self.other]
        if inside:
            return ";".join(inside) if self.multiple else max(inside, key=len)
        if len(text) < 2:
            return None
        close = get_close_matches(fold(text), self._found, n=1, cutoff=0.6)
        return self._found[close[0]] if close else None
