"""Which tables hold history: every event table of row history, and the two logs of people's deeds and looks."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.db import models
from pghistory.models import Event

from audit.models import Access, Action


@dataclass(frozen=True)
class HistoryTable:
    """One append-only table. `tracked` is the model whose rows it follows; None for the logs."""

    table: str
    pk: str
    columns: tuple[str, ...]
    title: str
    tracked: type[models.Model] | None = None

    @property
    def shared_columns(self) -> tuple[str, ...]:
        """Columns of the tracked table that the history copies; a column kept out of history is not among them."""
        if self.tracked is None:
            return ()
        live = {field.column for field in self.tracked._meta.concrete_fields}
        return tuple(column for column in self.columns if column in live)

    @property
    def key(self) -> str:
        """The column that holds the id of the tracked row; a history of a few fields has it only as a reference."""
        own = self.tracked._meta.pk.column if self.tracked else ""
        return own if own in self.columns else "pgh_obj_id"


def history_tables() -> list[HistoryTable]:
    """All of them, in the order of their names; apps added later are found by themselves."""
    found = [_of(model, None) for model in (Action, Access)]
    found += [_of(model, model.pgh_tracked_model) for model in event_models()]
    return sorted(found, key=lambda history: history.table)


def event_models() -> list[type[Event]]:
    """The models of all history tables that triggers write."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Event) and model._meta.managed and not model._meta.proxy and model.pgh_tracked_model
    ]


def _of(model: type[models.Model], tracked: type[models.Model] | None) -> HistoryTable:
    opts = model._meta
    title = f"{tracked._meta.verbose_name}的变更历史" if tracked else str(opts.verbose_name)
    return HistoryTable(opts.db_table, opts.pk.column, tuple(f.column for f in opts.concrete_fields), title, tracked)
