"""The file of one subject, kept by hand: opened, renamed from a day on, changed. Every deed asks why and leaves what was before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, connection
from django.db.models import Q

from audit.services import Actor, deed
from core import clock
from core.errors import DomainError, Duplicate, Forbidden
from core.text import clean, fold
from records.choices import PERSON_KINDS, REGISTER_KINDS, PartyKind, PractisingState, SubjectKind
from records.models import Subject, SubjectName
from records.near_names import Holder, NameIndex
from records.services.catalogue import need_reason
from records.services.subjects import Party, fresh, person_hash, set_name
from records.subject_rules import (
    E_NAME,
    E_PAPER,
    E_PLACE,
    PRIVATE_NAME,
    Finding,
    SubjectFacts,
    judge,
    tells_private,
    tidy,
)

PERM = "records.enter_subject"
MIN_REASON = 5
#: What `subject_change` may change, with its Chinese name.
CHANGEABLE = {
    "kind": "类型", "legal_representative": "负责人", "address": "住所", "state": "执业状态", "founded_on": "成立或执业日期",
    "institution": "执业机构", "licence_number": "执业证号", "id_type": "证件类型", "id_number": "证件号码",
}  # fmt: skip
Still = Callable[[Subject], None]
_SECRET = "id_number"
_MOST_NEAR = 5


class SubjectRefused(DomainError):
    """The rules refuse what was stated. `findings` holds everything, errors first; doubtful ones are lifted by a reason."""

    default_code = "refused"

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = sorted(findings, key=lambda one: one.level)
        first = self.findings[0]
        super().__init__(first.message, code=first.code, field=first.field)

    def __reduce__(self) -> tuple[type[SubjectRefused], tuple[list[Finding]]]:
        return (SubjectRefused, (self.findings,))


class SubjectExists(Duplicate):
    """The code or the person has a file already. `subject` is that file."""

    default_code = "E-ID-05"

    def __init__(self, subject: Subject, why: str, field: str) -> None:
        super().__init__(f"“{subject.name}”已经建档（{why}），一个主体只有一份档案，不重复建立。", field=field)
        self.subject = subject
        self._why = why

    def __reduce__(self) -> tuple[type[SubjectExists], tuple[Subject, str, str]]:
        return (SubjectExists, (self.subject, self._why, self.field or ""))


class NearNames(DomainError):
    """Somebody else bears nearly the same name. `holders` are those files; a reason dismisses the doubt."""

    default_code = "E-ID-20"

    def __init__(self, name: str, holders: Iterable[Subject]) -> None:
        self.holders = list(holders)
        self.name = name
        listed = "、".join(f"“{holder.name}”" for holder in self.holders)
        super().__init__(
            f"档案里已有名称相同、只差一两个字、读音相同或执业证序列号相同的主体：{listed}。请逐字核对是不是同一个；确实不是的，写明理由。",
            field="near_reason",
        )

    def __reduce__(self) -> tuple[type[NearNames], tuple[str, list[Subject]]]:
        return (NearNames, (self.name, self.holders))


def subject_open(
    *, actor: Actor, facts: SubjectFacts, institution: Subject | None = None, address: str = "", uscc_reason: str = "",
    near_reason: str = "",
) -> Subject:  # fmt: skip
    """Open a file. Raises Forbidden, SubjectRefused, SubjectExists (with the file that is there), NearNames.

    uscc_reason keeps a code with a wrong check digit or an unusual prefix; near_reason says why a near name is somebody else.
    """
    _may(actor)
    stated = tidy(replace(facts, institution_kind=institution.kind if institution else ""))
    doubts = _stop(judge(stated, today=clock.today()), uscc_reason)
    try:
        with deed(actor=actor, code="records.subject.opened") as draft:
            _one_at_a_time()
            _is_new(stated)
            near = _is_distinct(stated.kind, stated.name, near_reason, serial=stated.serial)
            subject = _fresh(stated, institution, clean(address))
            subject.uscc_override = uscc_reason.strip()[:200] if doubts else ""
            subject.full_clean(exclude=["id_number"])
            subject.save()
            SubjectName.objects.create(subject=subject, name=subject.name, valid_from=subject.founded_on)
            draft.obj, draft.reason = subject, _reasons(doubts, uscc_reason, near, near_reason)
    except IntegrityError:
        _is_new(stated)
        raise
    return subject


def subject_rename(
    *, actor: Actor, subject: Subject, name: str, since: date, reason: str, near_reason: str = ""
) -> Subject:
    """Give a subject its new name from a day on (not later than today); the old one stays and still finds it."""
    _may(actor)
    need_reason(reason)
    with deed(actor=actor, code="records.subject.renamed", obj=subject, reason=reason) as draft:
        _one_at_a_time()
        locked = Subject.objects.select_for_update().get(pk=subject.pk)
        current = SubjectName.objects.select_for_update().get(subject=locked, valid_until=None)
        new = _new_name(locked, current, clean(name), since)
        if _is_distinct(locked.kind, new, near_reason, but=locked.pk):
            draft.reason = f"{reason}；名称相近：{near_reason.strip()}"
        draft.extra = {"before": current.name, "after": new}
        current.valid_until = since - timedelta(days=1)
        current.save(update_fields=["valid_until"])
        SubjectName.objects.create(subject=locked, name=new, valid_from=since)
        set_name(locked, new)
        locked.save(update_fields=["name", "pinyin", "initials"])
    return locked


def subject_change(
    *, actor: Actor, subject: Subject, reason: str, uscc_reason: str = "", still: Still | None = None, **changes: Any
) -> Subject:
    """Change what stands in a file (CHANGEABLE). A blank id_number keeps the number that is there.

    The licence number may change with the institution; its serial stays for life. `still` is asked with the row under lock and
    raises Stale when it is not what the person saw. Raises SubjectRefused, SubjectExists.
    """
    _may(actor)
    need_reason(reason)
    with deed(actor=actor, code="records.subject.changed", obj=subject, reason=reason) as draft:
        _one_at_a_time()
        locked = Subject.objects.select_for_update(of=("self",)).select_related("institution").get(pk=subject.pk)
        if still is not None:
            still(locked)
        wanted = _really_changed(locked, changes)
        if not wanted:
            raise DomainError("没有修改任何一项，不需要保存。", code=E_NAME)
        _check_change(locked, wanted, uscc_reason)
        draft.extra = {"before": _shown(locked, wanted), "after": _shown_new(wanted)}
        for field, value in wanted.items():
            setattr(locked, field, value)
        if "id_number" in wanted:
            locked.id_hash = person_hash(wanted["id_number"])
        locked.licence_serial = _facts_of(locked).serial
        locked.full_clean(exclude=["id_number", "institution"])
        locked.save()
    return locked


def subject_change_check(*, actor: Actor, subject: Subject, **changes: Any) -> bool:
    """What `subject_change` would say to these changes, without writing: False when nothing would differ, else True or its errors."""
    _may(actor)
    wanted = _really_changed(subject, changes)
    if wanted:
        _check_change(subject, wanted, "")
    return bool(wanted)


def look(facts: SubjectFacts, *, institution: Subject | None = None) -> list[Finding]:
    """What the rules and the files would say to these facts, for checks while typing. Writes nothing."""
    stated = tidy(replace(facts, institution_kind=institution.kind if institution else ""))
    found = judge(stated, today=clock.today())
    taken = _taken(stated)
    if taken is not None:
        found.append(Finding(taken.code, taken.field or "name", "error", taken.message))
    elif (
        stated.name
        and stated.kind in REGISTER_KINDS
        and (near := near_subjects(stated.kind, stated.name, serial=stated.serial))
    ):
        found.append(Finding(NearNames.default_code, "name", "warning", NearNames(stated.name, near).message))
    return found


def near_subjects(kind: str, name: str, *, serial: str = "", but: int = 0) -> list[Subject]:
    """Files whose present or former name is nearly this one, the nearest first. Institutions are compared with their own kind
    and with everybody of exactly that name; persons with persons of the same name or the same licence serial."""
    others = Subject.objects.exclude(pk=but)
    if kind in PERSON_KINDS:
        same = Q(names__name=name) | (Q(licence_serial=serial) if serial else Q())
        return list(others.filter(same, kind__in=PERSON_KINDS).distinct()[:_MOST_NEAR])
    names = SubjectName.objects.filter(subject__kind=kind).exclude(subject_id=but).values_list("subject_id", "name")
    near = [one.id for one in NameIndex(Holder(*row) for row in names.iterator(2000)).near(name)]
    near += others.exclude(kind__in=PERSON_KINDS).filter(names__name=name).values_list("pk", flat=True)
    wanted = list(dict.fromkeys(near))[:_MOST_NEAR]
    found = Subject.objects.in_bulk(wanted)
    return [found[pk] for pk in wanted]


def _may(actor: Actor) -> None:
    if not actor.has_perm(PERM):
        raise Forbidden("您没有登记和修改信用主体的权限，请联系科室负责人。")


def _one_at_a_time() -> None:
    """Files kept by hand are rare: one deed at a time, so that two people never open the same one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('records.subject_file'))")


