"""Papers: known by their bytes, stripped of what they tell, never reachable by a guess, original never public."""

import hashlib
import io
import struct
import zipfile
import zlib
from datetime import date
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.utils import InternalError

from audit.models import Access
from core import clock
from core.errors import DomainError, Duplicate, Forbidden, InvalidTransition, NotUnderstood
from core.papers.metadata import stripped_jpg, stripped_png
from core.papers.sniffing import MAX_BYTES, sniff
from records.models import Evidence
from records.papers.pdf import stripped_pdf
from records.services.evidence import evidence_add, evidence_withdraw
from records.services.records import record_suspend
from tests.factories import make_decision, make_record, make_section, make_user
from wushan_credit.demo.papers import pdf

ON = date(2026, 9, 20)
PDF = pdf(["original"])
GPS = b"GPS-29.07N-109.88E"


def packed(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


DOCX, OFD = packed("[Content_Types].xml", "word/document.xml"), packed("OFD.xml", "Doc_0/Document.xml")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*extra: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    )


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int) -> bytes:
    tiff = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    return segment(0xE1, b"Exif\0\0" + tiff + GPS)


def jpg(*extra: bytes) -> bytes:
    return b"\xff\xd8" + segment(0xE0, b"JFIF\0\1\1") + b"".join(extra) + segment(0xDA, b"\1\1\0") + b"picture\xff\xd9"


@pytest.fixture(autouse=True)
def _september():
    with clock.override(ON):
        yield


@pytest.fixture
def clerk(db):
    return make_user(section=make_section("legal-affairs"))


@pytest.fixture
def record(clerk):
    decision = make_decision(section=clerk.section)
    return make_record(subject=decision.subject, source_type="decision", source_id=decision.pk)


def add(clerk, record, content=PDF, filename="决定书.pdf", title="行政处罚决定书", **more):
    return evidence_add(actor=clerk, record=record, content=content, filename=filename, title=title, **more)


@pytest.mark.parametrize(
    ("content", "code"),
    [(PDF, "pdf"), (png(), "png"), (jpg(), "jpg"), (DOCX, "docx"), (OFD, "ofd")],
    ids=["pdf", "png", "jpg", "docx", "ofd"],  # an archive's bytes carry the time at which it was made
)
def test_a_file_is_known_by_its_bytes(content, code):
    assert sniff(content).code == code


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90program", b"<html>", packed("a.txt"), packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
     b"PK\x03\x04broken", PDF + b" " * MAX_BYTES],
    ids=["empty", "program", "page", "archive", "macro", "broken", "too big"],
)  # fmt: skip
def test_every_other_file_is_refused_with_a_reason(content):
    with pytest.raises(NotUnderstood) as caught:
        sniff(content)
    assert caught.value.field == "file"


def test_a_program_named_like_a_paper_is_refused(clerk, record):
    with pytest.raises(NotUnderstood):
        add(clerk, record, b"MZ\x90program", "决定书.pdf")
    assert not Evidence.objects.exists()


def test_a_photo_loses_place_and_author_and_keeps_the_way_it_is_turned():
    stripped = stripped_jpg(jpg(exif(6), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + GPS), segment(0xFE, GPS)))
    assert GPS not in stripped and b"JFIF" in stripped and stripped.endswith(b"picture\xff\xd9")
    assert struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0) in stripped
    assert b"Exif" not in stripped_jpg(jpg(exif(1)))
    shot = stripped_png(png(chunk(b"eXIf", GPS), chunk(b"tEXt", GPS)) + GPS)
    assert shot == png()


def test_a_picture_that_breaks_off_is_refused():
    for content, strip in ((png()[:-6], stripped_png), (jpg()[:12], stripped_jpg)):
        with pytest.raises(NotUnderstood):
            strip(content)


def test_a_paper_is_kept_under_a_path_that_tells_nothing(clerk, record):
    paper = add(clerk, record, PDF, "500237199001011234 决定书.docx")
    assert paper.sha256 == hashlib.sha256(PDF).hexdigest() and paper.size == len(PDF)
    assert paper.media_type == "application/pdf" and paper.filename.endswith(".pdf")
    assert "500237199001011234" not in paper.filename + paper.file.name
    assert str(record.pk) not in paper.file.name.split("/") and paper.file.read() == PDF


