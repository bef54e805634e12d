"""Search as the public uses it: records and subjects by name, former name, pinyin, code or document number.

Everything starts from what is public on the day (`records.querysets`). Counts are capped: "1,000+" instead of a count(*) that takes
a second. One-character queries are refused in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.expressions import RawSQL

from core import pinyin, settings_store
from core.search import bigrams
from core.words import count as count_words
from records import search_plan as plan
from records.models import CreditRecord, Subject, SubjectName
from records.search_cursor import NEWEST, ORDERINGS, condition, cursor_of, read_cursor
from records.search_query import Query, read

COUNT_CAP = 1000
MAX_LIMIT = 100
SUBJECTS_BY_CODE = 50


@dataclass(frozen=True)
class Page:
    """One page of records.

    items       records of this page
    next        cursor of the page after, "" when there is none
    count_text  "12", "1,000+" or "80+" (at least so many); "" on later pages
    subjects    ids of the subjects the query found; None when there are too many to name
    partial     only document numbers of the newest records were looked through: the query was a piece of one
    """

    items: Sequence[CreditRecord]
    next: str = ""
    count_text: str = ""
    subjects: Sequence[int] | None = ()
    partial: bool = False


@dataclass(frozen=True)
class _Asked:
    """The records that may be shown at all, and how much of them is wanted."""

    base: QuerySet
    limit: int
    order: str
    first: bool
    kinds: tuple[str, ...]

    def page(self, rows: list[CreditRecord], total: str = "", **facts: object) -> Page:
        items = rows[: self.limit]
        more = cursor_of(items[-1], self.order) if len(rows) > self.limit else ""
        return Page(items, more, total if self.first else "", **facts)  # type: ignore[arg-type]

    def counted(self, rows: list[CreditRecord], matching: QuerySet, **facts: object) -> Page:
        """As `page`, with the capped count of a queryset that can count quickly."""
        if not self.first or len(rows) <= self.limit:
            return self.page(rows, str(len(rows)), **facts)
        return self.page(rows, count_words(matching.order_by()[: COUNT_CAP + 1].count(), cap=COUNT_CAP), **facts)


def search_records(
    q: str,
    *,
    on: date,
    kind: str | Sequence[str] | None = None,
    since: date | None = None,
    until: date | None = None,
    authority: str | None = None,
    after: str | None = None,
    limit: int = 20,
    order: str = NEWEST,
) -> Page:
    """Public records on the day `on`, newest first; without a query, the list of the kinds.

    q: two or more characters of any name, pinyin or initials of an organisation, code (8 or more signs), document number in any
    bracket style. since, until: days of the decision, both inclusive. after: `next` of the page before. order: `newest`, or
    `ending` (soonest end of publicity first; lists without a query only). Raises DomainError (query_too_short, query_too_long,
    identity_number, bad_cursor).
    """
    query = read(q)
    order = order if query.kind == "empty" and order in ORDERINGS else NEWEST
    kinds = (kind,) if isinstance(kind, str) else tuple(kind or ())
    cursor = read_cursor(after)
    base = CreditRecord.objects.public(on).only(*plan.COLUMNS).order_by(*ORDERINGS[order])
    filters = {"event_date__gte": since, "event_date__lte": until, "authority": authority or None}
    base = base.filter(**{name: value for name, value in filters.items() if value is not None})
    if len(kinds) == 1 or (kinds and query.kind != "empty"):
        base = base.filter(kind__in=kinds) if len(kinds) > 1 else base.filter(kind=kinds[0])
    if cursor:
        base = base.filter(condition(cursor, order))
    asked = _Asked(base, max(1, min(limit, MAX_LIMIT)), order, cursor is None, kinds)
    return {"empty": _browse, "code": _by_code, "document": _by_document, "name": _by_name}[query.kind](asked, query)


def records_of(subject: Subject, *, on: date, after: str | None = None, limit: int = 20) -> Page:
    """The public records of one subject, newest first; persons' too, for whoever has found the person."""
    cursor = read_cursor(after)
    base = CreditRecord.objects.public(on).filter(subject=subject).only(*plan.COLUMNS).newest()
    if cursor:
        base = base.filter(condition(cursor, NEWEST))
    asked = _Asked(base, max(1, min(limit, MAX_LIMIT)), NEWEST, cursor is None, ())
    return asked.counted(plan.newest(base, asked.limit + 1), base)


def _browse(asked: _Asked, _query: Query) -> Page:
    """A list without a query. Persons are not listed unless the bureau has decided so."""
    base = asked.base if settings_store.get("records.browse_persons") else asked.base.browsable()
    if len(asked.kinds) > 1:
        rows = plan.newest_of_kinds(base, asked.kinds, asked.limit + 1)
        return asked.counted(rows, base.filter(kind__in=asked.kinds))
    return asked.counted(plan.newest(base, asked.limit + 1), base)


def _by_code(asked: _Asked, query: Query) -> Page:
    matching = Subject.objects.filter(_code_matches(query.folded))
    ids = list(matching.order_by().values_list("pk", flat=True)[: SUBJECTS_BY_CODE + 1])
    if len(ids) > SUBJECTS_BY_CODE:
        return Page((), subjects=None)
    return _of_subjects(asked, ids)


def _by_document(asked: _Asked, query: Query) -> Page:
    """By the end of the number; a person's record only by the whole number."""
    pattern = query.folded[::-1].replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    found = asked.base.extra(where=["reverse(core_fold(document_number)) LIKE %s"], params=[pattern])  # noqa: S610
    found = found.filter(Q(party_is_person=False) | Q(document_number=query.exact))
    rows, total = plan.by_document(found, asked.limit + 1, COUNT_CAP + 1)
    return asked.page(rows, count_words(total, cap=COUNT_CAP))


