"""A snapshot on paper: typst lays it out, segno draws the code. The same snapshot gives the same bytes.

The data goes in as JSON and is never read as markup. The fonts come with the program (fonts/, the characters of GB 2312); rare
characters are taken from the system's fonts. Without a Chinese font typst would print boxes and call it success, so the fonts
are looked for before, and any warning of the typesetter stops the report.
"""

from __future__ import annotations

import io
import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
import typst

from core.errors import NotReady
from records.reporting.snapshot import canonical

LAYOUTS = Path(__file__).parent / "layouts"
FONTS = Path(__file__).parent / "fonts"
FONT_FAMILIES = ("Noto Serif CJK SC", "Noto Sans CJK SC")


@lru_cache(maxsize=1)
def _families() -> frozenset[str]:
    return frozenset(
        typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(FONTS)]).families()
    )


def require_fonts(families: frozenset[str] | None = None) -> None:
    """Raises NotReady, with how to mend it, unless the machine has the fonts the report is set in."""
    missing = [name for name in FONT_FAMILIES if name not in (_families() if families is None else families)]
    if missing:
        raise NotReady(
            f"服务器上没有中文字体（{'、'.join(missing)}），印出的报告会是方框，所以没有出具。"
            "请系统管理员安装 fonts-noto-cjk 字体包后重试。",
            code="E-PDF-01",
        )


def qr_svg(address: str) -> str:
    """The address as a QR code in SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def render(snapshot: dict[str, Any], *, families: frozenset[str] | None = None) -> bytes:
    """The PDF of a snapshot (A4, PDF/A-2b), the same bytes each time. Raises NotReady when there is no Chinese font."""
    return typeset(LAYOUTS / f"{snapshot['layout']}.typ", snapshot, snapshot["verify_url"], families=families)


def typeset(
    layout: Path, data: dict[str, Any], address: str, *, families: frozenset[str] | None = None, noun: str = "报告"
) -> bytes:
    """Any paper of the house: `layout` is a typst file that reads sys.inputs data, qr (of `address`) and fonts; `data` holds
    `issued_at` (ISO), so that the same data gives the same bytes. `noun` names the paper in a refusal (NotReady)."""
    require_fonts(families)
    inputs = {"data": canonical(data).decode(), "qr": qr_svg(address), "fonts": json.dumps(FONT_FAMILIES)}
    content, warnings = typst.compile_with_warnings(
        layout.read_bytes(),
        format="pdf",
        font_paths=[str(FONTS)],
        sys_inputs=inputs,
        pdf_standards="a-2b",
        timestamp=datetime.fromisoformat(data["issued_at"]),
    )
    if warnings:
        raise NotReady(f"{noun}没有印成：{warnings[0].message}。请联系系统管理员。", code="E-PDF-02")
    return bytes(content)
