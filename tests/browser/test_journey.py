"""A month of decisions from the workbook to the public page and off it again, as people do it: in a browser, step by step."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db.models import Max
from openpyxl import Workbook, load_workbook

from tests.browser import office
from tests.support import worker

pytestmark = [pytest.mark.slow]
BAD_ROWS = {5: "code", 8: "decided", 12: "fine"}
"""Sheet row → column that the clerk got wrong."""


class Clerk:
    """The person of the legal affairs section at the screen, with her files."""

    def __init__(self, page, base: str, folder: Path) -> None:
        self.page, self.base, self.folder = page, base, folder

    def menu(self, title: str) -> None:
        self.page.click(f".side a:text-is('{title}')")

    def hand_in(self, file: Path) -> None:
        self.menu("导入决定")
        self.page.check("label:has-text('行政处罚') >> input")
        self.page.set_input_files("input[type=file]", file)
        self.page.click("button:has-text('开始检查')")
        self.page.wait_for_url("**/admin/exchange/jobs/*/")

    def confirm(self, button: str) -> None:
        self.page.check("#id_signed")
        self.page.click(f"button:has-text('{button}')")
        self.page.wait_for_selector(".notice:has-text('导入完成')", timeout=20_000)

    def download(self, press: str) -> Path:
        with self.page.expect_download() as waiting:
            self.page.click(press)
        target = self.folder / waiting.value.suggested_filename
        waiting.value.save_as(target)
        return target

    def submit(self) -> str:
        """Make the file of everything that is ready; gives the number of the submission."""
        self.menu("报送批次")
        self.page.click("a:has-text('生成报送文件')")
        self.page.select_option("select[name=kind]", label="行政处罚")
        self.page.click("button:has-text('查看可报送的决定')")
        self.page.click(".action-bar button:has-text('行的报送文件')")
        self.page.wait_for_selector("h1 .code")
        return self.page.locator("h1 .code").inner_text()

    def mark_sent(self) -> None:
        self.page.click("button:has-text('标记已上报')")
        self.page.wait_for_selector("h1:has-text('已上报')")

    def take_receipt(self, file: Path) -> None:
        self.page.click("a:has-text('登记回执')")
        self.page.set_input_files("input[type=file]", file)
        self.page.click("button:has-text('核对回执')")
        self.page.click("button:has-text('确认登记')")
        self.page.wait_for_selector(".notice, .messages, h1 .code")


def figure(page, label: str) -> str:
    """The value of a figure card, as it is read."""
    return page.locator(f".figure:has(.label:text-is('{label}')) .value").first.inner_text()


def receipt_of(submission: Path, target: Path, rejected: str) -> Path:
    """The platform's answer to a file: every row taken in, one number sent back."""
    answer = Workbook()
    answer.active.append(["行政处罚决定书文号", "行政相对人名称", "处理结果", "规则代码", "退回原因"])
    for sheet in load_workbook(submission):
        lines = list(sheet.iter_rows(values_only=True))
        number = next(i for i, header in enumerate(lines[0]) if "文号" in header)
        name = next(i for i, header in enumerate(lines[0]) if "相对人名称" in header)
        for line in lines[1:]:
            bad = line[number] == rejected
            answer.active.append(
                [
                    line[number],
                    line[name],
                    "退回" if bad else "入库成功",
                    *(("1001", "违法事实表述不完整") if bad else ("", "")),
                ]
            )
    answer.save(target)
    return target


def hand_count(since: date, until: date, today: date, **section: int) -> dict[str, str]:
    """The rates by plain counting over the rows of the ledger: no query of the product takes part."""
    from publicity.models import Decision

    rows = [
        d
        for d in Decision.objects.filter(**section)
        if since <= d.decided_on <= until and d.state not in ("exempt", "void")
    ]
    sent = [d for d in rows if d.first_reported_on]
    counts = {
        "上报率": (len(sent), len(rows)),
        "合规率": (len([d for d in sent if d.accepted_on]), len(sent)),
        "及时率（内控7日）": (len([d for d in sent if d.first_reported_on <= d.due_internal]), len(rows)),
        "及时率（国标7个工作日）": (len([d for d in sent if d.first_reported_on <= d.due_official]), len(rows)),
    }
    texts = {label: f"{part * 10000 // whole / 100:g}%" for label, (part, whole) in counts.items()}
    late = [d for d in rows if (d.first_reported_on or today) > d.due_internal]
    return texts | {"应报": str(len(rows)), "已报": str(len(sent)), "迟报（内控）": str(len(late))}