def _by_name(asked: _Asked, query: Query) -> Page:
    if plan.is_common(query.pairs):
        rows = plan.walk_by_name(asked.base, query, asked.limit + 1)
        if len(rows) > asked.limit:
            return _common(asked, query, rows)
    ids = plan.subject_ids(query, plan.MANY + 1)
    if len(ids) > plan.MANY:
        return _common(asked, query, plan.all_by_name(asked.base, query, asked.limit + 1))
    if len(ids) > plan.FEW:
        return _of_many(asked, ids)
    if not ids and query.may_be_document_part:
        return asked.page(plan.window_by_document(asked.base, query, asked.limit + 1), partial=True)
    return _of_subjects(asked, ids)


def _common(asked: _Asked, query: Query, rows: list[CreditRecord]) -> Page:
    """Characters that many names share: nobody waits for a count of all, a number that is reached for sure will do."""
    if not asked.first or len(rows) <= asked.limit:
        return asked.page(rows, str(len(rows)), subjects=None)
    reached = max(plan.at_least(asked.base, query.text, COUNT_CAP + 1), asked.limit)
    return asked.page(rows, f"{min(reached, COUNT_CAP):,}+", subjects=None)


def _of_many(asked: _Asked, ids: list[int]) -> Page:
    rows = plan.walk_by_ids(asked.base, ids, asked.limit + 1)
    if len(rows) <= asked.limit:
        rows = plan.all_of_subjects(asked.base, ids, asked.limit + 1)
    return _counted_of_subjects(asked, rows, ids)


def _of_subjects(asked: _Asked, ids: list[int]) -> Page:
    if not ids:
        return asked.page([], "0")
    return _counted_of_subjects(asked, plan.newest_of_subjects(asked.base, ids, asked.limit + 1), ids)


def _counted_of_subjects(asked: _Asked, rows: list[CreditRecord], ids: list[int]) -> Page:
    if not asked.first or len(rows) <= asked.limit:
        return asked.page(rows, str(len(rows)), subjects=ids)
    total = plan.count_of_subjects(asked.base, ids, COUNT_CAP + 1)
    return asked.page(rows, count_words(total, cap=COUNT_CAP), subjects=ids)


# -- subjects --------------------------------------------------------------------------------------------------------
def search_subjects(
    q: str,
    *,
    on: date,
    kinds: Sequence[str] = (),
    ids: Sequence[int] | None = None,
    after: Subject | None = None,
    limit: int = 20,
) -> list[Subject]:
    """Subjects with a public page, best match first: whole name, beginning of a name, then by pinyin.

    Each comes with `names` read. `ids`: what `search_records` found for the same query, to spare the second look. Without a
    query: the register of the kinds by pinyin, behind the subject `after`; persons are never listed. Raises DomainError like `search_records`.
    """
    query = read(q)
    base = _readable(Subject.objects.public(on))
    if kinds:
        base = base.filter(kind__in=list(kinds))
    if ids is not None:
        base = base.filter(pk__in=ids)
    if query.kind == "document":
        return []
    if query.kind == "empty":
        return list(_behind(base.institutions(), after).order_by("pinyin", "id")[:limit])
    if query.kind == "code":
        return list(base.filter(_code_matches(query.folded)).order_by("uscc", "id")[:limit])
    if ids is None:
        base = base.filter(pk__in=plan.subject_ids(query, plan.MANY))
    return list(base.annotate(rank=_rank(query)).order_by("rank", "pinyin", "id")[:limit])


def similar_subjects(q: str, *, on: date, limit: int = 5) -> list[Subject]:
    """Organisations whose name sounds like the query: for a query that found nothing (葵门 for 夔门)."""
    query = read(q)
    reading = pinyin.full(query.text, person=False) if query.kind == "name" else ""
    if len(reading) < 4:
        return []
    sounding = Query("name", query.text, reading, tuple(bigrams(reading)))
    base = _readable(Subject.objects.public(on).institutions())
    return list(base.filter(pk__in=plan.subject_ids(sounding, plan.FEW)).order_by("pinyin", "id")[:limit])


def _behind(subjects: QuerySet, after: Subject | None) -> QuerySet:
    if after is None:
        return subjects
    behind = Q(pinyin__gt=after.pinyin) | Q(pinyin=after.pinyin, id__gt=after.pk)
    return subjects.filter(Q(pinyin__gte=after.pinyin) & behind)


def _readable(subjects: QuerySet) -> QuerySet:
    """With names and employer, without what nobody here needs: least of all the encrypted number."""
    unread = ("id_number", "search_text")
    return (
        subjects.select_related("institution")
        .defer(*unread, *(f"institution__{name}" for name in unread))
        .prefetch_related(Prefetch("names", SubjectName.objects.order_by("-valid_until", "-id")))
    )


def _code_matches(code: str) -> Q:
    """By the beginning of the 统一社会信用代码, or by the whole licence number."""
    return Q(uscc__startswith=code) | Q(licence_number=code)


def _rank(query: Query) -> RawSQL:
    return RawSQL(  # noqa: S611 – the values are parameters
        "CASE WHEN strpos(records_subject.search_text, %s) > 0 THEN 0 WHEN strpos(records_subject.search_text, %s) > 0 THEN 1 ELSE 2 END",
        [query.boxed, query.boxed[:-1]],
    )
