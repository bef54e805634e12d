"""Keeping the certified matters and the wordings. A new version never touches a letter that was signed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError
from django.db.models import Max

from audit.services import Actor, deed, person_id
from commitments import rules
from commitments.choices import Kind, PublicLevel, Risk
from commitments.models import CertifiedMatter, PromiseTemplate
from core import clock
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition
from core.text import clean, clean_multiline

MANAGE = "commitments.manage_commitments"
_MATTER = ("name", "proof", "basis", "content", "verification", "consequence", "not_for")
_TEMPLATE = ("title", "summary", "content", "liability", "basis")
_LINES = ("content", "consequence", "liability")
OF_MATTER = ("matter", "proof", "matter_content", "matter_consequence")
"""Names that are filled in from the certified matter."""


def matter_save(
    *, actor: Actor, matter: CertifiedMatter | None, facts: Mapping[str, Any], reason: str
) -> CertifiedMatter:
    """Enter (matter None) or change a certified matter. Letters already signed keep the wording they were signed with."""
    _may(actor)
    reason = _reason(reason)
    values = _texts(facts, _MATTER)
    values |= _checked_risk(facts) | {"section": facts["section"], "confirmed": bool(facts.get("confirmed"))}
    with deed(actor=actor, code="commitments.matter.saved", obj=matter, reason=reason) as draft:
        if matter is None:
            row = CertifiedMatter(
                code=_matter_code(facts.get("code", "")), valid_from=facts.get("valid_from") or clock.today()
            )
        else:
            row = CertifiedMatter.objects.select_for_update(of=("self",)).get(pk=matter.pk)
            if row.valid_until is not None:
                raise InvalidTransition("这个证明事项已经停用，不能再修改。需要时请新增一个事项。", code="E-STATE-01")
        for name, value in values.items():
            setattr(row, name, value)
        try:
            row.save()
        except IntegrityError as error:
            raise Duplicate("这个编码已经用过，请换一个。", code="E-CN-30", field="code") from error
        draft.obj = row
    return row


def matter_end(*, actor: Actor, matter: CertifiedMatter, reason: str) -> CertifiedMatter:
    """Take a certified matter out of use from today; it stays on record."""
    _may(actor)
    reason = _reason(reason)
    with deed(actor=actor, code="commitments.matter.ended", obj=matter, reason=reason):
        row = CertifiedMatter.objects.select_for_update(of=("self",)).get(pk=matter.pk)
        if row.valid_until is not None:
            raise InvalidTransition("这个证明事项已经停用。", code="E-STATE-01")
        row.valid_until, row.end_reason = max(clock.today(), row.valid_from), reason
        row.save(update_fields=["valid_until", "end_reason"])
    return row


def template_publish(*, actor: Actor, code: str, facts: Mapping[str, Any], reason: str) -> PromiseTemplate:
    """Publish the next version of a wording (the first one for a new code). `variables`: list of name, label, help, required, long.

    DomainError for a variable that the wording does not use or does not declare, and for a consequence that is empty.
    """
    _may(actor)
    reason = _reason(reason)
    values = _texts(facts, _TEMPLATE) | _checked_risk(facts)
    kind = facts.get("kind", "")
    if kind not in Kind.values or facts.get("public_level") not in PublicLevel.values:
        raise DomainError("请选择承诺类型和公开类型。", code="E-CN-31", field="kind")
    variables = _variables(facts.get("variables", ()), kind, f"{values['content']}\n{values['liability']}")
    with deed(actor=actor, code="commitments.template.published", reason=reason) as draft:
        last = PromiseTemplate.objects.filter(code=code).aggregate(last=Max("version"))["last"] or 0
        try:
            draft.obj = template = PromiseTemplate.objects.create(
                code=code, version=last + 1, kind=kind, kind_other=clean(facts.get("kind_other", "")) if kind == Kind.OTHER else "",
                variables=variables, public_level=facts["public_level"], validity_months=facts.get("validity_months") or None,
                papers_workdays=facts.get("papers_workdays") or None, section=facts["section"],
                effective_from=_from(facts.get("effective_from")), in_use=bool(facts.get("in_use", True)), change_reason=reason,
                published_by_id=person_id(actor), **values,
            )  # fmt: skip
        except IntegrityError as error:
            raise Duplicate("刚刚已有人发布了新的版本，请刷新页面核对后再办。", code="E-CN-31") from error
    return template


def _from(day: date | None) -> date:
    today = clock.today()
    if day is not None and day < today:
        raise DomainError(
            "启用日期不能早于今天：已经签署的承诺书用的是当时的版本。", code="E-CN-31", field="effective_from"
        )
    return day or today


def _variables(given: Sequence[Mapping[str, Any]], kind: str, text: str) -> list[dict[str, Any]]:
    used = rules.places(text)
    known = [str(one["name"]) for one in given]
    own = set(known) | (set(OF_MATTER) if kind == Kind.PROOF else set())
    if foreign := [name for name in used if name not in own]:
        raise DomainError(
            f"正文里的“{{{foreign[0]}}}”没有在填写项中说明。请补充填写项，或者改正正文。",
            code="E-CN-32",
            field="variables",
        )
    for name in known:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,29}", name):
            raise DomainError(f"填写项的代号“{name}”只能用小写字母、数字和下划线。", code="E-CN-32", field="variables")
        if name not in used and name != "missing_papers":
            raise DomainError(f"填写项“{name}”在正文里没有用到。", code="E-CN-32", field="variables")
    return [
        {
            "name": one["name"], "label": clean(str(one.get("label") or one["name"])), "help": clean(str(one.get("help", ""))),
            "required": bool(one.get("required", True)), "long": bool(one.get("long", False)),
        }
        for one in given
    ]  # fmt: skip


def _texts(facts: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
    values = {name: (clean_multiline if name in _LINES else clean)(str(facts.get(name, ""))) for name in names}
    for name, value in values.items():
        if len(value) < 2:
            raise DomainError("这一项不能空着。", code="E-CN-33", field=name)
    return values


def _checked_risk(facts: Mapping[str, Any]) -> dict[str, str]:
    risk, waiver = facts.get("risk", ""), clean(str(facts.get("check_waiver", "")))
    if risk not in Risk.values:
        raise DomainError("请选择风险等级。", code="E-CN-34", field="risk")
    if risk == Risk.EXEMPT and len(waiver) < 5:
        raise DomainError("免核查的，须写明理由（至少 5 个字）。", code="E-CN-34", field="check_waiver")
    return {"risk": risk, "check_waiver": waiver if risk == Risk.EXEMPT else ""}


def _matter_code(text: str) -> str:
    code = clean(text).upper()
    if not re.fullmatch(r"[A-Z]{2}-[0-9]{3}", code):
        raise DomainError("编码写成 ZM-005 这样：两个字母、短横、三位数字。", code="E-CN-30", field="code")
    return code


def _may(actor: Actor) -> None:
    if not actor.has_perm(MANAGE):
        raise Forbidden("您没有维护证明事项目录和承诺书模板的权限，请联系信用办。")


def _reason(text: str) -> str:
    reason = clean(text)[:200]
    if len(reason) < 5:
        raise DomainError("请写明修改的理由（至少 5 个字），理由会留在历史记录中。", code="E-LAW-02", field="reason")
    return reason
