"""What the party does: object, add papers, recall, ask for the one review. At the window a clerk does it on the party's behalf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse

from accounts.roles import CREDIT_OFFICE, REVIEWER
from accounts.selectors import duty, users_with_role
from audit.services import deed
from core import clock
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition
from core.masking import scrub
from core.papers.taking import take
from core.text import clean
from notices.services import notify
from objections.choices import OPEN, UNANSWERED, State, Way
from objections.clocks import due_after
from objections.messages import ARRIVED
from objections.models import Objection, Paper, Point
from objections.parameters import ANSWER_DAYS, REVIEW_DAYS
from objections.services.effects import SOURCE, take_off
from objections.services.rights import checked, locked, needs_party, speaks_for_party
from objections.transitions import TAKE
from records import corrections
from records.choices import MarkKind
from records.models import CreditRecord
from records.services.marks import mark
from records.sources import sees_record

if TYPE_CHECKING:
    from accounts.models import User

MIN_WORDS, MOST_PAPERS = 5, 10
_NUMBERING = 20220823  # number of the advisory lock that keeps the numbers of a day without gaps and doubles


def objection_file(
    *, actor: User, record: CreditRecord, statement: str, wanted: Mapping[str, str], papers: Sequence[tuple[bytes, str]] = (),
    applicant_name: str, applicant_phone: str = "", way: str = Way.PORTAL, erratum_wanted: bool = False,
) -> Objection:  # fmt: skip
    """Object to a record. `wanted` is {field code: what it should say}; `papers` are (bytes, file name).

    The record is marked as disputed in the same transaction. Raises Forbidden, Duplicate (an open objection is there),
    InvalidTransition (the record is shown nowhere any more), DomainError with `field` for what was typed.
    """
    _may_file(actor, record, way)
    said, name = scrub(clean(statement))[:1000], clean(applicant_name)[:80]
    if len(said) < MIN_WORDS:
        raise DomainError("请写明哪里不对、为什么（至少 5 个字）。", code="E-OBJ-01", field="statement")
    if len(name) < 2:
        raise DomainError("请填写经办人姓名，便于核实和告知。", code="E-OBJ-01", field="applicant_name")
    if len(papers) > MOST_PAPERS:
        raise DomainError(f"一次最多上传 {MOST_PAPERS} 份材料，请合并后再传。", code="E-OBJ-01", field="papers")
    with deed(actor=actor, code="objections.objection.filed", reason=said) as draft:
        held = _still_shown(CreditRecord.objects.select_for_update().get(pk=record.pk))
        points = _points(held, wanted)
        now = clock.now()
        due = due_after(clock.local_date(now), ANSWER_DAYS)
        draft.obj = objection = Objection.objects.create(
            number=next_number(Objection, "YY"), record=held, subject_id=held.subject_id, way=way, statement=said,
            filed_by=actor, applicant_name=name, applicant_phone=clean(applicant_phone)[:40],
            authors=sorted(corrections.authors_of(held)), submitted_at=now, due_on=due.on, due_provisional=due.provisional,
            erratum_wanted=erratum_wanted,
        )  # fmt: skip
        for point in points:
            point.objection = objection
            point.save()
        for content, filename in papers:
            _keep_paper(actor, objection, content, filename)
        mark(actor=actor, record=held, kind=MarkKind.DISPUTED, source_type=SOURCE, source_id=objection.pk)
        _tell_house(objection)
    return objection


def paper_add(*, actor: User, objection: Objection, content: bytes, filename: str) -> Paper:
    """Add a paper while the answer is still open; pdf, jpg, png, ofd or docx of at most 20 MB, known by its bytes."""
    with deed(actor=actor, code="objections.paper.added", obj=objection):
        row = locked(objection)
        speaks_for_party(actor, row)
        if row.state not in OPEN:
            raise InvalidTransition(
                "这件异议已经答复，不能再补充材料。有新的事实，请在复核期内申请复核。", code="E-STATE-01"
            )
        if row.papers.count() >= MOST_PAPERS:
            raise DomainError(f"最多 {MOST_PAPERS} 份材料，请合并后再传。", code="E-OBJ-01", field="papers")
        return _keep_paper(actor, row, content, filename)


def objection_recall(*, actor: User, objection: Objection) -> Objection:
    """The party takes the objection back (at the window a clerk notes it); the mark goes."""
    with deed(actor=actor, code="objections.objection.recalled", obj=objection):
        row = locked(objection)
        row.state = checked(actor, row, "recall", perm=speaks_for_party(actor, row))
        row.recalled_at = clock.now()
        row.save(update_fields=["state", "recalled_at"])
        take_off(actor, row)
    return row


def review_ask(*, actor: User, objection: Objection, statement: str) -> Objection:
    """Ask for the one review, within its days. The record is disputed again until the reviewer has answered."""
    said = scrub(clean(statement))[:1000]
    with deed(actor=actor, code="objections.review.asked", obj=objection, reason=said):
        row = locked(objection)
        row.state = checked(actor, row, "ask_review", said, perm=speaks_for_party(actor, row))
        if row.review_until is not None and clock.today() > row.review_until:
            raise InvalidTransition(
                f"申请复核的期限是 {row.review_until:%Y-%m-%d}，已经过了。您仍可以依法申请行政复议或者提起行政诉讼。",
                code="E-OBJ-05",
            )
        _still_shown(CreditRecord.objects.select_for_update().get(pk=row.record_id))
        row.review_statement, row.review_asked_at = said, clock.now()
        row.review_due_on = due_after(clock.today(), REVIEW_DAYS).on
        row.save(update_fields=["state", "review_statement", "review_asked_at", "review_due_on"])
        mark(actor=actor, record=row.record, kind=MarkKind.DISPUTED, source_type=SOURCE, source_id=row.pk)
        _tell_house(row, again=True)
    return row


def next_number(model: type, prefix: str) -> str:
    """The next number of today, such as YY-20260907-003. Held under a lock until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING])
    start = f"{prefix}-{clock.today():%Y%m%d}-"
    taken = model.objects.filter(number__startswith=start).values_list("number", flat=True)  # type: ignore[attr-defined]
    last = max((int(number.removeprefix(start)) for number in taken), default=0)
    return f"{start}{last + 1:03d}"


