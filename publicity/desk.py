"""The work desk's sources, and what other apps may ask of a decision; importing a module registers them."""

from importlib import import_module
from importlib.util import find_spec

for _name in ("desk_ledger", "desk_importing", "desk_reporting", "calendar_effect", "penalty_terms"):
    if find_spec(f"publicity.{_name}"):
        import_module(f"publicity.{_name}")
