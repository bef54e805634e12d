"""Promises of the demo: every law firm has promised; some promises are kept, one is being checked, papers of one are overdue, one breach
is in its statement window, one letter is a draft."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from accounts.models import User
from audit.services import SYSTEM
from commitments.models import CertifiedMatter, Promise
from commitments.selectors import current_templates
from commitments.services.breaches import breach_notify
from commitments.services.checks import check_keep, check_propose, check_start, promise_archive
from commitments.services.drafts import draft_save, draft_start
from commitments.services.papers import missing_bring
from commitments.services.reminders import remind_papers
from commitments.services.signing import code_send, promise_sign
from core import clock
from members.services import grant
from notices.models import Notice
from records.models import Subject
from wushan_credit.demo.cast import Institution
from wushan_credit.demo.papers import pdf

_OFFICES = slice(8, 13)
"""Legal service offices that have promised; the others have not yet."""


def play(today: date, users: dict[str, User], places: list[Institution]) -> None:
    """Play the promises, the oldest first, and tell of the papers that are due."""
    firms = [Subject.objects.get(uscc=place.uscc) for place in places[:8]]
    offices = [Subject.objects.get(uscc=place.uscc) for place in places[_OFFICES]]
    heads = {firms[0].pk: users["firm1"], firms[1].pk: users["firm2"]}
    with _at(today, 179):
        for place, subject in zip((*places[2:8], *places[_OFFICES]), (*firms[2:], *offices), strict=True):
            heads[subject.pk] = _head(place, subject)
    for number, subject in enumerate((*firms, *offices)):
        with _at(today, 150 - number * 3):
            _sign(heads[subject.pk], subject, "active", "自愿作出")
    _checked(today, users, firms, heads)
    _in_hand(today, users, firms, heads)
    lawyer = users["lawyer1"]
    with _at(today, 30):
        _sign(lawyer, lawyer.memberships.get().subject, "active", "自愿作出")
    remind_papers(on=today)


def _checked(today: date, users: dict[str, User], firms: list[Subject], heads: dict[int, User]) -> None:
    """Two kept, one of them filed; one breach whose window is open."""
    answers = {"activity": "法律服务行业诚信建设年", "reply_days": "5"}
    kept = []
    for days, subject in ((130, firms[0]), (128, firms[2])):
        with _at(today, days):
            kept.append(_sign(heads[subject.pk], subject, "trade", "参加诚信建设年承诺活动", answers))
    with _at(today, 126):
        broken = _sign(users["firm2"], firms[1], "trade", "参加诚信建设年承诺活动", answers)
    for promise in kept:
        with _at(today, 21):
            check_start(actor=users["clerk3"], promise=promise)
            check_keep(
                actor=users["clerk3"],
                promise=promise,
                method="抽查投诉登记簿",
                finding="抽查投诉五件，均在五日内书面答复。",
            )
    with _at(today, 15):
        promise_archive(actor=users["clerk3"], promise=kept[1])
    with _at(today, 4):
        check_start(actor=users["clerk3"], promise=broken)
        check_propose(
            actor=users["clerk3"], promise=broken, method="核查投诉登记簿", result="partial", unfulfilled="五日内书面答复投诉",
            finding="投诉登记簿记载，2 件投诉超过二十日没有书面答复；当事人询问笔录可以印证。",
        )  # fmt: skip
    with _at(today, 1):
        breach_notify(
            actor=users["clerk3"], promise=broken, number=f"巫山司信告〔{today.year}〕1号",
            text="经查，承诺五日内书面答复投诉，2 件投诉超过二十日没有答复。本局拟认定承诺部分履行。你单位可以在陈述期内陈述、申辩并提交材料。",
        )  # fmt: skip


def _in_hand(today: date, users: dict[str, User], firms: list[Subject], heads: dict[int, User]) -> None:
    """One being checked, one with a paper brought and a paper overdue, one instead of a proof, one draft."""
    head, subject = users["firm1"], firms[0]
    with _at(today, 26):
        checking = _sign(head, subject, "approval", "申请变更负责人", {"matter_name": "律师事务所变更负责人"})
    with _at(today, 2):
        check_start(actor=users["clerk"], promise=checking)
    with _at(today, 24):
        papers = {"matter_name": "律师事务所变更住所", "missing_papers": "新住所租赁合同\n消防验收证明"}
        lacking = _sign(head, subject, "tolerance", "申请变更住所", papers)
    with _at(today, 20):
        missing_bring(
            actor=head, missing=lacking.missing_papers.first(), content=pdf(["lease"]), filename="新住所租赁合同.pdf"
        )
    with _at(today, 10):
        _sign(heads[firms[3].pk], firms[3], "proof", "办理律师事务所变更住所")
    with _at(today, 3):
        template = next(one for one in current_templates(clock.today()) if one.code == "other")
        draft = draft_start(actor=head, subject=subject, template=template)
        draft_save(
            actor=head, promise=draft, reason="参加质量提升行动", answers={"activity": "法律援助案件质量提升行动"}
        )


def _head(place: Institution, subject: Subject) -> User:
    """The account of a firm's head; it has no password, nobody signs in with it."""
    user = User(username=f"head-{place.uscc[-6:].lower()}", display_name=place.head, is_staff=False)
    user.set_unusable_password()
    user.save()
    grant(actor=SYSTEM, user=user, subject=subject, role="head")
    return user


def _sign(user: User, subject: Subject, code: str, reason: str, answers: dict[str, str] | None = None) -> Promise:
    """File as the firm does: draft, one-time code from the inbox, typed name."""
    template = next(one for one in current_templates(clock.today()) if one.code == code)
    matter = CertifiedMatter.objects.get(code="ZM-001") if code == "proof" else None
    draft = draft_start(actor=user, subject=subject, template=template, matter=matter)
    draft = draft_save(actor=user, promise=draft, reason=reason, answers=answers or {})
    code_send(actor=user, promise=draft)
    body = Notice.objects.filter(recipient=user).latest("pk").body
    plain = re.search(r"\d{4} \d{4}", body)
    return promise_sign(
        actor=user, promise=draft, signer=user.display_name, agreed=True, code=plain.group() if plain else ""
    )


def _at(today: date, days_ago: int) -> clock.override:  # type: ignore[valid-type]
    return clock.override(datetime.combine(today - timedelta(days=days_ago), time(10, 10)))