def test_the_same_file_twice_is_named(clerk, record):
    add(clerk, record)
    with pytest.raises(Duplicate, match="行政处罚决定书"):
        add(clerk, record, title="另一个名称")
    with pytest.raises(DomainError, match="没有隐去"):
        add(clerk, record, variant="redacted")


def test_nobody_without_the_right_adds_or_withdraws(clerk, record):
    leader = make_user("局领导")
    with pytest.raises(Forbidden):
        add(leader, record)
    with pytest.raises(Forbidden):
        evidence_withdraw(actor=leader, evidence=add(clerk, record), reason="传错了文件")


def test_another_sections_clerk_neither_adds_nor_takes_out_a_paper(clerk, record):
    other, paper = make_user(section=make_section("approval")), add(clerk, record)
    with pytest.raises(Forbidden, match="其他科室"):
        add(other, record, PDF + b" ")
    with pytest.raises(Forbidden, match="其他科室"):
        evidence_withdraw(actor=other, evidence=paper, reason="传错了文件")
    assert Evidence.objects.get().withdrawn_at is None


def test_a_paper_is_never_changed_only_withdrawn_once(clerk, record):
    paper = add(clerk, record)
    with pytest.raises(InternalError), transaction.atomic():
        Evidence.objects.filter(pk=paper.pk).update(title="改名")
    with pytest.raises(InternalError), transaction.atomic():
        Evidence.objects.filter(pk=paper.pk).delete()
    evidence_withdraw(actor=clerk, evidence=paper, reason="传错了文件")
    with pytest.raises(InvalidTransition):
        evidence_withdraw(actor=clerk, evidence=paper, reason="传错了文件")
    with pytest.raises(InternalError), transaction.atomic():
        Evidence.objects.filter(pk=paper.pk).update(withdrawn_reason="另一个理由")
    assert add(clerk, record).pk != paper.pk


def test_the_public_gets_the_redacted_copy_while_its_record_is_public(client, clerk, record):
    original = add(clerk, record)
    copy = add(clerk, record, pdf(["redacted"]), variant="redacted", redacted_of=original)
    assert client.get(f"/papers/{original.public_id}/").status_code == 404
    answer = client.get(f"/papers/{copy.public_id}/")
    assert (
        b"".join(answer.streaming_content) == stripped_pdf(pdf(["redacted"])) and answer["Cache-Control"] == "no-store"
    )
    page = client.get(f"/decisions/{record.public_id}/").content.decode()
    assert str(copy.public_id) in page and str(original.public_id) not in page
    record_suspend(actor=clerk, record=record, reason="当事人提出异议，核查中")
    assert client.get(f"/papers/{copy.public_id}/").status_code == 404
    for guess in (uuid4(), "1", "../etc/passwd"):
        assert client.get(f"/papers/{guess}/").status_code == 404


def state_purpose(client, subject):
    return client.post(
        f"/admin/records/subjects/{subject.pk}/file/",
        {"purpose": "supervision", "matter": "巫司检〔2026〕7号", "purpose_gate": "1"},
    )


def test_an_original_needs_right_section_and_purpose(client, clerk, record):
    paper = add(clerk, record)
    url = f"/admin/records/evidence/{paper.public_id}/"
    client.force_login(clerk)
    assert client.get(url).status_code == 403
    state_purpose(client, record.subject)
    assert b"".join(client.get(url).streaming_content) == PDF
    look = Access.objects.filter(deed="download").get()
    assert (look.object_id, look.purpose, look.matter) == (str(record.subject_id), "日常监管", "巫司检〔2026〕7号")
    client.force_login(make_user("审计员"))
    assert client.get(url).status_code == 403


def test_a_paper_of_another_sections_secret_record_is_not_there(client, clerk, record):
    hidden = make_record(
        subject=record.subject, disclosure="withheld", source_type="decision",
        source_id=make_decision(section=clerk.section, subject=record.subject).pk,
    )  # fmt: skip
    paper = add(clerk, hidden)
    client.force_login(make_user(section=make_section("approval")))
    state_purpose(client, record.subject)
    assert client.get(f"/admin/records/evidence/{paper.public_id}/").status_code == 404
    assert client.get(f"/admin/records/evidence/{uuid4()}/").status_code == 404
