"""docs/access.md from the table of doors. Run this module to write it: python -m tests.architecture.access_page"""

from __future__ import annotations

from pathlib import Path

from tests.architecture import routes as table
from tests.architecture.doors import PEOPLE, Door, Lists

PAGE = Path(__file__).resolve().parents[2] / "docs" / "access.md"
HEAD = """# 谁能打开什么

本页由 `tests/architecture/routes.py` 生成，测试用每一种角色逐个打开每一个地址来核对；表里没有的地址，测试不通过。
● 能打开，空白是不能：未登录的转到登录页，登录了的看到 403 或 404。

* “{other}”指别的科室的经办员：能看清单（只有本科室的内容），看不到别科室的一件。
* 能看到的内容还受科室限制：经办员和审核员只看本科室，信用办和局领导看全部科室。
* 机构用户、从业人员只看得到自己所属机构或本人的内容，别家的一件回答 404；工作人员不进办事页面。
* 改动数据的每一步另由服务检查权限和状态；这张表只说页面。
"""
GROUPS: tuple[tuple[str, dict[str, Door]], ...] = (
    ("公示网站与公开接口", table.PUBLIC),
    ("对接接口", table.MACHINES),
    ("登录与本人", table.SITE),
    ("登记与导入", table.ENTERING),
    ("报送", table.REPORTING),
    ("目录与标准", table.CATALOGUE),
    ("信用档案与报告", table.FILES),
    ("查信用", table.LOOKING_UP),
    ("系统", table.KEEPING),
)


def _groups() -> list[tuple[str, dict[str, Door]]]:
    """The groups above, the portal, and what other parts of the house have brought."""
    known = {name for _, doors in GROUPS for name in doors}
    rest = {name: door for name, door in table.DOORS.items() if name not in known}
    portal = {name: door for name, door in rest.items() if name.startswith("portal:")}
    others = {name: door for name, door in rest.items() if name not in portal}
    return [*GROUPS, ("机构和从业人员办事", portal), ("其他页面", others)]


def access_page() -> str:
    """The whole page."""
    parts = [HEAD.format(other=PEOPLE["O"])]
    parts += [
        f"## {title}\n\n{_head()}{''.join(_line(d.title, name, d.who) for name, d in doors.items())}"
        for title, doors in _groups()
        if doors
    ]
    parts.append(f"## 清单\n\n{_head()}{''.join(_lists(stem, lists) for stem, lists in table.LISTS.items())}")
    parts.append("任何清单都不能删除：记录只会更正、撤下或到期。\n")
    return "\n".join(parts)


def _lists(stem: str, lists: Lists) -> str:
    rows = [
        ("", lists.seen, "changelist"),
        ("：一件", lists.one, "change"),
        ("：新增", lists.add, "add"),
        ("：办理", lists.move, "move"),
    ]
    return "".join(_line(f"{lists.title}{what}", f"admin:{stem}_{page}", who) for what, who, page in rows if who)


def _head() -> str:
    columns = "".join(f" {name} |" for name in PEOPLE.values())
    return f"| 页面 | 名称 |{columns}\n|---|---|{':-:|' * len(PEOPLE)}\n"


def _line(title: str, name: str, who: str) -> str:
    marks = "".join(" ● |" if letter in who else "  |" for letter in PEOPLE)
    return f"| {title} | `{name}` |{marks}\n"


if __name__ == "__main__":
    PAGE.write_text(access_page(), encoding="utf-8")
