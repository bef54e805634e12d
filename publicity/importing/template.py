"""The empty workbook that a clerk fills in: columns, hints and drop-downs straight from the data standard in force."""

from __future__ import annotations

import io

from core.sheets.writing import Column, SheetSpec, write_workbook
from publicity.models import DecisionKind, StandardEdition
from publicity.services.standards import standard_of
from publicity.standard.engine import Standard
from publicity.standard.spec import PARTIES, Field
from publicity.standard.templates import hint_of, templates_of


def write_template(kind: DecisionKind, edition: StandardEdition) -> bytes:
    """An .xlsx with 填表说明, one data sheet (headers, hints, drop-downs, text cells) and the hidden 字典."""
    standard = standard_of(edition)
    columns = [_column(field, header) for field, header in _columns(standard)]
    output = io.BytesIO()
    write_workbook(output, [SheetSpec(kind.name, columns, hints=True)], guide=guide_lines(kind, edition, standard))
    return output.getvalue()


def guide_lines(kind: DecisionKind, edition: StandardEdition, standard: Standard) -> list[str]:
    """What stands on the first sheet, in the order in which a clerk needs it."""
    lines = [
        f"{kind.name}决定导入表　填表说明",
        f"依据：{edition.name}（{edition.basis}）" + ("" if edition.confirmed else "。正式文本待核对。"),
        f"一、数据填在“{kind.name}”工作表，从第三行起，一行一件决定、一个相对人。第二行是填写提示，导入时不读取。",
        "二、带＊的列必填。表头可以调整顺序，不要改名；不认识的列会被指出，不会被悄悄忽略。",
        "三、所有单元格都是文本格式：18位代码请直接输入或按“值”粘贴，不要改成数字格式，否则末几位会丢失。",
        "四、日期写成 2026/03/09；长期有效写 2099/12/31。金额单位是万元，只填数字。",
        "五、一件决定有多个相对人的，分成多行，文号相同。",
        "六、上传后先检查、后导入：错误会标在您自己的表里，改好再传；同一文件传两次不会重复登记。",
        "七、证件号码填完整号码，系统加密保存，不对外公开。",
    ]
    notes = [f"　{field.header}：{field.help}" for field in standard.fields if field.required != "never" and field.help]
    pending = [
        f"　{field.header}：{field.pending}" for field in standard.fields if field.pending and field.required != "never"
    ]
    return [*lines, "各列说明：", *notes, *(["待确认的口径：", *pending] if pending else [])]


def _columns(standard: Standard) -> list[tuple[Field, str]]:
    """The columns of the whole-table template, else every field of the standard."""
    whole = [one for one in templates_of(standard).values() if set(one.party) == set(PARTIES)]
    if whole:
        return list(max(whole, key=lambda one: len(one.columns)).columns)
    return [(field, field.header) for field in standard.fields]


def _column(field: Field, header: str) -> Column:
    choices = tuple(entry["value"] for entry in field.enum) if field.type == "enum" else ()
    return Column(
        header, width=30 if field.type == "multiline" else 20, choices=choices, required=field.required == "always",
        hint=hint_of(field),
    )  # fmt: skip
