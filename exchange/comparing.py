"""A workbook that came back against what stands now: row by row what would change, what is stale, what is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from core.errors import DomainError, NotUnderstood
from core.masking import scrub
from core.sheets.tables import Table, TableRow, read_table
from exchange.roundtrip import ID, KEYS, STALE, VERSION, Present, Roundtrip, TripColumn, version_of

MOST = 200
"""Changed rows in one file; each is judged and written by itself."""
MOST_ROWS = 5_000
"""Rows in one file: it is compared while the person waits."""
UNKNOWN, LOCKED, MASKED, TWICE, NOT_SHOWN, TOO_MANY, STATE = (
    "E-RT-01", "E-RT-03", "E-RT-04", "E-RT-05", "E-RT-06", "E-RT-07", "E-STATE-01",
)  # fmt: skip
_BLANK = "（空）"
_ELSEWHERE = "（表里不能写理由；要写理由保留的，请到这一件的页面上修改。）"


@dataclass(frozen=True)
class Wanted:
    """A row that may be written: as it stands, and the typed texts of the cells that differ."""

    row: TableRow
    present: Present
    changes: Mapping[str, str]


@dataclass
class Compared:
    """The whole comparison. Refusals stand as findings in the table; `stale` carries the three values of each."""

    trip: Roundtrip
    variant: str
    table: Table
    columns: tuple[TripColumn, ...]
    good: list[Wanted] = field(default_factory=list)
    stale: list[dict[str, Any]] = field(default_factory=list)
    unchanged: int = 0

    def refuse(self, row: TableRow, error: DomainError) -> None:
        """A refusal of a rule as findings on the cells it speaks of."""
        keys = {column.key for column in self.table.columns}
        found = [one for one in getattr(error, "findings", ()) if one.level in ("error", "doubtful")]
        for one in found:
            liftable = one.level == "doubtful" or getattr(one, "overridable", False)
            words = one.message + (_ELSEWHERE if liftable else "")
            key = one.field if one.field in keys else ""
            self.table.say(one.code, words, row=row, key=key, proposal=one.suggestion or "")
        if not found:
            self.table.say(error.code, error.message, row=row, key=error.field if error.field in keys else "")

    def changes(self) -> list[dict[str, Any]]:
        """For the page: the good rows field by field."""
        return [
            {
                "row": one.row.number, "id": one.present.public_id, "name": one.present.name,
                "lines": [
                    {"label": column.header, "before": scrub(one.present.cells[column.key]), "after": scrub(one.changes[column.key])}
                    for column in self.columns if column.key in one.changes
                ],
            }
            for one in self.good
        ]  # fmt: skip


def compare(trip: Roundtrip, user: Any, data: bytes, filename: str) -> Compared:
    """Compare a workbook with what this person may see now. A fixed number of queries, and the rules' own for each changed row.

    NotUnderstood for a file that is not such a table, DomainError for rows that do not belong together or too many changes.
    """
    heads = read_table(data, filename, KEYS, noun=trip.noun)
    ids = {one for row in heads.rows if (one := _uuid(row.cells[ID]))}
    if len(heads.rows) > MOST_ROWS:
        words = f"表里有 {len(heads.rows)} 行，一次最多 {MOST_ROWS} 行。请删去不改的行，或按条件分几次导出。"
        raise DomainError(words, code=TOO_MANY, field="file")
    if not ids:
        raise NotUnderstood(
            "表里没有一行有系统的编号。请先从“改好再传”页面导出，在导出的表上修改后上传。", code=UNKNOWN, field="file"
        )
    variant = trip.variant_of(ids)
    columns = trip.columns(variant)
    table = read_table(data, filename, [*KEYS, *(column.read() for column in columns)], noun=trip.noun)
    found = Compared(trip, variant, table, columns)
    if any(one.row == table.header_row for one in table.findings):
        return found
    present = {row.public_id: row for row in trip.rows(user, variant, ids)}
    _sort(found, user, present)
    return found


def _sort(found: Compared, user: Any, present: Mapping[str, Present]) -> None:
    """Put every row where it belongs: unchanged, stale, refused, good."""
    table, bad = found.table, found.table.bad_rows
    times = Counter(_uuid(row.cells[ID]) for row in table.rows)
    late: list[tuple[TableRow, Present]] = []
    wanted: list[Wanted] = []
    for row in table.rows:
        public_id = _uuid(row.cells[ID])
        now = present.get(str(public_id)) if public_id else None
        differs = _differing(found, row, now.cells) if now else {}
        if row.number in bad and (differs or now is None):
            continue
        if now is None:
            table.say(
                UNKNOWN,
                "系统里没有这个编号，或者不在您能修改的范围。请核对编号有没有改动，或重新导出。",
                row=row,
                key=ID,
            )
        elif not differs:
            _drop_findings(table, row)
            found.unchanged += 1
        elif times[public_id] > 1:
            table.say(TWICE, "同一个编号在表里出现了不止一次，不能判断以哪一行为准。请只留一行。", row=row, key=ID)
        elif row.cells[VERSION] != now.version:
            late.append((row, now))
        elif _may_change(found, row, now, differs):
            wanted.append(Wanted(row, now, differs))
    _tell_late(found, late)
    if len(wanted) > MOST:
        raise DomainError(
            f"这份表改了 {len(wanted)} 行，一次最多 {MOST} 行。请拆成几份，改完一份再传下一份。",
            code=TOO_MANY,
            field="file",
        )
    _judge(found, user, wanted)


def _differing(found: Compared, row: TableRow, cells: Mapping[str, str], *, past: bool = False) -> dict[str, str]:
    """Key → typed text of the cells that are not as in `cells`. A column that was deleted says nothing, nor does one that belongs to
    another row when `past`: the row's own history does not know it."""
    return {
        column.key: row.cells[column.key]
        for column in found.columns
        if column.key in found.table.places
        and (column.versioned or not past)
        and row.cells[column.key] != column.norm(cells[column.key])
    }


