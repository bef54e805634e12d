"""A workbook with a new edition of the catalogue on its way in: handed in, compared, adopted."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.files.base import File

from accounts.models import User
from core.errors import DomainError
from exchange.kinds import JobKind
from exchange.models import Job
from exchange.services.running import Run
from exchange.services.tables import adopting, checked_table, no_commit, table_check, table_recheck
from records.catalogue_sheet import read_edition
from records.models import CatalogueEdition
from records.services.catalogue import PERM, EditionFacts, catalogue_adopt, catalogue_plan, need_reason, section_names


def edition_hand_in(*, actor: User, facts: EditionFacts, file: File | bytes, filename: str) -> Job:
    """Keep and check the workbook of a new edition. The job holds findings, difference and problems; nothing is written."""
    params: dict[str, Any] = asdict(facts) | {"valid_from": facts.valid_from.isoformat()}
    return table_check(actor=actor, kind=KIND.code, file=file, filename=filename, params=params)


def edition_look_again(*, actor: User, job: Job) -> Job:
    """Compare a waiting workbook with the catalogue as it is now."""
    return table_recheck(actor=actor, job=job)


def edition_adopt(*, actor: User, job: Job, reason: str) -> CatalogueEdition:
    """Let the checked workbook take effect. Exactly one of two people at once succeeds; see `catalogue_adopt`."""
    need_reason(reason)
    with adopting(actor=actor, job=job, reason=reason) as held:
        with held.file.open("rb") as stream:
            _, items = read_edition(stream.read(), held.filename, section_names())
        return catalogue_adopt(
            actor=actor, facts=facts_of_job(held), items=items, mark=held.summary["mark"], reason=reason
        )


def facts_of_job(job: Job) -> EditionFacts:
    """What the form of the hand-in stated."""
    return EditionFacts(**job.params | {"valid_from": date.fromisoformat(job.params["valid_from"])})


def _check(job: Job, run: Run) -> None:
    with job.file.open("rb") as stream:
        data = stream.read()
    table, items = read_edition(data, job.filename, section_names())
    summary: dict[str, Any] = {}
    if not table.findings:
        plan = catalogue_plan(facts=facts_of_job(job), items=items)
        summary = {
            "mark": plan.mark, "diff": plan.difference.as_json(), "problems": [_words(one) for one in plan.problems],
            "remarks": list(plan.remarks), "base": plan.base.name if plan.base else "",
        }  # fmt: skip
    run.checked(checked_table(table, data, summary))


def _words(problem: DomainError) -> dict[str, str]:
    return {"message": problem.message, "code": problem.code, "field": problem.field or ""}


KIND = JobKind(
    "records.catalogue",
    "导入目录版本",
    PERM,
    _check,
    no_commit,
    page="admin:records_catalogue_import",
    show="admin:records_catalogue_job",
)
