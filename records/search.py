"""Search as the public uses it: records and subjects by name, former name, pinyin, code or document number.

Everything starts from what is public on the day (`records.querysets`). Counts are capped: "1,000+" instead of a count(*) that takes
a second. One-character queries are refused in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from core import pinyin, settings_store
from core.search import bigrams
from core.words import count as count_words
from records import near_names
from records import search_plan as plan
from records.choices import OTHER_ORGANISATIONS, REGISTER_INSTITUTIONS
from records.models import CreditRecord, Subject, SubjectName
from records.querysets import CreditRecordQuerySet, SubjectQuerySet
from records.search_cursor import NEWEST, ORDERINGS, Cursor, condition, cursor_of, read_cursor
from records.search_query import Query, read

COUNT_CAP = 1000
MAX_LIMIT = 100
SUBJECT_COLUMNS = (
    "public_id",
    "kind",
    "name",
    "state",
    "uscc",
    "licence_number",
    "legal_representative",
    "address",
    "founded_on",
)
ORGANISATIONS = (*REGISTER_INSTITUTIONS, *OTHER_ORGANISATIONS)
CANDIDATES = 60
"""How many more subjects are ranked than shown: some of them may have no public page."""


@dataclass(frozen=True)
class Page:
    """One page of records.

    items       records of this page
    next        cursor of the page after, "" when there is none
    count_text  "12", "1,000+" or "80+" (at least so many); "" on later pages
    subjects    how many subjects the query found; None when there are too many to name
    partial     only document numbers of the newest records were looked through: the query was a piece of one
    """

    items: Sequence[CreditRecord]
    next: str = ""
    count_text: str = ""
    subjects: int | None = 0
    partial: bool = False


@dataclass(frozen=True)
class _Wanted:
    """Which records may be shown at all and are asked for, but for the words. The same on one day for nearly every visitor."""

    on: date
    kinds: tuple[str, ...]
    since: date | None
    until: date | None
    authority: str
    cursor: Cursor | None
    order: str

    def records(self) -> CreditRecordQuerySet:
        found = CreditRecord.objects.public(self.on).only(*plan.COLUMNS).order_by(*ORDERINGS[self.order])
        filters = {"event_date__gte": self.since, "event_date__lte": self.until, "authority": self.authority or None}
        found = found.filter(**{name: value for name, value in filters.items() if value is not None})
        if self.kinds:
            found = found.filter(kind__in=self.kinds) if len(self.kinds) > 1 else found.filter(kind=self.kinds[0])
        return found.filter(condition(self.cursor, self.order)) if self.cursor else found


@lru_cache(maxsize=128)
def _shown(wanted: _Wanted) -> plan.Condition:
    """The condition of the records as SQL, kept: to compose it takes as long as to search."""
    return plan.shown(wanted.records())


@dataclass(frozen=True)
class _Asked:
    """What is wanted, and how much of it."""

    wanted: _Wanted
    limit: int

    @property
    def shown(self) -> plan.Condition:
        return _shown(self.wanted)

    @property
    def first(self) -> bool:
        return self.wanted.cursor is None

    @property
    def cap(self) -> int:
        """How far to count: later pages do not say a number."""
        return COUNT_CAP + 1 if self.first else 0

    def page(self, rows: list[CreditRecord], total: str = "", **facts: object) -> Page:
        items = rows[: self.limit]
        more = cursor_of(items[-1], self.wanted.order) if len(rows) > self.limit else ""
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
    wanted = _Wanted(on, kinds, since, until, authority or "", read_cursor(after), order)
    asked = _Asked(wanted, max(1, min(limit, MAX_LIMIT)))
    return {"empty": _browse, "code": _by_code, "document": _by_document, "name": _by_name}[query.kind](asked, query)


def records_of(subject: Subject, *, on: date, after: str | None = None, limit: int = 20) -> Page:
    """The public records of one subject, newest first; persons' too, for whoever has found the person."""
    wanted = _Wanted(on, (), None, None, "", read_cursor(after), NEWEST)
    asked, base = _Asked(wanted, max(1, min(limit, MAX_LIMIT))), wanted.records().filter(subject=subject)
    return asked.counted(list(base[: asked.limit + 1]), base)


def _browse(asked: _Asked, _query: Query) -> Page:
    """A list without a query. Persons are not listed unless the bureau has decided so."""
    kinds, order = asked.wanted.kinds, asked.wanted.order
    listed = asked.wanted.records()
    if not settings_store.get("records.browse_persons"):
        listed = listed.browsable()
    rows = (
        plan.first_of_kinds(listed, kinds, order, asked.limit + 1)
        if len(kinds) > 1
        else list(listed[: asked.limit + 1])
    )
    return asked.counted(rows, listed)


def _by_code(asked: _Asked, query: Query) -> Page:
    return _by_subjects(asked, plan.coded(query.folded)) or Page((), subjects=None)


def _by_document(asked: _Asked, query: Query) -> Page:
    rows, total = plan.by_document(asked.shown, query, asked.limit + 1, COUNT_CAP + 1)
    return asked.page(rows, count_words(total, cap=COUNT_CAP))


def _by_name(asked: _Asked, query: Query) -> Page:
    """Few subjects are asked for their records; of names that many share the newest records are walked."""
    common, subjects = plan.is_common(query.pairs), plan.named(query)
    page = (_walked(asked, query) if common else None) or _by_subjects(asked, subjects)
    if page is None:
        page = (None if common else _walked(asked, query)) or _complete(asked, subjects)
    if page.subjects == 0 and query.may_be_document_part:
        return asked.page(plan.by_document_part(asked.shown, query, asked.limit + 1), partial=True)
    return page


