"""What the letters say: pure reading of the application, in the words of an official paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from core import clock, settings_store
from core.masking import scrub
from core.words import cn_date
from repair.choices import Ground, LetterKind, RevokeGround
from repair.models import Application, Revocation
from repair.parameters import FRAUD_MONTHS, REVOKE_DAYS

BASIS = "《信用修复管理办法》和国办发〔2025〕22号文件"


def content_of(application: Application, kind: str, revocation: Revocation | None = None) -> dict[str, Any]:
    """Title, addressee, paragraphs and signature of one letter."""
    record = application.record
    paragraphs = (
        _OF_REVOCATION[LetterKind(kind)](revocation) if revocation else _PARAGRAPHS[LetterKind(kind)](application)
    )
    return {
        "title": str(LetterKind(kind).label),
        "addressee": record.party_name,
        "paragraphs": [scrub(text) for text in paragraphs],
        "facts": [
            ["决定文号", record.document_number],
            ["认定机关", record.authority],
            ["认定日期", cn_date(record.event_date)],
            ["申请编号", application.number],
        ],
        "signed_on": cn_date(clock.today() if revocation else _day(application)),
    }


def _day(application: Application) -> date:
    day = application.reviewed_on or application.decided_on or application.closed_on
    assert day is not None  # a letter follows a decision
    return day


def _case(application: Application) -> str:
    record = application.record
    return (
        f"你（单位）于{cn_date(application.submitted_on)}就{record.authority}{cn_date(record.event_date)}作出的"
        f"{record.document_number}（{record.title}）申请信用修复，本局{{done}}。"
    )


def _granted(application: Application) -> list[str]:
    return [
        _case(application).format(done=f"于{cn_date(application.accepted_on)}受理，现已审查终结"),
        f"经查：{application.findings}",
        f"本局认为：{application.decision_reason} 根据{BASIS}，决定准予信用修复。",
        "自本决定作出之时起，本局停止公示、停止共享和使用该信息，通知有关单位重新评价信用状况、解除因该信息采取的措施，"
        "并将修复结果同步至“信用中国”“信用重庆”等网站。原记录留存备查，不作为失信信息使用。",
    ]


def _refused(application: Application) -> list[str]:
    return [
        _case(application).format(done=f"于{cn_date(application.accepted_on)}受理，现已审查终结"),
        f"经查：{application.findings}",
        f"本局认为：{Ground(application.ground).label}。{application.decision_reason} 根据{BASIS}，决定不予信用修复。",
        application.remedies,
        "不予修复的情形消除后，可以再次申请。申请信用修复不收取任何费用。",
    ]


def _declined(application: Application) -> list[str]:
    return [
        _case(application).format(done="依法审查"),
        f"本局认为：{application.decision_reason} 根据{BASIS}，不予受理。",
        application.remedies,
        "条件具备后，可以再次申请。申请信用修复不收取任何费用。",
    ]


def _review(application: Application) -> list[str]:
    granted = application.state == "syncing"
    end = (
        "撤销原不予修复决定，准予信用修复，自本决定作出之时起停止公示、停止共享和使用该信息。"
        if granted
        else "维持原不予修复决定。"
    )
    said = [
        f"你（单位）对本局{cn_date(application.decided_on)}作出的不予信用修复决定不服，于{cn_date(application.review_asked_on)}申请复核。"
        "本局已指定未参与原决定的人员复核完毕。",
        f"申请复核的理由：{application.review_reason}",
        f"经复核：{application.review_answer} 现决定：{end}",
    ]
    return said if granted else [*said, application.remedies]


def _certificate(application: Application) -> list[str]:
    record = application.record
    day = cn_date(application.reviewed_on or application.decided_on)
    return [
        f"{record.party_name}就{record.document_number}申请信用修复，经本局审查，已于{day}准予修复。",
        "该信息自修复之日起不再公示、共享和使用。有关网站、机构仍展示该信息的，请凭本证明撤下。",
    ]


_PARAGRAPHS = {
    LetterKind.GRANTED: _granted,
    LetterKind.REFUSED: _refused,
    LetterKind.DECLINED: _declined,
    LetterKind.REVIEW: _review,
    LetterKind.CERTIFICATE: _certificate,
}


def _revoking(row: Revocation) -> list[str]:
    days, months = settings_store.get(REVOKE_DAYS), settings_store.get(FRAUD_MONTHS)
    return [
        f"{_granted_then(row)}。本局查明：{row.facts}",
        f"你（单位）的行为属于“{RevokeGround(row.ground).label}”。根据{BASIS}，本局拟撤销该信用修复：恢复公示该信息至原公示期满"
        f"（已满的不再公示）、恢复共享和使用，将弄虚作假的情况记入信用记录，并且自撤销决定作出之日起 {months} 个月内不得再申请信用修复。",
        f"你（单位）有权陈述和申辩。请自收到本告知书的次日起 {days} 个工作日内，登录本局网上办事页面或者书面提出；逾期未提出的，"
        "视为放弃。本局不因陈述申辩作出更重的处理。",
    ]


def _revoked(row: Revocation) -> list[str]:
    said = f"你（单位）提出陈述申辩：{row.statement} " if row.statement else "你（单位）在规定期限内没有提出陈述申辩。"
    return [
        f"{_granted_then(row)}。本局于{cn_date(row.served_on)}送达拟撤销信用修复告知书。{said}",
        f"经查：{row.facts} 核查意见：{row.answer}",
        f"本局认为：{RevokeGround(row.ground).label}。{row.reason} 根据{BASIS}，决定撤销该信用修复。",
        "自本决定作出之时起，恢复共享和使用该信息；原公示期未满的，恢复公示至期满。此前发给的信用修复决定书、信用修复证明作废。"
        f"{cn_date(row.barred_until)}前不得再申请信用修复。",
        row.remedies,
    ]


def _kept(row: Revocation) -> list[str]:
    return [
        f"{_granted_then(row)}。本局于{cn_date(row.served_on)}送达拟撤销信用修复告知书。",
        f"经核查：{row.reason} 现决定不予撤销，信用修复继续有效。",
    ]


def _granted_then(row: Revocation) -> str:
    record, given = row.application.record, row.application.reviewed_on or row.application.decided_on
    return f"本局{cn_date(given)}就{record.authority}作出的{record.document_number}（{record.title}）准予你（单位）信用修复"


_OF_REVOCATION = {LetterKind.REVOKING: _revoking, LetterKind.REVOKED: _revoked, LetterKind.KEPT: _kept}
