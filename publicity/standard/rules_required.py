"""Rules on what must be filled and what must stay empty, straight from the standard's declarations."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from publicity.standard.binding import Binding, Row
from publicity.standard.conditions import compile_condition
from publicity.standard.findings import Finding
from publicity.standard.registry import Rule, Sample, row_rule
from publicity.standard.rules_cell import NATIONAL
from publicity.standard.rules_money import proposed_wan
from publicity.standard.spec import PARTIES, PARTY_LABELS, Field

Check = Callable[[Row], "Finding | list[Finding] | None"]


def _party_kinds(field: Field) -> tuple[str, ...] | None:
    """The kinds of party for which a field is required whatever else the row says; None when it depends on other fields."""
    if field.required == "always":
        return field.applies_to
    if field.required == "never":
        return ()
    condition = field.required["when"]
    return tuple(condition["party"]) if set(condition) == {"party"} else None


@row_rule(
    "E-REQ-01", "必填项没有填", "标准规定的必填项缺一项，整行就会被平台退回。",
    source=NATIONAL, certainty="K", example="处罚依据：空白", samples=(Sample({"basis": ""}), Sample({"id_number": ""}, party="natural"), Sample({"uscc": "无"})),
)  # fmt: skip
def required(say: Rule, bind: Binding) -> Iterator[Check]:
    always = [
        i for i, field in enumerate(bind.fields) if field.required == "always" and set(field.applies_to) == set(PARTIES)
    ]
    by_party: dict[str, list[int]] = {kind: list(always) for kind in ("", *PARTIES)}
    for i, field in enumerate(bind.fields):
        if i not in always:
            for kind in _party_kinds(field) or ():
                by_party[kind].append(i)
    by_party = {kind: sorted(slots) for kind, slots in by_party.items()}
    party, bad = bind.party_slot, bind.bad_slot

    def check(row: Row) -> list[Finding] | None:
        found = None
        for slot in by_party[row[party]]:
            if not row[slot] and slot not in row[bad]:
                found = found or []
                found.append(_missing(say, bind, slot, row))
        return found

    yield check


def _missing(say: Rule, bind: Binding, slot: int, row: Row) -> Finding:
    field = bind.fields[slot]
    column = "" if slot in bind.mapped else "（表里没有这一列）"
    if field.role == "party_kind":
        guess = PARTY_LABELS.get(row[bind.party_slot])
        return say(
            field.code,
            f"没有填写{field.header}{column}。" + (f"按代码和名称看，应为“{guess}”。" if guess else field.help),
            guess,
        )
    if field.required != "always":
        who = PARTY_LABELS[row[bind.party_slot]]
        return say(field.code, f"相对人是{who}，必须填写{field.header}{column}。{field.help}")
    if field.role == "doc_number" and bind.has("certificate_no") and row[bind.slot("certificate_no")]:
        number = row[bind.slot("certificate_no")]
        return say(field.code, f"没有填写{field.header}。确实没有文号的，填许可编号“{number}”。", number)
    return say(field.code, f"没有填写{field.header}{column}。{field.help}")


@row_rule(
    "E-REQ-02", "这种情况下必填的没有填", "有的栏目在另一栏填了特定内容时变成必填，例如有许可证书的要填许可编号。",
    source=NATIONAL, certainty="K", example="填了许可证书名称，没有填许可编号",
    samples=(Sample({"certificate_name": "律师执业证", "certificate_no": ""}, kind="licence"),),
)  # fmt: skip
def required_then(say: Rule, bind: Binding) -> Iterator[Check]:
    for slot, field in enumerate(bind.fields):
        if _party_kinds(field) is None and "marks" not in field.required["when"]:
            yield _when(say, bind, slot, f"没有填写{field.header}。{field.required.get('words', '')}{field.help}")


@row_rule(
    "E-CL-04", "有罚款或没收，却没有填金额", "处罚类别含罚款、没收的，金额必填，单位万元，并且大于0。",
    needs=("category",), source=NATIONAL, certainty="K", example="处罚类别：罚款；罚款金额：空白", samples=(Sample({"category": "罚款", "fine": "", "content": "罚款2100元"}),),
)  # fmt: skip
def amount_needed(say: Rule, bind: Binding) -> Iterator[Check]:
    for slot, field in enumerate(bind.fields):
        mark = _mark_of(field)
        if mark in ("fine", "confiscation"):
            word = "罚款" if mark == "fine" else "没收"
            yield _amount(say, bind, slot, f"处罚类别里有{word}，{field.header}必须填写并且大于0，单位是万元")


@row_rule(
    "E-CL-05", "有暂扣或吊销，却没有填证照", "处罚类别含暂扣、吊销的，要填证照的名称和编号，否则发证机关无法对应。",
    needs=("category",), source=NATIONAL, certainty="K", example="处罚类别：吊销许可证件；证照名称及编号：空白", samples=(Sample({"category": "吊销许可证件", "withheld": ""}),),
)  # fmt: skip
def certificate_needed(say: Rule, bind: Binding) -> Iterator[Check]:
    for slot, field in enumerate(bind.fields):
        if _mark_of(field) == "licence":
            yield _when(say, bind, slot, f"处罚类别里有暂扣或吊销，必须填写{field.header}（证照名称加编号）。")


def _mark_of(field: Field) -> str:
    """The mark on which a field's requirement hangs, "" for none."""
    if isinstance(field.required, dict) and "marks" in field.required["when"]:
        return field.required["when"]["marks"][1]
    return ""


