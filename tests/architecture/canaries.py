"""Numbers and homes of persons put into every place where somebody can type, and looked for in everything that comes out.

A new table or column is seeded by itself: every text of the business apps that is neither a choice nor a key. What is entered by the
keepers of the system (names of sections, standards, templates) and what the machine writes (digests, paths, snapshots) is left out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Left
from pypdf import PdfReader
from pypdf.errors import PyPdfError

NUMBER, PHONE, HOME = "500237199001011231", "13983271234", "巫山县平湖西路隐秘巷七号"
TYPED = f"（{NUMBER}，{PHONE}）"
SUNG = (
    NUMBER,
    PHONE,
    HOME,
    NUMBER.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    NUMBER[:17],
    PHONE[:9],
)
BUSINESS = ("records", "publicity", "supervision", "members", "commitments", "objections", "repair", "exchange")
#: Tables of the keepers: law, standards, catalogues, forms of letters. No clerk types persons into them.
KEPT = {
    *("records.catalogueedition", "records.catalogueitem", "records.ruleversion", "records.periodrule"),
    *("publicity.decisionkind", "publicity.standardedition", "publicity.fieldspec", "publicity.documentseries"),
    *("commitments.certifiedmatter", "commitments.promisetemplate", "exchange.idempotencykey"),
}
#: What the machine writes or compares by: it must stay as it is for the bureau to work at all.
WRITTEN = (
    "sha256", "digest", "hash", "key", "code", "file", "pdf", "pinyin", "initials", "search_text", "uscc", "licence", "type",
    "number", "authority", "party_code", "kind", "task_id", "sheet", "verify", "version",
)  # fmt: skip
#: Names are shown in every list; a number typed into one is refused at each entry (tested beside the rules), so none can be there.
NAMES = ("name", "party_name", "legal_representative", "requested_by")
SHORTEST = 60
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def seed() -> dict[str, int]:
    """Put the canaries everywhere; gives column → rows, 0 where the table refuses every change (it is written by the machine alone)."""
    from records.choices import PERSON_KINDS
    from records.models import Subject

    planted = {f"{model._meta.label_lower}.{field.name}": _plant(model, field) for model, field in places()}
    Subject.objects.filter(kind__in=PERSON_KINDS).update(address=HOME, id_number=NUMBER)
    planted["publicity.decision.data"] = _plant_fields()
    return planted


def places() -> Iterator[tuple[type[models.Model], models.Field]]:
    """Every column into which somebody types."""
    for model in apps.get_models():
        meta = model._meta
        if meta.app_label not in BUSINESS or meta.proxy or not meta.managed or meta.label_lower in KEPT:
            continue
        if meta.model_name.endswith("event") and any(field.name == "pgh_id" for field in meta.fields):
            continue
        yield from ((model, field) for field in meta.concrete_fields if _is_typed(field))


def _is_typed(field: models.Field) -> bool:
    if type(field) not in (models.CharField, models.TextField) or field.choices or field.unique or field.primary_key:
        return False
    if field.name in NAMES:
        return False
    return (field.max_length or SHORTEST) >= SHORTEST and not any(word in field.name for word in WRITTEN)


def _plant(model: type[models.Model], field: models.Field) -> int:
    rest = (field.max_length or 10_000) - len(TYPED)
    text = Concat(Value(TYPED), Left(F(field.name), rest), output_field=models.TextField())
    try:
        with transaction.atomic():
            return model._base_manager.exclude(**{field.name: ""}).update(**{field.name: text})
    except DatabaseError:
        return 0


def _plant_fields() -> int:
    """Into the national fields of every decision."""
    from publicity.models import Decision, FieldSpec

    free = set(FieldSpec.objects.filter(type="multiline").values_list("code", flat=True))
    rows = list(Decision.objects.only("pk", "data"))
    for row in rows:
        row.data = {code: f"{TYPED}{value}" if code in free and value else value for code, value in row.data.items()}
    return Decision.objects.bulk_update(rows, ["data"], batch_size=500)


def heard(response: Any) -> list[str]:
    """What an answer tells: its address, its headers, its text; of packed files every part."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    head = "\n".join(f"{name}: {value}" for name, value in response.items())
    return [head, *texts_of(body)]


def texts_of(body: bytes) -> Iterator[str]:
    """The texts in a file of any kind we hand out."""
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            for name in packed.namelist():
                yield name
                yield from texts_of(packed.read(name))
    elif body.startswith(b"%PDF-"):
        yield from _pdf_texts(body)
    else:
        text = body.decode("utf-8", "replace")
        yield text
        if "\\u" in text:
            yield _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _pdf_texts(body: bytes) -> Iterator[str]:
    """What a PDF says of itself and on its pages; of one that no reader opens, its bytes."""
    yield body.decode("latin-1")
    try:
        reader = PdfReader(io.BytesIO(body))
        yield str(reader.metadata)
        yield "\n".join(page.extract_text() for page in reader.pages)
    except PyPdfError:
        return


def singing(texts: list[str]) -> list[str]:
    """The canaries in the texts, by name only: no message of a test repeats more than is needed."""
    return sorted({canary for canary in SUNG for text in texts if canary in text})
