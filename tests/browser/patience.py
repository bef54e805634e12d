"""A click or a key that leaves the page returns only when the next page is there, on a slow machine too.

The browser's driver waits for a navigation that it has seen starting; on a busy machine it may not have seen it yet, and the test would
read the old page. The page itself knows for sure: it hears `beforeunload` before the request leaves.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Keyboard, Locator, Page

LIMIT_SECONDS = 20
_POLL_MS = 20
_SETTLE_MS = 120
_MARK = "window.__waits = true; addEventListener('beforeunload', () => { window.__leaving = true })"
# two turns of the event loop: the submission that a click plans has been started by then
_ASK = "() => new Promise(done => setTimeout(() => setTimeout(() => done(Boolean(window.__leaving)))))"
_leaving_to_fetch: set[int] = set()
"""Pages whose last departure turned out to be a download: they stay where they are."""


def settle(page: Page) -> None:
    """Wait until the page that was left, if it was, has given way to the next one."""
    end = time.monotonic() + LIMIT_SECONDS
    while not page.is_closed() and time.monotonic() < end:
        try:
            if not page.evaluate("Boolean(window.__waits)"):
                page.wait_for_timeout(_SETTLE_MS)  # without scripts the page cannot be asked
                page.wait_for_load_state("domcontentloaded")
                return
            if not page.evaluate(_ASK):
                return
            if id(page) in _leaving_to_fetch:
                page.evaluate("window.__leaving = false")
        except Error:  # the document went away under the question: the next one is coming
            pass
        page.wait_for_timeout(_POLL_MS)


def _patient(act: Callable[..., Any], page_of: Callable[[Any], Page]) -> Callable[..., Any]:
    @functools.wraps(act)
    def patient(self: Any, *args: Any, **options: Any) -> Any:
        page = page_of(self)
        _leaving_to_fetch.discard(id(page))
        given = act(self, *args, **options)
        settle(page)
        return given

    return patient


def _prepared(new_context: Callable[..., BrowserContext]) -> Callable[..., BrowserContext]:
    @functools.wraps(new_context)
    def prepared(self: Browser, *args: Any, **options: Any) -> BrowserContext:
        context = new_context(self, *args, **options)
        if options.get("java_script_enabled", True):
            context.add_init_script(_MARK)
        context.on("page", _watch)
        return context

    return prepared


def _watch(page: Page) -> None:
    page.on("download", lambda _: _leaving_to_fetch.add(id(page)))
    page.keyboard.page = page  # type: ignore[attr-defined]


@contextmanager
def patience() -> Iterator[None]:
    """Every click and key press within is patient."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Browser, "new_context", _prepared(Browser.new_context))
        for kind, page_of in ((Page, lambda page: page), (Locator, lambda place: place.page)):
            for name in ("click", "press", "tap", "check", "select_option"):
                patch.setattr(kind, name, _patient(getattr(kind, name), page_of))
        patch.setattr(Keyboard, "press", _patient(Keyboard.press, lambda keys: keys.page))
        yield
