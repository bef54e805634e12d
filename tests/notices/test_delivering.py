"""Mail and gateway: sent by exactly one worker, tried again with pauses, refused in words, proof kept, quiet at night."""

import http.server
import json
import smtplib
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import InternalError, transaction

from audit.models import Action
from core import clock
from core.errors import Forbidden
from core.models import Setting
from notices import channels, tasks
from notices.models import Delivery, Notice
from notices.registry import Message, register_messages
from notices.services import deliver_pending, notice_acknowledge, notice_read, notices_read_all, notify
from notices.services.delivering import ATTEMPTS
from tests import factories as make
from tests.support.together import together

NOON = datetime(2026, 9, 7, 12, 0, tzinfo=clock.SHANGHAI)
NIGHT = datetime(2026, 9, 7, 23, 30, tzinfo=clock.SHANGHAI)
really_committing = pytest.mark.django_db(transaction=True)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    register_messages(
        Message("test.plain", "提醒 {n}", "正文 {n}", {"n": "序号"}),
        Message("test.urgent", "紧急 {n}", "正文 {n}", {"n": "序号"}, urgent=True),
    )
    # Telling wakes the delivery by itself; here each test delivers when it wants to.
    monkeypatch.setattr("notices.services.telling.wake", lambda: None)
    with clock.override(NOON):
        yield