def _stop(findings: Collection[Finding], reason: str) -> list[Finding]:
    """Raise for errors, and for doubts without a reason; gives the doubts that the reason lifts."""
    doubts = [one for one in findings if one.level == "doubtful"]
    errors = [one for one in findings if one.level == "error"]
    if len(reason.strip()) < MIN_REASON:
        errors += doubts
    if errors:
        raise SubjectRefused(errors)
    return doubts


def _is_new(facts: SubjectFacts) -> None:
    taken = _taken(facts)
    if taken is not None:
        raise taken


def _taken(facts: SubjectFacts, but: int = 0) -> SubjectExists | None:
    """The file that already has this code, this person or this licence."""
    others = Subject.objects.exclude(pk=but)
    for why, field, known in (
        ("统一社会信用代码相同", "uscc", {"uscc": facts.uscc} if facts.uscc else {}),
        ("证件号码相同", "id_number", {"id_hash": person_hash(facts.id_number)} if facts.id_number else {}),
        ("执业证序列号和姓名相同", "licence_number", {"licence_serial": facts.serial, "name": facts.name} if facts.serial else {}),
        ("执业证号相同", "licence_number", {"licence_number": facts.licence_number} if facts.licence_number else {}),
    ):  # fmt: skip
        subject = others.filter(**known).first() if known else None
        if subject is not None:
            return SubjectExists(subject, why, field)
    return None


