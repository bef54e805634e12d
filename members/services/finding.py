"""The subject that somebody says to be: by code and name, which must belong together."""

from __future__ import annotations

from core.errors import DomainError
from core.identifiers import uscc
from core.identifiers.licence import serial
from core.text import clean, clean_code, fold
from records.choices import PRACTITIONERS, REGISTER_INSTITUTIONS
from records.models import Subject, SubjectName


def firm_named(code: str, name: str) -> Subject:
    """The institution of the code, if it bears or bore the name. DomainError naming the field that does not fit."""
    found = uscc.check(clean_code(code))
    if not found.code:
        raise DomainError(found.message, code="E-ID-01", field="code_number")
    subject = Subject.objects.filter(uscc=found.code, kind__in=REGISTER_INSTITUTIONS).first()
    if subject is None:
        raise DomainError(
            found.message or "没有这个代码的法律服务机构档案。请核对执业许可证上的统一社会信用代码；确实没有的，请携带许可证到司法局窗口建档。",
            code="E-MEM-09", field="code_number",
        )  # fmt: skip
    _same_name(subject, name, "机构名称与代码不符。请照执业许可证填写全称；刚刚更名的，也可以填写原名称。")
    return subject


def practitioner_named(licence: str, name: str) -> Subject:
    """The practitioner of the licence, whose number may have changed with the firm (the serial stays), if the name fits."""
    number = clean_code(licence)
    if not number:
        raise DomainError("请填写执业证号。", code="E-MEM-09", field="code_number")
    people = Subject.objects.filter(kind__in=PRACTITIONERS)
    subject = people.filter(licence_number=number).first()
    if subject is None and (last := serial(number)):
        subject = people.filter(licence_serial=last, name=clean(name)).first()
    if subject is None:
        raise DomainError(
            "没有这个执业证号的从业人员档案。请照执业证核对；确实没有的，请携带执业证到司法局窗口建档。",
            code="E-MEM-09", field="code_number",
        )  # fmt: skip
    _same_name(subject, name, "姓名与执业证号不符。请照执业证填写。")
    return subject


def _same_name(subject: Subject, name: str, why: str) -> None:
    wanted = fold(clean(name))
    names = SubjectName.objects.filter(subject=subject).values_list("name", flat=True)
    if not wanted or all(fold(one) != wanted for one in [subject.name, *names]):
        raise DomainError(why, code="E-MEM-09", field="name")
