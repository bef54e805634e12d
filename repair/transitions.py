"""The way of an application. The database knows the same pairs (repair/models/application.py)."""

from core.transitions import Move, MoveTable
from repair.choices import RevocationState as R
from repair.choices import State as S

HANDLE, DECIDE, OWN = "repair.handle_repair", "repair.decide_repair", ""
"""Rights: the handler's, the deciding person's; "" for the applicant, whose right is the tie to the subject."""

REPAIR_MOVES = MoveTable(
    "这件修复申请",
    dict(S.choices),
    (
        Move("save", "保存", (S.DRAFT, S.SUPPLEMENT), S.DRAFT, OWN),
        Move("submit", "提交申请", (S.DRAFT, S.SUPPLEMENT), S.SUBMITTED, OWN),
        Move("withdraw", "撤回申请", (S.DRAFT, S.SUBMITTED, S.SUPPLEMENT, S.ACCEPTED, S.PROPOSED), S.WITHDRAWN, OWN),
        Move("supplement", "一次性告知补正", (S.SUBMITTED,), S.SUPPLEMENT, HANDLE, reason=True),
        Move("accept", "受理", (S.SUBMITTED,), S.ACCEPTED, HANDLE),
        Move("decline", "不予受理", (S.SUBMITTED,), S.DECLINED, HANDLE, reason=True, danger=True),
        Move("pause", "中止计算期限", (S.ACCEPTED,), S.ACCEPTED, HANDLE, reason=True),
        Move("resume", "恢复计算期限", (S.ACCEPTED,), S.ACCEPTED, HANDLE),
        Move("extend", "延长期限", (S.ACCEPTED,), S.ACCEPTED, HANDLE, reason=True),
        Move("propose", "提出核查意见", (S.ACCEPTED,), S.PROPOSED, HANDLE, reason=True),
        Move("return", "退回重新核查", (S.PROPOSED,), S.ACCEPTED, DECIDE, reason=True),
        Move("grant", "准予修复", (S.PROPOSED,), S.SYNCING, DECIDE, reason=True),
        Move("refuse", "不予修复", (S.PROPOSED,), S.REFUSED, DECIDE, reason=True, danger=True),
        Move("ask_review", "申请复核", (S.REFUSED,), S.REVIEWING, OWN, reason=True),
        Move("uphold", "维持不予修复", (S.REVIEWING,), S.UPHELD, DECIDE, reason=True, danger=True),
        Move("overturn", "改为准予修复", (S.REVIEWING,), S.SYNCING, DECIDE, reason=True),
        Move("tick", "登记同步结果", (S.SYNCING,), S.SYNCING, HANDLE),
        Move("close", "办结", (S.SYNCING,), S.CLOSED, HANDLE),
        Move("revoke", "撤销修复", (S.SYNCING, S.CLOSED), S.REVOKED, DECIDE, reason=True, danger=True),
        Move("restore", "恢复修复", (S.REVOKED,), S.SYNCING, DECIDE, reason=True),
    ),
)
#: Pairs the database allows, staying in a state included.
PAIRS = sorted(
    {(str(source), str(move.target)) for move in REPAIR_MOVES.moves for source in move.sources if move.code != "save"}
    | {(str(state), str(state)) for state in S}
)

#: Taking a granted repair back (撤销修复): told, heard, weighed, decided by somebody else.
REVOKE_MOVES = MoveTable(
    "这件撤销修复",
    dict(R.choices),
    (
        Move("serve", "送达拟撤销告知书", (R.NOTICED,), R.HEARING, "notices.register_dispatch"),
        Move("state", "提交陈述申辩", (R.HEARING,), R.HEARING, OWN, reason=True),
        Move("weigh", "提出核查意见", (R.HEARING,), R.WEIGHED, HANDLE, reason=True),
        Move("revoke", "撤销修复", (R.WEIGHED,), R.REVOKED, DECIDE, reason=True, danger=True),
        Move("drop", "不予撤销", (R.NOTICED, R.HEARING, R.WEIGHED), R.DROPPED, DECIDE, reason=True),
        Move("annul", "登记撤销决定失效", (R.REVOKED,), R.ANNULLED, DECIDE, reason=True),
    ),
)
REVOKE_PAIRS = sorted(
    {(str(source), str(move.target)) for move in REVOKE_MOVES.moves for source in move.sources}
    | {(str(state), str(state)) for state in R}
)
