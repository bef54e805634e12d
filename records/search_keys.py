"""What finds a subject: `Subject.search_text` holds every name it has or had, folded, each between bars, kept by triggers.

    |重庆夔门律师事务所|chongqingkuimenlvshishiwusuo|cqkmlvsswso|重庆夔峡律师事务所|

Names come from the file itself, from its name history, and from published documents (an old decision names the firm as it
was then, whether or not anybody entered the old name). Names are only ever added: an old name keeps finding its subject.
A person's key is the name alone and has to be asked for in full (执业人员以查询为主): no pinyin, no part of a name.

One text per subject keeps the index small (the subjects, not the records, are indexed), so that a bulk import of decisions
on known subjects pays nothing for search.
"""

from __future__ import annotations

import pgtrigger

from records.choices import PERSON_KINDS

BAR = "|"
"""Stands before and after every key. Never part of a query."""

_PERSONS = ", ".join(f"'{kind.value}'" for kind in PERSON_KINDS)

OWN_KEYS_SQL = f"""
    '|' || core_fold({{row}}.name) || CASE WHEN {{row}}.kind IN ({_PERSONS}) THEN '|'
        ELSE '|' || core_fold({{row}}.pinyin) || '|' || core_fold({{row}}.initials) || '|' END
"""

_ON_INSERT = f"""
    NEW.search_text := {OWN_KEYS_SQL.format(row="NEW")};
    RETURN NEW;
"""

# A changed name, reading or kind: built anew, with every name that history and published documents know.
_ON_UPDATE = f"""
    NEW.search_text := {OWN_KEYS_SQL.format(row="NEW")} || COALESCE((
        SELECT string_agg(known.key || '|', '' ORDER BY known.key) FROM (
            SELECT core_fold(n.name) AS key FROM records_subjectname n WHERE n.subject_id = NEW.id
            UNION
            SELECT core_fold(r.party_name) FROM records_creditrecord r
            WHERE r.subject_id = NEW.id AND r.disclosure = 'public'
        ) known WHERE known.key <> core_fold(NEW.name)
    ), '');
    RETURN NEW;
"""


def _add_keys(column: str, condition: str = "true") -> str:
    """Statement-level: one join over the new rows adds the names not yet known; usually none."""
    return f"""
    UPDATE records_subject s SET search_text = s.search_text || k.keys
    FROM (
        SELECT n.subject_id, string_agg(DISTINCT core_fold(n.{column}) || '|', '') AS keys
        FROM new_rows n JOIN records_subject known ON known.id = n.subject_id
        WHERE {condition} AND strpos(known.search_text, '|' || core_fold(n.{column}) || '|') = 0
        GROUP BY n.subject_id
    ) k
    WHERE s.id = k.subject_id;
    RETURN NULL;
    """


def subject_triggers() -> list[pgtrigger.Trigger]:
    """Set the subject's own keys when it is opened, and anew when a name, its reading or the kind changes."""
    return [
        pgtrigger.Trigger(
            name="search_insert",
            level=pgtrigger.Row,
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            func=_ON_INSERT,
        ),
        pgtrigger.Trigger(
            name="search_update",
            level=pgtrigger.Row,
            when=pgtrigger.Before,
            operation=pgtrigger.UpdateOf("name", "pinyin", "initials", "kind"),
            func=_ON_UPDATE,
        ),
    ]


def key_triggers(column: str, condition: str = "true") -> list[pgtrigger.Trigger]:
    """Add `column` of newly written rows to the keys of their subject."""
    return [
        pgtrigger.Trigger(
            name=f"search_{name}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(new="new_rows"),
            func=_add_keys(column, condition),
        )
        for name, operation in (("insert", pgtrigger.Insert), ("update", pgtrigger.Update))
    ]
