"""The way of a promise: 草稿 → 已承诺 → 核查中 → 全部履行, or → 拟认定未履行 → 陈述期 → 部分履行／全部未履行; at last 已归档.

A breach cannot be reached but through finding, notice, statement window and the decision of another person.
"""

from commitments.choices import FOUND
from commitments.choices import State as S
from core.transitions import Move, MoveTable

FILE, CHECK, DECIDE = "commitments.file_promise", "commitments.check_promise", "commitments.decide_breach"

PROMISE_MOVES = MoveTable(
    "这份承诺",
    dict(S.choices),
    (
        Move("save", "保存草稿", (S.DRAFT,), S.DRAFT, FILE),
        Move("sign", "签署承诺", (S.DRAFT,), S.SIGNED, FILE),
        Move("discard", "放弃草稿", (S.DRAFT,), S.DISCARDED, FILE, forward=False),
        Move("bring", "补交材料", (S.SIGNED, S.CHECKING), S.SIGNED, FILE),
        Move("take_back", "撤回承诺", (S.SIGNED,), S.TAKEN_BACK, FILE, reason=True, forward=False),
        Move("check", "开始核查", (S.SIGNED,), S.CHECKING, CHECK),
        Move("keep", "认定全部履行", (S.CHECKING,), S.KEPT, CHECK, reason=True),
        Move("propose", "提出拟认定未履行", (S.CHECKING,), S.PROPOSED, CHECK, reason=True, danger=True),
        Move("notify", "送达告知书", (S.PROPOSED,), S.NOTICED, CHECK),
        Move("state", "陈述申辩", (S.NOTICED,), S.NOTICED, FILE),
        Move("uphold_partial", "认定部分履行", (S.NOTICED,), S.PARTIAL, DECIDE, reason=True, danger=True),
        Move("uphold_broken", "认定全部未履行", (S.NOTICED,), S.BROKEN, DECIDE, reason=True, danger=True),
        Move("drop", "不予认定", (S.NOTICED, S.PROPOSED), S.CHECKING, DECIDE, reason=True, forward=False),
        Move("archive", "归档", FOUND, S.ARCHIVED, CHECK),
    ),
)

#: Every step from one state to another one; the database knows the same list.
STEPS: tuple[tuple[str, str], ...] = tuple(
    sorted(
        {
            (str(source.value), str(S(move.target).value))
            for move in PROMISE_MOVES.moves
            for source in map(S, move.sources)
            if move.code != "bring" and source != move.target
        }
    )
)
