"""What may stand in the file of a subject: codes, papers, licences and institutions against the kind. Pure: facts in, findings out.

Hard: the prefix of law firms (31) and service offices (33). Doubtful, kept with a reason: a wrong check digit (codes issued wrongly
in the pilot years), the prefix of notary offices and forensic institutes. No message ever holds an identity number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from core.identifiers import idnumber, licence, uscc
from core.identifiers.uscc_kinds import check_prefix
from core.masking import find_private
from core.text import clean, clean_code
from records.choices import PERSON_KINDS, IdType, SubjectKind

Level = Literal["error", "doubtful", "warning"]

PRIVATE_NAME = "名称里有证件号码或者电话号码。名称会公开显示，请只填全称或姓名，证件号码填在证件号码一栏。"
E_NAME, E_CODE, E_DIGIT, E_PREFIX, E_LICENCE, E_PAPER, E_PLACE = (
    "E-ID-21", "E-ID-01", "E-ID-02", "E-ID-03", "E-ID-06", "E-ID-08", "E-ID-22",
)  # fmt: skip

#: Where each kind of practitioner practises.
HOME_OF = {
    SubjectKind.LAWYER: SubjectKind.LAW_FIRM, SubjectKind.SERVICE_WORKER: SubjectKind.SERVICE_OFFICE,
    SubjectKind.NOTARY: SubjectKind.NOTARY_OFFICE, SubjectKind.FORENSIC_EXPERT: SubjectKind.FORENSIC_INSTITUTE,
}  # fmt: skip
_SOLE = "92"
_OWN_PREFIX = {"31": SubjectKind.LAW_FIRM, "33": SubjectKind.SERVICE_OFFICE}


class Finding(NamedTuple):
    """One remark on a field. `doubtful` is an error that a reason lifts."""

    code: str
    field: str
    level: Level
    message: str
    suggestion: str = ""


@dataclass(frozen=True)
class SubjectFacts:
    """A file as stated. `institution_kind` is the kind of the institution a practitioner practises in, "" for none."""

    kind: str
    name: str
    uscc: str = ""
    id_type: str = ""
    id_number: str = field(default="", repr=False)
    licence_number: str = ""
    legal_representative: str = ""
    institution_kind: str = ""
    founded_on: date | None = None

    @property
    def is_person(self) -> bool:
        return self.kind in PERSON_KINDS

    @property
    def serial(self) -> str:
        """The part of a lawyer's licence that stays for life; "" without one."""
        return licence.serial(self.licence_number) if self.kind == SubjectKind.LAWYER else ""


def tidy(facts: SubjectFacts) -> SubjectFacts:
    """The same facts in the writing in which they are kept."""
    return SubjectFacts(
        facts.kind, clean(facts.name), facts.uscc.strip(), facts.id_type, clean_code(facts.id_number),
        clean_code(facts.licence_number), clean(facts.legal_representative), facts.institution_kind, facts.founded_on,
    )  # fmt: skip


def tells_private(name: str) -> bool:
    """Whether an identity, telephone or card number was typed into a name, which is shown in every list."""
    return bool(find_private(name))


def judge(facts: SubjectFacts, *, today: date, known_person: bool = False) -> list[Finding]:
    """Everything to be said about a file. known_person: its identity number is on file already and is not asked again."""
    found: list[Finding] = []
    if not facts.name:
        found.append(Finding(E_NAME, "name", "error", "没有填写名称。单位填营业执照、执业许可证上的全称，个人填姓名。"))
    if tells_private(facts.name):
        found.append(Finding(E_NAME, "name", "error", PRIVATE_NAME))
    if facts.founded_on and facts.founded_on > today:
        found.append(Finding(E_NAME, "founded_on", "error", "成立或执业日期在今天以后，请照证件核对。"))
    return found + (_person(facts, known_person) if facts.is_person else _organisation(facts))


def _organisation(facts: SubjectFacts) -> list[Finding]:
    if not facts.uscc:
        return [Finding(E_CODE, "uscc", "error", "没有填写统一社会信用代码。单位按代码建档，请照证照填写18位代码。")]
    read = uscc.check(facts.uscc)
    if not read.ok:
        level: Level = "doubtful" if read.state == "check_digit" else "error"
        code = E_DIGIT if read.state == "check_digit" else E_CODE
        found = [Finding(code, "uscc", level, read.message, read.suggestion or "")]
    else:
        found = [Finding("W-ID-04", "uscc", "warning", text) for text in read.warnings]
    return found + (_prefix(facts, read.code) if read.code else [])


def _prefix(facts: SubjectFacts, code: str) -> list[Finding]:
    """Does the code's beginning fit the kind of institution?"""
    prefix = check_prefix(code, facts.kind)
    if prefix is not None:
        return [Finding(E_PREFIX, "uscc", "error" if prefix.level == "error" else "doubtful", prefix.message)]
    if (facts.kind == SubjectKind.SOLE_TRADER) != code.startswith(_SOLE) and facts.kind in (
        SubjectKind.SOLE_TRADER, SubjectKind.OTHER_ORG,
    ):  # fmt: skip
        right = SubjectKind.SOLE_TRADER.label if code.startswith(_SOLE) else SubjectKind.OTHER_ORG.label
        return [
            Finding(E_PREFIX, "uscc", "error", f"代码以{code[:2]}开头，类型应为“{right}”。请核对代码和类型哪个填错了。")
        ]
    if facts.kind == SubjectKind.OTHER_ORG and code[:2] in _OWN_PREFIX:
        right = _OWN_PREFIX[code[:2]].label
        return [Finding(E_PREFIX, "uscc", "error", f"代码以{code[:2]}开头，是{right}的代码，类型应选“{right}”。")]
    return []


def _person(facts: SubjectFacts, known_person: bool) -> list[Finding]:
    found = []
    if not (facts.id_number or facts.licence_number or known_person):
        found.append(
            Finding(
                E_PAPER,
                "id_number",
                "error",
                "证件号码和执业证号至少填一个，否则分不清同名的人。证件号码加密保存，不显示。",
            )
        )
    if facts.id_number and not facts.id_type:
        found.append(Finding(E_PAPER, "id_type", "error", "填了证件号码，还要选证件类型。"))
    if facts.id_number and facts.id_type == IdType.RESIDENT:
        read = idnumber.check(facts.id_number)
        if not read.ok:
            found.append(Finding(E_PAPER, "id_number", "error", read.message))
        found += [Finding("W-ID-08", "id_number", "warning", text) for text in read.warnings]
    if facts.licence_number and facts.kind == SubjectKind.LAWYER:
        number = licence.check(facts.licence_number)
        if not number.ok:
            found.append(Finding(E_LICENCE, "licence_number", "error", number.message))
        found += [Finding("W-ID-06", "licence_number", "warning", text) for text in number.warnings]
    home = HOME_OF.get(SubjectKind(facts.kind))
    if facts.institution_kind and home and facts.institution_kind not in (home, SubjectKind.OTHER_ORG):
        at, who = SubjectKind(facts.institution_kind).label, SubjectKind(facts.kind).label
        found.append(Finding(E_PLACE, "institution", "error", f"{who}的执业机构应是{home.label}，选的是{at}。请核对。"))
    return found
