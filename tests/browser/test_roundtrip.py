"""改好再传 in the browser of a clerk: out with a purpose, changed in a workbook, differences, a stale row, confirmed."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from tests.browser.conftest import PHONE, WIDE
from tests.exchange.trips import changed

pytestmark = [pytest.mark.slow]
SHOTS = os.environ.get("PICTURES", "")


def sideways(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def looked_at(page, faults, name: str) -> None:
    """Both widths: nothing to scroll sideways, no serious fault; kept as pictures when a folder is named."""
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        assert sideways(page) <= 0 and faults(page) == []
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{size['width']}.png", full_page=True)


def test_the_register_goes_out_comes_back_and_is_written(live_server, page, bureau, sign_in, heard, faults, tmp_path):
    from accounts.models import User
    from records.models import Subject
    from records.services.subject_file import subject_change

    sign_in(page, "clerk")
    page.click("nav.side >> text=改好再传")
    looked_at(page, faults, "again")
    page.click("#content >> text=律师事务所")
    page.check("input[name=purpose][value=supervision]")
    page.fill("input[name=matter]", "2026年度律师事务所名册核对")
    page.click("button:has-text('生成文件')")
    page.wait_for_selector("text=下载文件")
    with page.expect_download() as waiting:
        page.click("a:has-text('下载文件')")
    content = Path(waiting.value.path()).read_bytes()
    first, second, third, fourth = Subject.objects.filter(kind="law_firm").order_by("pinyin", "id")[:4]
    subject_change(
        actor=User.objects.get(username="reviewer"),
        subject=second,
        reason="变更登记核准",
        legal_representative="易知秋",
    )
    edits = (
        (first.name, "住所", "巫山县净坛路2号"), (first.name, "成立或执业日期", date(2019, 3, 1).isoformat()),
        (second.name, "负责人", "周敏"), (third.name, "名称", "改不了的名称"), (fourth.name, "类型", "公证处"),
    )  # fmt: skip
    file = tmp_path / "改好的名册.xlsx"
    file.write_bytes(changed(content, *edits, sheet="信用主体"))
    page.click("nav.side >> text=改好再传")
    page.click("button:has-text('上传并查看差异')")
    assert "请选择改好的表" in page.inner_text("[role=alert]")
    looked_at(page, faults, "again-wrong")
    page.check("input[name=what][value=subjects]")
    page.set_input_files("input[name=file]", file)
    page.click("button:has-text('上传并查看差异')")
    page.wait_for_selector("text=会写入 1 行")
    said = page.inner_text("#content")
    assert "导出以后被别人改过的 1 行" in said and "易知秋" in said and "改不了的名称" in said and "E-ID-03" in said
    looked_at(page, faults, "again-job")
    page.fill("textarea[name=reason]", "按名册核对通知更正")
    page.click("button:has-text('写入 1 行')")
    page.wait_for_selector("text=已写入 1 行")
    looked_at(page, faults, "again-done")
    first.refresh_from_db()
    assert first.address == "巫山县净坛路2号" and heard == []