def _test_of(bind: Binding, slot: int) -> Callable[[Row], bool]:
    slots = {**bind.slot_of_code, "": bind.party_slot}
    marks = {code: enum.marks for code, enum in bind.enums.items()}
    return compile_condition(bind.fields[slot].required["when"], slots, marks)


def _when(say: Rule, bind: Binding, slot: int, message: str) -> Check:
    test, bad, code = _test_of(bind, slot), bind.bad_slot, bind.fields[slot].code

    def check(row: Row) -> Finding | None:
        if row[slot] or slot in row[bad] or not test(row):
            return None
        return say(code, message)

    return check


def _amount(say: Rule, bind: Binding, slot: int, words: str) -> Check:
    """As `_when`, and proposes the sum that the decision's text names."""
    test, bad, field = _test_of(bind, slot), bind.bad_slot, bind.fields[slot]
    content = bind.slot("content") if bind.has("content") else None

    def check(row: Row) -> Finding | None:
        if row[slot] or slot in row[bad] or not test(row):
            return None
        wan = proposed_wan(row[content] or "", field.role) if content is not None else None
        return say(field.code, f"{words}。" + (f"按处罚内容，应为“{wan}”。" if wan else ""), wan)

    return check


@row_rule(
    "E-LAW-04", "不该填的填了", "自然人不填统一社会信用代码、法定代表人；单位不填个人证件。多填的个人信息不应收集，类别选错也会出现这种情况。",
    source=NATIONAL, certainty="K", example="类别：自然人；法定代表人：张某", samples=(Sample({"legal_rep": "张三"}, party="natural"), Sample({"id_number": "110101199003074530"})),
)  # fmt: skip
def must_be_blank(say: Rule, bind: Binding) -> Iterator[Check]:
    closed = {
        kind: [i for i, field in enumerate(bind.fields) if kind not in field.applies_to and i in bind.mapped]
        for kind in PARTIES
    }
    closed[""] = []
    party, bad = bind.party_slot, bind.bad_slot

    def check(row: Row) -> list[Finding] | None:
        found = None
        for slot in closed[row[party]]:
            if row[slot] or slot in row[bad]:
                found = found or []
                found.append(_too_much(say, bind, slot, row[party]))
        return found

    yield check


def _too_much(say: Rule, bind: Binding, slot: int, party: str) -> Finding:
    field = bind.fields[slot]
    why = "自然人没有这一项" if party == "natural" else "这一栏只用于自然人"
    return say(
        field.code,
        f"相对人是{PARTY_LABELS[party]}，{field.header}应留空（{why}）。如果类别选错了，请改类别；否则删去这一格。",
        "",
    )