class Gateway(http.server.ThreadingHTTPServer):
    """A gateway on this machine that answers as told and remembers what it was sent."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[tuple[int, str]] = []
        self.got: list[tuple[dict, bytes]] = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/send"


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        status, text = self.server.answers.pop(0) if self.server.answers else (200, "accepted 42")
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def gateway(settings):
    server = Gateway()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.WEBHOOK_URL, settings.WEBHOOK_KEY = server.url, b"k" * 32
    yield server
    server.shutdown()
    server.server_close()


def tell(count=1, code="test.plain", email="a@example.gov.cn"):
    user = make.make_user(email=email)
    for n in range(count):
        notify(recipients=[user], code=code, params={"n": n}, link="/admin/", key=f"k{n}")
    return user


def only(channel):
    return Delivery.objects.get(channel=channel)


@contextmanager
def later(minutes):
    with clock.override(clock.now() + timedelta(minutes=minutes)):
        yield


# -- mail --------------------------------------------------------------------------------------------------------------
def test_a_mail_has_the_wording_and_a_link_into_the_system(settings):
    settings.SITE_URL = "https://credit.example.gov.cn"
    tell()
    report = deliver_pending()
    (sent,) = mail.outbox
    assert (sent.subject, sent.to, report.sent) == ("提醒 0", ["a@example.gov.cn"], 1)
    assert sent.body == "正文 0\n\nhttps://credit.example.gov.cn/admin/"
    delivery = only("email")
    assert (delivery.state, delivery.sent_at) == ("sent", NOON)
    assert f"notice-{delivery.notice_id}@credit.example.gov.cn" in delivery.proof


def test_what_was_sent_is_not_sent_again():
    tell(3)
    assert [deliver_pending().sent, deliver_pending().sent, len(mail.outbox)] == [3, 0, 3]


@really_committing
def test_four_workers_at_once_send_everything_exactly_once():
    tell(40)

    def work():
        with clock.override(NOON):
            return deliver_pending().sent

    assert sum(together(*[work] * 4)) == 40
    assert sorted(m.subject for m in mail.outbox) == sorted(f"提醒 {n}" for n in range(40))


def test_a_server_that_is_down_is_tried_again_after_growing_pauses_and_then_given_up(monkeypatch):
    attempts = []

    def refuse(self, *args, **kwargs):
        attempts.append(clock.now())
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    tell()
    for minutes in range(0, 60 * 24, 1):
        with later(minutes):
            deliver_pending()
    pauses = [int((b - a).total_seconds() // 60) for a, b in zip(attempts, attempts[1:], strict=False)]
    delivery = only("email")
    assert (pauses, delivery.state, delivery.attempts) == ([1, 5, 30, 120], "failed", ATTEMPTS)
    assert "连不上邮件服务器" in delivery.proof


def test_a_failed_attempt_is_followed_by_a_good_one(monkeypatch):
    genuine, calls = mail.EmailMessage.send, []

    def once_down(self, *args, **kwargs):
        calls.append(1)
        if len(calls) == 1:
            raise smtplib.SMTPServerDisconnected("gone")
        return genuine(self, *args, **kwargs)

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", once_down)
    tell()
    assert deliver_pending().put_off == 1
    assert only("email").proof == "邮件服务器没有接受邮件（SMTPServerDisconnected）。"
    with later(2):
        assert deliver_pending().sent == 1
    assert (only("email").attempts, len(mail.outbox)) == (2, 1)


def test_a_refused_address_is_not_tried_again(monkeypatch):
    def refuse(self, *args, **kwargs):
        raise smtplib.SMTPRecipientsRefused({})

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    tell()
    assert deliver_pending().failed == 1
    assert (only("email").state, only("email").attempts) == ("failed", 1)
    assert "请核对用户的电子邮件地址" in only("email").proof


def test_a_worker_that_dies_while_sending_costs_one_pause_and_no_message(monkeypatch):
    def die(self, *args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.message.EmailMessage.send", die)
        tell()
        with pytest.raises(KeyboardInterrupt):
            deliver_pending()
    assert deliver_pending().sent == 0
    with later(1):
        assert deliver_pending().sent == 1


# -- gateway -----------------------------------------------------------------------------------------------------------
def test_the_gateway_gets_signed_json_and_its_answer_is_kept(gateway):
    user = tell(email="")
    deliver_pending()
    headers, body = gateway.got[0]
    told = json.loads(body)
    assert (told["title"], told["recipient"]["username"]) == ("提醒 0", user.username)
    assert headers["X-Wushan-Signature"] == channels.signature(headers["X-Wushan-Timestamp"], body)
    assert headers["Idempotency-Key"] == f"notice-{told['id']}"
    assert (only("webhook").state, only("webhook").proof) == ("sent", "网关应答 200 accepted 42")


@pytest.mark.parametrize(("status", "state"), [(500, "waiting"), (429, "waiting"), (400, "failed"), (404, "failed")])
def test_what_the_gateway_refuses_is_said_and_tried_again_only_where_that_helps(gateway, status, state):
    gateway.answers = [(status, "号码 13800138000 无效")]
    tell(email="")
    deliver_pending()
    assert only("webhook").state == state
    assert only("webhook").proof == f"短信网关应答 {status}：号码 138****8000 无效"


def test_the_gateway_cannot_send_us_elsewhere(gateway):
    gateway.answers = [(302, "")]
    tell(email="")
    deliver_pending()
    assert (len(gateway.got), only("webhook").state) == (1, "waiting")


def test_a_gateway_that_is_gone_is_said_in_words(settings, gateway):
    settings.WEBHOOK_URL = "http://127.0.0.1:9/"
    tell(email="")
    deliver_pending()
    assert (only("webhook").state, only("webhook").proof) == ("waiting", "连不上短信网关（ConnectionError）。")


def test_a_gateway_that_does_not_answer_is_left_after_a_while(gateway, monkeypatch):
    monkeypatch.setattr(channels, "_ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(_Handler, "do_POST", lambda self: threading.Event().wait(1))
    tell(email="")
    deliver_pending()
    assert "秒内没有应答" in only("webhook").proof


def test_at_night_the_gateway_is_left_alone_except_in_urgency(gateway):
    with clock.override(NIGHT):
        tell()
        tell(code="test.urgent")
        deliver_pending()
    assert [json.loads(body)["title"] for _, body in gateway.got] == ["紧急 0"]
    assert len(mail.outbox) == 2
    with clock.override(NIGHT + timedelta(hours=7, minutes=29)):
        assert deliver_pending().sent == 0
    with clock.override(NIGHT + timedelta(hours=7, minutes=30)):
        assert deliver_pending().sent == 1
    assert only_title(gateway.got[1]) == "提醒 0"


def only_title(got):
    return json.loads(got[1])["title"]


def test_in_a_rehearsal_nothing_leaves_the_house(gateway):
    Setting.objects.create(key="notices.test_mode", group="消息", label="演练", value=True)
    tell()
    assert deliver_pending().failed == 2
    assert (mail.outbox, gateway.got) == ([], [])
    assert set(Delivery.objects.exclude(channel="inbox").values_list("proof", flat=True)) == {
        "演练模式，没有实际发出。"
    }


def test_sending_by_hand_is_nobody_s_business():
    with pytest.raises(Forbidden):
        deliver_pending(actor=make.make_user())


def test_deliveries_and_notices_cannot_be_deleted():
    tell()
    for model in (Delivery, Notice):
        with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
            model.objects.all()._raw_delete("default")


@really_committing
def test_telling_wakes_the_delivery_after_commit(monkeypatch):
    monkeypatch.undo()
    with clock.override(NOON):
        tell()
    assert len(mail.outbox) == 1
    assert tasks.deliver_pending.name == "notices.tasks.deliver_pending"


# -- reading -----------------------------------------------------------------------------------------------------------
def test_reading_and_acknowledging_prove_that_notice_was_taken():
    user = tell()
    notice = Notice.objects.get()
    notice_read(actor=user, notice=notice)
    notice_acknowledge(actor=user, notice=notice)
    notice_acknowledge(actor=user, notice=notice)
    notice.refresh_from_db()
    assert (notice.read_at, notice.acknowledged_at) == (NOON, NOON)
    assert Action.objects.filter(code="notices.notice.read", object_id=str(notice.pk)).count() == 1


def test_nobody_reads_or_acknowledges_for_another():
    tell()
    notice, other = Notice.objects.get(), make.make_user()
    for service in (notice_read, notice_acknowledge):
        with pytest.raises(Forbidden):
            service(actor=other, notice=notice)
    notice.refresh_from_db()
    assert (notice.read_at, notice.acknowledged_at) == (None, None)


def test_the_whole_inbox_can_be_marked_as_read():
    user = tell(3)
    tell(1)
    assert (notices_read_all(actor=user), notices_read_all(actor=user)) == (3, 0)
    assert Notice.objects.filter(read_at__isnull=True).count() == 1
