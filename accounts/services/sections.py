"""Sections and judicial offices of the bureau."""

from __future__ import annotations

from accounts.models import Section, User
from accounts.services.common import checked, need
from audit.services import Actor, deed
from core.errors import DomainError
from core.text import clean


def section_save(
    *,
    actor: Actor,
    section: Section | None = None,
    code: str,
    name: str,
    active: bool = True,
    order: int = 100,
    reason: str = "",
) -> Section:
    """Open a section or change one. A section with active people cannot be closed; its code never changes."""
    perm = "accounts.change_section" if section else "accounts.add_section"
    need(actor, perm, "维护科室", "系统管理员")
    action = "accounts.section.changed" if section else "accounts.section.created"
    with deed(actor=actor, code=action, obj=section, reason=reason) as draft:
        row = Section.objects.select_for_update().get(pk=section.pk) if section else Section(code=clean(code))
        if row.code != clean(code):
            raise DomainError("科室代码不能修改，历史数据按它归属。请只修改名称。", code="E-ACC-09", field="code")
        if not active and row.pk and User.objects.filter(section=row, is_active=True).exists():
            raise DomainError(
                "这个科室还有在用的账号，不能停用。请先把他们调到别的科室。", code="E-ACC-09", field="active"
            )
        row.name, row.active, row.order = clean(name), active, order
        checked(row)
        row.save()
        draft.obj = row
    return row
