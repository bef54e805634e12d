"""The letter: wording plus answers, as one frozen piece of data, and that data on paper."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings

from commitments import rules
from commitments.choices import PartyClass, PublicLevel, Signature
from core.clock import SHANGHAI
from core.masking import mask_id, mask_name
from core.settings_store import get
from core.words import cn_date
from records.choices import SubjectKind
from records.reporting.pdf import typeset
from records.reporting.snapshot import digest

if TYPE_CHECKING:
    from commitments.models import CertifiedMatter, Promise, PromiseTemplate
    from records.models import Subject

LAYOUTS = Path(__file__).parent / "layouts"
LETTER, BLANK, BLANK_LETTER = "letter-v2", "blank-v1", "blank-letter-v1"
VERIFY_LENGTH = 12


def party_class(subject: Subject) -> str:
    """承诺人类别."""
    if subject.is_person:
        return str(PartyClass.NATURAL)
    return str(PartyClass.SOLE if subject.kind == SubjectKind.SOLE_TRADER else PartyClass.LEGAL)


def wording(template: PromiseTemplate, matter: CertifiedMatter | None, answers: Mapping[str, str]) -> tuple[str, str]:
    """承诺内容 and 违诺责任 with the answers filled in."""
    values = {name: str(value) for name, value in answers.items()} | _of_matter(matter)
    return rules.fill(template.content, values), rules.fill(template.liability, values)


def _of_matter(matter: CertifiedMatter | None) -> dict[str, str]:
    if matter is None:
        return {}
    return {
        "matter": matter.name, "proof": matter.proof, "matter_content": matter.content, "matter_consequence": matter.consequence,
    }  # fmt: skip


def compose(
    promise: Promise, *, code: str, signed_at: datetime, signed_on: date, signer: str, signature: str, valid_until: date | None,
    papers: Sequence[tuple[str, date]], accepted_by: str,
) -> dict[str, Any]:  # fmt: skip
    """Everything that the signed letter says."""
    subject, template = promise.subject, promise.template
    local = signed_at.astimezone(SHANGHAI)
    return {
        "layout": LETTER,
        "title": template.title,
        "code": code,
        "kind": rules.kind_label(promise.kind, promise.kind_other),
        "party": promise.party_name,
        "party_class": PartyClass(promise.party_class).label,
        "party_code": promise.party_code or (mask_id(subject.id_number) if subject.is_person else ""),
        "reason": promise.reason,
        "content": promise.content.splitlines(),
        "liability": rules.printed_liabilities(promise.liability),
        "papers": [[name, cn_date(due)] for name, due in papers],
        "valid_until": cn_date(valid_until),
        "public_level": PublicLevel(promise.public_level).label,
        "accepted_by": accepted_by,
        "basis": promise.matter.basis if promise.matter else template.basis,
        "template": f"{template.title}第 {template.version} 版",
        "signer": signer,
        "signature": Signature(signature).label,
        "signed_on": cn_date(signed_on),
        "issued_at": local.isoformat(timespec="seconds"),
    }


def letter_hash(letter: Mapping[str, Any]) -> str:
    """SHA-256 of the letter's canonical form, in hex."""
    return digest(dict(letter))


def verify_code(promise: Promise) -> str:
    """What stands under the QR code: the head of the letter's digest."""
    return promise.letter_hash[:VERIFY_LENGTH].upper()


def verify_url(promise: Promise) -> str:
    """Where anybody can check that the letter is the one that was signed."""
    return f"{settings.SITE_URL}/commitments/verify/?{urlencode({'n': promise.code, 'c': verify_code(promise)})}"


def pdf(promise: Promise, *, public: bool = False) -> bytes:
    """The letter as a PDF (A4), the same bytes each time. `public` hides a natural person's name unless he chose to show it."""
    letter = copy.deepcopy(promise.letter)
    hidden = public and promise.party_class == PartyClass.NATURAL and not promise.show_full_name
    if hidden:
        letter = _without_name(letter, promise)
    letter |= {
        "hash": promise.letter_hash, "verify_code": verify_code(promise), "bureau": promise.accepted_by,
        "note": "公开件：承诺人姓名已隐去，摘要以原件为准。" if hidden else "",
    }  # fmt: skip
    return typeset(LAYOUTS / f"{letter['layout']}.typ", letter, verify_url(promise), noun="承诺书")


def blank_pdf(matter: CertifiedMatter, template: PromiseTemplate, on: date) -> bytes:
    """The 告知承诺书 of a certified matter, everything that is known filled in, the promisor's own lines left to be written."""
    content, liability = wording(template, matter, {})
    data = {
        "title": template.title, "bureau": bureau(), "code": matter.code, "matter": matter.name, "proof": matter.proof,
        "basis": matter.basis, "verification": matter.verification, "not_for": matter.not_for, "content": content.splitlines(),
        "liability": rules.printed_liabilities(liability), "issued_at": datetime(on.year, on.month, on.day, tzinfo=SHANGHAI).isoformat(),
    }  # fmt: skip
    address = f"{settings.SITE_URL}/commitments/matters/{matter.code}/"
    return typeset(LAYOUTS / f"{BLANK}.typ", data, address, noun="告知承诺书")


def blank_letter_pdf(template: PromiseTemplate, subject: Subject, on: date) -> bytes:
    """A letter of another wording to be completed by hand and stamped; the promisor stands on it already."""
    content, liability = wording(template, None, {})
    data = {
        "title": template.title, "bureau": bureau(), "party": subject.name, "party_code": subject.uscc or subject.licence_number,
        "basis": template.basis, "version": template.version, "content": content.splitlines(),
        "blanks": [one["label"] for one in template.variables], "person": subject.is_person,
        "liability": rules.printed_liabilities(liability), "issued_at": datetime(on.year, on.month, on.day, tzinfo=SHANGHAI).isoformat(),
    }  # fmt: skip
    return typeset(LAYOUTS / f"{BLANK_LETTER}.typ", data, f"{settings.SITE_URL}/portal/", noun="空白承诺书")


def bureau() -> str:
    """The bureau's full name."""
    return str(get("bureau.name") or "巫山县司法局")


def _without_name(value: Any, promise: Promise) -> Any:
    """The same data with the person's own and signing name masked wherever they stand, and no code of the person."""
    names = {name for name in (promise.party_name, promise.signer_name) if name}
    if isinstance(value, str):
        for name in names:
            value = value.replace(name, mask_name(name))
        return value
    if isinstance(value, dict):
        return {key: "" if key == "party_code" else _without_name(inner, promise) for key, inner in value.items()}
    return [_without_name(inner, promise) for inner in value]
