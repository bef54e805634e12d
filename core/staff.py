"""The staff's door as a registry: pages, menu, desk, figures, badges, search, history. Apps register; the site only asks.

An app registers in its `admin.py` (or in `staff.py`, which the site also loads). Everything is closed by default: a page
without a permission, or a person without it, gets no menu entry and a plain 403.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

from core.pieces import Entry
from core.words import countdown

GROUPS: tuple[str, ...] = (
    "我的待办",
    "决定登记",
    "双公示报送",
    "信用档案",
    "信用承诺",
    "评价与分级",
    "检查",
    "修复与异议",
    "报告与信息",
    "台账",
    "系统",
)
LEVELS: tuple[str, ...] = ("late", "today", "soon", "info")

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class StaffPage:
    """A page of the staff site. `perm` is one permission or several of which any one will do."""

    path: str
    name: str
    title: str
    perms: tuple[str, ...]
    view: View
    group: str
    order: int
    menu: bool

    @property
    def url(self) -> str:
        return reverse(f"admin:{self.name}")

    def allowed(self, user: Any) -> bool:
        return may(user, self.perms)


@dataclass(frozen=True)
class DeskItem:
    """One thing to do: what, by when, and the page where it is done in one click. `count` when it stands for several."""

    title: str
    detail: str = ""
    url: str = ""
    due: date | None = None
    level: str = ""
    count: int = 1
    action: str = "去办理"

    def level_on(self, on: date) -> str:
        """The level given by the app, or the one that the due day says."""
        if self.level:
            return self.level
        left = countdown(self.due, on)
        return "info" if left is None or left.level == "later" else left.level


@dataclass(frozen=True)
class Figure:
    """A number that opens its list. `tone` good | warn | bad draws an edge; `note` says what it is measured against."""

    label: str
    value: Any
    unit: str = ""
    url: str = ""
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Badge:
    """A counter in the top bar (unread notices)."""

    title: str
    count: int
    url: str
    icon: str = "bell"


@dataclass(frozen=True)
class MenuEntry:
    title: str
    url: str
    order: int = 100
    count: int = 0


@dataclass(frozen=True)
class MenuGroup:
    title: str
    entries: list[MenuEntry] = field(default_factory=list)


@dataclass(frozen=True)
class Search:
    """Where the box in the top bar searches: the first registered one whose permission the person has."""

    url_name: str
    label: str
    perms: tuple[str, ...]
    param: str = "q"


@dataclass(frozen=True)
class Tool:
    """A link beside the title of a page."""

    title: str
    url: str


_pages: dict[str, StaffPage] = {}
_tools: list[Callable[[Any, str, Mapping[str, str]], Iterable[Tool]]] = []
_desk: list[Callable[[Any, date], Iterable[DeskItem]]] = []
_figures: list[Callable[[Any, date], Iterable[Figure]]] = []
_badges: list[Callable[[Any], Badge | None]] = []
_searches: list[Search] = []
_history: list[Callable[[Any, Any], Sequence[Entry]]] = []


def may(user: Any, perms: Iterable[str]) -> bool:
    """Whether the person has one of the permissions. No permission named means nobody but a superuser."""
    return bool(user.is_active and (user.is_superuser or any(user.has_perm(perm) for perm in perms)))


def _tuple(perm: str | Sequence[str]) -> tuple[str, ...]:
    return (perm,) if isinstance(perm, str) else tuple(perm)


def staff_page(
    path: str,
    *,
    name: str,
    title: str,
    perm: str | Sequence[str],
    group: str = "",
    order: int = 100,
    menu: bool = True,
) -> Callable[[View], View]:
    """Register a view as a page of the staff site at /admin/<path>, URL name `admin:<name>`.

    perm:  a permission, or a sequence of which any one suffices; checked before the view runs.
    group: one of GROUPS; the page joins the menu there unless `menu` is false or the path has parameters.
    """
    if not perm:
        raise ValueError(f"staff page {name} must name a permission")
    if group and group not in GROUPS:
        raise ValueError(f"staff page {name}: {group} is no menu group; take one of {GROUPS}")

    def register(view: View) -> View:
        shown = menu and bool(group) and "<" not in path
        _pages[name] = StaffPage(path, name, title, _tuple(perm), view, group, order, shown)
        return view

    return register


def desk_items(
    source: Callable[[Any, date], Iterable[DeskItem]],
) -> Callable[[Any, date], Iterable[DeskItem]]:
    """Register a source of things to do: source(user, on) gives DeskItems that this person may act upon."""
    _desk.append(source)
    return source


def desk_figures(
    source: Callable[[Any, date], Iterable[Figure]],
) -> Callable[[Any, date], Iterable[Figure]]:
    """Register figures of the month for the desk: source(user, on) gives Figures, none when not allowed."""
    _figures.append(source)
    return source


def staff_badges(
    source: Callable[[Any], Badge | None],
) -> Callable[[Any], Badge | None]:
    """Register a counter of the top bar: source(user) gives a Badge or None. It runs on every staff page: one query."""
    _badges.append(source)
    return source


def staff_search(*, url_name: str, label: str, perm: str | Sequence[str], param: str = "q") -> None:
    """Register the page that answers the search box of the top bar (GET, `param`)."""
    _searches.append(Search(url_name, label, _tuple(perm), param))


def history_source(
    source: Callable[[Any, Any], Sequence[Entry]],
) -> Callable[[Any, Any], Sequence[Entry]]:
    """Register who can tell an object's history: source(user, obj) gives Entries, newest first."""
    _history.append(source)
    return source


