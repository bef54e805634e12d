"""What publicity brings to the house when it is ready: the import as a kind of job, and what the rules may know here."""

from django.db import connection

from core import clock
from core.errors import NotReady
from exchange.kinds import register_job_kind
from exchange.roundtrip import register_roundtrip
from publicity import coverage, exports, followup_list, lists  # noqa: F401 – the ledger becomes a source of the coverage matrix and of exports
from publicity.importing.confirming import KIND
from publicity.kind_trip import KindTrip
from publicity.ledger_trip import LedgerTrip
from publicity.models import Decision
from publicity.services.checking import Judge
from publicity.services.standard_import import KIND as STANDARD_KIND
from publicity.services.standards import compiled_standards, edition_for
from publicity.services.world import World
from publicity.standard.context import Context, set_provider
from publicity.standard.engine import Standard
from publicity.standard.surroundings import set_standards, shipped_standards


def _has_tables() -> bool:
    """A workbook can be checked before the database was ever set up: then by the shipped rules alone."""
    return Decision._meta.db_table in connection.introspection.table_names()


def _context(kind: str) -> Context:
    if not _has_tables():
        return Context()
    try:
        edition = edition_for(kind, on=clock.today())
    except NotReady:
        return Context()
    world = World(edition)
    Judge(edition, world)
    return world.context


def _standards() -> list[Standard]:
    kept = compiled_standards() if _has_tables() else []
    return kept or list(shipped_standards())


set_provider(_context)
set_standards(_standards)
register_job_kind(KIND)
register_job_kind(STANDARD_KIND)
register_roundtrip(LedgerTrip())
register_roundtrip(KindTrip())
