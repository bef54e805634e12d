"""A copy for the public tells what its pages show and nothing else; what cannot be cleaned is refused with a way out."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import date

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Link
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

from core import clock
from core.errors import NotUnderstood
from core.papers.metadata import stripped_jpg
from core.papers.sniffing import OFD
from records.papers.cleaning import cleaned_copy
from records.papers.docx import stripped_docx
from records.papers.pdf import stripped_pdf
from tests.factories import make_decision, make_record, make_user
from tests.records.test_evidence import chunk, jpg, png, segment
from wushan_credit.demo.papers import pdf

SECRET = "CANARY-AUTHOR"
SEEN = b"CANARY-AUTHOR"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def told(content: bytes) -> str:
    """Everything a reader can get out of a PDF, packed streams too."""
    reader = PdfReader(io.BytesIO(content))
    parts = [content.decode("latin-1"), str(reader.metadata), str(reader.trailer)]
    for found in filter(None, (reader.get_object(number) for number in range(1, 60))):
        parts.append(str(found))
        if hasattr(found, "get_data"):
            parts.append(found.get_data().decode("latin-1"))
    return "\n".join(parts)


def telling_pdf() -> bytes:
    """A PDF with an author, XMP, an attachment, a script, a photo with EXIF, and an earlier version."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(["第一页"]))))
    writer.add_metadata({"/Author": SECRET, "/Title": SECRET, "/Producer": SECRET})
    writer.add_attachment("草稿.txt", SEEN)
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(SECRET)}
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    page = writer.pages[0]
    page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/App"): TextStringObject(SECRET)})
    photo = DecodedStreamObject()
    photo.set_data(jpg(segment(0xE1, b"Exif\0\0" + SEEN), segment(0xFE, SEEN)))
    photo.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Filter"): NameObject("/DCTDecode"),
        }
    )
    page["/Resources"][NameObject("/XObject")] = DictionaryObject({NameObject("/P"): writer._add_object(photo)})
    xmp = DecodedStreamObject()
    xmp.set_data(b"<x:xmpmeta>" + SEEN + b"</x:xmpmeta>")
    page[NameObject("/Metadata")] = writer._add_object(xmp)
    writer._root_object[NameObject("/Metadata")] = writer._add_object(xmp)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue() + b"\n% " + SEEN


def word(body: str = "<w:p/>", **more: bytes) -> bytes:
    """A Word document as other programs write it."""
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": b'<Relationships xmlns="r"><Relationship Id="1" Target="word/document.xml"/><Relationship Id="2" Target="docProps/thumbnail.jpeg"/></Relationships>',
        "word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>".encode(),
        "docProps/core.xml": b"<cp><dc:creator>" + SEEN + b"</dc:creator></cp>",
        "docProps/app.xml": b"<Properties><Company>" + SEEN + b"</Company></Properties>",
        "docProps/custom.xml": b"<Properties>" + SEEN + b"</Properties>",
        "docProps/thumbnail.jpeg": jpg(segment(0xFE, SEEN)),
        "word/media/image1.jpeg": jpg(segment(0xE1, b"Exif\0\0" + SEEN)),
        "word/media/image2.png": png(chunk(b"tEXt", SEEN)),
    } | more
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return made.getvalue()


def test_a_pdf_keeps_its_pages_and_loses_everything_else():
    telling = telling_pdf()
    assert SECRET in told(telling)
    clean = stripped_pdf(telling)
    assert SECRET not in told(clean)
    assert "第一页" in PdfReader(io.BytesIO(clean)).pages[0].extract_text()
    assert "/DCTDecode" in told(clean)
    assert stripped_pdf(telling) == clean


def test_a_pdf_whose_names_lie_under_movable_frames_is_refused():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(["张三"]))))
    writer.add_annotation(0, FreeText(text=SECRET, rect=(50, 50, 200, 100)))
    made = io.BytesIO()
    writer.write(made)
    with pytest.raises(NotUnderstood, match="遮不住"):
        stripped_pdf(made.getvalue())


