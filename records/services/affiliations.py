"""Who belongs to which institution: begin, end, and hand over the head's office. Each change names its document."""

from __future__ import annotations

from datetime import date, timedelta

from audit.services import Actor, deed
from core import clock
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition
from core.text import clean
from records.choices import HEAD_ROLES, AffiliationRole, SubjectKind
from records.models import Affiliation, Subject

ENTER = "records.enter_affiliation"


def affiliation_open(
    *, actor: Actor, person: Subject, institution: Subject, role: str, since: date, source: str
) -> Affiliation:
    """Begin a tie on `since`, proved by `source` (a document's name and number).

    Raises Forbidden, Duplicate (the same tie is open), DomainError when the two are not a person and an institution, when
    the institution has another head, or when a lawyer still practises elsewhere (律师法第十条: one firm at a time).
    """
    _allowed(actor)
    with deed(actor=actor, code="records.affiliation.opened") as draft:
        draft.obj = affiliation = _begin(person, institution, role, since, source)
    return affiliation


def affiliation_close(*, actor: Actor, affiliation: Affiliation, until: date, source: str) -> Affiliation:
    """End a tie; `until` is its last day. Raises InvalidTransition when it has ended already."""
    _allowed(actor)
    with deed(actor=actor, code="records.affiliation.closed", obj=affiliation, reason=source):
        return _end(Affiliation.objects.select_for_update().get(pk=affiliation.pk), until, source)


def affiliation_hand_over(
    *, actor: Actor, institution: Subject, person: Subject, role: str, since: date, source: str
) -> Affiliation:
    """A new head from `since` on; the present one, if there is one, ends the day before. One document proves both."""
    _allowed(actor)
    if role not in HEAD_ROLES:
        raise DomainError("只有法定代表人和负责人需要交接；其他身份请分别登记起止。", code="E-ID-06", field="role")
    with deed(actor=actor, code="records.affiliation.handed_over") as draft:
        holders = Affiliation.objects.select_for_update().filter(institution=institution, role=role, until=None)
        for holder in holders:
            if holder.person_id == person.pk:
                raise Duplicate(f"{person.name}已经是{institution.name}的{holder.get_role_display()}。", code="E-ID-05")
            _end(holder, since - timedelta(days=1), source)
        draft.obj = affiliation = _begin(person, institution, role, since, source)
    return affiliation


def _begin(person: Subject, institution: Subject, role: str, since: date, source: str) -> Affiliation:
    source = clean(source)
    # Both files are locked in one order, so that two clerks cannot register two heads at once.
    locked = {
        s.pk: s for s in Subject.objects.select_for_update().filter(pk__in=[person.pk, institution.pk]).order_by("pk")
    }
    person, institution = locked[person.pk], locked[institution.pk]
    _check_pair(person, institution, role)
    _check_day(since, source, "since")
    _check_free(person, institution, role)
    affiliation = Affiliation.objects.create(
        person=person, institution=institution, role=role, since=since, source=source[:300]
    )
    _keep_in_step(affiliation, begun=True)
    return affiliation


def _end(affiliation: Affiliation, until: date, source: str) -> Affiliation:
    source = clean(source)
    if affiliation.until is not None:
        raise InvalidTransition(f"这项任职已于 {affiliation.until:%Y-%m-%d} 终止。", code="E-STATE-01")
    _check_day(until, source, "until")
    if until < affiliation.since:
        raise DomainError(
            f"终止日期 {until:%Y-%m-%d} 早于起始日期 {affiliation.since:%Y-%m-%d}，请核对。",
            code="E-DATE-01",
            field="until",
        )
    affiliation.until, affiliation.end_source = until, source[:300]
    affiliation.save(update_fields=["until", "end_source"])
    _keep_in_step(affiliation, begun=False)
    return affiliation


def _check_pair(person: Subject, institution: Subject, role: str) -> None:
    if role not in AffiliationRole.values:
        raise DomainError("请选择身份。", code="E-ID-06", field="role")
    if not person.is_person:
        raise DomainError(f"“{person.name}”不是自然人，不能登记为任职人员。", code="E-ID-06", field="person")
    if institution.is_person:
        raise DomainError(f"“{institution.name}”是自然人，任职机构应填写单位。", code="E-ID-06", field="institution")


def _check_day(day: date, source: str, field: str) -> None:
    if day > clock.today():
        raise DomainError("日期不能晚于今天；尚未发生的任职变动请到当天再登记。", code="E-DATE-01", field=field)
    if len(source) < 4:
        raise DomainError("请写明依据文书的名称和文号（至少 4 个字）。", code="E-LAW-02", field="source")


def _check_free(person: Subject, institution: Subject, role: str) -> None:
    open_ties = Affiliation.objects.filter(until=None).select_related("person", "institution")
    if open_ties.filter(person=person, institution=institution, role=role).exists():
        raise Duplicate(
            f"{person.name}在{institution.name}的{AffiliationRole(role).label}身份已经登记，不需要重复登记。",
            code="E-ID-05",
        )
    head = open_ties.filter(institution=institution, role=role).first() if role in HEAD_ROLES else None
    if head:
        raise DomainError(
            f"{institution.name}现任{head.get_role_display()}是{head.person.name}，请改用“交接”，由系统在前一日终止。",
            code="E-ID-06",
            field="role",
        )
    if person.kind == SubjectKind.LAWYER and role == AffiliationRole.PRACTITIONER:
        elsewhere = open_ties.filter(person=person, role=role).first()
        if elsewhere:
            raise DomainError(
                f"{person.name}仍登记在{elsewhere.institution.name}执业；律师只能在一个律师事务所执业（律师法第十条），"
                "请先终止原执业登记。",
                code="E-ID-06",
                field="institution",
            )


def _keep_in_step(affiliation: Affiliation, *, begun: bool) -> None:
    """The subject's own columns (执业机构, 负责人) show the present state for lists and search."""
    if affiliation.role == AffiliationRole.PRACTITIONER:
        person = Subject.objects.get(pk=affiliation.person_id)
        if begun or person.institution_id == affiliation.institution_id:
            person.institution_id = affiliation.institution_id if begun else None
            person.save(update_fields=["institution"])
    if affiliation.role in HEAD_ROLES:
        institution = Subject.objects.get(pk=affiliation.institution_id)
        name = affiliation.person.name
        if begun or institution.legal_representative == name:
            institution.legal_representative = name if begun else ""
            institution.save(update_fields=["legal_representative"])


def _allowed(actor: Actor) -> None:
    if not actor.has_perm(ENTER):
        raise Forbidden("您没有登记任职关系的权限，请联系科室负责人。")
