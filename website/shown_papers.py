"""What the public is shown of the papers behind a decision: an allow-list like `website.shown`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from records.public_papers import public_papers


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """A paper as the public sees it: a neutral title (the clerk's own may name a person), its kind, size in bytes, address."""

    title: str
    format: str
    size: int
    url: str

    @property
    def note(self) -> str:
        return f"{self.format}，{filesizeformat(self.size)}"


def papers_of(record_id: UUID, on: date) -> tuple[ShownPaper, ...]:
    """The public papers of one public record, oldest first."""
    found = public_papers(on).filter(record__public_id=record_id).order_by("uploaded_at", "pk")
    return tuple(
        ShownPaper(
            f"文书脱敏件 {number}",
            paper.filename.rpartition(".")[2].upper(),
            paper.size,
            reverse("website:paper", args=[paper.public_id]),
        )
        for number, paper in enumerate(found, 1)
    )
