"""One penalty of the demo with its paper: the original and the redacted copy, both PDF made here."""

from __future__ import annotations

from accounts.models import User
from core import clock
from records.choices import EvidenceVariant
from records.models import CreditRecord
from records.services.evidence import evidence_add


def bring_papers(clerk: User) -> None:
    """Give the newest public penalty of an organisation its two papers; nothing when there is none."""
    public = CreditRecord.objects.public(clock.today()).filter(kind="penalty", party_is_person=False)
    record = public.newest().first()
    if record is None:
        return
    lines = ["演示文书 行政处罚决定书", record.document_number, f"当事人：{record.party_name}", f"事由：{record.title}"]
    original = evidence_add(
        actor=clerk,
        record=record,
        content=pdf([*lines, "联系人：演示人员"]),
        filename="行政处罚决定书.pdf",
        title="行政处罚决定书",
    )
    evidence_add(
        actor=clerk, record=record, content=pdf([*lines, "联系人：＊＊＊"]), filename="行政处罚决定书（脱敏）.pdf",
        title="行政处罚决定书", variant=EvidenceVariant.REDACTED, redacted_of=original,
    )  # fmt: skip


def pdf(lines: list[str]) -> bytes:
    """One A4 page of text lines, with the Chinese font that every reader brings along."""
    shown = " ".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -30 Td" for line in lines)
    stream = f"BT /F1 16 Tf 72 740 Td {shown} ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
        "/FontDescriptor 7 0 R/DW 1000>>",
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120"
        "/CapHeight 700/StemV 80>>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode("ascii")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + end.encode("ascii")
