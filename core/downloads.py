"""Files handed to a person by a page."""

from urllib.parse import quote

from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_answer(content: bytes, filename: str) -> HttpResponse:
    """An .xlsx to be saved under `filename`, which may be Chinese."""
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return answer
