"""Make a PDF anew from nothing but its pages: no author, no dates, no attachments, no scripts, no earlier versions, no pictures' EXIF.

A frame drawn over a name is a note that anybody can move away, so a file with notes is refused rather than cleaned.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, StreamObject

from core.errors import NotUnderstood
from core.papers.metadata import stripped_jpg

MOST_PAGES = 500
_TELLING = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/Thumb", "/AF", "/B", "/StructParents", "/PZ")
# What a broken file makes the library raise, besides its own errors.
_BROKEN = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError)


def stripped_pdf(content: bytes) -> bytes:
    """The same pages in a file of our own. Raises NotUnderstood, with what to do, for what cannot be cleaned."""
    try:
        return _made_anew(content)
    except _BROKEN as error:
        raise _refused("读不完整，里面的作者、时间等信息清除不了") from error


def _made_anew(content: bytes) -> bytes:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise _refused("设有密码或者限制，里面的作者、时间等信息清除不了")
    if not 0 < len(reader.pages) <= MOST_PAGES:
        raise _refused(f"没有页面或者超过 {MOST_PAGES} 页")
    writer = PdfWriter()
    for page in reader.pages:
        _check_notes(page)
        added = writer.add_page(page)
        added.pop("/Annots", None)
    writer.metadata = None
    _strip_objects(found for found in writer._objects if isinstance(found, DictionaryObject))
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    made = io.BytesIO()
    writer.write(made)
    if len(PdfReader(io.BytesIO(made.getvalue())).pages) != len(reader.pages):
        raise _refused("清除作者、时间等信息以后页数不对")
    return made.getvalue()


def _check_notes(page: Any) -> None:
    for note in page.get("/Annots") or ():
        if note.get_object().get("/Subtype") != "/Link":
            raise _refused("含有批注、可填写的表单或者电子签章；用批注画的方框遮不住下面的文字，别人可以移开")


def _strip_objects(objects: Iterable[DictionaryObject]) -> None:
    """From every object what tells of its making; from photographs what they tell beside the picture."""
    for found in objects:
        for key in _TELLING:
            found.pop(key, None)
        if isinstance(found, StreamObject) and found.get("/Subtype") == "/Image" and _is_jpg(found.get("/Filter")):
            found._data = stripped_jpg(found._data)


def _is_jpg(filters: Any) -> bool:
    return filters == "/DCTDecode" or (isinstance(filters, list) and list(filters) == ["/DCTDecode"])


def _refused(why: str) -> NotUnderstood:
    return NotUnderstood(
        f"这份 PDF {why}，不能作为脱敏件公开。请把脱敏后的页面打印成新的 PDF，或者扫描成图片型 PDF，再上传。",
        code="E-FILE-08",
        field="file",
    )
