"""The keepers' pages in a real browser: no serious accessibility fault, nothing against the policy, nothing to scroll sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from accounts import services
from accounts.roles import AUDITOR, CLERK, REVIEWER, SECURITY_ADMIN, SYSTEM_ADMIN
from audit.services import SYSTEM, history_checked, saw, seal_history
from notices.models import Notice
from notices.registry import Message, register_messages
from notices.services import notify
from tests import factories as make
from tests.audit.tampering import tamper

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "巫山县长江三峡库区退役军人及困难群众法律援助与人民调解综合服务工作科（筹备组）"
SIZES = {"wide": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


@pytest.fixture
def keepers():
    """One person for each keeper's role, a clerk with long names, and something on every page."""
    register_messages(Message("test.browser", "{n} 还有 2 天到期", "请办理 {n}。\n谢谢。", {"n": "文号"}))
    section = make.make_section("long", name=LONG)
    people = {role: make.make_user(role, section=section) for role in (SYSTEM_ADMIN, SECURITY_ADMIN, AUDITOR)}
    clerk = make.make_user(CLERK, display_name="一个名字特别特别长的工作人员", section=section)
    services.roles_grant(actor=people[SECURITY_ADMIN], user=clerk, roles=[CLERK, REVIEWER], reason="岗位任命" * 20)
    saw(actor=clerk, deed="view", obj=make.make_subject(LONG), purpose="案件核查", matter="A-1")
    notify(recipients=people.values(), code="test.browser", params={"n": LONG}, link="/admin/", key="k")
    seal_history(actor=SYSTEM)
    tamper("UPDATE accounts_section SET name = name || '改' WHERE code = 'long'")
    history_checked(actor=people[AUDITOR])
    return people | {"clerk": clerk}


def pages_of(keepers):
    clerk = keepers["clerk"].pk
    own = [reverse("admin:inbox"), reverse("admin:own_account")]
    return {
        SYSTEM_ADMIN: own + [
            reverse("admin:inbox_notice", args=[Notice.objects.get(recipient=keepers[SYSTEM_ADMIN]).pk]),
            reverse("admin:accounts_user_changelist"), reverse("admin:accounts_user_add"),
            reverse("admin:accounts_user_change", args=[clerk]), reverse("admin:accounts_user_move", args=[clerk, "token"]),
            reverse("admin:accounts_section_changelist"), reverse("admin:accounts_apitoken_changelist"),
            reverse("admin:accounts_roles"), reverse("admin:parameters"),
            reverse("admin:parameter", args=["accounts.leading_group"]), reverse("admin:calendar"),
            reverse("admin:calendar_year", args=[2026]), reverse("admin:calendar_load"),
            reverse("admin:notices_templates"), reverse("admin:notices_template", args=["test.browser"]),
            reverse("admin:notices_delivery_changelist"),
        ],
        SECURITY_ADMIN: [
            reverse("admin:accounts_user_change", args=[clerk]), reverse("admin:accounts_user_move", args=[clerk, "roles"]),
            reverse("admin:accounts_user_history", args=[clerk]),
        ],
        AUDITOR: [reverse(f"admin:audit_{name}") for name in ("actions", "accesses", "seals")],
    }  # fmt: skip


def faults(page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{page.url}: {item['id']} {item['nodes'][0]['html'][:120]}"
        for item in found
        if item["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("size", SIZES)
def test_the_keepers_pages_can_be_read_by_everybody_on_every_screen(live_server, page, keepers, size):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_viewport_size(SIZES[size])
    for role, addresses in pages_of(keepers).items():
        page.context.clear_cookies()
        page.goto(f"{live_server.url}/admin/login/")
        page.fill("#id_username", keepers[role].username)
        page.fill("#id_password", make.PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(f"{live_server.url}/admin/")
        for address in addresses:
            assert page.goto(live_server.url + address).status == 200, address
            complaints += faults(page)
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if over > 0:
                complaints.append(f"{address}: {over} px too wide")
    assert complaints == []
