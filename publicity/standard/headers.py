"""Understanding a header row: which column is which field, what is ignored and why, what is not understood, what is missing.

Columns are recognised by their words, never by their place. 代码_2 and 代码_3 changed places between the editions, so they are told
by the words in their brackets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from core.sheets.findings import RESULT_HEADERS
from publicity.standard import rules_file as say
from publicity.standard.engine import Standard
from publicity.standard.findings import Finding
from publicity.standard.header_reading import Column, HeaderReading, Ignored, Remark
from publicity.standard.header_text import HeaderText, one_missing, read_header
from publicity.standard.spec import Field

KIND_NAMES = {
    "licence": "行政许可", "penalty": "行政处罚", "coercion": "行政强制", "confirmation": "行政确认", "adjudication": "行政裁决",
    "reward": "行政奖励", "levy": "行政征收", "inspection": "行政监督检查", "payment": "行政给付",
}  # fmt: skip

_PARTY_CODE = ("行政相对人代码", "相对人代码")
_OTHER_PERSON = ("法定代表人", "负责人", "经办人", "代理人", "联系人")


class HeaderIndex:
    """The names one standard knows its columns by."""

    def __init__(self, standard: Standard) -> None:
        self.standard = standard
        self.names: dict[str, Field] = {}
        self.instead: dict[str, Field] = {}
        self.more: dict[str, Field] = {}
        self.ignored: dict[str, str] = {}
        for one in standard.fields:
            self._add(one)
        for group in standard.spec.get("ignored", ()):
            for name in group["headers"]:
                self.ignored.setdefault(read_header(name).key, group["reason"])
        self._near = self._index_near()
        self.signature = frozenset(read_header(name).key for name in standard.spec.get("signature", ()))

    def _add(self, one: Field) -> None:
        for name in (one.code, one.header, *one.synonyms):
            self.names.setdefault(read_header(name).key, one)
        for name in one.fallback:
            self.instead.setdefault(read_header(name).key, one)
        for name in one.merge:
            self.more.setdefault(read_header(name).key, one)

    def _index_near(self) -> dict[str, set[str]]:
        """Key with one character missing → codes of the fields it may mean."""
        near: dict[str, set[str]] = {}
        for key, one in self.names.items():
            if len(key) >= 5:
                for shorter in one_missing(key):
                    near.setdefault(shorter, set()).add(one.code)
        return near

    def find(self, text: HeaderText) -> tuple[Field, str] | None:
        """The field a header means and how it was told; None when it means none."""
        if text.base.rstrip("0123456789") in _PARTY_CODE:
            return self._by_bracket(text)
        for key, how in ((text.key, "exact"), (text.base, "exact")):
            if key == text.base and text.bracket and any(word in text.bracket for word in _OTHER_PERSON):
                continue
            for names, said in ((self.names, how), (self.more, "more"), (self.instead, "instead")):
                if key in names:
                    return names[key], "code" if text.code else said
        return self._nearly(text)

    def _by_bracket(self, text: HeaderText) -> tuple[Field, str] | None:
        """行政相对人代码_n(…): the words decide. Only number 1 is the same in every edition."""
        for one in self.standard.fields:
            if any(word in text.bracket for word in one.bracket):
                return one, "bracket"
        if not text.bracket and text.base.endswith("1"):
            return next(((one, "bracket") for one in self.standard.fields if one.role == "uscc"), None)
        return None

    def _nearly(self, text: HeaderText) -> tuple[Field, str] | None:
        if len(text.base) < 4 or text.key in self.ignored:
            return None
        codes = self._near.get(text.key, set()) | self._near.get(text.base, set())
        return (self.standard.by_code[next(iter(codes))], "near") if len(codes) == 1 else None

    def reason_to_ignore(self, text: HeaderText) -> str:
        """Why a known column is left out, "" when it is not one of those."""
        return self.ignored.get(text.key) or self.ignored.get(text.base) or ""


class HeaderBook:
    """The headers of many standards: finds out edition and kind of a row and reads it."""

    def __init__(self, standards: Iterable[Standard]) -> None:
        order = list(KIND_NAMES)
        known = sorted(standards, key=lambda one: order.index(one.kind) if one.kind in order else len(order))
        self.indexes = [HeaderIndex(standard) for standard in known]
        self._names = {one.kind: one.spec.get("kind_name") or one.name for one in known} | KIND_NAMES

    def name_of(self, kind: str) -> str:
        """What a kind of decision is called; kinds added by the bureau bring their name with their standard."""
        return self._names.get(kind, kind)

    def of_kind(self, kind: str, edition: str = "") -> list[HeaderIndex]:
        """The indexes of one kind, of one edition where it is named."""
        return [one for one in self.indexes if one.standard.kind == kind and edition in ("", one.standard.edition)]

    def recognised(self, cells: Sequence[object]) -> int:
        """How many cells of a row any standard knows as a header: the row with the most is the header."""
        return sum(1 for cell in cells if isinstance(cell, str) and cell and self._is_known(read_header(cell)))

    def _is_known(self, text: HeaderText) -> bool:
        if not text.key:
            return False
        return any(one.find(text) is not None or one.reason_to_ignore(text) for one in self.indexes)

    def read(
        self, cells: Sequence[object], kind: str, edition: str = "", ignore: Collection[str] = ()
    ) -> HeaderReading:
        """Read a header row for a kind; the edition is guessed where none is given. ignore: headers the person agreed to leave
        out. KeyError when no standard of the kind (and edition) is known."""
        headers = [
            (at, " ".join(str(cell).split())) for at, cell in enumerate(cells) if isinstance(cell, str) and cell.strip()
        ]
        candidates = self.of_kind(kind, edition)
        if not candidates:
            raise KeyError(kind, edition)
        headers, own = _without_own_columns(headers)
        scored = [(_score(index, headers), index) for index in candidates]
        score, index = max(scored, key=lambda pair: pair[0])
        reading = _Reader(index, self, ignore).read(headers)
        reading.ignored += own
        reading.wrong_kind = self._better_kind(headers, kind, score)
        if reading.wrong_kind:
            reading.remarks[:] = [
                Remark(None, "", _other_kind(reading, self.name_of(kind), self.name_of(reading.wrong_kind)))
            ]
        return reading

    def _better_kind(self, headers: list[tuple[int, str]], kind: str, score: int) -> str:
        """Another kind to which the row clearly belongs, "" when there is none."""
        best, name = score + 4, ""
        for index in self.indexes:
            other = index.standard.kind
            if other != kind and (found := _score(index, headers)) > best:
                best, name = found, other
        return name

    def find_elsewhere(self, text: HeaderText, kind: str) -> tuple[str, Field] | None:
        """Another kind that knows the header by its exact name, and the field there."""
        for index in self.indexes:
            if index.standard.kind != kind:
                found = index.find(text)
                if found is not None and found[1] in ("exact", "code"):
                    return index.standard.kind, found[0]
        return None


def _without_own_columns(headers: list[tuple[int, str]]) -> tuple[list[tuple[int, str]], list[Ignored]]:
    """Leave out the pair of columns that a marked workbook of this system carries at its right."""
    names = [header for _, header in headers]
    for i in range(len(names) - 1):
        if tuple(names[i : i + 2]) == RESULT_HEADERS:
            own = [Ignored(at, header, "本系统退回工作簿时附加的说明列") for at, header in headers[i : i + 2]]
            return headers[:i] + headers[i + 2 :], own
    return headers, []


def _score(index: HeaderIndex, headers: list[tuple[int, str]]) -> int:
    """How well a row fits a standard: fields found, names typical of the edition, minus what it does not know."""
    score = 0
    for _, header in headers:
        text = read_header(header)
        if text.key in index.signature or text.base in index.signature:
            score += 1
        if index.find(text) is not None:
            score += 1
        elif not index.reason_to_ignore(text):
            score -= 3
    return score


class _Reader:
    """Reads one row under one standard."""

    def __init__(self, index: HeaderIndex, book: HeaderBook, ignore: Collection[str]) -> None:
        self.index = index
        self.book = book
        self.ignore = {read_header(name).key for name in ignore}
        self.reading = HeaderReading(index.standard)
        self.taken: dict[str, Column] = {}

    def read(self, headers: list[tuple[int, str]]) -> HeaderReading:
        """Strong names first, so that a weaker one never takes the place of a column that says it plainly."""
        waiting: list[tuple[int, str, HeaderText, Field, str]] = []
        for at, header in headers:
            text = read_header(header)
            found = self.index.find(text)
            if found is None:
                self._not_a_field(at, header, text)
            elif found[1] in ("more", "instead", "near"):
                waiting.append((at, header, text, *found))
            else:
                self._take(at, header, text, *found)
        for at, header, text, one, how in waiting:
            self._take(at, header, text, one, how)
        self._cross_kind()
        self.reading.columns.sort(key=lambda column: column.at)
        self._missing()
        self._notes()
        return self.reading

    def _take(self, at: int, header: str, text: HeaderText, one: Field, how: str) -> None:
        if one.type == "money_wan" and text.unit == "元":
            why = f"这一列的单位写的是“元”，标准的{one.header}是万元。请换算成万元，并把表头改为“{one.header}”"
            self.reading.unknown.append(Ignored(at, header, why))
            return
        first = self.taken.get(one.code)
        if first is None:
            how = "exact" if how == "more" else how
            self.taken[one.code] = column = Column(at, header, one.code, how)
            self.reading.columns.append(column)
        elif how == "more":
            self.reading.columns.append(Column(at, header, one.code, how))
        elif how == "instead":
            self.reading.ignored.append(Ignored(at, header, f"已有“{first.header}”一列"))
        else:
            self.reading.doubles.append(
                Ignored(at, header, f"与“{first.header}”是同一个栏目（{one.header}），请删去或改名其中一列")
            )

    def _not_a_field(self, at: int, header: str, text: HeaderText) -> None:
        reason = self.index.reason_to_ignore(text)
        if reason:
            self.reading.ignored.append(Ignored(at, header, reason))
        elif text.key in self.ignore:
            self.reading.ignored.append(Ignored(at, header, "已确认不导入这一列"))
        else:
            self.reading.unknown.append(Ignored(at, header, self._why_unknown(text)))

    def _why_unknown(self, text: HeaderText) -> str:
        if text.base.rstrip("0123456789") in _PARTY_CODE:
            return (
                "只写了编号：代码_2、代码_3在2016版和2018版里含义对调，请在括号里写明是哪一种代码，如“(组织机构代码)”"
            )
        elsewhere = self.book.find_elsewhere(text, self.index.standard.kind)
        if elsewhere is not None:
            own, other = self.book.name_of(self.index.standard.kind), self.book.name_of(elsewhere[0])
            return f"这是{other}的表头，标准的{own}表里没有这一列"
        return "标准里没有这一列。请改成标准表头，或删去这一列"

    def _cross_kind(self) -> None:
        """The other kind's header for a field that has no column yet: read by its meaning, and said so."""
        if len(self.taken) < 5:
            return
        standard = self.index.standard
        for entry in list(self.reading.unknown):
            elsewhere = self.book.find_elsewhere(read_header(entry.header), standard.kind)
            code = standard.roles.get(elsewhere[1].role, "") if elsewhere else ""
            if code and code not in self.taken and elsewhere is not None:
                self.reading.unknown.remove(entry)
                self.taken[code] = column = Column(entry.at, entry.header, code, "other")
                self.reading.columns.append(column)

    def _missing(self) -> None:
        """Fields that are always required and have no column; the kind of party can be derived."""
        for one in self.index.standard.fields:
            if one.required == "always" and one.code not in self.taken and one.role != "party_kind":
                self.reading.missing.append(one.code)

    def _notes(self) -> None:
        """Say what was read by its meaning, left out, missing or not understood."""
        reading, by_code = self.reading, self.index.standard.by_code
        for column in reading.columns:
            finding = _read_by_meaning(column, by_code[column.field].header)
            if finding is not None:
                reading.remarks.append(Remark(column.at, column.header, finding))
        whole = [_ignored_note(reading), self._derived_note(), self._missing_note()]
        reading.remarks += [Remark(None, "", finding) for finding in whole if finding is not None]
        for entry in reading.unknown:
            words = f"表头“{entry.header}”认不出：{entry.reason}。"
            reading.remarks.append(Remark(entry.at, entry.header, say.UNKNOWN_COLUMN("", words)))
        for entry in reading.doubles:
            words = f"表头“{entry.header}”{entry.reason}。"
            reading.remarks.append(Remark(entry.at, entry.header, say.DOUBLE_COLUMN("", words)))

    def _derived_note(self) -> Finding | None:
        code = self.index.standard.roles.get("party_kind", "")
        if not code or code in self.taken:
            return None
        words = (
            "表里没有“行政相对人类别”一列：按模板和代码推出（92开头为个体工商户，有统一社会信用代码的为法人及非法人组织，"
            "只有证件号码的为自然人）。"
        )
        return say.KIND_DERIVED(code, words)

    def _missing_note(self) -> Finding | None:
        if not self.reading.missing:
            return None
        listed = "、".join(f"“{self.index.standard.by_code[code].header}”" for code in self.reading.missing)
        return say.MISSING_COLUMN("", f"缺少必填的列：{listed}。没有这些列，每一行都会缺少必填项。")


