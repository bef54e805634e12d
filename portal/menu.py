"""The navigation of the portal: every part registers its entries in its urls.py."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Entry:
    """One entry; `roles` empty means everybody who acts for somebody."""

    title: str
    url_name: str
    order: int
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """An entry on one page; `here` when the page belongs to it."""

    title: str
    url: str
    here: bool


_entries: dict[str, Entry] = {}


def register(title: str, url_name: str, order: int, *, roles: tuple[str, ...] = ()) -> None:
    """Add an entry, e.g. register("信用承诺", "portal:promises", 40). Registering again replaces it."""
    _entries[url_name] = Entry(title, url_name, order, roles)


def shown(path: str, role: str) -> list[Shown]:
    """The entries for a person in the role, in order, the present one marked (the longest address the path starts with)."""
    mine = sorted((one for one in _entries.values() if not one.roles or role in one.roles), key=lambda one: one.order)
    addresses = [(one.title, reverse(one.url_name)) for one in mine]
    home = reverse("portal:home")
    fits = [url for _, url in addresses if path == url or (url != home and path.startswith(url))]
    here = max(fits, key=len, default="")
    return [Shown(title, url, url == here) for title, url in addresses]
