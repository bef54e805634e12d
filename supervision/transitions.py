"""The way of a matter: 办理中 → 已决定 → 已办结."""

from core.transitions import Move, MoveTable
from supervision.choices import MatterState as S

MATTER_MOVES = MoveTable(
    "这件事项",
    dict(S.choices),
    (
        Move("add", "加入查询名单", (S.OPEN,), S.OPEN, "supervision.look_up"),
        Move("renew", "重新查询", (S.OPEN,), S.OPEN, "supervision.look_up"),
        Move("choose", "选定查询对象", (S.OPEN,), S.OPEN, "supervision.look_up"),
        Move("platform", "登记市平台查询情况", (S.OPEN, S.DECIDED), S.OPEN, "supervision.look_up"),
        Move("sign", "签署例外", (S.OPEN,), S.OPEN, "supervision.sign_exception", reason=True),
        Move("decide", "登记决定", (S.OPEN,), S.DECIDED, "supervision.look_up"),
        Move("feedback", "反馈", (S.OPEN, S.DECIDED), S.OPEN, "supervision.look_up"),
        Move("close", "办结", (S.OPEN, S.DECIDED), S.CLOSED, "supervision.look_up"),
    ),
)
