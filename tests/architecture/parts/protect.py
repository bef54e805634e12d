"""Addresses of signing in safely, of unusual reading and of incidents."""

from __future__ import annotations

from tests.architecture.doors import POST_ONLY, STAFF, Door

DOORS = {
    "admin:second_factor": Door(STAFF, "第二重验证（登录第二步）", 302),
    "admin:second_factor_setup": Door(STAFF, "设置第二重验证"),
    "admin:second_factor_codes": Door(STAFF, "重新生成恢复码"),
    "admin:second_factor_off": Door(STAFF, "停用本人第二重验证"),
    "admin:sign_in_end": Door(STAFF, "结束本人在别处的登录", POST_ONLY),
}
