"""Credit reports are issued, their use is registered, and a wrong one is withdrawn with a reason."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.core.files.base import ContentFile

from audit.services import Actor, deed, person_id, saw
from core import clock
from core.errors import DomainError, Forbidden, InvalidTransition
from core.masking import scrub
from core.settings_store import get
from core.text import clean
from records.choices import Nature, ReportForm, ReportPurpose, ReportScene, ReportUsage
from records.models import CreditReport, ReportUse, Subject
from records.reporting import pdf, snapshot
from records.reporting.snapshot import Order, Seal
from records.selectors_marks import put_beside

ISSUE = "records.issue_report"
LONGEST_YEARS = 5
# Without 0/O and 1/I, which are read wrongly from paper.
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
VERIFY_LENGTH, NUMBER_TAIL = 12, 8


def report_issue(
    *,
    actor: Actor,
    subject: Subject,
    purpose: str,
    matter: str,
    since: date,
    until: date,
    requested_by: str,
    authority: str = "",
    form: str = ReportForm.CREDIT,
) -> CreditReport:
    """Issue one report over at most five years that have passed; the look is registered (审计：信息查询登记).

    A clearance is refused when there is an adverse record to tell of. Raises Forbidden, DomainError, NotReady (no fonts).
    """
    if not actor.has_perm(ISSUE):
        raise Forbidden("您没有出具信用报告的权限，请联系本科室审核员或者信用办。")
    return issue(
        actor=actor, asked=Order(subject, form, purpose, matter, authority, requested_by, since, until)
    )  # fmt: skip


def issue(*, actor: Actor, asked: Order) -> CreditReport:
    """The issuing itself, for services that have checked the right to it (a clerk's, or the subject's own)."""
    with deed(actor=actor, code="records.report.issued") as draft:
        locked = Subject.objects.select_for_update(of=("self",)).select_related("institution").get(pk=asked.subject.pk)
        order = _checked(replace(asked, subject=locked))
        found = put_beside(snapshot.reportable(order, clock.today()))
        if order.form == ReportForm.CLEARANCE and any(record.nature == Nature.ADVERSE for record in found):
            raise DomainError(
                "查询期内有失信信息，不能出具无违法违规记录核查单。请改为出具专项信用报告。",
                code="E-RPT-03",
                field="form",
            )
        seal = _new_seal()
        content = snapshot.build(order, seal, found)
        paper = pdf.render(content)
        draft.obj = report = CreditReport.objects.create(
            number=seal.number, form=order.form, subject=locked, purpose=order.purpose, matter=order.matter,
            authority=order.authority, requested_by=order.requested_by, since=order.since, until=order.until,
            issued_by_id=person_id(actor), issued_at=seal.issued_at, verify_code=seal.verify_code,
            snapshot=content, snapshot_digest=snapshot.digest(content),
            pdf=ContentFile(paper, name="report"), pdf_sha256=hashlib.sha256(paper).hexdigest(),
        )  # fmt: skip
        draft.extra = {"number": report.number, "subject": locked.pk, "sha256": report.pdf_sha256}
        saw(actor=actor, deed="export", obj=locked, purpose=report.get_purpose_display(), matter=order.matter)
    return report


def report_use(
    *, actor: Actor, report: CreditReport, scene: str, matter: str, usage: str, outcome: str, used_on: date
) -> ReportUse:
    """Register what the report was used for; that it was not used needs its explanation just the same."""
    if not actor.has_perm(ISSUE):
        raise Forbidden("您没有登记信用报告应用情况的权限，请联系本科室审核员或者信用办。")
    matter, outcome = scrub(clean(matter))[:200], scrub(clean(outcome))[:300]
    if scene not in ReportScene.values:
        raise DomainError("请选择应用场景。", code="E-RPT-04", field="scene")
    if usage not in ReportUsage.values:
        raise DomainError("请选择是否应用。", code="E-RPT-04", field="usage")
    if len(matter) < 2:
        raise DomainError("请填写用在哪个事项上，例如事项名称或者受理号。", code="E-RPT-04", field="matter")
    if len(outcome) < 5:
        why = "为什么没有应用" if usage == ReportUsage.UNUSED else "怎样应用"
        raise DomainError(f"请写明{why}（至少 5 个字）。", code="E-RPT-04", field="outcome")
    if not clock.local_date(report.issued_at) <= used_on <= clock.today():
        raise DomainError("应用日期应当在出具报告之日到今天之间。", code="E-RPT-04", field="used_on")
    with deed(actor=actor, code="records.report.used", obj=report) as draft:
        locked = CreditReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
        if locked.withdrawn_at is not None and usage == ReportUsage.USED:
            raise InvalidTransition("这份报告已经撤回，不能再应用。请重新出具。", code="E-STATE-01")
        use = ReportUse.objects.create(
            report=locked,
            scene=scene,
            matter=matter,
            usage=usage,
            outcome=outcome,
            used_on=used_on,
            entered_by_id=person_id(actor),
        )
        draft.extra = {"scene": scene, "usage": usage}
    return use


def report_withdraw(*, actor: Actor, report: CreditReport, reason: str) -> CreditReport:
    """Take a wrong report out of use: it stays kept, and whoever verifies it learns that it is withdrawn."""
    if not actor.has_perm(ISSUE):
        raise Forbidden("您没有撤回信用报告的权限，请联系本科室审核员或者信用办。")
    reason = scrub(clean(reason))[:200]
    if len(reason) < 5:
        raise DomainError("请写明撤回的理由（至少 5 个字），理由会留在历史记录中。", code="E-LAW-02", field="reason")
    with deed(actor=actor, code="records.report.withdrawn", obj=report, reason=reason):
        locked = CreditReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
        if locked.withdrawn_at is not None:
            raise InvalidTransition("这份报告已经撤回。", code="E-STATE-01")
        locked.withdrawn_at, locked.withdrawn_reason = clock.now(), reason
        locked.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    return locked


def _checked(order: Order) -> Order:
    """The order with clean text. Raises DomainError with the field that is to be mended."""
    order = replace(
        order, matter=scrub(clean(order.matter))[:100], authority=scrub(clean(order.authority))[:200],
        requested_by=scrub(clean(order.requested_by))[:100],
    )  # fmt: skip
    if order.form not in ReportForm.values:
        raise DomainError("请选择报告种类。", code="E-RPT-01", field="form")
    if order.purpose not in ReportPurpose.values:
        raise DomainError("请选择用途。", code="E-RPT-01", field="purpose")
    if len(order.matter) < 2:
        raise DomainError("请填写事项编号，例如受理号。", code="E-RPT-01", field="matter")
    if len(order.requested_by) < 2:
        raise DomainError("请填写申请方，例如申请查询的单位。", code="E-RPT-01", field="requested_by")
    if len(order.authority) < 2 and (order.subject.is_person or order.purpose == ReportPurpose.ENTRUSTED):
        raise DomainError(
            "查询自然人或者接受委托查询，须有书面授权或者法定依据，请填写其名称和编号。",
            code="E-RPT-01",
            field="authority",
        )
    _check_period(order.since, order.until)
    return order


def _check_period(since: date, until: date) -> None:
    if since > until:
        raise DomainError("查询期的开始晚于截止，请检查日期。", code="E-RPT-02", field="since")
    if until > clock.today():
        raise DomainError("查询期不能到以后的日期。", code="E-RPT-02", field="until")
    if since < earliest(until):
        raise DomainError(
            f"查询期最长 {LONGEST_YEARS} 年，请把开始日期改为 {earliest(until)} 或者以后。",
            code="E-RPT-02",
            field="since",
        )


def earliest(until: date) -> date:
    """The first day a report until this day may begin with."""
    year = max(until.year - LONGEST_YEARS, date.min.year)
    return until.replace(year=year, day=28) if (until.month, until.day) == (2, 29) else until.replace(year=year)


def _new_seal() -> Seal:
    now = clock.now().replace(microsecond=0)
    number = f"{now.astimezone(clock.SHANGHAI):%Y%m%d%H%M%S}{_random(NUMBER_TAIL)}"
    code = _random(VERIFY_LENGTH)
    # QR codes are drawn by the staff site, whose floor knows nothing of the public pages; a test holds the two together.
    address = f"{settings.SITE_URL}/verify/?{urlencode({'n': number, 'c': code})}"
    return Seal(number, now, str(get("bureau.name") or "巫山县司法局"), address, code)


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
