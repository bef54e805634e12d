"""Names that differ so little that one is easily taken for the other: the wrong firm must not get somebody else's record.

Names are compared by their kernel (without place and kind of institution: 重庆巫峡律师事务所 → 巫峡): one differing character
in a short kernel, two in a longer one, or the same reading (巫峡, 巫霞). Pure; an index over thousands of names answers in microseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from core import pinyin
from core.text import fold

_PLACE = "重庆市?|巫山县?|四川省?|奉节县?|巫溪县?|万州区?|北京市?|上海市?"
_PLACES = re.compile(rf"^(?:{_PLACE})+")
_PLACE_BETWEEN = re.compile(rf"\((?:{_PLACE})+\)")
_ENDINGS = (
    "律师事务所", "基层法律服务所", "法律服务所", "公证处", "司法鉴定所", "司法鉴定中心", "有限责任公司", "股份有限公司", "有限公司", "分公司", "公司",
)  # fmt: skip
_KINDS = re.compile(rf"(?:{'|'.join(_ENDINGS)}|\((?:特殊)?普通合伙\)|\(个人\)|分所)+$")
# 夔门律师事, 巫峡基层法律服务: the kind, cut off behind its second sign or later.
_CUT_OFF = sorted({ending[:end] for ending in _ENDINGS for end in range(2, len(ending))}, key=len, reverse=True)
_CUT = re.compile(rf"(?:{'|'.join(_CUT_OFF)})$")
_LONG_KERNEL = 4
_LONGEST_PAIRWISE = 20


@dataclass(frozen=True)
class Holder:
    """Who bears a name: the subject's id, the name as registered, the code by which it is known."""

    id: int
    name: str
    code: str = ""


class NameIndex:
    """An index over registered names. Build it once per run."""

    def __init__(self, holders: Iterable[Holder]) -> None:
        self._by_variant: dict[str, list[Holder]] = {}
        self._by_reading: dict[str, list[Holder]] = {}
        for holder in holders:
            short = kernel(holder.name)
            for variant in variants(short):
                self._by_variant.setdefault(variant, []).append(holder)
            self._by_reading.setdefault(_reading(short), []).append(holder)

    def __bool__(self) -> bool:
        return bool(self._by_variant)

    def near(self, name: str) -> list[Holder]:
        """Holders whose name is the same or nearly the same, the nearest first, each once."""
        short = kernel(name)
        found = {holder.id: holder for holder in self._by_reading.get(_reading(short), ())}
        for variant in variants(short):
            for holder in self._by_variant.get(variant, ()):
                found.setdefault(holder.id, holder)
        allowed = _allowed(short)
        near = [
            (away, holder)
            for holder in found.values()
            if (away := distance(short, kernel(holder.name))) <= allowed or _sounds_alike(short, kernel(holder.name))
        ]
        return [holder for _, holder in sorted(near, key=lambda pair: (pair[0], pair[1].id))]


def kernel(name: str) -> str:
    """What distinguishes a name from others of its kind and place; the folded name itself where nothing would be left.

    A kind that was not typed to its end (夔门律师事) is left out like the whole one.
    """
    whole = fold(name)
    short = _KINDS.sub("", _PLACES.sub("", _PLACE_BETWEEN.sub("", whole)))
    return _CUT.sub("", short) or short or whole


def telling_pairs(name: str) -> list[str]:
    """Neighbouring characters of a name in which its kernel has a part: those that few other names have."""
    whole, short = fold(name), kernel(name)
    start = max(whole.find(short), 0)
    around = whole[max(start - 1, 0) : start + len(short) + 1]
    return list(dict.fromkeys(map(str.__add__, around, around[1:])))


def is_near(name: str, other: str) -> bool:
    """Whether `name`, as typed, may mean the other: few differing characters in the kernel, the same reading, or parts left out."""
    short, theirs = kernel(name), kernel(other)
    return (
        distance(short, theirs) <= _allowed(short)
        or _sounds_alike(short, theirs)
        or _leaves_out(fold(name), fold(other))
    )


def _leaves_out(typed: str, whole: str) -> bool:
    """Whether every character typed stands in the name in this order: 巫山鉴定所 for 重庆市巫山司法鉴定所. Place and kind alone say nothing."""
    rest = iter(whole)
    telling = _KINDS.sub("", _PLACES.sub("", typed))
    return len(typed) >= 4 and bool(telling) and all(char in rest for char in typed)


def variants(short: str) -> set[str]:
    """The kernel with up to as many characters left out as may differ: two near kernels share a variant."""
    found = {short}
    if len(short) > 1:
        found.update(_without(short, 1))
    if _LONG_KERNEL <= len(short) <= _LONGEST_PAIRWISE:
        found.update(_without(short, 2))
    return found


def distance(a: str, b: str) -> int:
    """Edit distance (insert, delete, replace one character)."""
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, right in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (left != right))
    return row[-1]


def differing(name: str, other: str) -> list[tuple[str, bool]]:
    """`name` in pieces, each marked whether it differs from `other`: to highlight the characters that differ."""
    pieces = []
    for kind, start, end, _, _ in SequenceMatcher(None, name, other, autojunk=False).get_opcodes():
        if end > start:
            pieces.append((name[start:end], kind != "equal"))
    return pieces


def _reading(short: str) -> str:
    return pinyin.full(short, person=False)


def _allowed(short: str) -> int:
    return 2 if len(short) >= _LONG_KERNEL else 1


def _sounds_alike(a: str, b: str) -> bool:
    return len(a) == len(b) and _reading(a) == _reading(b)


def _without(text: str, count: int) -> Iterator[str]:
    for places in combinations(range(len(text)), count):
        kept = [char for place, char in enumerate(text) if place not in places]
        yield "".join(kept)
