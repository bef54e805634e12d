"""The work desk's sources; importing a module registers them."""

from importlib import import_module
from importlib.util import find_spec

for _name in ("desk_ledger", "desk_importing", "desk_reporting", "calendar_effect"):
    if find_spec(f"publicity.{_name}"):
        import_module(f"publicity.{_name}")
