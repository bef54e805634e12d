"""The ways out of the house: e-mail, and the gateway for short messages. Each says in words how it went."""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
from dataclasses import dataclass
from typing import Any

import requests
from django.conf import settings
from django.core.mail import EmailMessage

from core import clock
from core.masking import scrub
from notices.models import Notice

_CONNECT_SECONDS, _ANSWER_SECONDS = 5, 10
_MOST_ANSWER_BYTES = 2000


@dataclass(frozen=True)
class Outcome:
    """How one attempt went. `proof` is what the channel answered; `final` says that trying again is of no use."""

    sent: bool
    proof: str
    final: bool = False


def send_email(notice: Notice) -> Outcome:
    """One mail to the recipient's address. The message id is always the same for one notice, so doubles can be told."""
    message_id = f"<notice-{notice.pk}@{settings.SITE_URL.split('//')[-1]}>"
    mail = EmailMessage(
        subject=notice.title,
        body=f"{notice.body}\n\n{absolute(notice.link)}".strip(),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[notice.recipient.email],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused:
        return Outcome(False, "邮件服务器拒收该地址，请核对用户的电子邮件地址。", final=True)
    except smtplib.SMTPException as error:
        return Outcome(False, f"邮件服务器没有接受邮件（{type(error).__name__}）。")
    except OSError as error:
        return Outcome(False, f"连不上邮件服务器（{error.strerror or type(error).__name__}）。")
    return Outcome(True, f"邮件服务器已接收，编号 {message_id}")


def send_webhook(notice: Notice) -> Outcome:
    """One POST to the configured address and nowhere else: no redirects, no proxy from the environment, short time limits.

    The body is signed: X-Wushan-Signature = HMAC-SHA-256 over "<timestamp>.<body>" with WEBHOOK_KEY. The gateway can tell a
    repeated message by Idempotency-Key.
    """
    body = json.dumps(webhook_payload(notice), ensure_ascii=False, separators=(",", ":")).encode()
    stamp = str(int(clock.now().timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": f"notice-{notice.pk}",
        "X-Wushan-Timestamp": stamp,
        "X-Wushan-Signature": signature(stamp, body),
    }
    with requests.Session() as session:
        session.trust_env = False
        try:
            answer = session.post(
                settings.WEBHOOK_URL, data=body, headers=headers, timeout=(_CONNECT_SECONDS, _ANSWER_SECONDS),
                allow_redirects=False, stream=True,
            )  # fmt: skip
            text = answer.raw.read(_MOST_ANSWER_BYTES, decode_content=True).decode("utf-8", "replace")
        except requests.Timeout:
            return Outcome(False, f"短信网关在 {_ANSWER_SECONDS} 秒内没有应答。")
        except (requests.RequestException, OSError) as error:
            return Outcome(False, f"连不上短信网关（{type(error).__name__}）。")
    if answer.ok and not answer.is_redirect:
        return Outcome(True, f"网关应答 {answer.status_code} {scrub(text)[:200]}".strip())
    # What the gateway refuses as wrong it will refuse again; 408 and 429 only mean later.
    final = 400 <= answer.status_code < 500 and answer.status_code not in (408, 429)
    return Outcome(False, f"短信网关应答 {answer.status_code}：{scrub(text)[:200]}", final=final)


def webhook_payload(notice: Notice) -> dict[str, Any]:
    """What the gateway is told. It knows the telephone numbers; this system does not."""
    person = notice.recipient
    return {
        "id": notice.pk,
        "code": notice.code,
        "title": notice.title,
        "body": notice.body,
        "link": absolute(notice.link),
        "recipient": {"username": person.username, "name": person.display_name, "section": person.section_name},
        "created_at": notice.created_at.isoformat(),
    }


def signature(stamp: str, body: bytes) -> str:
    """The signature of a body sent at `stamp` (seconds since 1970), in hex."""
    return hmac.new(settings.WEBHOOK_KEY, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def absolute(link: str) -> str:
    """The full address of a page of this site; empty for no link."""
    return f"{settings.SITE_URL}{link}" if link else ""
