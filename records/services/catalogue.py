"""Editions of the catalogue: planned, adopted from a day on, checked against the official text, and given to sections as tasks.

Nothing is rewritten: a new edition brings its own items and ends the former ones the day before, so that a record of an older day
still stands under the item that was in force.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.apps import apps
from django.db.models import Max, Q

from accounts.models import Section
from audit.services import Actor, deed
from core import clock
from core.errors import DomainError, Forbidden, Stale
from records.catalogue_diff import Diff, diff
from records.catalogue_sheet import ItemFacts, columns, facts_of, words_of
from records.models import CatalogueEdition, CatalogueItem, CreditRecord

PERM = "records.manage_catalogue"
MIN_REASON = 5
E_EDITION, E_ITEM = "E-CAT-02", "E-CAT-03"

EndingSource = Callable[[Collection[str], date], Iterable[str]]
_ending: list[EndingSource] = []


def warn_of_ending(source: EndingSource) -> EndingSource:
    """Register who depends on items: source(codes that end, first day without them) gives sentences shown before adoption."""
    _ending.append(source)
    return source


@dataclass(frozen=True)
class EditionFacts:
    """A new edition as its form states it. `confirmed`: compared with the official text."""

    code: str
    scope: str
    name: str
    basis: str
    valid_from: date
    confirmed: bool = False


@dataclass(frozen=True)
class Plan:
    """What adopting would do. `problems` stop it; `remarks` are to be read before; `mark` names the state it was compared with."""

    base: CatalogueEdition | None
    difference: Diff
    problems: tuple[DomainError, ...]
    remarks: tuple[str, ...]
    mark: str


def section_names() -> dict[str, str]:
    """Section code → name, those in use first."""
    return dict(Section.objects.order_by("-active", "order", "pk").values_list("code", "name"))


def edition_items(edition: CatalogueEdition) -> list[ItemFacts]:
    """The items of an edition as facts, by code."""
    return [facts_of(item) for item in edition.items.select_related("section").order_by("code")]


def newest_edition(scope: str) -> CatalogueEdition | None:
    """The edition that a new one follows: the last to take effect, in force already or not."""
    return CatalogueEdition.objects.filter(scope=scope).order_by("-valid_from").first()


def items_on(day: date) -> list[CatalogueItem]:
    """The items in force on a day, of all catalogues, with edition and section."""
    in_force = Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))
    return list(
        CatalogueItem.objects.filter(in_force)
        .select_related("edition", "section")
        .order_by("-edition__scope", "edition_id", "code")
    )


def catalogue_plan(*, facts: EditionFacts, items: Sequence[ItemFacts]) -> Plan:
    """Compare an edition with the one it follows; nothing is written."""
    base = newest_edition(facts.scope)
    names = section_names()
    old = [words_of(item, names) for item in (edition_items(base) if base else ())]
    shown = [(column.key, column.header) for column in columns(names)]
    difference = diff(old, [words_of(item, names) for item in items], shown)
    problems = [*_date_problems(facts, base), *_item_problems(facts, items)]
    return Plan(base, difference, tuple(problems), tuple(_remarks(facts, base, difference)), _mark(base))


def catalogue_adopt(
    *, actor: Actor, facts: EditionFacts, items: Sequence[ItemFacts], mark: str, reason: str
) -> CatalogueEdition:
    """Let the edition take effect from its day; the former edition and its items end the day before.

    `mark` is the plan's: when the catalogue has changed since, Stale is raised and the difference has to be looked at again.
    Two people at once: the second gets Stale. Raises Forbidden, DomainError with the first problem of the plan.
    """
    _may(actor)
    need_reason(reason)
    with deed(actor=actor, code="records.catalogue.imported", reason=reason) as draft:
        list(CatalogueEdition.objects.select_for_update().filter(scope=facts.scope).order_by("pk"))
        plan = catalogue_plan(facts=facts, items=items)
        if plan.mark != mark:
            raise Stale("核对差异之后，目录又被别人改过，没有写入任何数据。请重新核对差异后再确认。", code=E_EDITION)
        if plan.problems:
            raise plan.problems[0]
        edition = CatalogueEdition(**asdict(facts))
        edition.full_clean()
        edition.save()
        _write_items(edition, items)
        _end(plan.base, facts.valid_from - timedelta(days=1))
        draft.obj = edition
        draft.extra = {
            "count": len(items),
            "before": plan.base.name if plan.base else "",
            "after": f"新增 {len(plan.difference.added)}、修改 {len(plan.difference.changed)}、停用 {len(plan.difference.ended)}",
        }
    return edition


def edition_confirm(*, actor: Actor, edition: CatalogueEdition, reason: str) -> CatalogueEdition:
    """State that edition and items were compared with the official text (待核对 → 已核对)."""
    _may(actor)
    need_reason(reason)
    with deed(actor=actor, code="records.catalogue.confirmed", obj=edition, reason=reason):
        locked = CatalogueEdition.objects.select_for_update().get(pk=edition.pk)
        if locked.confirmed:
            raise DomainError("这个版本已经核对过正式文本，不需要重复登记。", code=E_EDITION)
        locked.confirmed = True
        locked.save(update_fields=["confirmed"])
        locked.items.update(confirmed=True)
    return locked


def item_assign(
    *, actor: Actor, item: CatalogueItem, section: Section | None, source: str, cycle: str, due_day: int, reason: str
) -> CatalogueItem:
    """Give the collection of an item to a section: who, from where, how often, by which day. The law's part stays as it is."""
    _may(actor)
    need_reason(reason)
    with deed(actor=actor, code="records.catalogue.assigned", obj=item, reason=reason):
        if not 1 <= due_day <= 28:
            raise DomainError("次月截止日应是 1 至 28。", code=E_ITEM, field="due_day")
        locked = CatalogueItem.objects.select_for_update().get(pk=item.pk)
        locked.section, locked.source, locked.cycle, locked.due_day = section, source.strip(), cycle, due_day
        locked.full_clean(exclude=["edition"])
        locked.save(update_fields=["section", "source", "cycle", "due_day"])
    return locked