def _is_distinct(kind: str, name: str, reason: str, *, serial: str = "", but: int = 0) -> list[Subject]:
    """Raise NearNames unless a reason sets the doubt aside; gives the files that were set aside."""
    near = near_subjects(kind, name, serial=serial, but=but)
    if near and len(reason.strip()) < MIN_REASON:
        raise NearNames(name, near)
    return near


def _fresh(facts: SubjectFacts, institution: Subject | None, address: str) -> Subject:
    party_kind = PartyKind.NATURAL if facts.is_person else PartyKind.LEGAL
    subject = fresh(
        Party(party_kind, facts.name, facts.uscc, facts.id_type, facts.id_number, facts.legal_representative)
    )
    subject.kind, subject.address, subject.founded_on = facts.kind, address, facts.founded_on
    subject.licence_number, subject.licence_serial = facts.licence_number, facts.serial
    subject.institution = institution
    if facts.is_person and not facts.id_number:
        subject.id_hash = subject.id_type = ""
    return subject


def _reasons(doubts: list[Finding], uscc_reason: str, near: list[Subject], near_reason: str) -> str:
    """Why the doubts were set aside, as the trail keeps it."""
    parts = [f"代码：{uscc_reason.strip()}"] if doubts else []
    return "；".join(parts + ([f"名称相近：{near_reason.strip()}"] if near else []))[:500]