def _may_change(found: Compared, row: TableRow, now: Present, differs: Mapping[str, str]) -> bool:
    """Say what may not be changed here; True when all of it may."""
    before = len(found.table.findings)
    if now.why:
        found.table.say(STATE, now.why, row=row)
    for column in found.columns:
        if column.key not in differs:
            continue
        if not column.editable:
            words = (
                f"“{column.header}”在这里不能改，现在是“{now.cells[column.key] or _BLANK}”。请改回原样。{column.help}"
            )
            found.table.say(LOCKED, words, row=row, key=column.key)
        elif column.key in now.masked:
            words = f"“{column.header}”里有证件或电话号码，导出时已遮住，不能在表里改。请改回原样，到页面上修改。"
            found.table.say(MASKED, words, row=row, key=column.key)
    return len(found.table.findings) == before


def _judge(found: Compared, user: Any, wanted: Iterable[Wanted]) -> None:
    for one in wanted:
        try:
            differs = found.trip.judge(user, one.present, one.changes)
        except DomainError as error:
            found.refuse(one.row, error)
            continue
        if differs:
            found.good.append(one)
        else:
            found.unchanged += 1


def _tell_late(found: Compared, late: list[tuple[TableRow, Present]]) -> None:
    """Rows that somebody else changed since the export: those the person did not touch are left alone, of the others the three values
    of every field are told."""
    then = _then(found, late) if late else {}
    for row, now in late:
        past = then.get(now.pk)
        if past is not None and not _differing(found, row, past, past=True):
            _drop_findings(found.table, row)
            found.unchanged += 1
            continue
        lines = _three_values(found, row, now, past)
        found.stale.append({"row": row.number, "name": now.name, "lines": lines})
        told = "；".join(
            f"{one['label']}：导出时“{one['exported']}”，现在“{one['now']}”，您填的“{one['typed']}”" for one in lines
        )
        words = f"导出以后别人改过这一行，没有写入。{told}。请核对；仍要按您填的改，把“版本”改成建议的内容再上传。"
        found.table.say(STALE, words, row=row, key=VERSION, proposal=now.version)


def _then(found: Compared, late: list[tuple[TableRow, Present]]) -> dict[int, Mapping[str, str]]:
    """pk → the cells as they were when the row was taken out, where the history has that version."""
    asked = {now.pk: row.cells[VERSION] for row, now in late}
    then: dict[int, Mapping[str, str]] = {}
    for pk, cells in found.trip.past(found.variant, asked):
        if pk not in then:
            shown = found.trip.shown(found.columns, cells)
            if version_of(found.columns, shown) == asked[pk]:
                then[pk] = shown
    return then


def _three_values(found: Compared, row: TableRow, now: Present, past: Mapping[str, str] | None) -> list[dict[str, str]]:
    lines = []
    for column in found.columns:
        if column.key not in found.table.places or not column.versioned:
            continue
        typed, present = row.cells[column.key], column.norm(now.cells[column.key])
        then = column.norm(past[column.key]) if past is not None else None
        if typed == present and then in (None, present):
            continue
        said = "（历史里找不到）" if then is None else then
        lines.append(
            {"label": column.header, "exported": scrub(said) or _BLANK, "now": scrub(present) or _BLANK, "typed": scrub(typed) or _BLANK}
        )  # fmt: skip
    return lines


def _drop_findings(table: Table, row: TableRow) -> None:
    """What the reader said about a row that nobody wants to change is not the person's matter."""
    table.findings[:] = [one for one in table.findings if one.row != row.number]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
