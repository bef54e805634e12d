"""An object's history in sentences people can read: who did what, when, why, and which values changed from what to what.

Built from the rows that the database's triggers wrote and from the named actions; nothing is stored for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import models

from audit.codes import ACTIONS
from audit.history import event_models
from audit.models import Action
from core.clock import SHANGHAI
from core.fields import EncryptedTextField
from core.masking import scrub
from core.pieces import Change, Entry

LIMIT = 300
PLAIN_WORDS = {"insert": "建立", "update": "修改", "delete": "删除"}
SECRET = "（已加密，不显示）"
LONG = 120
_TECHNICAL_ENDINGS = ("_key", "_hash", "digest", "sha256", "public_id", "updated_at")


def story(user: Any, obj: models.Model) -> list[Entry]:
    """The history of one object, newest first, at most LIMIT row changes and as many actions.

    Rows written in one deed are told as one entry. Identity and telephone numbers are masked; sealed values never shown.
    """
    rows = [row for model in event_models() if model.pgh_tracked_model is type(obj) for row in _rows(model, obj)]
    rows.sort(key=lambda row: (row.pgh_created_at, row.pgh_id))
    told = list(_told(rows[-LIMIT:]))[::-1]
    deeds = {(facts.get("action"), facts.get("request")) for row in rows if (facts := row.pgh_context or {})}
    told += [_action(action) for action in _actions(obj) if (action.code, action.request_id) not in deeds]
    return sorted(told, key=lambda entry: entry.when, reverse=True)


def _rows(model: type[models.Model], obj: models.Model) -> Iterable[Any]:
    objects: Any = model._default_manager
    return objects.filter(pgh_obj=obj.pk).order_by("-pgh_id")[: LIMIT + 1] if _follows(model) else []


def _follows(model: type[models.Model]) -> bool:
    return any(field.name == "pgh_obj" for field in model._meta.fields)


def _actions(obj: models.Model) -> Iterable[Action]:
    return Action.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))[:LIMIT]


def _action(action: Action) -> Entry:
    who = " · ".join(part for part in (action.actor_name, action.section_name) if part)
    title = ACTIONS.get(action.code, action.code)
    return Entry(action.at.astimezone(SHANGHAI), title, who, reason=action.reason)


def _told(rows: list[Any]) -> Iterator[Entry]:
    """One entry per deed: the changes between the row before the deed and the row after it."""
    before: Any = None
    names = _names_of_references(rows)
    for _, group in groupby(rows, key=_deed):
        deed = list(group)
        after = deed[-1]
        first = before is None and deed[0].pgh_label == "insert"
        changes = [] if first or before is None else list(_changes(before, after, names))
        facts = after.pgh_context or {}
        word = "insert" if first else after.pgh_label
        title = facts.get("action_label") or PLAIN_WORDS.get(word, "修改")
        who = " · ".join(part for part in (facts.get("actor_name"), facts.get("section")) if part)
        yield Entry(
            after.pgh_created_at.astimezone(SHANGHAI),
            title,
            who or "未经本系统页面",
            reason=facts.get("reason") or "",
            changes=changes,
        )
        before = after


def _deed(row: Any) -> tuple[Any, Any]:
    """Rows of one deed share this; a row written without one stands alone."""
    return (row.pgh_context_id or row.pgh_id, (row.pgh_context or {}).get("action"))


def _changes(before: Any, after: Any, names: dict[str, dict[Any, str]]) -> Iterator[Change]:
    for field in after._meta.concrete_fields:
        if field.name.startswith("pgh_") or field.name.endswith(_TECHNICAL_ENDINGS):
            continue
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if old == new:
            continue
        label = str(field.verbose_name)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _keys(after, old, new)
        elif isinstance(field, (EncryptedTextField, models.BinaryField)):
            yield Change(label, SECRET if old else "", SECRET)
        else:
            known = names.get(field.attname, {})
            yield Change(label, _text(field, old, known), _text(field, new, known) or "（空）")


def _keys(after: Any, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    """A field of many values: each value that changed, under the heading that the object gives it."""
    give = getattr(after.pgh_tracked_model, "history_labels", None)
    labels: dict[str, str] = give(after) if give else {}
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            yield Change(labels.get(key, key), _short(old.get(key)), _short(new.get(key)) or "（空）")


def _text(field: models.Field, value: Any, known: dict[Any, str]) -> str:
    if value is None or value == "":
        return ""
    if value in known:
        return known[value]
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _short(value)


def _short(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    text = scrub(str(value))
    return text if len(text) <= LONG else f"{text[:LONG]}…"


def _names_of_references(rows: list[Any]) -> dict[str, dict[Any, str]]:
    """What the numbers of foreign keys stand for: one query for each reference that ever changed."""
    found: dict[str, dict[Any, str]] = {}
    fields = (
        [f for f in rows[-1]._meta.concrete_fields if f.is_relation and not f.name.startswith("pgh_")] if rows else []
    )
    for field in fields:
        ids = {getattr(row, field.attname) for row in rows} - {None}
        if len(ids) > 1 or (ids and any(getattr(row, field.attname) is None for row in rows)):
            target: Any = field.related_model
            found[field.attname] = {key: str(thing) for key, thing in target._default_manager.in_bulk(ids).items()}
    return found
