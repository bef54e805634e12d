"""The browser for tests: Debian's Chromium, Chrome or one named by CHROMIUM."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Nothing but the page under test may use the network or the graphics card.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def find() -> str | None:
    """Path of a usable browser, or None."""
    named = os.environ.get("CHROMIUM")
    found = [named] if named else [shutil.which(name) for name in NAMES] + [MAC if os.path.exists(MAC) else None]
    return next((path for path in found if path), None)


def is_required() -> bool:
    """Whether a missing browser is a failure (continuous integration) or a reason to leave browser tests out."""
    return os.environ.get("CHROMIUM_REQUIRED", "") not in ("", "0")