def next_number() -> int:
    from publicity.models import Decision

    return (
        Decision.objects.filter(series__prefix__contains="罚", series__year=2026).aggregate(m=Max("sequence"))["m"] + 1
    )


def twelve_rows(first: int, decided: date) -> list[dict[str, str]]:
    """Twelve fines; three of them typed wrong."""
    from wushan_credit.demo import cast

    firms = [place for place in cast.institutions() if place.kind == "law_firm"]
    rows = [
        office.penalty_row(firms[n % len(firms)], f"巫山司罚决字〔2026〕{first + n}号", decided, cast.BUREAU_CODE)
        for n in range(12)
    ]
    code = rows[1]["code"]
    rows[1]["code"] = code[:10] + code[11] + code[10] + code[12:]
    rows[4]["decided"] = "2026年9月31日"
    rows[8]["fine"] = ""
    return rows


@pytest.fixture
def clerk(page, live_server, bureau, sign_in, tmp_path):
    sign_in(page, "clerk2")
    return Clerk(page, live_server.url, tmp_path)


def test_from_the_workbook_to_the_public_page_and_off_it_again(clerk, bureau, settings, heard, monkeypatch):
    first, decided = next_number(), bureau - timedelta(days=1)
    wrong = twelve_rows(first, decided)
    file = office.write(clerk.folder / "九月行政处罚.xlsx", wrong)
    with worker.running(settings) as background:
        answered = check_while_the_worker_sleeps(clerk, file, background)
        mend_and_import_again(clerk, answered, wrong)
        rejected = wrong[3]["number"]
        report_and_take_the_receipt(clerk, rejected)
        correct_and_report_again(clerk, rejected)
    rates_agree_with_a_hand_count(clerk, bureau)
    the_public_sees_it_until_its_last_day(clerk.page, clerk.base, wrong[0], monkeypatch)
    assert [line for line in heard if "404" not in line] == []


def check_while_the_worker_sleeps(clerk, file, background) -> Path:
    """The job waits, is left, is found again; then the check shows row, column, reason, and nothing is written."""
    from publicity.models import Decision

    before = Decision.objects.count()
    background.stop()
    clerk.hand_in(file)
    clerk.page.wait_for_selector(".progress >> text=排队中")
    clerk.menu("工作台")
    clerk.menu("导入决定")
    clerk.page.click(f"a:has-text('{file.name}')")
    background.start()
    clerk.page.wait_for_selector("h2:has-text('先改哪里')", timeout=30_000)
    assert (figure(clerk.page, "总行数"), figure(clerk.page, "可以新增"), figure(clerk.page, "需修改")) == (
        "12",
        "9",
        "3",
    )
    rows = clerk.page.locator("table:has(th:has-text('列、内容')) tbody tr").all_inner_texts()
    for number in BAD_ROWS:
        assert any(f"第 {number} 行" in row for row in rows)
    assert Decision.objects.count() == before
    answered = clerk.download("a:has-text('下载标注好的表格')")
    marks = office.marks(answered)
    for number, key in BAD_ROWS.items():
        assert "需修改" in marks[f"{office.column(key)}{number}"], f"row {number} is not marked or not explained"
    assert {int(address[1:]) for address in marks} == set(BAD_ROWS), "a good row is marked"
    return answered


def mend_and_import_again(clerk, answered: Path, wrong: list[dict[str, str]]) -> None:
    """The good rows go in; the mended file brings the other three, and nothing twice."""
    from publicity.models import Decision
    from wushan_credit.demo import cast

    clerk.confirm("只导入正确行（9 行）")
    assert figure(clerk.page, "新增") == "9"
    truth = {place.name: place.uscc for place in cast.institutions()}
    right = {"code": truth[wrong[1]["name"]], "decided": wrong[0]["decided"], "fine": "1"}
    office.mend(answered, {f"{office.column(key)}{number}": right[key] for number, key in BAD_ROWS.items()})
    clerk.hand_in(answered)
    clerk.page.wait_for_selector("button:has-text('全部导入（12 行）')", timeout=30_000)
    assert (figure(clerk.page, "可以新增"), figure(clerk.page, "已存在未变化")) == ("3", "9")
    clerk.confirm("全部导入（12 行）")
    assert (figure(clerk.page, "新增"), figure(clerk.page, "已存在未变化")) == ("3", "9")
    numbers = [row["number"] for row in wrong]
    assert Decision.objects.filter(number__in=numbers).count() == 12
    clerk.hand_in(answered)  # and once more, by mistake
    clerk.page.wait_for_selector(".figure:has-text('已存在未变化'):has-text('12')", timeout=30_000)
    assert Decision.objects.filter(number__in=numbers).count() == 12


