"""Gather what is the same for all rows of one run: calendar, rules, catalogue item, parameters. A handful of queries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from core import clock, settings_store
from core.calendar_service import load_calendar
from core.errors import NotReady
from publicity import deadlines
from publicity.assembly import House, ItemFacts, KindFacts
from publicity.major import MajorRule
from publicity.models import DecisionKind, StandardEdition
from publicity.services.standards import roles_of
from publicity.standard import classes
from records import periods
from records.choices import Severity
from records.models import CatalogueItem
from records.services.records import regimes


def kind_facts(kind: DecisionKind) -> KindFacts:
    return KindFacts(kind.code, kind.name, kind.cycle, kind.nature)


def house_for(edition: StandardEdition) -> House:
    """Everything assembly needs for decisions of one edition, today."""
    kind = edition.kind
    calendar = load_calendar()
    versions = regimes()
    items = list(CatalogueItem.objects.filter(code=kind.item_code))
    internal = int(settings_store.get("publicity.internal_days"))
    official = int(settings_store.get("publicity.official_workdays"))

    @lru_cache(maxsize=4096)
    def clocks_on(decided_on: date, due_day: int) -> deadlines.Clocks:
        if kind.cycle == DecisionKind.Cycle.EACH:
            return deadlines.clocks_for(decided_on, calendar, internal_days=internal, official_workdays=official)
        return deadlines.clocks_for_cycle(decided_on, calendar, cycle=kind.cycle, due_day=due_day)

    @lru_cache(maxsize=4096)
    def item_on(day: date) -> ItemFacts:
        for item in items:
            if item.valid_from <= day and (item.valid_until is None or day <= item.valid_until):
                return ItemFacts(item.pk, item.publish_scope, item.due_day)
        raise NotReady(
            f"{day:%Y-%m-%d} 没有施行中的目录事项“{kind.item_code}”，依法不得归集。请信用办核对目录版本。",
            code="E-CL-06",
        )

    @lru_cache(maxsize=4096)
    def regime_on(day: date) -> periods.Regime:
        return periods.regime_on(versions, day)

    return House(
        kind=kind_facts(kind),
        roles=roles_of(edition),
        clocks_on=clocks_on,
        regime_on=regime_on,
        item_on=item_on,
        severity_of=severity_of,
        major_rule=major_rule(),
        publish_person_adverse=bool(settings_store.get("records.publish_person_adverse")),
        today=clock.today(),
    )


@lru_cache(maxsize=2048)
def severity_of(kinds: tuple[str, ...], decided_on: date) -> tuple[str, str]:
    """The proposed publicity class of a penalty and the reasons; a person confirms it (类别由人确认)."""
    proposal = classes.propose(kinds, decided_on)
    if proposal is None:
        return Severity.GENERAL, "处罚类别不在对照表内，暂按一般，待人工确认。"
    return proposal.severity, "；".join(proposal.reasons)


def major_rule() -> MajorRule:
    """Which penalties count as major, from the bureau's parameters."""
    return MajorRule(
        tuple(settings_store.get("publicity.major_words")),
        Decimal(str(settings_store.get("publicity.major_fine_org"))),
        Decimal(str(settings_store.get("publicity.major_fine_person"))),
    )
