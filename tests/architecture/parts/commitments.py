"""Promises: the firm's pages, the staff's, the wall."""

from __future__ import annotations

from typing import Any

from tests.architecture.doors import EVERYBODY, OWN, OWN_WORK, READERS, WORKERS, Door

MEMBERS = "FGP"
DOORS = {
    "portal:promises": Door(MEMBERS, "本机构或本人的信用承诺"),
    "portal:promise_new": Door(MEMBERS, "作出信用承诺"),
    "portal:promise": Door("F", "本机构的一份承诺"),
    "portal:promise_fill": Door("F", "填写本机构的承诺草稿"),
    "portal:promise_check": Door("F", "核对并签署本机构的承诺"),
    "portal:promise_done": Door("F", "本机构的承诺已签署"),
    "portal:promise_letter": Door("F", "本机构的承诺书（PDF）"),
    "portal:promise_paper": Door("F", "本机构补交的材料"),
    "admin:commitments_promises": Door(READERS, "承诺台账"),
    "admin:commitments_checks": Door(READERS, "承诺核查"),
    "admin:commitments_export": Door(READERS, "导出承诺数据"),
    "admin:commitments_matters": Door(READERS, "证明事项目录"),
    "admin:commitments_templates": Door(READERS, "承诺书模板"),
    "admin:commitments_matter_new": Door("K", "新增证明事项"),
    "admin:commitments_matter": Door("K", "修改或停用证明事项"),
    "admin:commitments_template": Door("K", "发布承诺书模板新版本"),
    "admin:commitments_promise": Door(OWN, "一份信用承诺"),
    "admin:commitments_letter": Door(OWN, "承诺书（PDF）"),
    "admin:commitments_paper": Door(OWN, "承诺人提交的材料"),
    "admin:commitments_paper_start": Door(WORKERS, "登记书面承诺：找承诺人"),
    "admin:commitments_paper_choose": Door(WORKERS, "登记书面承诺：选承诺书"),
    "admin:commitments_paper_enter": Door(OWN_WORK, "登记书面承诺"),
    "admin:commitments_paper_blank": Door(OWN_WORK, "空白承诺书（打印）"),
    "admin:commitments_paper_receipt": Door(OWN_WORK, "书面承诺登记回执"),
    "website:commitments": Door(EVERYBODY, "信用承诺公示"),
    "website:commitment": Door(EVERYBODY, "公示中的一份承诺"),
    "website:commitment_letter": Door(EVERYBODY, "公示中的承诺书（PDF）"),
    "website:commitment_matters": Door(EVERYBODY, "证明事项告知承诺目录"),
    "website:commitment_matter": Door(EVERYBODY, "一个证明事项"),
    "website:commitment_form": Door(EVERYBODY, "告知承诺书（打印）"),
    "website:commitment_verify": Door(EVERYBODY, "核验承诺书"),
    "public-api:commitments": Door(EVERYBODY, "公开接口：公示中的承诺"),
    "public-api:commitment": Door(EVERYBODY, "公开接口：一份承诺"),
}
_SIGNED, _DRAFT, _SHOWN = (
    "portal:promise", "portal:promise_done", "portal:promise_letter", "admin:commitments_promise", "admin:commitments_letter",
), ("portal:promise_fill", "portal:promise_check"), ("website:commitment", "website:commitment_letter", "public-api:commitment")  # fmt: skip
SAMPLES = {
    **{name: lambda w: {"public_id": w.promise.public_id} for name in _SIGNED},
    **{name: lambda w: {"public_id": w.promise_draft.public_id} for name in _DRAFT},
    **{name: lambda w: {"public_id": _shown().public_id} for name in _SHOWN},
    "portal:promise_paper": lambda w: {"public_id": w.promise.public_id, "paper_id": w.promise_paper.public_id},
    "admin:commitments_paper": lambda w: {"paper_id": w.promise_paper.public_id},
    "admin:commitments_paper_choose": lambda w: {"pk": w.firm2.pk},
    "admin:commitments_paper_enter": lambda w: {"pk": w.firm2.pk, "code": w.on_paper.template.code},
    "admin:commitments_paper_blank": lambda w: {"pk": w.firm2.pk, "code": w.on_paper.template.code},
    "admin:commitments_paper_receipt": lambda w: {"public_id": w.on_paper.public_id},
    "admin:commitments_matter": lambda w: {"code": "ZM-001"},
    "admin:commitments_template": lambda w: {"code": "trade"},
    "website:commitment_matter": lambda w: {"code": "ZM-001"},
    "website:commitment_form": lambda w: {"code": "ZM-001"},
}


def furnish(world: Any) -> None:
    """A signed promise of the first firm in the section of the world, with a paper; a complete draft; one given on paper."""
    from commitments.models import Promise, PromisePaper
    from commitments.services.drafts import draft_save

    own = Promise.objects.filter(subject=world.firm)
    world.promise_paper = PromisePaper.objects.filter(promise__in=own, promise__section=world.section).latest("pk")
    world.promise = world.promise_paper.promise
    draft = own.filter(state="draft").latest("pk")
    world.promise_draft = draft_save(
        actor=world.people["firm1"], promise=draft, reason="参加质量提升行动",
        answers={"activity": "质量提升行动", "promise": "办结一件回访一件"},
    )  # fmt: skip
    world.on_paper = _on_paper(world)


def _on_paper(world: Any) -> Any:
    from commitments.choices import ON_THE_WORD
    from commitments.selectors import current_templates
    from commitments.services.paper_entry import PaperPromise, paper_enter
    from core import clock

    today = clock.today()
    template = next(
        one for one in current_templates(today) if one.section == world.section and one.kind not in ON_THE_WORD
    )
    one = PaperPromise(
        subject=world.firm2, template=template, matter=None, reason="参加质量提升行动", signer="样例签字人", signed_on=today,
        answers={one["name"]: "样例" for one in template.variables},
    )  # fmt: skip
    return paper_enter(
        actor=world.people["clerk"], paper=one, scan=b"%PDF-1.7 sample of a stamped promise", filename="a.pdf", compared=True
    )  # fmt: skip


def _shown() -> Any:
    from commitments.models import Promise

    return Promise.objects.public().filter(kind="active").latest("pk")
