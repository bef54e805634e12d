"""The paper of a report that was issued once, for whoever asks for it again, ten years later too."""

from __future__ import annotations

import hashlib

import structlog

from core.errors import NotReady
from records.models import CreditReport
from records.reporting import pdf, snapshot

log = structlog.get_logger(__name__)


def paper(report: CreditReport) -> bytes:
    """The PDF as it was issued. A file that is lost, or is not what was issued, is printed anew from the snapshot.

    Raises NotReady when the snapshot itself does not fit its digest, or there is no Chinese font.
    """
    try:
        with report.pdf.open("rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() == report.pdf_sha256:
        return content
    log.error("report_file_unfit", report=report.pk, lost=not content)
    if snapshot.digest(report.snapshot) != report.snapshot_digest:
        words = "这份报告的文件和留存内容都与出具时不符，不能再提供。请联系系统管理员核验历史。"
        raise NotReady(words, code="E-RPT-05")
    return pdf.render(report.snapshot)
