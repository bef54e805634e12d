"""The workbook of a data standard: one row a field, in words. Written from an edition and read back as a declaration.

A cell that was not touched keeps exactly what it stood for, also what words cannot say (codes of a platform, weaker headers); only
what was changed is read anew. Every cell that the rule engine could not use is named before the engine is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from core.sheets.tables import DOUBLE_ROW, Table, TableColumn, TableRow, read_table, write_table
from core.text import clean, clean_multiline
from publicity.standard import role_names, spec_words
from publicity.standard.header_text import read_header
from publicity.standard.spec import BadStandard, field_of
from publicity.standard.spec_words import BadWords

BAD_CODE, BAD_ROLE, BAD_TYPE, BAD_WORDS, BAD_LIST, BAD_LEVEL, BAD_NEED, BAD_HEADER, BAD_DECLARATION = (
    f"E-STD-0{number}" for number in range(1, 10)
)
_CODE = re.compile(r"[A-Z][A-Z0-9_]{1,39}")
_SEPARATOR = re.compile(r"[；;\n]+")
_TYPE_OF = {word: pair for pair, word in role_names.TYPE_WORDS.items()}
_LISTED = ("enum", "multi_enum")
PENDING = "待平台或正式文本确认。"

COLUMNS = (
    TableColumn("code", "代码", "字段代码，大写字母开头，如 BA_XDR_MC；相对人类别的代码以 _XDR_LB 结尾时，表单会按类别显示栏目。", True, longest=40),
    TableColumn("header", "表头", "导入表格里的标准表头。", True, longest=80, width=24),
    TableColumn("role", "用途", "这一栏是什么，规则按用途检查；本标准特有、没有规则的栏目留空。", False, tuple(one.label for one in role_names.ROLE_NAMES.values()), width=22),
    TableColumn("type", "类型", "怎样填写和检查。", True, tuple(_TYPE_OF), width=18),
    TableColumn("max_length", "最长", "最多几个字，空白表示不限。", False, whole=(1, 20000), width=8),
    TableColumn("required", "必填", "必填、选填，或“条件必填：”加条件，如“条件必填：相对人是自然人”“条件必填：BA_ZS已填”。", True, lines=True, width=30),
    TableColumn("applies_to", "适用相对人", "全部，或写出类别，用顿号隔开：法人及非法人组织、自然人、个体工商户。", default=spec_words.EVERYBODY, width=22),
    TableColumn("enum", "枚举值", "类型是单选、多选的，一行一个值；“值=同义词|同义词”，要注明内容的写“其他[须注明]”。相对人类别和证件类型可以留空，用标准的词。", lines=True, width=40),
    TableColumn("synonyms", "同义表头", "表格里可能出现的其他写法，用分号隔开。", lines=True, width=30),
    TableColumn("public_level", "公开级别", "对社会公开到什么程度；证件号码只能是“不公开”。", True, tuple(spec_words.LEVEL_WORDS.values()), width=20),
    TableColumn("help", "填报说明", "写在表单和模板里的一句话；必填的栏目必须有。", longest=300, lines=True, width=44),
    TableColumn("example", "示例", "可以不填。", longest=120, width=20),
)  # fmt: skip

GUIDE = (
    "这是一个种类的数据标准，一行一个字段，行的先后就是导入、导出的列序。",
    "要换新版本：在本表上增加、修改或删去字段，保存后在“数据标准”页面上传；先看差异，确认后从启用日期起，表单、导入模板、表格检查和接口同时按新版本。",
    "要增加一个种类：下载相近种类的表，改成新种类的字段，用“增加种类”上传。",
    "至少要有这些用途：" + "、".join(role_names.label_of(role) for role in role_names.NEEDED_ROLES)
    + "，以及" + "、".join(role_names.label_of(role) for role in role_names.IDENTIFYING_ROLES) + "中的一个。",
    "", "用途的含义：", *(f"{one.label}：{one.meaning}。类型：{'、'.join(one.types)}。" for one in role_names.ROLE_NAMES.values()),
)  # fmt: skip


@dataclass(frozen=True)
class Read:
    """A standard as read: the table with its findings, and the fields (empty while anything is wrong)."""

    table: Table
    fields: list[dict[str, Any]]


def words_of(field: Mapping[str, Any]) -> dict[str, str]:
    """The declaration of a field as the workbook and the difference show it."""
    return {
        "code": field["code"],
        "header": field["header"],
        "role": role_names.label_of(field["role"]),
        "type": role_names.TYPE_WORDS[field["type"], field.get("format", "")],
        "max_length": str(field.get("max_length") or ""),
        "required": spec_words.required_words(field.get("required", "never")),
        "applies_to": spec_words.applies_words(field.get("applies_to", spec_words.PARTIES)),
        "enum": spec_words.enum_words(field.get("enum", ())),
        "synonyms": "；".join(field.get("synonyms", ())),
        "public_level": spec_words.level_words(field.get("public_level", "never"), field.get("public_level_natural", "")),
        "help": field.get("help", ""),
        "example": field.get("example", ""),
    }  # fmt: skip


def write_standard(target: IO[bytes], spec: Mapping[str, Any]) -> None:
    """Write the workbook of an edition."""
    write_table(target, "字段", COLUMNS, (words_of(field) for field in spec["fields"]), GUIDE)


def read_standard(
    data: bytes, filename: str, base: Mapping[str, Any] | None, usual: Mapping[str, list[dict[str, Any]]], *, sure: bool
) -> Read:
    """Read a workbook. base: the edition it was made from, None for a new kind; usual: role → closed list used where the cell is
    left blank; sure: the whole standard was compared with its official text."""
    table = read_table(data, filename, COLUMNS, noun="字段")
    before = {field["code"]: field for field in (base["fields"] if base else ())}
    _check_codes(table)
    reader = _FieldReader(table, usual, sure)
    fields = [reader.read(row, before.get(row.cells["code"])) for row in table.rows]
    _check_roles(table, fields)
    _check_headers(table, fields)
    _check_conditions(table, fields)
    return Read(table, [] if table.findings else fields)


class _FieldReader:
    """Reads rows into declarations; what cannot be read is said to the table."""

    def __init__(self, table: Table, usual: Mapping[str, list[dict[str, Any]]], sure: bool) -> None:
        self.table, self.usual, self.sure = table, usual, sure

    def read(self, row: TableRow, before: Mapping[str, Any] | None) -> dict[str, Any]:
        """The declaration of one row; parts that were refused are left as they were before, or out."""
        cells, kept = row.cells, dict(before or {})
        was = words_of(before) if before else {}
        field = kept | {"code": cells["code"], "header": cells["header"]}
        changed = {column.key for column in COLUMNS if not _same(cells[column.key], was.get(column.key), column)}
        for key in (
            "role",
            "type",
            "max_length",
            "required",
            "applies_to",
            "enum",
            "synonyms",
            "public_level",
            "help",
            "example",
        ):
            if key in changed or before is None:
                try:
                    getattr(self, f"_{key}")(field, cells[key])
                except BadWords as problem:
                    self.table.say(BAD_WORDS, str(problem), row=row, key=key)
        self._check(row, field)
        if changed or before is None:
            self._certainty(field, length="max_length" in changed)
        return field

    def _role(self, field: dict[str, Any], text: str) -> None:
        field["role"] = role_names.role_of(text) or role_names.own_role(field["code"])

    def _type(self, field: dict[str, Any], text: str) -> None:
        kind, form = _TYPE_OF.get(text, ("text", ""))
        field["type"] = kind
        _set(field, "format", form)
        if kind not in _LISTED:
            field.pop("enum", None)

    def _max_length(self, field: dict[str, Any], text: str) -> None:
        _set(field, "max_length", int(text) if text.isascii() and text.isdecimal() else None)

    def _required(self, field: dict[str, Any], text: str) -> None:
        field["required"] = spec_words.required_from(text) if text else "never"

    def _applies_to(self, field: dict[str, Any], text: str) -> None:
        field["applies_to"] = spec_words.applies_from(text)

    def _enum(self, field: dict[str, Any], text: str) -> None:
        if field.get("type") in _LISTED:
            usual = self.usual.get(field["role"], [])
            _set(field, "enum", spec_words.enum_from(text, field.get("enum") or usual) or usual)

    def _synonyms(self, field: dict[str, Any], text: str) -> None:
        field["synonyms"] = [word.strip() for word in _SEPARATOR.split(text) if word.strip()]

    def _public_level(self, field: dict[str, Any], text: str) -> None:
        level, natural = spec_words.level_from(text) if text in spec_words.LEVEL_WORDS.values() else ("never", "")
        field["public_level"] = level
        _set(field, "public_level_natural", natural)

    def _help(self, field: dict[str, Any], text: str) -> None:
        field["help"] = text

    def _example(self, field: dict[str, Any], text: str) -> None:
        field["example"] = text

    def _certainty(self, field: dict[str, Any], *, length: bool) -> None:
        field["certainty"] = "S" if self.sure else "U"
        _set(field, "note", "" if self.sure else PENDING)
        if length or "length_certainty" not in field:
            _set(field, "length_certainty", ("S" if self.sure else "U") if field.get("max_length") else "")

    def _check(self, row: TableRow, field: dict[str, Any]) -> None:
        """What the parts of a row say to each other."""
        if any(finding.row == row.number for finding in self.table.findings):
            return
        role, word = role_names.ROLE_NAMES.get(field["role"]), row.cells["type"]
        if role and word not in role.types:
            self._say(
                row, "type", BAD_TYPE, f"用途是“{role.label}”的，类型应为{'、'.join(role.types)}，现在是“{word}”。"
            )
        if role and role.longest and (field.get("max_length") or role.longest + 1) > role.longest:
            self._say(
                row,
                "max_length",
                BAD_TYPE,
                f"用途是“{role.label}”的，最长要填，并且不超过 {role.longest}，台账只存这么长。",
            )
        if field["type"] in _LISTED and not field.get("enum"):
            self._say(row, "enum", BAD_LIST, "类型是单选或多选的，要写出可选的值，一行一个。")
        if field["type"] not in _LISTED and row.cells["enum"]:
            self._say(row, "enum", BAD_LIST, f"类型是“{word}”的不需要枚举值。请删去，或把类型改为单选、多选。")
        if field["role"] == "party_kind" and {one["value"] for one in field.get("enum", ())} != set(
            spec_words.PARTY_LABELS.values()
        ):
            self._say(
                row,
                "enum",
                BAD_LIST,
                f"相对人类别只能是这三个值：{'、'.join(spec_words.PARTY_LABELS.values())}。留空就用标准的词。",
            )
        secret = field["role"] in role_names.SECRET_ROLES or field.get("format") == "id_number"
        if secret and field["public_level"] != "never":
            self._say(row, "public_level", BAD_LEVEL, "证件号码依法不得公开，公开级别只能是“不公开”。")
        if secret and field["role"] not in role_names.SECRET_ROLES:
            self._say(row, "role", BAD_LEVEL, "证件号码必须选用途“证件号码”或“法定代表人证件号码”，否则不会加密保存。")
        if field["required"] != "never" and not field["help"]:
            self._say(row, "help", BAD_NEED, "必填的栏目要有填报说明，经办人才知道填什么。")
        self._ask_engine(row, field)

    def _ask_engine(self, row: TableRow, field: dict[str, Any]) -> None:
        if any(finding.row == row.number for finding in self.table.findings):
            return
        try:
            field_of(field | {"certainty": field.get("certainty", "U")})
        except BadStandard as problem:
            self._say(row, "code", BAD_DECLARATION, f"规则引擎读不懂这一行，请对照相近的字段改写（{problem}）。")

    def _say(self, row: TableRow, key: str, code: str, message: str) -> None:
        self.table.say(code, message, row=row, key=key)


def _set(field: dict[str, Any], key: str, value: Any) -> None:
    """Set a key, or leave it out where there is nothing to say."""
    if value:
        field[key] = value
    else:
        field.pop(key, None)


def _same(text: str, was: str | None, column: TableColumn) -> bool:
    tidy: Callable[[str], str] = clean_multiline if column.lines else clean
    return was is not None and text == (tidy(was) or column.default)


def _check_codes(table: Table) -> None:
    seen: dict[str, int] = {}
    for row in table.rows:
        code = row.cells["code"]
        if code and not _CODE.fullmatch(code):
            table.say(
                BAD_CODE,
                f"代码“{code[:30]}”不能用。只用大写字母、数字和下划线，字母开头，如 BA_XDR_MC。",
                row=row,
                key="code",
            )
        if code and code in seen:
            table.say(DOUBLE_ROW, f"代码“{code}”与第 {seen[code]} 行重复。", row=row, key="code")
        seen.setdefault(code, row.number)


def _check_roles(table: Table, fields: list[dict[str, Any]]) -> None:
    seen: dict[str, int] = {}
    for row, field in zip(table.rows, fields, strict=True):
        role = field["role"]
        if role in seen:
            message = f"用途“{role_names.label_of(role) or role}”已由第 {seen[role]} 行使用，一种用途只能有一个字段。"
            table.say(BAD_ROLE, message, row=row, key="role")
        seen.setdefault(role, row.number)
    for role in role_names.NEEDED_ROLES:
        if role not in seen:
            table.say(BAD_ROLE, f"缺少用途为“{role_names.label_of(role)}”的字段，没有它决定不能进台账。")
    if not any(role in seen for role in role_names.IDENTIFYING_ROLES):
        table.say(BAD_ROLE, "至少要有用途为“统一社会信用代码”或“证件号码”的字段，没有它们不能归入主体档案。")


def _check_headers(table: Table, fields: list[dict[str, Any]]) -> None:
    """Every name leads to one field; the first one would silently win."""
    seen: dict[str, str] = {}
    for row, field in zip(table.rows, fields, strict=True):
        for key, name in (("header", field["header"]), *(("synonyms", name) for name in field.get("synonyms", ()))):
            owner = seen.setdefault(read_header(name).key, field["code"])
            if name and owner != field["code"]:
                message = f"“{name}”已经是字段 {owner} 的表头，一个表头只能对应一个字段。请改名，或从同义表头里删去。"
                table.say(BAD_HEADER, message, row=row, key=key)


def _check_conditions(table: Table, fields: list[dict[str, Any]]) -> None:
    """Conditions look at fields that are there, and at their text or their closed list as the condition wants."""
    types = {field["code"]: field.get("type", "text") for field in fields}
    for row, field in zip(table.rows, fields, strict=True):
        required = field.get("required")
        for word, code in _looks(required["when"]) if isinstance(required, Mapping) else ():
            if code not in types:
                wrong = f"条件里的字段 {code} 不在表里。请核对字段代码。"
            elif word == "marks" and types[code] not in _LISTED:
                wrong = f"“涉及”只能用于单选、多选的字段，{code} 不是。请改用“含：”或“已填”。"
            elif word == "contains" and types[code] not in ("text", "multiline", "code", *_LISTED):
                wrong = f"“含”只能用于文字的字段，{code} 不是。请改用“已填”。"
            else:
                continue
            table.say(BAD_WORDS, wrong, row=row, key="required")


def _looks(condition: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(word, field code) of every part of a condition that looks at a field."""
    ((word, body),) = condition.items()
    if word in ("all", "any", "not"):
        for part in [body] if word == "not" else body:
            yield from _looks(part)
    elif word != "party":
        yield word, body if isinstance(body, str) else body[0]
