"""Every address of the project, and sample objects in the demo bureau for those that need one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture import handed_in
from tests.architecture.parts import gathered, parts


@dataclass(frozen=True)
class Route:
    """A pattern of the root URLconf: full name ("" when it has none), the whole pattern, the names of its parameters."""

    name: str
    pattern: str
    params: tuple[str, ...]


def routes() -> list[Route]:
    """All of them, named and unnamed."""
    return list(_below(get_resolver().url_patterns, "", "", ()))


def _below(patterns: Any, prefix: str, space: str, params: tuple[str, ...]) -> Iterator[Route]:
    for one in patterns:
        here, names = prefix + str(one.pattern), (*params, *one.pattern.regex.groupindex)
        if isinstance(one, URLResolver):
            yield from _below(one.url_patterns, here, f"{space}{one.namespace}:" if one.namespace else space, names)
        elif isinstance(one, URLPattern):
            yield Route(f"{space}{one.name}" if one.name else "", here, names)


class World:
    """Objects of the approval section in the demo bureau; made where the demo has none."""

    def __init__(self) -> None:
        from accounts.models import Section, User
        from accounts.services import token_issue
        from publicity.models import Decision, Submission, SubmissionRow

        self.people = {user.username: user for user in User.objects.all()}
        self.section = Section.objects.get(code="approval")
        self.firm, self.firm2, self.lawyer = (_acted_for(self.people[name]) for name in ("firm1", "firm2", "lawyer1"))
        self.ready = Decision.objects.filter(section=self.section, state="ready").first()
        self.submission = Submission.objects.filter(kind="licence", state="sent").latest("pk")
        self.rejected = SubmissionRow.objects.filter(state="rejected", decision__section=self.section).latest("pk")
        self.event = _event(self)
        self.rule = _rule(self)
        self.token, _ = token_issue(
            actor=self.people["admin"], user=self.people["clerk"], name="样例", scopes=["jobs:read"]
        )
        self.catalogue_job = handed_in.catalogue_job(self.people["credit"], _edition())
        self.standard_job = handed_in.standard_job(self.people["credit"])
        self.import_job = handed_in.import_job(self.people["clerk"], self.ready)
        self.matter = _matter(self)
        self.report = _report(self)
        self.paper_record = _own_record(self)
        self.papers = handed_in.papers(self.people["clerk"], self.paper_record)

    def furnish(self) -> None:
        """What the parts of the house add, once everybody is there."""
        for part in parts():
            if hasattr(part, "furnish"):
                part.furnish(self)

    def sample(self, route: Route) -> dict[str, Any]:
        """Parameters for a route; KeyError, with the route's name, for one that nobody thought of."""
        if not route.params:
            return {}
        stem, _, page = route.name.removeprefix("admin:").rpartition("_")
        if page in ("change", "history", "delete", "move") and "object_id" in route.params:
            return {"object_id": _first(stem, self)} | ({"code": MOVES[stem]} if page == "move" else {})
        return SAMPLES[route.name](self)