def _read_by_meaning(column: Column, wanted: str) -> Finding | None:
    if column.how == "near":
        return say.COLUMN_READ_AS(column.field, f"表头“{column.header}”缺了字，按“{wanted}”读取，请核对。")
    if column.how == "instead":
        words = f"表里没有“{wanted}”，“{column.header}”按它读取（旧版地方模板的做法，待确认）；报送时限从决定日期起算，请核对。"
        return say.COLUMN_INSTEAD(column.field, words)
    if column.how == "other":
        words = f"“{column.header}”是另一种决定的表头，按“{wanted}”读取。请核对内容，并把表头改为“{wanted}”。"
        return say.OTHER_KIND_COLUMN(column.field, words)
    return None


def _ignored_note(reading: HeaderReading) -> Finding | None:
    if not reading.ignored:
        return None
    listed = "；".join(f"“{entry.header}”（{entry.reason}）" for entry in reading.ignored)
    return say.COLUMN_IGNORED("", f"不导入的列：{listed}。")


def _other_kind(reading: HeaderReading, asked: str, found: str) -> Finding:
    shown = "、".join(f"“{entry.header}”" for entry in reading.unknown[:3])
    because = f"（如{shown}）" if shown else ""
    return say.OTHER_KIND(
        "", f"这张表的表头是{found}的{because}，现在选的是{asked}。请改选{found}，或换成{asked}的表。"
    )