def _may_file(actor: User, record: CreditRecord, way: str) -> None:
    if way == Way.PORTAL:
        needs_party(actor, record.subject)
        return
    if not actor.has_perm(TAKE):
        raise Forbidden("您没有代当事人登记异议的权限，请联系科室负责人。")
    public = CreditRecord.objects.public().filter(pk=record.pk).exists()
    if not sees_record(actor, record, public=public):
        raise Forbidden("这条记录不在您的查阅范围内，请由责任科室或者信用办登记异议。")


def _still_shown(record: CreditRecord) -> CreditRecord:
    if record.withdrawn_at is not None or record.repaired_at is not None:
        raise InvalidTransition("这条记录已经撤下或者修复，不再对外提供，不需要提出异议。", code="E-STATE-01")
    if twin := Objection.objects.filter(record=record, state__in=UNANSWERED).first():
        raise Duplicate(
            f"这条记录的异议 {twin.number} 正在办理，答复期限 {twin.due_on:%Y-%m-%d}。有新的材料，请补充到这件异议中。",
            code="E-OBJ-06",
        )
    return record


def _points(record: CreditRecord, wanted: Mapping[str, str]) -> list[Point]:
    fields = {field.code: field for field in corrections.fields_of(record)}
    points = []
    for code, text in wanted.items():
        value = scrub(clean(text))[:1000]
        if code not in fields:
            raise DomainError("异议的字段不属于这条记录，请刷新页面后重新填写。", code="E-OBJ-01", field="points")
        if value and value != fields[code].value:
            points.append(
                Point(code=code, label=fields[code].label, old_value=fields[code].value[:1000], wanted_value=value)
            )
    return points


def _keep_paper(actor: User, objection: Objection, content: bytes, filename: str) -> Paper:
    paper = take(content, filename, strip=False, field="papers")
    if Paper.objects.filter(objection=objection, sha256=paper.sha256).exists():
        raise Duplicate(f"“{paper.filename}”已经上传过了，不需要重复上传。", code="E-FILE-07", field="papers")
    return Paper.objects.create(
        objection=objection, title=paper.filename.rsplit(".", 1)[0], file=ContentFile(content, name="paper"),
        filename=paper.filename, media_type=paper.kind.media_type, size=len(content), sha256=paper.sha256,
        uploaded_by=actor, uploaded_at=clock.now(),
    )  # fmt: skip


def responsible(objection: Objection) -> list[User]:
    """Who is to act: the handler; before there is one, the credit office (else the reviewers) without the record's authors."""
    if objection.handler_id and objection.state != State.REVIEWING:
        return duty([objection.handler], clock.today())
    people = list(users_with_role(CREDIT_OFFICE)) or list(users_with_role(REVIEWER))
    barred = {*objection.authors, objection.handler_id}
    return duty([person for person in people if person.pk not in barred], clock.today())


def _tell_house(objection: Objection, *, again: bool = False) -> None:
    due = objection.review_due_on if again else objection.due_on
    notify(
        recipients=responsible(objection), code=ARRIVED, key=f"objection:{objection.pk}:{'review' if again else 'arrived'}",
        params={"number": objection.number, "record": str(objection.record), "due": f"{due:%Y-%m-%d}"},
        link=reverse("admin:objections_objection_page", args=[objection.public_id]),
    )  # fmt: skip
