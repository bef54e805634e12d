"""A copy for the public: its pages and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from core.errors import NotUnderstood
from core.papers.metadata import stripped_jpg, stripped_png
from core.papers.sniffing import DOCX, JPG, PDF, PNG, Kind
from records.papers.docx import stripped_docx
from records.papers.pdf import stripped_pdf

_CLEANERS: dict[Kind, Callable[[bytes], bytes]] = {
    PDF: stripped_pdf,
    JPG: stripped_jpg,
    PNG: stripped_png,
    DOCX: stripped_docx,
}


def cleaned_copy(kind: Kind, content: bytes) -> bytes:
    """The file without what it tells beside its pages. Raises NotUnderstood for what cannot be cleaned."""
    clean = _CLEANERS.get(kind)
    if clean is None:
        raise NotUnderstood(
            f"{kind.code.upper()} 文件里的作者、时间等信息清除不了，不能作为脱敏件公开。请打印成 PDF，或者导出成图片，再上传。",
            code="E-FILE-08", field="file",
        )  # fmt: skip
    return clean(content)
