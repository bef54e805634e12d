"""The way of an incident: 处置中 → 已办结."""

from core.transitions import Move, MoveTable
from safeguards.choices import IncidentState as S

KEEP = "safeguards.keep_incident"
INCIDENT_MOVES = MoveTable(
    "这起事件",
    dict(S.choices),
    (
        Move("amend", "补充情况", (S.OPEN,), S.OPEN, KEEP, reason=True),
        Move("step", "完成步骤", (S.OPEN,), S.OPEN, KEEP),
        Move("collect", "生成受影响主体名单", (S.OPEN,), S.OPEN, KEEP),
        Move("told", "登记告知情况", (S.OPEN,), S.OPEN, KEEP),
        Move("close", "办结", (S.OPEN,), S.CLOSED, KEEP, reason=True),
    ),
)
