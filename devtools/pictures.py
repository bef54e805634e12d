"""The pictures in docs/screenshots, taken from a running demo bureau at the width of a desk and of a phone.

python3 dev.py run 8000                       in one window
.venv/bin/python -m devtools.pictures 8000    in another
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

FOLDER = Path("docs/screenshots")
SIZES = {1280: 800, 390: 844}
PASSWORD = "wushan-demo-2026"  # noqa: S105 – of invented people
STAFF, PORTAL, NOBODY = "/admin/login/", "/portal/sign-in/", ""
# name, where to sign in, as whom, address
PAGES = (
    ("public", NOBODY, "", "/"),
    ("search", NOBODY, "", "/search/?q=云岫"),
    ("penalties", NOBODY, "", "/decisions/penalties/"),
    ("promise-wall", NOBODY, "", "/commitments/"),
    ("repair", NOBODY, "", "/repair/"),
    ("desk", STAFF, "clerk", "/admin/"),
    ("import", STAFF, "clerk", "/admin/exchange/jobs/"),
    ("rates", STAFF, "credit", "/admin/publicity/rates/"),
    ("coverage", STAFF, "credit", "/admin/records/coverage/"),
    ("portal", PORTAL, "firm1", "/portal/"),
    ("portal-file", PORTAL, "firm1", "/portal/file/"),
    ("portal-promise", PORTAL, "firm1", "/portal/promises/"),
    ("portal-objections", PORTAL, "firm1", "/portal/objections/"),
    ("portal-repair", PORTAL, "firm1", "/portal/repair/"),
)


def main(arguments: list[str]) -> int:
    """Take every picture; says which page did not answer. 0 when all did."""
    from playwright.sync_api import sync_playwright

    from tests.support import chromium

    base = f"http://127.0.0.1:{arguments[0] if arguments else 8000}"
    FOLDER.mkdir(parents=True, exist_ok=True)
    missing = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.FLAGS))
        for width, height in SIZES.items():
            people: dict[str, Any] = {}
            for name, door, user, address in PAGES:
                context = people.get(user) or browser.new_context(
                    viewport={"width": width, "height": height}, locale="zh-CN"
                )
                page = context.new_page()
                if user and user not in people:
                    sign_in(page, base + door, user)
                people[user] = context
                answer = page.goto(base + address)
                if answer is None or answer.status != 200:
                    missing.append(f"{address}（{user or '公众'}）")
                page.screenshot(path=FOLDER / f"{name}-{width}.png")
                page.close()
        browser.close()
    sys.stderr.writelines(f"!! 打不开 {one}\n" for one in sorted(set(missing)))
    return 1 if missing else 0


def sign_in(page: Any, address: str, user: str) -> None:
    """Through the log-in page, as everybody does."""
    page.goto(address)
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form", has=page.locator("input[name=password]")).locator("button[type=submit]").click()
    page.wait_for_url(lambda found: found != address)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
