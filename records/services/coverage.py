"""Gather the coverage matrix: lines from catalogue and sources, counts and zeros in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from accounts.models import Section
from audit.services import Actor
from core import clock, settings_store
from core.cycles import YEAR, period_of
from records.choices import PRACTITIONERS, REGISTER_INSTITUTIONS, InfoClass
from records.coverage import MISSING, Cell, Line, Signature, cells_of
from records.coverage import Count as Held
from records.coverage_sources import Kind, sources
from records.models import CatalogueItem, CreditRecord, ItemZero, Subject
from records.parameters import COVERAGE_SINCE

ALL_SECTIONS = "publicity.view_all_sections"
#: Items whose information is the register itself: what was opened in a month counts as collected.
REGISTERS = {InfoClass.REGISTRATION: REGISTER_INSTITUTIONS, InfoClass.TITLES: PRACTITIONERS}

Counts = dict[tuple[str, int, date], Held]


def coverage(
    *,
    actor: Actor,
    first: date,
    last: date,
    section: int | None = None,
    on: date | None = None,
    items_only: bool = False,
) -> list[Cell]:
    """Every cell between two days that this person may see, by section and item. About a dozen statements, whatever the length.

    A section sees its own lines; all of them with the right to see all sections. `items_only` leaves the lines of other sources out,
    and with them the counting of the ledger.
    """
    own = None if actor.has_perm(ALL_SECTIONS) else (getattr(actor, "section_id", None) or 0)
    if own is not None and section not in (None, own):
        return []
    return _gather(first, last, on or clock.today(), own if own is not None else section, items_only=items_only)


def cell_at(*, code: str, section: int, day: date, ref: str = "", on: date | None = None) -> Cell | None:
    """The one cell of a line whose period holds `day`; None when the section has no such line."""
    year = period_of(YEAR, day)
    for cell in _gather(year.first, year.last, on or clock.today(), section, code=code):
        if cell.line.ref == ref and cell.period.first <= day <= cell.period.last:
            return cell
    return None


def missing_in(*, section: int, first: date, last: date, on: date | None = None) -> list[Cell]:
    """The gaps of a section whose period ends between two days: what stands in the way of closing that time."""
    cells = _gather(first, last, on or clock.today(), section)
    return [cell for cell in cells if cell.state == MISSING and first <= cell.period.last <= last]


def unassigned(on: date | None = None) -> list[CatalogueItem]:
    """Items in force that no section collects: nobody can account for them."""
    day = on or clock.today()
    claimed = {kind.code for source in sources().values() for kind in source.kinds() if kind.sections}
    items = CatalogueItem.objects.filter(section=None, valid_from__lte=day).exclude(valid_until__lt=day)
    return [item for item in items.order_by("code") if item.code not in claimed]


def since() -> date | None:
    """The first day that is owed: the month of the parameter, else the day the ledger began. None while there is neither."""
    text = str(settings_store.get(COVERAGE_SINCE)).strip()
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        opened = [day for source in sources().values() if (day := source.opened())]
        return min(opened).replace(day=1) if opened else None


def may_act(actor: Actor, section: int) -> bool:
    """Whether somebody acts for a section: its own people, and those who see all sections."""
    return actor.has_perm(ALL_SECTIONS) or getattr(actor, "section_id", None) == section


# -- gathering -------------------------------------------------------------------------------------------------------
def _gather(
    first: date, last: date, on: date, section: int | None, code: str = "", *, items_only: bool = False
) -> list[Cell]:
    """Whole years are read, so that quarters and years at the edges are complete."""
    start, end = period_of(YEAR, first).first, period_of(YEAR, last).last
    names = {one.pk: one for one in Section.objects.all()}
    items = _items(start, end, code)
    lines: list[Line] = []
    counts: Counts = {}
    zeros: dict[tuple[str, int, date], Signature] = {}
    claimed: set[str] = set()
    for name, source in sources().items():
        kinds = source.kinds()
        claimed |= {kind.code for kind in kinds}
        if items_only:
            continue
        held = dict(source.counts(start, end, section))
        counts |= held
        zeros |= source.zeros(start, end)
        working = _worked(held)
        for kind in kinds:
            places = [one for one in kind.sections | working.get(kind.ref, set()) if one in names]
            lines += [_line(kind.code, items.get(kind.code, ()), names[one], kind, name) for one in places]
    own = {key: found for key, found in items.items() if key not in claimed}
    lines += [_line(key, found, names[found[-1].section_id]) for key, found in own.items() if found[-1].section_id]
    counts |= _own_counts(own, start, end)
    zeros |= _own_zeros(start, end)
    wanted = [
        line for line in lines if (section is None or line.section == section) and (not code or line.code == code)
    ]
    wanted.sort(key=lambda line: (names[line.section].order, line.section, line.source == "", line.code, line.ref))
    cells = cells_of(wanted, counts, zeros, first=start, last=end, on=on, since=since())
    return [cell for cell in cells if cell.period.last >= first and cell.period.first <= last]


def _items(first: date, last: date, code: str) -> dict[str, list[CatalogueItem]]:
    """Items in force at some time between two days, by code, the latest last."""
    rows = CatalogueItem.objects.filter(valid_from__lte=last).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=first)
    )
    found: dict[str, list[CatalogueItem]] = {}
    for item in (rows.filter(code=code) if code else rows).order_by("valid_from", "pk"):
        found.setdefault(item.code, []).append(item)
    return found


def _line(
    code: str, items: Sequence[CatalogueItem], section: Section, kind: Kind | None = None, source: str = ""
) -> Line:
    """The newest of the items says how often and by when; a kind of decision has its own cycle."""
    return Line(
        code=code, ref=kind.ref if kind else "", name=kind.name if kind else items[-1].name,
        cycle=kind.cycle if kind else items[-1].cycle, section=section.pk, section_name=section.name,
        spans=tuple((item.valid_from, item.valid_until) for item in items), source=source,
        due_day=items[-1].due_day if items else Line.due_day,
    )  # fmt: skip


def _worked(held: Mapping[tuple[str, int, date], Held]) -> dict[str, set[int]]:
    """Sections that hold something of a kind answer for it too, named or not."""
    found: dict[str, set[int]] = {}
    for ref, section, _ in held:
        found.setdefault(ref, set()).add(section)
    return found


def _own_counts(items: Mapping[str, Sequence[CatalogueItem]], first: date, last: date) -> Counts:
    """Credit records of items without a source, and the registers, for the section that answers for the item."""
    home = {item.pk: (code, found[-1].section_id) for code, found in items.items() for item in found}
    if not home:
        return {}
    rows = (
        CreditRecord.objects.filter(item__in=home, event_date__range=(first, last))
        .order_by()
        .values("item_id", month=TruncMonth("event_date"))
        .annotate(n=Count("pk"))
    )
    counts: Counts = {}
    for row in rows:
        code, section = home[row["item_id"]]
        key = (code, section or 0, row["month"])
        counts[key] = counts.get(key, Held()) + Held(row["n"])
    for code, found in items.items():
        if found[-1].info_class in REGISTERS:
            for month, n in _opened_files(REGISTERS[InfoClass(found[-1].info_class)], first, last):
                key = (code, found[-1].section_id or 0, month)
                counts[key] = counts.get(key, Held()) + Held(n)
    return counts


def _opened_files(kinds: Sequence[str], first: date, last: date) -> Iterable[tuple[date, int]]:
    rows = opened_files(kinds, first, last).order_by()
    grouped = rows.values_list(TruncMonth("created_at", tzinfo=clock.SHANGHAI)).annotate(n=Count("pk"))
    return [(moment.date(), n) for moment, n in grouped]


def opened_files(kinds: Sequence[str], first: date, last: date) -> QuerySet[Subject]:
    """Subjects of some kinds whose file was opened between two days of the office's time."""
    begin = datetime.combine(first, time.min, clock.SHANGHAI)
    end = datetime.combine(last + timedelta(days=1), time.min, clock.SHANGHAI)
    return Subject.objects.filter(kind__in=kinds, created_at__gte=begin, created_at__lt=end)


def _own_zeros(first: date, last: date) -> dict[tuple[str, int, date], Signature]:
    rows = ItemZero.objects.filter(taken_back_at=None, first__range=(first, last)).select_related("item", "signed_by")
    return {
        (one.item.code, one.section_id, one.first): Signature(one.pk, str(one.signed_by), one.signed_at, one.statement)
        for one in rows
    }
