"""The pages: applying without script, a second firm's 404, the bureau's buttons, the guide and the self-check, dates for the calendar."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import roles
from repair.models import Application, Notice
from tests.factories import make_record, make_user
from tests.repair.conftest import PDF

pytestmark = pytest.mark.django_db


def proof():
    return SimpleUploadedFile("缴款凭证.pdf", PDF, "application/pdf")


@pytest.fixture
def signed_in(client, head):
    client.force_login(head)
    return client


def page(client, name, *args, **post):
    url = reverse(name, args=args)
    return client.post(url, post, follow=True) if post else client.get(url)


# -- portal ----------------------------------------------------------------------------------------------------------
def test_a_firm_applies_in_a_few_inputs_and_sees_its_track(signed_in, record):
    listed = page(signed_in, "portal:repairs").content.decode()
    assert "申请修复" in listed and record.document_number in listed
    started = signed_in.post(reverse("portal:repair_start", args=[record.public_id]), follow=True)
    assert "填写修复申请" in started.content.decode()
    row = Application.objects.get()
    sent = signed_in.post(
        reverse("portal:repair_fill", args=[row.public_id]),
        {"fulfilled_on": "2026-06-01", "file": proof(), "signer": "张三", "then": "check"},
        follow=True,
    )
    assert "核对后提交" in sent.content.decode() and "缴款凭证.pdf" in sent.content.decode()
    done = signed_in.post(reverse("portal:repair_check", args=[row.public_id]), follow=True).content.decode()
    assert "申请已提交" in done and row.number in done and "2026-11-05" in done
    track = page(signed_in, "portal:repair", row.public_id).content.decode()
    assert "待受理" in track and "11-05前" in track and "11-16前" in track


def test_what_was_typed_is_kept_when_something_is_wrong(signed_in, record):
    signed_in.post(reverse("portal:repair_start", args=[record.public_id]))
    row = Application.objects.get()
    url = reverse("portal:repair_fill", args=[row.public_id])
    bad = SimpleUploadedFile("证明.pdf", b"MZ not a paper" * 20)
    answer = signed_in.post(
        url, {"fulfilled_on": "2026-06-01", "statement": "已缴清罚款", "file": bad, "signer": "张三"}
    )
    text = answer.content.decode()
    assert "error-summary" in text and "已缴清罚款" in text and 'value="张三"' in text
    row.refresh_from_db()
    assert row.statement == "已缴清罚款"  # kept, though the file was refused


def test_an_empty_form_shows_a_linked_summary_where_it_can_be_mended(signed_in, record):
    signed_in.post(reverse("portal:repair_start", args=[record.public_id]))
    url = reverse("portal:repair_fill", args=[Application.objects.get().public_id])
    text = signed_in.post(url, {"then": "check", "statement": "已缴清罚款"}).content.decode()
    for name in ("fulfilled_on", "file", "signer"):
        assert f'href="#id_{name}"' in text and f'id="id_{name}"' in text
    assert "已缴清罚款" in text and Application.objects.get().statement == "已缴清罚款"
    court = {"then": "check", "court_on": "2026-06-01", "signer": "张三"}
    assert 'href="#id_other"' in signed_in.post(url, court).content.decode()
    assert signed_in.post(url, {"then": "save"}).status_code == 302, "what is put aside need not be complete"


def test_an_incomplete_application_says_everything_it_lacks(signed_in, record):
    signed_in.post(reverse("portal:repair_start", args=[record.public_id]))
    row = Application.objects.get()
    text = page(signed_in, "portal:repair_check", row.public_id).content.decode()
    assert (
        all(words in text for words in ("履行完毕的日期", "履行完毕证明", "承诺人姓名"))
        and "提交申请</button>" not in text
    )


def test_a_second_firm_gets_404_for_all_of_it(client, brought, stranger, record):
    row = brought("syncing")
    client.force_login(stranger)
    paper, letter = row.papers.get(), row.letters.first()
    addresses = [
        reverse("portal:repair_record", args=[record.public_id]),
        reverse("portal:repair_record_dates", args=[record.public_id]),
        *(
            reverse(f"portal:{name}", args=[row.public_id])
            for name in ("repair", "repair_fill", "repair_check", "repair_done", "repair_dates")
        ),
        reverse("portal:repair_paper", args=[row.public_id, paper.public_id]),
        reverse("portal:repair_letter", args=[row.public_id, letter.pk]),
    ]
    assert {url: client.get(url).status_code for url in addresses} == dict.fromkeys(addresses, 404)
    assert client.post(reverse("portal:repair_start", args=[record.public_id])).status_code == 404
    assert client.post(addresses[2], {"deed": "withdraw"}).status_code == 404
    assert record.document_number not in page(client, "portal:repairs").content.decode()


def test_the_applicant_reads_no_names_of_clerks(signed_in, brought, clerk, chief):
    row = brought("refused")
    text = page(signed_in, "portal:repair", row.public_id).content.decode()
    assert clerk.display_name not in text and chief.display_name not in text
    assert "救济途径" in text and "申请复核" in text


def test_a_review_is_asked_for_on_the_page(signed_in, brought):
    row = brought("refused")
    text = page(signed_in, "portal:repair", row.public_id, deed="ask_review", reason="").content.decode()
    assert "至少 5 个字" in text
    page(signed_in, "portal:repair", row.public_id, deed="ask_review", reason="罚款已经缴清，见补充凭证")
    row.refresh_from_db()
    assert row.state == "reviewing"


def test_the_dates_go_into_ones_own_calendar(signed_in, record, brought):
    answer = page(signed_in, "portal:repair_record_dates", record.public_id)
    lines = answer.content.split(b"\r\n")
    assert answer["Content-Type"].startswith("text/calendar") and b"DTSTART;VALUE=DATE:20260812" in lines
    assert b"DTSTART;VALUE=DATE:20270511" in lines and all(len(line) <= 75 for line in lines)
    row = brought("submitted")
    assert b"VALUE=DATE:20261105" in page(signed_in, "portal:repair_dates", row.public_id).content


def test_the_home_tells_what_may_be_repaired(signed_in, record):
    assert "可以申请信用修复" in signed_in.get("/portal/").content.decode()


def test_the_list_asks_as_often_for_many_records_as_for_few(signed_in, record, firm):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(signed_in, "portal:repairs")
        return len(queries)

    asked()
    few = asked()
    for _ in range(8):
        make_record(subject=firm, item=record.item, event_date=date(2026, 5, 11), publish_until=date(2027, 5, 11))
    assert asked() == few


# -- the bureau ------------------------------------------------------------------------------------------------------
def test_the_whole_way_by_buttons(client, brought, clerk, chief):
    row = brought("submitted")
    url = reverse("admin:repair_case", args=[row.public_id])

    def press(who, **post):
        client.force_login(who)
        return client.post(url, post, follow=True).content.decode()

    press(clerk, deed="accept")
    assert "至少 5 个字" in press(clerk, deed="propose", proposal="grant", reason="好")
    press(clerk, deed="propose", proposal="grant", reason="材料齐全，情况属实")
    assert "准予修复</button>" not in press(clerk, deed="grant", reason="符合条件可以准予")
    press(chief, deed="grant", reason="符合信用修复条件")
    row.refresh_from_db()
    assert row.state == "syncing"
    for item in row.syncs.all():
        press(clerk, deed="tick", item=item.pk, how="explain", note="该网站没有归集这条信息")
    press(clerk, deed="close")
    row.refresh_from_db()
    assert row.state == "closed"


def test_a_screenshot_is_kept_and_read_again(client, brought, clerk):
    row = brought("syncing")
    client.force_login(clerk)
    item = row.syncs.first()
    post = {
        "deed": "tick",
        "item": item.pk,
        "how": "done",
        "done_on": "2026-11-02",
        "proof": SimpleUploadedFile("截图.pdf", PDF),
    }
    client.post(reverse("admin:repair_case", args=[row.public_id]), post)
    answer = client.get(reverse("admin:repair_case_proof", args=[row.public_id, item.pk]))
    assert b"".join(answer.streaming_content) == PDF and "attachment" in answer["Content-Disposition"]


def test_another_section_gets_404(client, brought):
    from tests.factories import make_section

    row = brought("submitted")
    client.force_login(make_user(roles.CLERK, section=make_section("approval")))
    assert client.get(reverse("admin:repair_case", args=[row.public_id])).status_code == 404


def test_an_application_at_the_window(client, record, clerk):
    client.force_login(clerk)
    wrong = client.post(reverse("admin:repair_window"), {"q": "巫山司罚决字[2020]999号", "channel": "window"})
    assert "没有这个文号" in wrong.content.decode()
    number = record.document_number.replace("〔", "[").replace("〕", "]")
    client.post(reverse("admin:repair_window"), {"q": number, "channel": "credit_china", "channel_number": "ZB-7"})
    row = Application.objects.get()
    post = {"fulfilled_on": "2026-06-01", "file": proof(), "signer": "张三", "then": "submit"}
    client.post(reverse("admin:repair_fill", args=[row.public_id]), post)
    row.refresh_from_db()
    assert (row.state, row.channel, row.channel_number) == ("submitted", "credit_china", "ZB-7")


def test_notice_is_made_printed_and_served_on_its_page(client, record, clerk):
    client.force_login(clerk)
    url = reverse("admin:repair_notice", args=[record.public_id])
    assert "登记送达</button>" not in client.get(url).content.decode()  # 两书同达: no service without the notice
    client.post(url, {"deed": "make"})
    assert client.get(reverse("admin:repair_notice_pdf", args=[record.public_id])).status_code == 200
    client.post(url, {"deed": "serve", "on": "2026-05-12", "way": "hand", "served_to": "张三"})
    assert Notice.objects.get().served_on == date(2026, 5, 12)
    assert record.document_number in client.get(reverse("admin:repair_notices") + "?show=served").content.decode()


def test_the_decision_page_shows_its_notice(client, clerk, firm):
    from tests.website.conftest import publish

    published = publish(
        "penalty",
        subject=firm,
        event_date=date(2026, 5, 11),
        publish_from=date(2026, 5, 12),
        publish_until=date(2027, 5, 11),
    )
    client.force_login(make_user(roles.CREDIT_OFFICE))
    text = client.get(reverse("admin:publicity_decision_change", args=[published.decision.pk])).content.decode()
    assert "生成信用修复告知书" in text and reverse("admin:repair_notice", args=[published.record.public_id]) in text


def test_the_desk_names_what_waits_and_what_is_owed(client, brought, clerk, chief, record):
    brought("proposed")
    client.force_login(chief)
    assert "修复申请待作出决定" in client.get("/admin/").content.decode()
    make_record(
        subject=record.subject, item=record.item, event_date=date(2026, 10, 20), publish_until=date(2027, 10, 19)
    )
    client.force_login(clerk)
    assert "没有送达信用修复告知书" in client.get("/admin/").content.decode()


# -- everybody -------------------------------------------------------------------------------------------------------
def test_the_guide_says_free_of_charge_and_the_way(client, db):
    text = client.get("/repair/").content.decode()
    assert all(words in text for words in ("不收费", "不需要找中介", "信用中国", "谁认定、谁修复", "只要两份"))


@pytest.mark.parametrize("brackets", ["〔2026〕", "[2026]", "（2026）", "(2026)"])
def test_the_self_check_reads_a_number_in_any_brackets(client, record, brackets):
    number = record.document_number.replace("〔2026〕", brackets)
    text = client.get("/repair/check/", {"q": number, "duties": "yes", "duties_on": "2026-06-01"}).content.decode()
    assert "现在就可以申请" in text


def test_the_self_check_by_what_stands_in_the_decision(client, record):
    query = {"event": "2026-03-20", "classes": ["general", "serious"], "duties": "no"}
    from tests.factories import make_rule

    make_rule(
        "R-58",
        severity="general",
        min_months=3,
        months=36,
        effective_from=date(2023, 5, 1),
        effective_until=date(2026, 3, 31),
    )
    make_rule("R-58", severity="serious", min_months=12, months=36)
    make_rule("R-36", severity="serious", min_months=12, months=36)
    text = client.get("/repair/check/", query).content.decode()
    assert "最早可申请 2027-03-21" in text and "适用这一版" in text and "现行，供对照" in text


def test_the_self_check_does_not_tell_of_what_is_not_public(client, record):
    type(record).objects.filter(pk=record.pk).update(disclosure="shared", publish_from=None, publish_until=None)
    answer = client.get("/repair/check/", {"q": record.document_number})
    assert answer.status_code == 400 and record.title not in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [{"q": ""}, {"event": "2026-13-01"}, {"event": "2026-03-20"}, {"event": "2999-01-01", "classes": "general"}],
)
def test_the_self_check_says_what_is_wrong(client, record, query):
    answer = client.get("/repair/check/", query)
    assert answer.status_code == 400 and "error-summary" in answer.content.decode()


def test_a_certificate_is_verified_by_anybody(client, brought):
    letter = brought("syncing").letters.get(kind="certificate")
    assert "编号匹配" in client.get("/repair/verify/", {"n": letter.number, "c": letter.verify_code}).content.decode()
    assert "编号不匹配" in client.get("/repair/verify/", {"n": letter.number, "c": "222222222222"}).content.decode()
    assert letter.snapshot["verify_url"].endswith(f"/repair/verify/?n={letter.number}&c={letter.verify_code}")


def test_codes_are_not_found_by_trying(client, db):
    answers = [client.get("/repair/verify/", {"n": "XF", "c": str(n)}).status_code for n in range(25)]
    assert answers[-1] == 429
