"""Parameters of the house itself: who runs the site, and whether it is a rehearsal."""

from core.settings_store import Declared, declare

REHEARSAL = "site.rehearsal"
BUREAU: tuple[tuple[str, str, str], ...] = (
    ("bureau.name", "单位名称", "巫山县司法局"),
    ("bureau.address", "地址", ""),
    ("bureau.phone", "联系电话", ""),
    ("bureau.hours", "办公时间", ""),
    ("bureau.icp", "ICP备案号", ""),
    ("bureau.police_record", "公安备案号", ""),
    ("bureau.site_code", "网站标识码", ""),
)

declare(
    Declared(
        key=REHEARSAL,
        group="运行",
        label="演练环境",
        default=False,
        help="打开后每个页面都有“演练环境，数据为虚构”的横幅；装入演示数据时自动打开。",
    ),
    *(
        Declared(key=key, group="单位信息", label=label, default=default, help="显示在对外页面的页眉和页脚。")
        for key, label, default in BUREAU
    ),
)
