"""Other ways through the same doors: keyboard alone, a phone, a browser without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser import office
from tests.browser.conftest import PHONE
from wushan_credit.demo.cast import PASSWORD

pytestmark = [pytest.mark.slow]
FOCUSED = "document.activeElement"


def tab_to(page, found: str, most: int = 80) -> None:
    """Press Tab until the focused element satisfies the expression; a person would give up after `most`."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED}.matches({found!r})"):
            return
    raise AssertionError(f"{found} is not reached by {most} presses of Tab")


def sideways(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_the_keyboard_alone_leads_from_log_in_to_the_due_item_with_one_press(page, live_server, bureau):
    page.goto(f"{live_server.url}/admin/")
    page.keyboard.type("clerk")  # the field has the focus already
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("今天要办")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.className") == "skip-link"
    page.keyboard.press("Enter")  # past the menu
    tab_to(page, ".tasks a.title")
    assert page.evaluate(f"getComputedStyle({FOCUSED}).outlineStyle") == "solid", "the focus is not to be seen"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert not page.url.endswith("/admin/")
    assert page.locator("h1").inner_text()


def test_every_due_item_is_one_click_from_the_desk(page, live_server, bureau, sign_in):
    sign_in(page, "clerk")
    links = page.locator(".tasks li a.btn").evaluate_all("nodes => nodes.map(node => node.href)")
    assert len(links) > 5
    for link in links:
        answer = page.request.get(link)
        assert answer.status == 200, link
        assert "main" in answer.text()


def test_on_a_phone_the_desk_the_menu_and_the_due_item_fit(new_context, live_server, bureau, sign_in):
    page = new_context(viewport=PHONE, has_touch=True).new_page()
    sign_in(page, "clerk")
    assert sideways(page) <= 0
    small = page.locator(".tasks .btn").evaluate_all(
        "nodes => nodes.filter(n => n.getBoundingClientRect().height < 44).length"
    )
    assert small == 0, "a finger needs 44 px"
    page.tap("summary:has-text('菜单')")
    page.tap(".drawer >> text=三率")
    expect(page.locator("h1")).to_have_text("三率")
    assert sideways(page) <= 0
    page.go_back()
    with page.expect_navigation():
        page.locator(".tasks .btn").first.tap()
    assert sideways(page) <= 0


def test_on_a_phone_the_public_finds_a_firm_and_reads_its_decision(new_context, live_server, bureau):
    page = new_context(viewport=PHONE, has_touch=True).new_page()
    page.goto(live_server.url)
    page.fill("#search-q", "松涛")
    page.locator("#search-q").press("Enter")
    assert sideways(page) <= 0
    page.locator("table a").first.tap()
    expect(page.locator("main")).to_contain_text("公示期至")
    assert sideways(page) <= 0


@pytest.fixture
def plain(new_context):
    """A browser without scripts."""
    return new_context(java_script_enabled=False).new_page()


def test_without_scripts_the_public_searches_lists_and_reads(plain, live_server, bureau):
    plain.goto(live_server.url)
    plain.fill("#search-q", "松涛")
    plain.click("form[role=search] button >> nth=0")
    expect(plain.locator("h1")).to_contain_text("松涛")
    plain.locator("table a").first.click()
    expect(plain.locator("main")).to_contain_text("公示期至")
    plain.goto(f"{live_server.url}/decisions/licences/")
    assert plain.locator("table tbody tr").count() == 20
    plain.locator(".pager a:has-text('下一页'), a:has-text('下一页')").first.click()
    assert plain.locator("table tbody tr").count() >= 1


def test_without_scripts_an_import_starts_and_tells_its_findings(plain, live_server, bureau, sign_in, tmp_path):
    from wushan_credit.demo import cast

    firm = next(place for place in cast.institutions() if place.kind == "law_firm")
    row = office.penalty_row(firm, "巫山司罚决字〔2026〕88号", bureau, cast.BUREAU_CODE, fine="")
    sign_in(plain, "clerk2")
    plain.goto(f"{live_server.url}/admin/exchange/import/")
    plain.check("label:has-text('行政处罚') >> input")
    plain.set_input_files("input[type=file]", office.write(tmp_path / "一件.xlsx", [row]))
    plain.click("button:has-text('开始检查')")
    expect(plain.locator("h2", has_text="先改哪里")).to_be_visible()
    expect(plain.locator("main")).to_contain_text("罚款金额")


def test_without_scripts_a_decision_is_registered_and_a_refusal_keeps_what_was_typed(
    plain, live_server, bureau, sign_in
):
    from publicity.models import Decision
    from wushan_credit.demo import cast

    office_place = next(place for place in cast.institutions() if place.kind == "service_office")
    sign_in(plain, "clerk")
    plain.goto(f"{live_server.url}/admin/publicity/enter/licence/")
    number = plain.input_value("[name=XK_WSH]")
    typed = {
        "XK_XDR_MC": office_place.name, "XK_XDR_SHXYM": "33500237MD9002000X", "XK_FRDB": office_place.head,
        "XK_XKWS": "准予基层法律服务所变更负责人决定书", "XK_XKZS": "基层法律服务所执业证", "XK_XKBH": "330000001",
        "XK_NR": "准予变更负责人，其他登记事项不变。", "XK_YXQZ": bureau.isoformat(), "XK_YXQZI": "2029-09-14",
    }  # fmt: skip
    for name, value in typed.items():
        plain.fill(f"[name={name}]", value)
    plain.select_option("[name=XK_XDR_LB]", label="法人及非法人组织")
    plain.select_option("[name=XK_XKLB]", label="登记")
    plain.select_option("[name=XK_ZT]", index=1)
    plain.click("button:has-text('提交审核')")
    expect(plain.locator(".error-summary")).to_contain_text("统一社会信用代码")
    assert plain.input_value("[name=XK_NR]") == typed["XK_NR"]
    plain.fill("[name=XK_XDR_SHXYM]", office_place.uscc)
    plain.click("button:has-text('提交审核')")
    expect(plain.locator("h1")).to_contain_text("待审核")
    assert Decision.objects.get(number=number).state == "pending"
