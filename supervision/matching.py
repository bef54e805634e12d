"""Whose file is meant: by code, or by the exact name it has or once had. Similar names are shown to a person, never taken.

A person's name alone is never enough: namesakes are common, and the wrong person must not get somebody else's record.
A fixed number of statements for any number of counterparts; a name goes through the index over pairs of characters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Q

from core.identifiers import licence
from core.search import fold
from records.choices import PERSON_KINDS
from records.models import Subject, SubjectName
from records.near_names import Holder, NameIndex
from supervision.choices import LookUpState, MatchedBy
from supervision.models import LookUp

_MOST_CANDIDATES = 6
_BY_NAME = """
    SELECT wanted.key, found.id
    FROM unnest(%s::text[]) AS wanted(key)
    CROSS JOIN LATERAL (
        SELECT s.id FROM records_subject s
        WHERE core_bigrams(s.search_text) @> core_bigrams(wanted.key)
          AND strpos(s.search_text, '|' || wanted.key || '|') > 0
    ) found
    ORDER BY found.id
"""

# A name written short or cut off (重庆云岫, 重庆云岫律师事务): whoever's name contains it. Persons are asked for in full only.
_BY_PART = """
    SELECT wanted.key, found.id
    FROM unnest(%s::text[]) AS wanted(key)
    CROSS JOIN LATERAL (
        SELECT s.id FROM records_subject s
        WHERE core_bigrams(s.search_text) @> core_bigrams(wanted.key)
          AND strpos(s.search_text, wanted.key) > 0 AND s.kind <> ALL(%s)
        LIMIT %s
    ) found
    ORDER BY found.id