def report_and_take_the_receipt(clerk, rejected: str) -> None:
    clerk.submit()
    file = clerk.download("button:has-text('下载报送文件')")
    clerk.mark_sent()
    clerk.take_receipt(receipt_of(file, clerk.folder / "回执.xlsx", rejected))
    row = clerk.page.locator(f"tr:has-text('{rejected}')")
    assert "被退回" in row.inner_text()
    assert "违法事实表述不完整" in row.inner_text()
    assert clerk.page.locator("tbody tr:has-text('被退回')").count() == 1


def correct_and_report_again(clerk, rejected: str) -> None:
    clerk.menu("工作台")
    clerk.page.click(f".tasks li:has-text('{rejected}') >> text=去更正")
    clerk.page.fill("[name=CF_SY]", "经查，该所2026年8月对本所律师疏于管理，造成委托人损失，有询问笔录、业务卷宗证实。")
    clerk.page.fill("[name=reason]", "平台认为违法事实表述不完整，照决定书补全。")
    clerk.page.click(".action-bar button:has-text('更正')")
    clerk.page.wait_for_selector("h1:has-text('可报送')")
    clerk.submit()
    assert clerk.page.locator("tbody tr").count() == 1
    file = clerk.download("button:has-text('下载报送文件')")
    assert "委托人损失" in str(list(load_workbook(file).active.iter_rows(values_only=True)))
    clerk.mark_sent()
    clerk.take_receipt(receipt_of(file, clerk.folder / "回执二.xlsx", rejected=""))
    assert "已入库" in clerk.page.locator(f"tr:has-text('{rejected}')").inner_text()


def rates_agree_with_a_hand_count(clerk, today: date) -> None:
    from accounts.models import User

    clerk.menu("三率")
    since = today.replace(month=1, day=1)
    section = User.objects.get(username="clerk2").section_id
    for label, text in hand_count(since, today, today, section_id=section).items():
        assert figure(clerk.page, label) == text, label
    whole = int(figure(clerk.page, "应报"))
    clerk.page.click(".figure:has(.label:text-is('应报'))")
    assert f"{whole} 件" in clerk.page.locator("h1").inner_text()


def the_public_sees_it_until_its_last_day(page, base: str, row: dict[str, str], monkeypatch) -> None:
    """Found by two characters of the name; on the last day still there, on the next gone everywhere. Nothing runs in between."""
    from records.models import CreditRecord

    record = CreditRecord.objects.get(document_number=row["number"])
    page.context.clear_cookies()
    page.goto(f"{base}/")
    page.fill("#search-q", row["name"][2:4])
    page.keyboard.press("Enter")
    page.click(f"tr:has-text('{row['number']}') >> a")
    assert row["offence"] in page.inner_text("main")
    detail = page.url
    for day, there in ((record.publish_until, True), (record.publish_until + timedelta(days=1), False)):
        monkeypatch.setenv("WUSHAN_TODAY", day.isoformat())
        assert shown_where(page, base, detail, row) == dict.fromkeys(SURFACES, there), day


SURFACES = ("page", "search", "list", "subject", "api", "api list", "csv")


def shown_where(page, base: str, detail: str, row: dict[str, str]) -> dict[str, bool]:
    """On which of the public's surfaces the decision can be seen."""
    ask, number, name = page.request, row["number"], row["name"]
    key = detail.rstrip("/").rsplit("/", 1)[1]
    page.goto(f"{base}/search/?q={name[2:4]}")
    page.reload()  # a visitor of the next day: the browser kept the page for at most half a minute, never past midnight
    subject = page.locator(f"a:text-is('{name}')").first.get_attribute("href")
    listed = json.loads(ask.get(f"{base}/api/v1/public/decisions/?q={name}").text())
    table = list(csv.reader(io.StringIO(ask.get(f"{base}/api/v1/public/decisions.csv?q={name}").text())))
    return {
        "page": ask.get(detail).status == 200,
        "search": number in page.inner_text("main"),
        "list": number in ask.get(f"{base}/decisions/penalties/?q={name}").text(),
        "subject": number in ask.get(f"{base}{subject}").text(),
        "api": ask.get(f"{base}/api/v1/public/decisions/{key}/").status == 200,
        "api list": number in json.dumps(listed, ensure_ascii=False),
        "csv": any(number in cell for line in table for cell in line),
    }
