"""A draft is kept on the server from the first moment: begun, saved as often as one likes, resumed on any computer, or given up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from audit.services import deed
from commitments import letters, rules
from commitments.choices import Kind, State
from commitments.models import CertifiedMatter, Promise, PromiseTemplate
from commitments.selectors import current_matters, current_templates, renewable, standing_of
from commitments.services.common import locked_promise
from commitments.transitions import FILE
from core import clock
from core.errors import DomainError, Forbidden, NotReady
from core.masking import scrub
from core.text import clean, clean_multiline
from members.selectors import acts_for
from records.models import Subject

if TYPE_CHECKING:
    from accounts.models import User

PAPERS, MOST_PAPERS = "missing_papers", 10
"""The answer that lists the papers of 容缺受理, one a line."""


def draft_start(
    *, actor: User, subject: Subject, template: PromiseTemplate, matter: CertifiedMatter | None = None
) -> Promise:
    """Begin a letter, or go on with the draft of the same letter that is there already.

    NotReady when the wording is not in use any more, or when an unrepaired false promise stands against 告知承诺.
    """
    _may(actor, subject)
    usable(subject, template, matter)
    with deed(actor=actor, code="commitments.draft.saved") as draft:
        # Of two clicks at once the second waits here and finds the draft of the first.
        Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
        drafts = Promise.objects.filter(subject=subject, template=template, matter=matter, state=State.DRAFT)
        if (same := drafts.first()) is not None:
            draft.obj = same
            return same
        draft.obj = promise = fresh_draft(actor, subject, template, matter)
    return promise


def draft_renew(*, actor: User, promise: Promise) -> Promise:
    """A draft of the same promise in today's wording, with what was answered last time; NotReady when it is not to be renewed yet.

    A draft that is there already is kept as it is.
    """
    _may(actor, promise.subject)
    on = clock.today()
    if promise not in renewable(promise.subject, on):
        raise NotReady("这份承诺还没有到续签的时候，或者已经续签过。", code="E-CN-60")
    template = next((one for one in current_templates(on) if one.code == promise.template.code), None)
    if template is None:
        raise NotReady("这种承诺书已经停用，不能续签。可以选择别的承诺书。", code="E-CN-02")
    draft = draft_start(actor=actor, subject=promise.subject, template=template)
    if draft.answers:
        return draft
    return draft_save(
        actor=actor,
        promise=draft,
        reason=promise.reason,
        answers=promise.answers,
        show_full_name=promise.show_full_name,
    )


def usable(subject: Subject, template: PromiseTemplate, matter: CertifiedMatter | None) -> None:
    """NotReady or DomainError unless the subject may give this promise today."""
    on = clock.today()
    if template not in current_templates(on):
        raise NotReady("这个模板已经停用或者有了新的版本，请刷新页面重新选择。", code="E-CN-02", field="template")
    if (template.kind == Kind.PROOF) != (matter is not None):
        raise DomainError("证明事项告知承诺须在目录中选择一个事项。", code="E-CN-02", field="matter")
    if matter is not None and matter not in current_matters(on):
        raise NotReady("这个证明事项已经停用，请重新选择。", code="E-CN-02", field="matter")
    check_bar(subject, template.kind)


def fresh_draft(actor: User, subject: Subject, template: PromiseTemplate, matter: CertifiedMatter | None) -> Promise:
    """Inside a deed: a new letter with everything that is known already."""
    content, liability = letters.wording(template, matter, {})
    return Promise.objects.create(
        template=template, template_version=template.version, matter=matter, kind=template.kind, kind_other=template.kind_other,
        subject=subject, party_name=subject.name, party_class=letters.party_class(subject), party_code=subject.uscc,
        reason=_first_reason(template, matter), content=content, liability=liability, public_level=template.public_level,
        section=(matter or template).section, drafted_by=actor,
    )  # fmt: skip


def draft_save(
    *, actor: User, promise: Promise, reason: str, answers: Mapping[str, Any], show_full_name: bool = False
) -> Promise:
    """Keep what was typed, complete or not; `lacking` says what is still missing."""
    with deed(actor=actor, code="commitments.draft.saved", obj=promise):
        locked = locked_promise(actor, promise, "save")
        fill_in(locked, reason, answers, show_full_name)
        locked.save()
    return locked


def fill_in(promise: Promise, reason: str, answers: Mapping[str, Any], show_full_name: bool) -> None:
    """Put what was typed into the letter, without saving it."""
    known = {one["name"]: one for one in promise.template.variables}
    kept = {
        name: scrub((clean_multiline if known[name].get("long") else clean)(str(value)))[:1500]
        for name, value in answers.items()
        if name in known
    }
    promise.reason, promise.answers = scrub(clean(reason))[:512], kept
    promise.show_full_name = bool(show_full_name)
    promise.content, promise.liability = letters.wording(promise.template, promise.matter, kept)


def draft_discard(*, actor: User, promise: Promise) -> Promise:
    """Give a draft up; nothing was promised."""
    with deed(actor=actor, code="commitments.draft.discarded", obj=promise):
        locked = locked_promise(actor, promise, "discard")
        locked.state = State.DISCARDED
        locked.save(update_fields=["state", "saved_at"])
    return locked


def lacking(promise: Promise) -> list[DomainError]:
    """What must still be filled in before the letter can be signed; each names its field."""
    found = []
    if len(promise.reason) < 4:
        found.append(_lack("请写明承诺事由，即因为办理什么事项而承诺。", "reason"))
    for one in promise.template.variables:
        if one.get("required") and not promise.answers.get(one["name"]):
            found.append(_lack(f"请填写“{one['label']}”。", one["name"]))
    papers = missing_papers(promise)
    if len(papers) > MOST_PAPERS:
        found.append(
            _lack(f"暂缺的材料最多 {MOST_PAPERS} 份，现在有 {len(papers)} 份。缺得更多的，请备齐后再申请。", PAPERS)
        )
    if any(len(name) > 100 for name in papers):
        found.append(_lack("每份材料的名称不超过 100 个字，一行写一份。", PAPERS))
    return found


def missing_papers(promise: Promise) -> list[str]:
    """The papers that 容缺受理 lets the promisor bring later, each once."""
    if promise.kind != Kind.TOLERANCE:
        return []
    lines = str(promise.answers.get(PAPERS, "")).splitlines()
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


def check_bar(subject: Subject, kind: str) -> None:
    """NotReady, with the reason and the way out, when 告知承诺 is not open to the subject (国办发〔2020〕42号)."""
    bar = rules.bar(kind, [replace(one) for one in standing_of(subject)])
    if bar is not None:
        raise NotReady(f"暂时不能使用告知承诺。{'；'.join(bar.reasons)}。{bar.way}", code="E-CN-03", field="template")


def _may(actor: User, subject: Subject) -> None:
    if not actor.has_perm(FILE) or not acts_for(actor, subject):
        raise Forbidden("您不能代表这个主体作出承诺。请先绑定机构，或者切换到您的机构。")


def _first_reason(template: PromiseTemplate, matter: CertifiedMatter | None) -> str:
    """A reason to begin with; the promisor may say it better."""
    if matter is not None:
        return f"办理{matter.name}"
    return "自愿作出" if template.kind == Kind.ACTIVE else ""


def _lack(message: str, field: str) -> DomainError:
    return DomainError(message, code="E-CN-04", field=field)
