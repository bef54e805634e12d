"""What a file is, told from its bytes; its name and what the browser says are not asked."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from core.errors import NotUnderstood

MAX_BYTES = 20 * 1024 * 1024
ACCEPTED = "PDF、JPG、PNG、OFD、DOCX"


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken."""

    code: str
    media_type: str


PDF = Kind("pdf", "application/pdf")
JPG = Kind("jpg", "image/jpeg")
PNG = Kind("png", "image/png")
OFD = Kind("ofd", "application/ofd")
DOCX = Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
KINDS = (PDF, JPG, PNG, OFD, DOCX)


def sniff(content: bytes) -> Kind:
    """The kind of file. Raises NotUnderstood (with what to do) for every other kind, for empty, big and broken files."""
    if not content:
        raise NotUnderstood("文件是空的，请重新选择。", code="E-FILE-01", field="file")
    if len(content) > MAX_BYTES:
        size = len(content) / 1024 / 1024
        raise NotUnderstood(
            f"文件有 {size:.1f} MB，超过 20 MB。请压缩扫描件或拆分后上传。", code="E-FILE-02", field="file"
        )
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    raise NotUnderstood(
        f"这个文件不是 {ACCEPTED}（按内容判断，与扩展名无关），请另存为其中一种再上传。", code="E-FILE-03", field="file"
    )


def _packed(content: bytes) -> Kind:
    """OFD and DOCX are both packed; only the list of contents is read, nothing is unpacked."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except zipfile.BadZipFile as error:
        raise NotUnderstood("文件已损坏，打不开。请重新导出后上传。", code="E-FILE-04", field="file") from error
    if "word/vbaProject.bin" in names:
        raise NotUnderstood(
            "文档含有宏，不能作为证据上传。请另存为不含宏的 DOCX 或 PDF。", code="E-FILE-05", field="file"
        )
    if "OFD.xml" in names:
        return OFD
    if {"[Content_Types].xml", "word/document.xml"} <= names:
        return DOCX
    raise NotUnderstood(f"这是压缩包，不是 {ACCEPTED}。请解压后逐份上传。", code="E-FILE-03", field="file")