def _new_name(subject: Subject, current: SubjectName, name: str, since: date) -> str:
    if not name:
        raise DomainError("请填写新名称。", code=E_NAME, field="name")
    if tells_private(name):
        raise DomainError(PRIVATE_NAME, code=E_NAME, field="name")
    if fold(name) == fold(current.name):
        raise DomainError("新名称与现名称相同，不需要更名。", code=E_NAME, field="name")
    if since > clock.today():
        raise DomainError(
            "启用日期在今天以后。请在新名称启用的那一天办理，旧名称才不会提前停用。", code=E_NAME, field="since"
        )
    first = current.valid_from or subject.founded_on
    if first and since <= first:
        raise DomainError(f"新名称的启用日期应晚于现名称的启用日期（{first}）。", code="E-ID-05", field="since")
    return name


def _really_changed(subject: Subject, changes: Mapping[str, Any]) -> dict[str, Any]:
    unknown = changes.keys() - CHANGEABLE.keys()
    if unknown:
        raise DomainError(f"这些栏目不能在这里修改：{'、'.join(sorted(unknown))}。", code=E_NAME)
    tidied = {field: clean(value) if isinstance(value, str) else value for field, value in changes.items()}
    if not tidied.get(_SECRET):
        tidied.pop(_SECRET, None)
    return {field: value for field, value in tidied.items() if getattr(subject, field) != value}


def _facts_of(subject: Subject) -> SubjectFacts:
    return SubjectFacts(
        subject.kind, subject.name, subject.uscc, subject.id_type, "", subject.licence_number,
        subject.legal_representative, subject.institution.kind if subject.institution else "", subject.founded_on,
    )  # fmt: skip


def _check_change(subject: Subject, wanted: Mapping[str, Any], uscc_reason: str) -> None:
    """Judge the file as it would be; old faults of fields that do not change are left alone."""
    place = wanted.get("institution", subject.institution)
    plain = {field: value for field, value in wanted.items() if field not in ("institution", "address", "state")}
    facts = tidy(replace(_facts_of(subject), institution_kind=place.kind if place else "", **plain))
    if (facts.kind in PERSON_KINDS) != subject.is_person:
        raise DomainError("单位不能改成个人，个人也不能改成单位。请另建档案。", code=E_PLACE, field="kind")
    concerned = {*wanted, *(("uscc", "licence_number", "institution") if "kind" in wanted else ())}
    found = judge(facts, today=clock.today(), known_person=bool(subject.id_hash))
    _stop([one for one in found if one.field in concerned], uscc_reason)
    if subject.licence_serial and facts.serial and facts.serial != subject.licence_serial:
        words = f"执业证号可以随机构、类别变化，最后六位序列号终身不变：原来是{subject.licence_serial}。请照证核对是不是本人的证。"
        raise DomainError(words, code=E_PAPER, field="licence_number")
    taken = _taken(replace(facts, uscc=""), but=subject.pk)
    if taken is not None and taken.field in wanted:
        raise taken


def _shown(subject: Subject, wanted: Mapping[str, Any]) -> dict[str, str]:
    return {CHANGEABLE[field]: _words(field, getattr(subject, field)) for field in wanted}


def _shown_new(wanted: Mapping[str, Any]) -> dict[str, str]:
    return {CHANGEABLE[field]: _words(field, value) for field, value in wanted.items()}


def _words(field: str, value: Any) -> str:
    """A value as the trail shows it; an identity number never."""
    if field == _SECRET:
        return "（已加密）" if value else ""
    if field in ("kind", "state"):
        return str((SubjectKind if field == "kind" else PractisingState)(value).label)
    return "" if value is None else str(value)
