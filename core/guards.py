"""Triggers that several tables share: what may never be deleted, rewritten or emptied, whichever door is used."""

import pgtrigger


def no_truncate() -> pgtrigger.Trigger:
    """Refuse TRUNCATE."""
    return pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'guards: cannot truncate %', TG_TABLE_NAME;",
    )


def no_delete() -> pgtrigger.Trigger:
    """Refuse DELETE: rows are withdrawn, corrected or expired, with reason."""
    return pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete)


def append_only() -> pgtrigger.Trigger:
    """Refuse UPDATE and DELETE."""
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
