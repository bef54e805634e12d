"""Guards that every history table and every tracked table gets, present and future, without anybody having to think of it.

Row history by itself leaves three holes: a history table can be emptied by TRUNCATE, a made-up event can be inserted by hand,
and a DELETE on a tracked table leaves no event. These triggers close them. They are (re)installed after every migrate, because
only then all tables of all apps are there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pgtrigger
from django.db import connection
from django.db.models import Model
from pghistory.models import Event

from audit.history import event_models
from audit.history_sql import fetch, quoted

_SHARED_FUNCTIONS = """
    CREATE OR REPLACE FUNCTION audit_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'guards: cannot truncate %', TG_TABLE_NAME;
    END $$;
    CREATE OR REPLACE FUNCTION audit_refuse_insert_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF pg_trigger_depth() < 2 THEN
            RAISE EXCEPTION 'guards: rows of % are written by triggers only', TG_TABLE_NAME;
        END IF;
        RETURN NULL;
    END $$;
"""
NO_TRUNCATE, BY_TRIGGER_ONLY, KEEP_DELETED = "audit_no_truncate", "audit_by_trigger_only", "audit_keep_deleted"


def install_guards(**kwargs: Any) -> None:
    """Create or renew all guards on the tables that exist. Receiver of post_migrate; harmless to run again."""
    existing = {table for (table,) in fetch("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")}
    installed = {(table, name) for table, name, _ in _triggers()}
    with connection.cursor() as cursor:
        cursor.execute(_SHARED_FUNCTIONS)
        for model in event_models():
            if {model._meta.db_table, model.pgh_tracked_model._meta.db_table} <= existing:
                cursor.execute(_keep_deleted_function(model))
        for table, name, sql in _wanted():
            if table in existing and (table, name) not in installed:
                cursor.execute(sql)


def missing_guards() -> list[tuple[str, str]]:
    """(table, trigger) of every guard and every history trigger that is not there or is switched off."""
    working = {(table, name) for table, name, state in _triggers() if state in "OA"}
    wanted = [(table, name) for table, name, _ in _wanted()]
    wanted += [(model._meta.db_table, trigger.get_pgid(model)) for model, trigger in pgtrigger.registered()]
    return sorted(set(wanted) - working)


def _triggers() -> list[tuple[str, str, str]]:
    """Table, name and state of all triggers: O and A fire, D and R do not in ordinary work."""
    return fetch(  # type: ignore[return-value]
        "SELECT c.relname, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
    )


def _wanted() -> Iterator[tuple[str, str, str]]:
    for model in event_models():
        tracked: type[Model] = model.pgh_tracked_model
        events, live = model._meta.db_table, tracked._meta.db_table
        yield events, NO_TRUNCATE, _statement_trigger(NO_TRUNCATE, "TRUNCATE", events, "audit_refuse_truncate")
        yield (
            events,
            BY_TRIGGER_ONLY,
            _statement_trigger(BY_TRIGGER_ONLY, "INSERT", events, "audit_refuse_insert_by_hand"),
        )
        yield live, NO_TRUNCATE, _statement_trigger(NO_TRUNCATE, "TRUNCATE", live, "audit_refuse_truncate")
        yield (
            live,
            KEEP_DELETED,
            (
                f"CREATE TRIGGER {KEEP_DELETED} AFTER DELETE ON {quoted(live)} REFERENCING OLD TABLE AS old_values "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {_function_name(model)}()"
            ),
        )


def _statement_trigger(name: str, operation: str, table: str, function: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {operation} ON {quoted(table)} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )


def _function_name(model: type[Event]) -> str:
    return quoted(f"{KEEP_DELETED}_{model._meta.db_table}"[:63])


def _keep_deleted_function(model: type[Event]) -> str:
    """Writes a `delete` event with the last values of each row that goes, and with the actor as every other event has it."""
    tracked = {field.column for field in model.pgh_tracked_model._meta.concrete_fields}
    values = {
        field.column: f"o.{quoted(field.column)}" for field in model._meta.concrete_fields if field.column in tracked
    }
    values |= {
        "pgh_created_at": "now()",
        "pgh_label": "'delete'",
        "pgh_context": "NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb",
        "pgh_context_id": "NULLIF(current_setting('pghistory.context_id', true), '')::uuid",
    }
    if hasattr(model, "pgh_obj"):
        values["pgh_obj_id"] = f"o.{quoted(model.pgh_tracked_model._meta.pk.column)}"
    return f"""
        CREATE OR REPLACE FUNCTION {_function_name(model)}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO {quoted(model._meta.db_table)} ({", ".join(map(quoted, values))})
            SELECT {", ".join(values.values())} FROM old_values o;
            RETURN NULL;
        END $$
    """
