"""What publicity brings to the house when it is ready: the import as a kind of job, and what the rules may know here."""

from core import clock
from publicity.services.standards import edition_for
from publicity.services.world import World
from publicity.standard.context import Context, set_provider


def _context(kind: str) -> Context:
    return World(edition_for(kind, on=clock.today())).context


set_provider(_context)
