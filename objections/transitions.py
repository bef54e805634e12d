"""The way of an objection: 提交（当即标注）→ 受理 → 核查 → 更正／撤销／维持 → 告知 → 复核一次; and of a public error report."""

from core.transitions import Move, MoveTable
from objections.choices import ReportState as R
from objections.choices import State as S

FILE, TAKE, HANDLE, REVIEW = (
    "objections.file_objection", "objections.take_objection", "objections.handle_objection", "objections.review_objection",
)  # fmt: skip

OBJECTION_MOVES = MoveTable(
    "这件异议",
    dict(S.choices),
    (
        Move("accept", "受理", (S.SUBMITTED,), S.ACCEPTED, HANDLE, "开始办理，答复期限不变。"),
        Move(
            "refuse", "不予受理", (S.SUBMITTED,), S.REFUSED, HANDLE, "标注解除，理由告知当事人。",
            reason=True, danger=True, forward=False,
        ),
        Move("check", "由我核查", (S.ACCEPTED,), S.CHECKING, HANDLE, "由您核查并作出结论；原登记人、审核人不能核查。"),
        Move("decide", "作出结论", (S.CHECKING,), S.DECIDED, HANDLE, "结论当即生效，标注解除，收到过这条信息的都会得到通知。", reason=True),
        Move("tell", "登记告知", (S.DECIDED,), S.TOLD, HANDLE, "从告知的次日起，当事人可以申请一次复核。"),
        Move("ask_review", "申请复核", (S.TOLD,), S.REVIEWING, FILE, "由另一名工作人员复核，只能申请一次。", reason=True),
        Move("review", "作出复核结论", (S.REVIEWING,), S.REVIEWED, REVIEW, "复核结论当即生效并告知当事人。", reason=True),
        Move(
            "recall", "撤回异议", (S.SUBMITTED, S.ACCEPTED, S.CHECKING), S.RECALLED, FILE, "标注解除，异议不再办理。", forward=False,
        ),
    ),
)  # fmt: skip

REPORT_MOVES = MoveTable(
    "这件纠错",
    dict(R.choices),
    (
        Move("take", "由我核实", (R.NEW,), R.TAKEN, TAKE, "由您核实，属实的按“更正”办理。"),
        Move("answer", "答复", (R.NEW, R.TAKEN), R.CLOSED, TAKE, "答复公开给持有查询码的人。", reason=True),
    ),
)

#: Every step from one state to another one; the database knows the same list.
STEPS: tuple[tuple[str, str], ...] = tuple(
    sorted(
        (str(S(source).value), str(S(move.target).value)) for move in OBJECTION_MOVES.moves for source in move.sources
    )
)
