"""What a visitor typed, understood: a name (or its pinyin), a code, or a document number. No database."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.errors import DomainError
from core.identifiers import docnumber
from core.masking import find_private
from core.search import bigrams, fold
from core.text import clean, clean_code
from records.search_keys import BAR

MAX_LENGTH = 100
NO_IDENTITY_NUMBERS = "这里不能用身份证号查询，请不要在网页上输入身份证号。查单位请用名称或统一社会信用代码，查执业人员请用姓名全名或执业证号。"
_CODE = re.compile(r"(?=.*\d)[0-9A-Z]{8,20}")
_DOCUMENT = re.compile(r"(?P<org>.*?)(?P<year>(?:19|20)\d\d)年?第?0*(?P<number>\d{1,6})号?")
_DOCUMENT_PART = re.compile(r"[罚许决字号函]|(?:19|20)\d\d")


@dataclass(frozen=True)
class Query:
    """kind: empty | name | code | document.

    text    as cleaned, to show again
    folded  for comparing; for a document number its end, for a code the code
    pairs   neighbouring characters, for the index
    exact   the document number in its one writing, when it is complete
    """

    kind: str
    text: str = ""
    folded: str = ""
    pairs: tuple[str, ...] = ()
    exact: str = ""

    @property
    def boxed(self) -> str:
        """The whole key: what a person's name must equal."""
        return f"{BAR}{self.folded}{BAR}"

    @property
    def may_be_document_part(self) -> bool:
        return _DOCUMENT_PART.search(self.text) is not None


def read(typed: str) -> Query:
    """Understand a query. DomainError (field q) when it is too short, too long, or an identity number."""
    text = clean(typed).replace(BAR, "")
    if not text:
        return Query("empty")
    if len(text) > MAX_LENGTH:
        raise DomainError(
            f"查询内容太长（{len(text)} 个字）。请只输入名称、统一社会信用代码或文号，最多 {MAX_LENGTH} 个字。",
            code="query_too_long", field="q",
        )  # fmt: skip
    folded = fold(text).replace("ü", "v")
    if len(folded) < 2:
        raise DomainError(
            "只输入一个字查不出结果：一个字匹配的单位太多。请至少输入名称中相连的两个字。",
            code="query_too_short",
            field="q",
        )
    code = clean_code(text)
    if _CODE.fullmatch(code):
        return _code(code)
    return _document(text, folded) or Query("name", text, folded, tuple(bigrams(folded)))


def _code(code: str) -> Query:
    if any(span.kind == "id" for span in find_private(code)):
        raise DomainError(NO_IDENTITY_NUMBERS, code="identity_number", field="q")
    return Query("code", code, code)


def _document(text: str, folded: str) -> Query | None:
    try:
        number = docnumber.normalise(text)
    except DomainError:
        return None
    if not number.irregular:
        return Query("document", text, fold(number.text), exact=number.text)
    match = _DOCUMENT.fullmatch(folded)
    if match:
        return Query("document", text, f"{match['org']}{match['year']}{match['number']}号")
    if folded.endswith("号") and any(map(str.isdecimal, folded)):
        return Query("document", text, folded, exact=number.text)
    return None