_SAMPLES: dict[str, Callable[[World], dict[str, Any]]] = {
    "website:decision": lambda w: {"public_id": str(_public_record().public_id)},
    "website:subject": lambda w: {"public_id": str(_public_record().subject.public_id)},
    "public-api:decision": lambda w: {"public_id": _public_record().public_id},
    "public-api:subject": lambda w: {"public_id": _public_record().subject.public_id},
    "api-decision": lambda w: {"public_id": w.ready.public_id},
    "api-job": lambda w: {"public_id": w.import_job.public_id},
    "website:paper": lambda w: {"public_id": str(w.papers["redacted"].public_id)},
    "admin:records_file": lambda w: {"pk": _public_record().subject_id},
    "admin:records_file_print": lambda w: {"pk": _public_record().subject_id},
    "admin:records_file_as_of": lambda w: {"pk": _public_record().subject_id},
    "admin:records_tie_new": lambda w: {"pk": _public_record().subject_id},
    "admin:records_report_new": lambda w: {"pk": _public_record().subject_id},
    "admin:records_tie_end": lambda w: {"pk": _tie().pk},
    "admin:records_evidence_new": lambda w: {"pk": w.paper_record.pk},
    "admin:records_evidence": lambda w: {"key": w.papers["original"].public_id},
    "admin:records_evidence_withdraw": lambda w: {"key": w.papers["original"].public_id},
    "admin:records_report": lambda w: {"number": w.report.number},
    "admin:records_report_pdf": lambda w: {"number": w.report.number},
    "admin:records_report_use": lambda w: {"number": w.report.number},
    "admin:records_report_withdraw": lambda w: {"number": w.report.number},
    "admin:supervision_matter": lambda w: {"public_id": w.matter.public_id},
    "admin:supervision_progress": lambda w: {"public_id": w.matter.public_id},
    "admin:supervision_print": lambda w: {"public_id": w.matter.public_id},
    "admin:view_on_site": lambda w: {"content_type_id": 1, "object_id": 1},
    "admin:app_list": lambda w: {"app_label": "publicity"},
    "admin:inbox_notice": lambda w: {"pk": w.people["clerk"].notices.latest("pk").pk},
    "admin:inbox_acknowledge": lambda w: {"pk": w.people["clerk"].notices.latest("pk").pk},
    "admin:calendar_year": lambda w: {"year": 2026},
    "admin:parameter": lambda w: {"key": "publicity.internal_days"},
    "admin:notices_template": lambda w: {"code": _wording()},
    "admin:notices_template_reset": lambda w: {"code": _wording()},
    "admin:notices_template_try": lambda w: {"code": _wording()},
    "admin:publicity_enter_kind": lambda w: {"kind": "licence"},
    "admin:publicity_check": lambda w: {"kind": "licence"},
    "admin:publicity_edit": lambda w: {"pk": w.ready.pk},
    "admin:publicity_legal_review": lambda w: {"pk": w.ready.pk},
    "admin:publicity_event": lambda w: {"pk": w.ready.pk},
    "admin:publicity_event_done": lambda w: {"pk": w.event.pk},
    "admin:exchange_import_template": lambda w: {"kind": "licence"},
    "admin:exchange_job": lambda w: {"public_id": w.import_job.public_id},
    "admin:exchange_job_progress": lambda w: {"public_id": w.import_job.public_id},
    "admin:exchange_job_report": lambda w: {"public_id": w.import_job.public_id},
    "admin:exchange_job_source": lambda w: {"public_id": w.import_job.public_id},
    "admin:publicity_submission": lambda w: {"pk": w.submission.pk},
    "admin:publicity_submission_sent": lambda w: {"pk": w.submission.pk},
    "admin:publicity_submission_cancel": lambda w: {"pk": w.submission.pk},
    "admin:publicity_submission_file": lambda w: {"pk": w.submission.pk},
    "admin:publicity_receipt": lambda w: {"pk": w.submission.pk},
    "admin:publicity_rejection_learn": lambda w: {"pk": w.rejected.pk},
    "admin:publicity_rejection_retire": lambda w: {"pk": w.rule.pk},
    "admin:publicity_month": lambda w: {"kind": "licence", "section": w.section.pk, "month": "2026-08"},
    "admin:publicity_month_print": lambda w: {"month": "2026-08"},
    "admin:publicity_standard_kind": lambda w: {"kind": "licence"},
    "admin:publicity_standard_upload": lambda w: {"kind": "licence"},
    "admin:publicity_standard_edition": lambda w: {"pk": w.ready.edition_id},
    "admin:publicity_standard_workbook": lambda w: {"pk": w.ready.edition_id},
    "admin:publicity_standard_job": lambda w: {"public_id": w.standard_job.public_id},
    "admin:publicity_standard_marked": lambda w: {"public_id": w.standard_job.public_id},
    "admin:records_file_open": lambda w: {"family": "institution"},
    "admin:records_file_check": lambda w: {"family": "institution"},
    "admin:records_file_rename": lambda w: {"pk": _public_record().subject_id},
    "admin:records_file_change": lambda w: {"pk": _public_record().subject_id},
    "admin:records_catalogue_workbook": lambda w: {"pk": _edition().pk},
    "admin:records_catalogue_confirm": lambda w: {"pk": _edition().pk},
    "admin:records_catalogue_item": lambda w: {"pk": _edition().items.first().pk},
    "admin:records_catalogue_job": lambda w: {"public_id": w.catalogue_job.public_id},
    "admin:records_catalogue_marked": lambda w: {"public_id": w.catalogue_job.public_id},
}
SAMPLES: dict[str, Callable[[World], dict[str, Any]]] = _SAMPLES | gathered("SAMPLES")
#: The move that is tried on each list's object.
_MOVES = {
    "publicity_decision": "exempt",
    "records_creditrecord": "confirm_class",
    "accounts_user": "leave",
    "accounts_section": "none",
    "accounts_apitoken": "revoke",
}
MOVES: dict[str, str] = _MOVES | gathered("MOVES")
_QUERIES = {
    "admin:publicity_rates_list": "?measure=due",
    "admin:publicity_due_list": "?on=2026-09-18",
    "admin:supervision_figures_list": "?measure=looked",
    "website:search": "?q=云岫",
    "public-api:subjects": "?q=云岫",
    "elder": "?on=1",
}
QUERIES: dict[str, str] = _QUERIES | gathered("QUERIES")
"""What a page needs to be asked for besides its address."""


