"""Rows for tests, made with plain ORM calls: a test says what matters to it, the rest is lawful and in force.

Each helper takes any model field as a keyword. Reference rows (sections, kinds, items, rules) are found before they are made,
so that tests work with the seeded ones and without.
"""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import Group

from accounts.models import Section, User
from accounts.roles import CLERK, ROLES
from core.identifiers.uscc_arithmetic import check_digit, org_check_digit
from publicity.models import Decision, DecisionKind, StandardEdition
from records.models import CatalogueEdition, CatalogueItem, CreditRecord, PeriodRule, RuleVersion, Subject, SubjectName

PASSWORD = "巫山-clear-river-9"
DAY = date(2026, 9, 7)
"""An ordinary Monday under the rules of 36号."""

_numbers = itertools.count(1)
_PENALTY = {"code": "penalty", "name": "行政处罚", "item_code": "XZ-CF", "nature": "adverse"}
_KINDS = {
    "penalty": _PENALTY,
    "licence": {"code": "licence", "name": "行政许可", "item_code": "XZ-XK", "nature": "neutral"},
}


def next_number() -> int:
    """A number nobody else in this process has got."""
    return next(_numbers)


def make_uscc(prefix: str = "31", region: str = "500237") -> str:
    """A valid 统一社会信用代码 that is new in this process; 31 is a law firm, 91 an enterprise."""
    body = f"{next_number():08d}"
    code = f"{prefix}{region}{body}{org_check_digit(body)}"
    return code + check_digit(code)


def make_section(code: str = "legal-affairs", **fields: Any) -> Section:
    """The section with this code."""
    return Section.objects.get_or_create(code=code, defaults={"name": f"科室 {code}"} | fields)[0]


def make_user(*roles: str, password: str = PASSWORD, **fields: Any) -> User:
    """A person with the roles (a clerk without any). `section=None` for none; `roles=()` is spelt make_user("")."""
    names = [name for name in (roles or (CLERK,)) if name]
    number = next_number()
    facts: dict[str, Any] = {"username": f"user{number}", "display_name": f"测试员{number}"} | fields
    if "section" not in facts:
        facts["section"] = make_section()
    facts.setdefault("is_staff", any(role.staff for role in ROLES if role.name in names))
    user = User.objects.create_user(password=password, **facts)
    user.groups.set(Group.objects.filter(name__in=names))
    assert user.groups.count() == len(names), f"unknown role among {names}"
    return user


def make_superuser(**fields: Any) -> User:
    """A person whom nothing is refused."""
    return make_user("", is_staff=True, is_superuser=True, **fields)


def make_subject(name: str = "", **fields: Any) -> Subject:
    """A law firm with a valid code and its one current name."""
    number = next_number()
    facts = {"kind": "law_firm", "name": name or f"巫山第{number}律师事务所", "pinyin": f"wushan{number:06d}"} | fields
    if "uscc" not in facts and not facts.get("id_hash"):
        facts["uscc"] = make_uscc()
    subject = Subject.objects.create(**facts)
    SubjectName.objects.create(subject=subject, name=subject.name)
    return subject


def make_rule(
    code: str = "R-36", *, severity: str = "general", months: int = 12, published: bool = True, **fields: Any
) -> RuleVersion:
    """The rule version with this code, holding a period for the severity."""
    defaults = {"name": f"规则 {code}", "basis": "测试依据", "effective_from": date(2026, 4, 1)} | fields
    version = RuleVersion.objects.get_or_create(code=code, defaults=defaults)[0]
    period = {"max_months": months, "published": published, "basis": "测试依据"}
    PeriodRule.objects.get_or_create(version=version, severity=severity, defaults=period)
    return version


def make_catalogue(code: str = "national-2024", **fields: Any) -> CatalogueEdition:
    """The catalogue edition with this code."""
    defaults = {
        "scope": "national",
        "name": f"目录 {code}",
        "basis": "测试依据",
        "valid_from": date(2024, 1, 1),
    } | fields
    return CatalogueEdition.objects.get_or_create(code=code, defaults=defaults)[0]


def make_item(code: str = "XZ-CF", **fields: Any) -> CatalogueItem:
    """The catalogue item with this code in the edition (national-2024 unless told)."""
    edition = fields.pop("edition", None) or make_catalogue()
    defaults = {
        "name": f"事项 {code}", "info_class": "administrative", "nature": "adverse", "basis": "行政处罚法第四十八条",
        "publish_scope": "public", "valid_from": edition.valid_from,
    } | fields  # fmt: skip
    return CatalogueItem.objects.get_or_create(edition=edition, code=code, defaults=defaults)[0]


def make_kind(code: str = "penalty", **fields: Any) -> DecisionKind:
    """The kind of decision with this code."""
    known = _KINDS.get(code, _PENALTY | {"code": code, "name": f"种类 {code}"})
    defaults = {key: value for key, value in known.items() if key != "code"} | fields
    return DecisionKind.objects.get_or_create(code=code, defaults=defaults)[0]


def make_edition(kind: DecisionKind | str = "penalty", code: str = "2018", **fields: Any) -> StandardEdition:
    """The edition of the data standard with this code for the kind."""
    owner = make_kind(kind) if isinstance(kind, str) else kind
    defaults = {"name": f"{owner.name} {code}", "basis": "测试依据", "valid_from": date(2018, 12, 1)} | fields
    return StandardEdition.objects.get_or_create(kind=owner, code=code, defaults=defaults)[0]


def make_record(**fields: Any) -> CreditRecord:
    """An adverse record of a firm, public for a year from the day after the decision."""
    number = next_number()
    subject = fields.pop("subject", None) or make_subject()
    event_date = fields.get("event_date", DAY)
    facts = {
        "kind": "penalty", "nature": "adverse", "party_name": subject.name, "title": "违反执业规定",
        "document_number": f"巫山司罚决字〔{event_date.year}〕{number}号", "authority": "巫山县司法局", "event_date": event_date,
        "severity": "general", "disclosure": "public", "disclosure_reason": "依法公示", "source_type": "test", "source_id": number,
        "publish_from": event_date + timedelta(days=1), "publish_until": event_date + timedelta(days=365),
    } | fields  # fmt: skip
    for name, make in (("item", make_item), ("rule_version", make_rule)):
        if name not in facts:
            facts[name] = make()
    if facts["disclosure"] != "public":
        facts["publish_from"] = facts["publish_until"] = None
    return CreditRecord.objects.create(subject=subject, **facts)


def make_decision(**fields: Any) -> Decision:
    """A penalty decision, ready to be reported, with both clocks."""
    number = next_number()
    kind = fields.pop("kind", None) or make_kind()
    subject = fields.pop("subject") if "subject" in fields else make_subject()
    decided_on = fields.get("decided_on", DAY)
    facts = {
        "state": "ready", "party_kind": "legal", "party_name": subject.name if subject else "某单位",
        "party_code": subject.uscc if subject else "", "party_key": subject.uscc if subject else f"name:{number}",
        "number": f"巫山司罚决字〔{decided_on.year}〕{number}号", "title": "违反执业规定", "decided_on": decided_on,
        "authority": "巫山县司法局", "due_internal": decided_on + timedelta(days=7), "act_by": decided_on + timedelta(days=7),
        "due_official": decided_on + timedelta(days=9), "channel": "form", "content_digest": f"{number:064d}",
    } | fields  # fmt: skip
    for name, make in (("edition", lambda: make_edition(kind)), ("section", make_section), ("entered_by", make_user)):
        if name not in facts:
            facts[name] = make()
    return Decision.objects.create(kind=kind, subject=subject, **facts)