def test_links_in_a_pdf_are_no_reason_to_refuse_it():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(["一"]))))
    writer.add_annotation(0, Link(url=f"https://example.org/{SECRET}", rect=(50, 50, 200, 100)))
    made = io.BytesIO()
    writer.write(made)
    assert SECRET not in told(stripped_pdf(made.getvalue()))


def test_a_locked_or_broken_pdf_is_refused_with_a_way_out():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(["一"]))))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    for content in (locked.getvalue(), b"%PDF-1.4\nnothing", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"):
        with pytest.raises(NotUnderstood, match="打印成新的 PDF"):
            stripped_pdf(content)


def test_a_word_document_loses_author_company_preview_and_what_its_photos_tell():
    clean = stripped_docx(word())
    with zipfile.ZipFile(io.BytesIO(clean)) as packed:
        names = packed.namelist()
        assert all(SEEN not in packed.read(name) for name in names)
        assert b"thumbnail" not in packed.read("_rels/.rels") and b"word/document.xml" in packed.read("_rels/.rels")
    assert "docProps/thumbnail.jpeg" not in names and "word/media/image1.jpeg" in names
    assert stripped_docx(clean) == clean


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (word('<w:p><w:del w:author="x"><w:r/></w:del></w:p>'), "修订"),
        (word('<w:p><w:ins w:author="x"><w:r/></w:ins></w:p>'), "修订"),
        (word("<w:p><w:r><w:rPr><w:vanish/></w:rPr></w:r></w:p>"), "隐藏"),
        (word(**{"word/comments.xml": SEEN}), "批注"),
        (word(**{"word/embeddings/sheet.xlsx": SEEN}), "嵌有"),
        (word(**{"customXml/item1.xml": SEEN}), "嵌有"),
        (word("<w:p>"), "读不完整"),
    ],
    ids=["deleted", "inserted", "hidden", "comments", "embedded", "custom", "broken"],
)
def test_a_word_document_with_words_that_are_not_on_the_page_is_refused(content, words):
    with pytest.raises(NotUnderstood, match=words):
        stripped_docx(content)


def test_what_hangs_behind_a_photo_goes_and_every_scan_stays():
    progressive = (
        jpg()[:-2] + b"\xff\x00\xff\xd3" + segment(0xC4, b"table") + segment(0xDA, b"\1\1\0") + b"more\xff\xd9"
    )
    assert stripped_jpg(progressive + SEEN + b"\xff\xd9") == progressive
    assert SEEN not in stripped_jpg(jpg(segment(0xE2, b"MPF\0" + SEEN)))
    assert b"ICC_PROFILE" in stripped_jpg(jpg(segment(0xE2, b"ICC_PROFILE\0\1\1")))


def test_an_ofd_cannot_be_cleaned_and_is_refused():
    with pytest.raises(NotUnderstood, match="OFD"):
        cleaned_copy(OFD, b"PK")


@pytest.mark.django_db
def test_the_copy_is_cleaned_at_upload_and_the_original_stays_byte_for_byte():
    from records.services.evidence import evidence_add

    with clock.override(date(2026, 9, 20)):
        clerk = make_user()
        decision = make_decision(section=clerk.section)
        record = make_record(subject=decision.subject, source_type="decision", source_id=decision.pk)
        content = telling_pdf()
        original = evidence_add(actor=clerk, record=record, content=content, filename="a.pdf", title="决定书")
        assert original.file.read() == content
        with pytest.raises(Exception, match="完全相同"):
            evidence_add(
                actor=clerk, record=record, content=content, filename="a.pdf", title="决定书", variant="redacted"
            )
        copy = evidence_add(
            actor=clerk,
            record=record,
            content=content + b"\n",
            filename="b.pdf",
            title="决定书",
            variant="redacted",
            redacted_of=original,
        )
        kept = copy.file.read()
        assert SECRET not in told(kept)
        assert (copy.sha256, copy.size) == (hashlib.sha256(kept).hexdigest(), len(kept))