"""
_SHORTEST_PART = 3


@dataclass
class Match:
    """What was found for one row; `candidates` are subjects a person has to choose from."""

    state: str = LookUpState.NONE
    subject: Subject | None = None
    matched_by: str = ""
    candidates: list[Subject] = field(default_factory=list)
    note: str = ""


def load_names() -> NameIndex:
    """Every name an organisation has or had, for look-alikes. Built once per run, only when it is needed."""
    rows = SubjectName.objects.exclude(subject__uscc="").values_list("subject_id", "name", "subject__uscc")
    return NameIndex(Holder(*row) for row in rows.iterator(2000))


def match_many(lookups: Sequence[LookUp], names: Callable[[], NameIndex]) -> dict[int, Match]:
    """LookUp id → what it is. `names` gives the index of look-alikes when one is asked for."""
    by_code, by_name, by_serial = _by_code(lookups), _by_name(lookups), _by_serial(lookups)
    matches, unknown = {}, []
    for one in lookups:
        known = by_code.get(one.id_hash or one.code) if one.id_hash or one.code else None
        named = by_name.get(fold(one.name), [])
        lawyers = by_serial.get(one.code, []) if known is None and not one.id_hash else []
        matches[one.pk] = _judge_lawyer(one, lawyers) if lawyers else _judge(one, known, named)
        if matches[one.pk].state == LookUpState.NONE and one.name:
            unknown.append(one)
    _look_alikes(unknown, matches, names)
    return matches


def _by_code(lookups: Sequence[LookUp]) -> dict[str, Subject]:
    codes = {one.code for one in lookups if one.code and not one.id_hash}
    hashes = {one.id_hash for one in lookups if one.id_hash}
    if not codes and not hashes:
        return {}
    found: dict[str, Subject] = {}
    for subject in Subject.objects.filter(Q(uscc__in=codes) | Q(licence_number__in=codes) | Q(id_hash__in=hashes)):
        for key in (subject.uscc, subject.licence_number, subject.id_hash):
            if key:
                found[key] = subject
    return found


def _by_serial(lookups: Sequence[LookUp]) -> dict[str, list[Subject]]:
    """Licence number → lawyers with its serial: the number changes with the firm and the category, the serial never does."""
    serials = {one.code: last for one in lookups if one.code and (last := licence.serial(one.code))}
    if not serials:
        return {}
    holders: dict[str, list[Subject]] = {}
    for subject in Subject.objects.filter(licence_serial__in=set(serials.values())).order_by("pk"):
        holders.setdefault(subject.licence_serial, []).append(subject)
    return {code: holders[last] for code, last in serials.items() if last in holders}


def _by_name(lookups: Sequence[LookUp]) -> dict[str, list[Subject]]:
    # Reading aids stand among the keys as Latin letters; a name without Chinese would match them by accident.
    keys = sorted({fold(one.name) for one in lookups if one.name and not one.name.isascii()})
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_BY_NAME, [keys])
        pairs = cursor.fetchall()
    subjects = Subject.objects.in_bulk({pk for _, pk in pairs})
    found: dict[str, list[Subject]] = {}
    for key, pk in pairs:
        found.setdefault(key, []).append(subjects[pk])
    return found


def _judge(one: LookUp, known: Subject | None, named: list[Subject]) -> Match:
    if known is not None:
        if not one.name or f"|{fold(one.name)}|" in known.search_text:
            return Match(LookUpState.FOUND, known, MatchedBy.CODE)
        return _ask([known, *named], f"代码属于“{known.name}”，与填写的名称不一致，请核对后选定。")
    if not named:
        return Match(note="本局档案中没有这个代码，也没有这个名称。" if one.name and one.code else "")
    if one.code:
        return _ask(named, "名称对得上，代码对不上。可能是同名的另一个主体，请核对后选定。")
    if len(named) > 1:
        return _ask(named, f"有 {len(named)} 个主体用过这个名称，请核对代码后选定。")
    only = named[0]
    if only.kind in PERSON_KINDS:
        return _ask(named, "只有姓名不能确定是同一个人，请核对执业机构和证号后选定。")
    current = fold(only.name) == fold(one.name)
    note = "" if current else f"“{one.name}”是曾用名，现名“{only.name}”。"
    return Match(LookUpState.FOUND, only, MatchedBy.NAME if current else MatchedBy.FORMER, note=note[:200])


def _judge_lawyer(one: LookUp, lawyers: list[Subject]) -> Match:
    """A licence number nobody bears now, though its serial is known: the lawyer has moved on, if the name agrees."""
    only = lawyers[0]
    if len(lawyers) == 1 and one.name and f"|{fold(one.name)}|" in only.search_text:
        note = f"执业证号已经变更，现为 {only.licence_number}；序列号终身不变，是同一人。"
        return Match(LookUpState.FOUND, only, MatchedBy.CODE, note=note)
    return _ask(
        lawyers, "没有这个执业证号，但最后六位序列号对得上。证号随机构、类别变更，序列号终身不变，请核对姓名后选定。"
    )


def _look_alikes(unknown: Sequence[LookUp], matches: dict[int, Match], names: Callable[[], NameIndex]) -> None:
    """A name nobody bears, yet nearly somebody's: a person has to say whether it is a slip of the pen."""
    if not unknown:
        return
    index, parts = names(), _containing({fold(one.name) for one in unknown})
    near = {one.pk: _first(index.near(one.name), parts.get(fold(one.name), [])) for one in unknown}
    subjects = Subject.objects.in_bulk({pk for ids in near.values() for pk in ids})
    for one in unknown:
        if near[one.pk]:
            matches[one.pk] = _ask(
                [subjects[pk] for pk in near[one.pk]], "没有完全相同的名称，下面是相近的，请核对后选定。"
            )


def _first(near: list[Holder], parts: list[int]) -> list[int]:
    """The nearest few, each once."""
    return list(dict.fromkeys([*(holder.id for holder in near), *parts]))[:_MOST_CANDIDATES]


def _containing(keys: set[str]) -> dict[str, list[int]]:
    """Ids of organisations whose name, present or former, contains the text."""
    long = sorted(key for key in keys if len(key) >= _SHORTEST_PART and not key.isascii())
    found: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_BY_PART, [long, [kind.value for kind in PERSON_KINDS], _MOST_CANDIDATES])
        for key, pk in cursor.fetchall():
            found.setdefault(key, []).append(pk)
    return found


def _ask(candidates: list[Subject], note: str) -> Match:
    unique = list({subject.pk: subject for subject in candidates}.values())[:_MOST_CANDIDATES]
    return Match(LookUpState.AMBIGUOUS, candidates=unique, note=note[:200])
