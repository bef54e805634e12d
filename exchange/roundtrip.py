"""Lists that are taken out as a workbook, changed there and sent back: what such a list is, and the register of them.

An app of a higher floor says which columns there are, how its rows read and which service applies one changed row. Every row goes
out with its 编号 (opaque) and its 版本: a digest of what it said. Coming back, the version tells whether somebody else changed the
row meanwhile; the history of the database tells what it said then. Nothing else has to be kept between the two.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.errors import DomainError, Stale
from core.masking import scrub
from core.sheets.cells import storable
from core.sheets.tables import TableColumn
from core.sheets.writing import Column, SheetSpec
from core.text import clean, clean_multiline
from exchange.exporting import ExportKind, Extract, register_export
from exchange.kinds import JobKind, register_job_kind
from exchange.services.tables import no_commit

ID, VERSION = "id", "version"
_VERSION_LENGTH = 16
_NOT_HERE = "没有这张可以改好再传的表。请从“改好再传”页面重新开始。"


@dataclass(frozen=True)
class TripColumn:
    """One column. `editable` cells may come back changed. `listed` is a closed list that the reader checks; `choices` only fill the
    drop-down. `free` is free text: numbers of persons in it are masked on the way out, and such a cell cannot be changed here.
    `versioned` is False for what belongs to another row (a section's name) and does not make this row stale."""

    key: str
    header: str
    help: str = ""
    editable: bool = False
    listed: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    longest: int = 0
    lines: bool = False
    free: bool = False
    versioned: bool = True
    width: float = 18

    def norm(self, text: str) -> str:
        """A text as it comes back from a workbook that nobody touched."""
        kept = storable(text)
        return clean_multiline(kept) if self.lines else clean(kept)

    def read(self) -> TableColumn:
        return TableColumn(
            self.key, self.header, self.help, choices=self.listed if self.editable else (),
            longest=self.longest if self.editable else 0, lines=self.lines,
        )  # fmt: skip

    def write(self) -> Column:
        return Column(self.header, self.width, choices=self.listed or self.choices, locked=not self.editable)


KEYS = (
    TableColumn(ID, "编号", "系统给的编号，认出是哪一行，请不要改。", True),
    TableColumn(VERSION, "版本", "导出时内容的标记，用来发现别人是否改过，请不要改。", True),
)


@dataclass(frozen=True)
class Present:
    """A row as this person may see it. `masked`: columns with a masked number. `why`: why it may not be changed now, "" if it may."""

    pk: int
    public_id: str
    name: str
    cells: Mapping[str, str]
    version: str
    masked: frozenset[str] = frozenset()
    why: str = ""


@dataclass(frozen=True)
class Listing:
    """What is taken out: by which columns (`variant`), how many rows, and the rows themselves when they are written."""

    variant: str
    count: int
    rows: Callable[[], Iterable[Present]]
    conditions: str = ""


class Roundtrip(ABC):
    """A list on its way out and back. `slug` names it in addresses; `params` are its filters on the way out."""

    slug: str
    title: str
    noun: str
    perm: str
    params: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    """The staff pages that show the list."""
    guide: tuple[str, ...] = ()

    @abstractmethod
    def ways_out(self, user: Any) -> Sequence[tuple[str, Mapping[str, str]]]:
        """(words, parameters) of the workbooks offered on the page."""

    @abstractmethod
    def listing(self, user: Any, params: Mapping[str, str], limit: int) -> Listing:
        """The rows this person may change. DomainError for parameters without sense."""

    @abstractmethod
    def variant_of(self, ids: Collection[UUID]) -> str:
        """By which columns these rows read. DomainError when they do not belong into one workbook."""

    @abstractmethod
    def columns(self, variant: str) -> tuple[TripColumn, ...]:
        """The columns after 编号 and 版本."""

    @abstractmethod
    def rows(self, user: Any, variant: str, ids: Collection[UUID]) -> Iterable[Present]:
        """Those of the rows that this person may see, as they are now; a fixed number of queries."""

    @abstractmethod
    def past(self, variant: str, pks: Collection[int]) -> Iterator[tuple[int, Mapping[str, str]]]:
        """(pk, cells) of former states from the history, newest first; a fixed number of queries."""

    @abstractmethod
    def judge(self, user: Any, row: Present, changes: Mapping[str, str]) -> bool:
        """What the form would say to these changes: False when nothing would differ, DomainError when refused. Writes nothing."""

    @abstractmethod
    def apply(self, user: Any, variant: str, row: Present, changes: Mapping[str, str], reason: str) -> None:
        """Change one row by its service, after `check_still` under lock."""

    # -- common to all -----------------------------------------------------------------------------------------------
    @property
    def kind(self) -> str:
        """Code of its jobs and of its export."""
        return f"again.{self.slug}"

    def present(
        self, columns: Sequence[TripColumn], pk: int, public_id: Any, name: str, cells: Mapping[str, str], why: str = ""
    ) -> Present:
        """A row from its cells, with numbers of persons masked in free text."""
        shown = self.shown(columns, cells)
        masked = frozenset(column.key for column in columns if column.free and shown[column.key] != cells[column.key])
        return Present(pk, str(public_id), scrub(name), shown, version_of(columns, shown), masked, why)

    @staticmethod
    def shown(columns: Iterable[TripColumn], cells: Mapping[str, str]) -> dict[str, str]:
        """The cells as a workbook shows them."""
        return {column.key: scrub(cells[column.key]) if column.free else cells[column.key] for column in columns}

    def check_still(self, row: Present, now: Present) -> None:
        """Stale when the row under lock is not what the person was shown."""
        if now.version != row.version:
            raise Stale(
                f"“{row.name}”刚刚被别人修改，没有写入您的修改。请重新核对后再确认。", code=STALE, field=VERSION
            )


STALE = "E-RT-02"
_trips: dict[str, Roundtrip] = {}


def version_of(columns: Iterable[TripColumn], cells: Mapping[str, str]) -> str:
    """The digest of what a row says, in the texts that come back from a workbook nobody touched."""
    said = "\x1f".join(f"{column.key}\x1e{column.norm(cells[column.key])}" for column in columns if column.versioned)
    return hashlib.sha256(said.encode()).hexdigest()[:_VERSION_LENGTH]


def register_roundtrip(trip: Roundtrip) -> None:
    """Add a list; apps call this from `jobs.py`. Its export and its kind of jobs come with it."""
    from exchange.services.roundtrips import check

    _trips[trip.slug] = trip
    register_export(ExportKind(trip.kind, f"{trip.title}（改好再传）", trip.perm, trip.params, _extract_of(trip)))
    register_job_kind(
        JobKind(
            trip.kind,
            f"改好再传：{trip.title}",
            trip.perm,
            lambda job, run: check(trip, job, run),
            no_commit,
            page="admin:exchange_again",
            show="admin:exchange_again_job",
        )  # fmt: skip
    )


def trips_for(user: Any) -> list[Roundtrip]:
    """The lists this person may change."""
    return [trip for trip in _trips.values() if user.has_perm(trip.perm)]


def trip_of(slug: str) -> Roundtrip:
    """The list by its slug, or by the kind of its jobs. DomainError for one that is not known."""
    try:
        return _trips[slug.removeprefix("again.")]
    except KeyError:
        raise DomainError(_NOT_HERE, code="E-RT-00", field="what") from None


def _extract_of(trip: Roundtrip) -> Callable[[Any, Mapping[str, str], int], Extract]:
    def extract(user: Any, params: Mapping[str, str], limit: int) -> Extract:
        found = trip.listing(user, params, limit)
        columns = trip.columns(found.variant)
        heads = [*(Column(key.header, 20, locked=True) for key in KEYS), *(column.write() for column in columns)]

        def lines() -> Iterator[list[str]]:
            for row in found.rows():
                yield [row.public_id, row.version, *(row.cells[column.key] for column in columns)]

        return Extract(
            f"{trip.title}（改好再传）", found.count, lambda: [SheetSpec(trip.title, heads, lines())], found.conditions,
            guide=_guide(trip, columns),
        )  # fmt: skip

    return extract


def _guide(trip: Roundtrip, columns: Iterable[TripColumn]) -> list[str]:
    """How the workbook is to be used, and each column that may be changed."""
    how = [f"{column.header}：{column.help or '照证照、文书填写。'}" for column in columns if column.editable]
    return [
        f"这是“{trip.title}”的可编辑表。绿色表头的栏可以改；灰色的栏不要改，改了的行不会写入。",
        "“编号”“版本”认出是哪一行、导出以后有没有别人改过，请保留原样。可以删去不改的行；不能在这里新增一行。",
        "改好以后保存，在系统“改好再传”页面上传。上传后先逐项显示差异，写明理由并确认后才写入。",
        "导出以后被别人改过的行不会写入：系统会列出导出时、现在、您填的三种内容，由您核对。",
        "表里没有证件号码；夹在文字里的证件、电话号码已遮住，这样的格请到页面上修改。",
        *trip.guide, "", "各栏填法：", *how,
    ]  # fmt: skip