def _by_subjects(asked: _Asked, subjects: plan.Condition) -> Page | None:
    """None when there are too many subjects to ask one by one."""
    ids = plan.ids_of(subjects, plan.MANY + 1)
    if len(ids) > plan.MANY:
        return None
    if not ids:
        return asked.page([], "0")
    few = len(ids) <= plan.FEW
    rows, total = (plan.of_few if few else plan.of_many)(asked.shown, ids, asked.limit + 1, asked.cap)
    if not few and len(rows) <= asked.limit:
        rows = plan.of_all(asked.shown, subjects, asked.limit + 1)
        total = total if len(rows) > asked.limit else len(rows)
    return asked.page(rows, count_words(total, cap=COUNT_CAP), subjects=len(ids))


def _walked(asked: _Asked, query: Query) -> Page | None:
    """None when the newest records do not fill the page. The count is a number that is reached for sure."""
    rows, reached = plan.of_common(asked.shown, query, asked.limit + 1, asked.cap)
    if len(rows) <= asked.limit:
        return None
    return asked.page(rows, f"{min(max(reached, asked.limit), COUNT_CAP):,}+", subjects=None)


def _complete(asked: _Asked, subjects: plan.Condition) -> Page:
    rows = plan.of_all(asked.shown, subjects, asked.limit + 1)
    return asked.page(rows, f"{asked.limit}+" if len(rows) > asked.limit else str(len(rows)), subjects=None)


# -- subjects --------------------------------------------------------------------------------------------------------
def search_subjects(
    q: str, *, on: date, kinds: Sequence[str] = (), after: Subject | None = None, limit: int = 20
) -> list[Subject]:
    """Subjects with a public page, best match first: whole name, beginning of a name, then by pinyin.

    Each comes with `names` read. Without a query: the register of the kinds by pinyin, behind the subject `after`; persons are
    never listed. Raises DomainError like `search_records`.
    """
    query = read(q)
    if query.kind == "document":
        return []
    if query.kind == "empty":
        listed = Subject.objects.public(on).institutions()
        listed = listed.filter(kind__in=list(kinds)) if kinds else listed
        listed = _behind(listed, after).only("institution_id", *SUBJECT_COLUMNS).prefetch_related(*_beside())
        return list(listed.order_by("pinyin", "id")[:limit])
    condition = plan.coded(query.folded) if query.kind == "code" else plan.named(query)
    return _best(on, query, plan.best(condition, query, kinds, limit + CANDIDATES), limit)


def similar_subjects(q: str, *, on: date, limit: int = 5) -> list[Subject]:
    """Organisations whose name is nearly the query, for a query that found nothing: one that sounds like it (葵门 for 夔门), one with a
    character wrong or left out (夔口律师事务所), one without what stands between (夔门律师 for 夔门（巫山）律师事务所)."""
    query = read(q)
    if query.kind != "name":
        return []
    reading = pinyin.full(near_names.kernel(query.text), person=False)
    sounding = Query("name", query.text, reading, tuple(bigrams(reading)))
    found = (
        _best(on, sounding, plan.best(plan.named(sounding), sounding, ORGANISATIONS, limit + CANDIDATES), limit)
        if len(reading) >= 4
        else []
    )
    known = {subject.pk for subject in found}
    return (found + [one for one in _near(on, query.text) if one.pk not in known])[:limit]


def _near(on: date, text: str) -> list[Subject]:
    """Organisations with a name, present or former, that is easily taken for the text; the nearest first."""
    ids = plan.sharing(near_names.telling_pairs(text), ORGANISATIONS, CANDIDATES)
    subjects = Subject.objects.public(on).filter(pk__in=ids).only("institution_id", *SUBJECT_COLUMNS)
    away = []
    for subject in subjects.prefetch_related(*_beside()):
        names = {subject.name, *(entry.name for entry in subject.names.all())}
        near = [near_names.distance(text, name) for name in names if near_names.is_near(text, name)]
        if near:
            away.append((min(near), subject.pk, subject))
    return [subject for _, _, subject in sorted(away, key=lambda one: one[:2])]


def _best(on: date, query: Query, ids: plan.Condition, limit: int) -> list[Subject]:
    """The first of the ids that have a public page, best first. The ids come first, so that only theirs are looked up."""
    public = _public_subjects(on)
    columns = ", ".join(f"records_subject.{column}" for column in ("id", "institution_id", *SUBJECT_COLUMNS))
    rank = plan.RANK.replace("s.search_text", "records_subject.search_text")
    sql = f"""SELECT {columns} FROM records_subject WHERE id IN ({ids.sql}) AND ({public.sql})
        ORDER BY {rank}, pinyin, id LIMIT %s"""  # noqa: S608
    found = list(Subject.objects.raw(sql, [*ids.params, *public.params, *plan.rank_params(query), limit]))
    prefetch_related_objects(found, *_beside())
    return found


@lru_cache(maxsize=2)
def _public_subjects(on: date) -> plan.Condition:
    """The condition of `Subject.objects.public(on)`, put into SQL once a day: that takes longer than the search."""
    return plan.shown(Subject.objects.public(on))


def _beside() -> tuple[Prefetch, Prefetch]:
    """Names and employer of the subjects to be shown; of nobody the encrypted number."""
    return (
        Prefetch("names", SubjectName.objects.only("subject_id", "name", "valid_until")),
        Prefetch("institution", Subject.objects.only("public_id", "name")),
    )


def _behind(subjects: SubjectQuerySet, after: Subject | None) -> SubjectQuerySet:
    if after is None:
        return subjects
    behind = Q(pinyin__gt=after.pinyin) | Q(pinyin=after.pinyin, id__gt=after.pk)
    return subjects.filter(Q(pinyin__gte=after.pinyin) & behind)
