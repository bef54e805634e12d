"""Take out of a Word document what it tells beside its text: author, dates, comments' authors, preview, photographs' EXIF.

Tracked changes, comments and hidden text are words that the page does not show but the file does: such a file is refused.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from core.errors import NotUnderstood
from core.papers.metadata import stripped_jpg, stripped_png

MOST_UNPACKED = 200 * 1024 * 1024
_CORE = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
_APP = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
_CUSTOM = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
_EMPTIED = {"docProps/core.xml": _CORE, "docProps/app.xml": _APP, "docProps/custom.xml": _CUSTOM}
_COMMENTS = re.compile(r"word/(?:comments\w*|people)\.xml")
_TEXT = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_CHANGES = {
    "ins",
    "del",
    "moveFrom",
    "moveTo",
    "rPrChange",
    "pPrChange",
    "tblPrChange",
    "sectPrChange",
    "cellIns",
    "cellDel",
}
_FOREIGN = ("customXml/", "word/embeddings/", "word/activeX/")
_PREVIEW = re.compile(r"docProps/thumbnail\.\w+")


def stripped_docx(content: bytes) -> bytes:
    """The same document without what it tells. Raises NotUnderstood, with what to do, for what cannot be cleaned."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MOST_UNPACKED:
                raise _refused("展开后太大")
            return _packed(list(_cleaned(packed)))
    except (zipfile.BadZipFile, ElementTree.ParseError, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise _refused("读不完整或者设有密码") from error


def _cleaned(packed: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    for name in dict.fromkeys(packed.namelist()):
        if name.endswith("/") or _PREVIEW.fullmatch(name):
            continue
        if name.startswith(_FOREIGN):
            raise _refused("嵌有别的文件或者自定义数据")
        if _COMMENTS.fullmatch(name):
            raise _refused("含有批注")
        data = packed.read(name)
        if _TEXT.fullmatch(name):
            _check_text(data)
        yield name, _EMPTIED.get(name) or _stripped(name, data)


def _stripped(name: str, data: bytes) -> bytes:
    if name == "_rels/.rels":
        return _without_preview(data)
    if data.startswith(b"\xff\xd8\xff"):
        return stripped_jpg(data)
    return stripped_png(data) if data.startswith(b"\x89PNG\r\n\x1a\n") else data


def _check_text(data: bytes) -> None:
    for element in ElementTree.fromstring(data).iter():
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if tag in _CHANGES:
            raise _refused("含有修订痕迹，删掉的文字还在里面")
        if tag == "vanish":
            raise _refused("含有隐藏的文字")


def _without_preview(data: bytes) -> bytes:
    """The list of parts without the preview picture."""
    root = ElementTree.fromstring(data)
    for one in list(root):
        if _PREVIEW.fullmatch(one.get("Target", "").lstrip("/")):
            root.remove(one)
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _packed(parts: list[tuple[str, bytes]]) -> bytes:
    """Packed anew, with the same day on every part."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts:
            packed.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _refused(why: str) -> NotUnderstood:
    return NotUnderstood(
        f"这份 Word 文档{why}，不能作为脱敏件公开。请接受全部修订、删除批注和隐藏内容后，另存为 PDF 再上传。",
        code="E-FILE-08",
        field="file",
    )