def need_reason(reason: str) -> None:
    """DomainError for a reason of fewer than five characters."""
    if len(reason.strip()) < MIN_REASON:
        raise DomainError(
            f"请写明理由（至少 {MIN_REASON} 个字），理由会留在历史记录中。", code="E-LAW-02", field="reason"
        )


def _may(actor: Actor) -> None:
    if not actor.has_perm(PERM):
        raise Forbidden("维护目录由信用办办理，您没有这项权限。")


def _mark(base: CatalogueEdition | None) -> str:
    """The former edition and where the history of its items stands: any change of them gives another mark."""
    if base is None:
        return "none"
    events = apps.get_model("records", "CatalogueItemEvent").objects.filter(edition_id=base.pk)
    return f"{base.pk}/{base.valid_until or ''}/{events.aggregate(at=Max('pgh_id'))['at']}"


def _date_problems(facts: EditionFacts, base: CatalogueEdition | None) -> Iterable[DomainError]:
    first, today = facts.valid_from, clock.today()
    if CatalogueEdition.objects.filter(code=facts.code).exists():
        yield DomainError(
            f"版本代码“{facts.code}”已经用过。请换一个，如 {facts.code}-2。", code=E_EDITION, field="code"
        )
    if first <= today:
        yield DomainError(
            f"施行日期 {first} 已经到了或过去了：当日的记录已按原目录归集，依据不能事后改换。请填 {today + timedelta(days=1)} 或以后的日期。",
            code=E_EDITION, field="valid_from",
        )  # fmt: skip
    if base is None:
        return
    if base.valid_from >= first:
        yield DomainError(
            f"“{base.name}”从 {base.valid_from} 起施行，新版本的施行日期必须更晚。请核对日期。",
            code=E_EDITION,
            field="valid_from",
        )
    elif base.valid_until is not None and base.valid_until >= first:
        yield DomainError(
            f"与“{base.name}”重叠：它施行到 {base.valid_until}。新版本最早从 {base.valid_until + timedelta(days=1)} 起施行。",
            code=E_EDITION, field="valid_from",
        )  # fmt: skip
    later = CreditRecord.objects.filter(item__edition=base, event_date__gte=first).count()
    if later:
        yield DomainError(
            f"已有 {later} 条记录的认定日期在 {first} 或以后，归集在“{base.name}”下面。请把施行日期推后到这些记录之后。",
            code=E_EDITION, field="valid_from",
        )  # fmt: skip


def _item_problems(facts: EditionFacts, items: Sequence[ItemFacts]) -> Iterable[DomainError]:
    if not items:
        yield DomainError("新版本里没有一个事项。请在表里填写事项后重新上传。", code=E_ITEM)
    codes = [item.code for item in items]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield DomainError(f"编码“{code}”有两个事项。一个编码只能是一个事项。", code=E_ITEM)
    for item in items:
        if not item.basis.strip():
            yield DomainError(
                f"“{item.name}”没有法律依据。没有依据的信息依法不得归集，请补上依据或删去这个事项。", code=E_ITEM
            )
    elsewhere = (
        CatalogueItem.objects.filter(code__in=codes)
        .exclude(edition__scope=facts.scope)
        .exclude(valid_until__lt=facts.valid_from)
    )
    for code, edition in elsewhere.values_list("code", "edition__name"):
        yield DomainError(f"编码“{code}”在《{edition}》里已经使用。两个目录的编码不能相同，请换一个编码。", code=E_ITEM)


def _remarks(facts: EditionFacts, base: CatalogueEdition | None, difference: Diff) -> Iterable[str]:
    if base is not None and base.valid_until is not None and base.valid_until + timedelta(days=1) < facts.valid_from:
        yield (
            f"“{base.name}”施行到 {base.valid_until}，新版本从 {facts.valid_from} 起施行，中间这段时间没有目录，不能归集记录。"
        )
    if base is not None and not (difference.added or difference.changed or difference.ended):
        yield f"事项与“{base.name}”完全相同，请核对是否选对了文件。"
    ended = {line.code for line in difference.ended}
    if ended:
        for source in _ending:
            yield from source(ended, facts.valid_from)


def _write_items(edition: CatalogueEdition, items: Sequence[ItemFacts]) -> None:
    sections = {section.code: section for section in Section.objects.all()}
    rows = []
    for facts in items:
        plain = asdict(facts)
        section = sections.get(plain.pop("section"))
        row = CatalogueItem(
            edition=edition, section=section, valid_from=edition.valid_from, confirmed=edition.confirmed, **plain
        )
        row.full_clean(exclude=["edition"])
        rows.append(row)
    CatalogueItem.objects.bulk_create(rows)


def _end(base: CatalogueEdition | None, last: date) -> None:
    """The former edition's last day. An item that was ended earlier by itself keeps its day."""
    if base is None:
        return
    if base.valid_until is None:
        base.valid_until = last
        base.save(update_fields=["valid_until"])
    base.items.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=last)).update(valid_until=last)
