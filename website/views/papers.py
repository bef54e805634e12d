"""Redacted papers of public decisions, under numbers that cannot be guessed; anything else never existed."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from core import clock
from records.public_papers import public_papers


@require_safe
def paper(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The bytes of one public paper. 404 for originals, for papers of records that are not public, and for guesses."""
    try:
        found = public_papers(clock.today()).filter(public_id=UUID(public_id)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    name = f"文书脱敏件.{found.filename.rpartition('.')[2]}"
    answer = FileResponse(found.file.open("rb"), as_attachment=True, filename=name, content_type=found.media_type)
    answer["Cache-Control"] = "no-store"  # publicity ends on a day; a copy kept on the way would not
    answer["X-Content-Type-Options"] = "nosniff"
    answer["X-Robots-Tag"] = "noindex"
    return answer