def _first(stem: str, world: World) -> int:
    """An object of the list: the sampled decision and its record, else the newest row."""
    from django.apps import apps

    if stem == "publicity_decision":
        return world.ready.pk
    if stem == "accounts_apitoken":
        return world.token.pk
    if stem == "records_creditrecord":  # not a repaired one, which has no moves left
        return world.paper_record.pk
    app, name = stem.split("_")
    return apps.get_model(app, name).objects.latest("pk").pk


def _public_record() -> Any:
    from records.models import CreditRecord

    return CreditRecord.objects.public().filter(subject__uscc__gt="").latest("pk")


def _acted_for(user: Any) -> Any:
    """The subject that the demo's firm or practitioner acts for."""
    from members.selectors import current

    return current(user)[0].subject


def _wording() -> str:
    from notices.registry import messages

    return messages()[0].code


def _edition() -> Any:
    from records.models import CatalogueEdition

    return CatalogueEdition.objects.filter(items__isnull=False).latest("pk")


def _event(world: World) -> Any:
    from publicity.models import Decision
    from publicity.services.events import decision_event

    changed = Decision.objects.filter(section=world.section, state="accepted").latest("pk")
    return decision_event(
        actor=world.people["reviewer"], decision=changed, kind="revocation", happened_on=changed.decided_on,
        document_number="巫山府复〔2026〕99号", reason="复议机关决定撤销。",
    )  # fmt: skip


def _rule(world: World) -> Any:
    from publicity.services.rejections import fields_to_learn, rejection_learn

    code = fields_to_learn(world.rejected)[0][0]
    return rejection_learn(actor=world.people["clerk"], row=world.rejected, field_code=code)


def _matter(world: World) -> Any:
    from supervision.models import Matter

    return Matter.objects.filter(section=world.section).latest("pk")


def _own_record(world: World) -> Any:
    """A public record whose decision belongs to the section."""
    from publicity.models import Decision
    from records.models import CreditRecord

    own = Decision.objects.filter(section=world.section).values("pk")
    return CreditRecord.objects.public().filter(source_type="decision", source_id__in=own).latest("pk")


def _report(world: World) -> Any:
    from core import clock
    from records.services.reports import report_issue

    today = clock.today()
    return report_issue(
        actor=world.people["reviewer"], subject=_public_record().subject, purpose=_purpose(), matter="样例〔2026〕1号",
        since=today.replace(year=today.year - 1), until=today, requested_by="样例单位",
    )  # fmt: skip


def _purpose() -> str:
    from records.choices import ReportPurpose

    return ReportPurpose.values[0]


def _tie() -> Any:
    from records.models import Affiliation

    return Affiliation.objects.filter(until=None).latest("pk")