def page_tools(
    source: Callable[[Any, str, Mapping[str, str]], Iterable[Tool]],
) -> Callable[[Any, str, Mapping[str, str]], Iterable[Tool]]:
    """Register what a page of the staff site offers besides its own: source(user, URL name, query) gives Tools. No queries, please."""
    _tools.append(source)
    return source


def tools_for(user: Any, page: str, asked: Mapping[str, str]) -> list[Tool]:
    """The tools of a page, such as taking its list out."""
    return [tool for source in _tools for tool in source(user, page, asked)]


def pages() -> list[StaffPage]:
    """All registered pages."""
    return list(_pages.values())


def history_of(user: Any, obj: Any) -> list[Entry]:
    """The object's history from all sources, newest first as each source gives it."""
    return [entry for source in _history for entry in source(user, obj)]


def badges_for(user: Any) -> list[Badge]:
    return [badge for source in _badges if (badge := source(user)) is not None]


def figures_for(user: Any, on: date) -> list[Figure]:
    return [figure for source in _figures for figure in source(user, on)]


def desk_for(user: Any, on: date) -> list[DeskItem]:
    """Everything this person has to do, the most pressing first: by level, then by due day, then by title."""
    items = [item for source in _desk for item in source(user, on)]
    return sorted(
        items,
        key=lambda item: (
            LEVELS.index(item.level_on(on)),
            item.due or date.max,
            item.title,
        ),
    )


def search_for(user: Any) -> dict[str, str] | None:
    """Address, parameter and label of the search box for this person, or None."""
    for search in _searches:
        if may(user, search.perms):
            try:
                return {
                    "url": reverse(search.url_name),
                    "param": search.param,
                    "label": search.label,
                }
            except NoReverseMatch:
                continue
    return None


def page_entries(user: Any) -> list[tuple[str, MenuEntry]]:
    """Menu entries of the pages this person may open, with their group."""
    return [
        (page.group, MenuEntry(page.title, page.url, page.order))
        for page in _pages.values()
        if page.menu and page.allowed(user)
    ]


def menu(entries: Iterable[tuple[str, MenuEntry]]) -> list[MenuGroup]:
    """Entries sorted into GROUPS, empty groups left out."""
    groups = {title: MenuGroup(title) for title in GROUPS}
    for title, entry in entries:
        groups[title].entries.append(entry)
    for group in groups.values():
        group.entries.sort(key=lambda entry: (entry.order, entry.title))
    return [group for group in groups.values() if group.entries]


def current_url(groups: Iterable[MenuGroup], request: HttpRequest) -> str:
    """The menu entry that the present page belongs to: the longest address that the path starts with."""
    urls = (entry.url for group in groups for entry in group.entries)
    return max(
        (url for url in urls if request.path.startswith(url.split("?")[0])),
        key=len,
        default="",
    )
