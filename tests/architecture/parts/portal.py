"""The portal's own pages: signing in, binding, home, the own file and report, people and messages."""

from __future__ import annotations

from tests.architecture.doors import EVERYBODY, POST_ONLY, STAFF, Door

MEMBERS = "FGP"
OUTSIDE = "".join(letter for letter in EVERYBODY if letter not in STAFF)

DOORS = {
    "portal:home": Door(MEMBERS, "办事首页"),
    "portal:sign_in": Door(OUTSIDE, "机构和从业人员登录", (200, 302)),
    "portal:sign_out": Door(EVERYBODY, "退出登录", POST_ONLY),
    "portal:password": Door(MEMBERS, "修改密码（机构和从业人员）"),
    "portal:switch": Door(MEMBERS, "换一家机构办理", POST_ONLY),
    "portal:bind": Door(MEMBERS, "绑定机构或本人"),
}
