"""What a file really is, by its first bytes: the name says little (xlsx named .xls, web pages named .xls, XML named .xlsx)."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from core.errors import NotUnderstood
from core.sheets.guards import ZIP_ERRORS

Kind = Literal["xlsx", "xls", "ods", "spreadsheetml", "csv"]

_SAVE_AS = "请用 Excel 或 WPS 打开后“另存为” .xlsx 格式，再重新上传。"

_LABELS: dict[Kind, str] = {
    "xlsx": ".xlsx",
    "xls": "旧版 .xls",
    "ods": ".ods",
    "spreadsheetml": "XML 表格",
    "csv": "CSV 文本",
}
_EXPECTED: dict[str, tuple[Kind, ...]] = {
    "xlsx": ("xlsx",), "xlsm": ("xlsx",), "xls": ("xls",), "et": ("xls",), "ods": ("ods",), "csv": ("csv",), "txt": ("csv",), "xml": ("spreadsheetml",),
}  # fmt: skip

_FOREIGN = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"{\\rtf", "RTF 文档"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08]\x00")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta)\b", re.I)


def sniff(data: bytes) -> Kind:
    """The kind of table in `data`. NotUnderstood, in words, for everything that is no table or cannot be opened."""
    if not data.strip(b"\x00\r\n\t "):
        raise _refuse("empty", "文件是空的，没有任何内容。请确认选对了文件后重新上传。")
    for magic, name in _FOREIGN:
        if data.startswith(magic):
            raise _refuse("not_a_table", f"这是{name}，不是表格，无法读取。请上传填好的 Excel 表格（.xlsx）。")
    if data.startswith(b"PK"):
        return _sniff_zip(data)
    if data.startswith(_OLE):
        return _sniff_ole(data)
    if _BIFF.match(data):
        raise _refuse("too_old", f"这是 Excel 5.0 以前的旧格式，无法读取。{_SAVE_AS}")
    return _sniff_text(data)


def mismatch_note(kind: Kind, filename: str) -> str:
    """A remark when the extension and the content differ; "" when they fit or there is no extension."""
    extension = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if extension not in _EXPECTED or kind in _EXPECTED[extension]:
        return ""
    return f"文件扩展名是 .{extension}，内容实际是 {_LABELS[kind]}，已按实际内容读取。"


def _refuse(code: str, message: str) -> NotUnderstood:
    return NotUnderstood(message, code=f"file_{code}", field="file")


def _sniff_zip(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names and _small(archive, "mimetype") else b""
    except ZIP_ERRORS as error:
        raise _refuse("damaged", f"文件已损坏，可能没有下载或上传完整。请重新下载或{_SAVE_AS[1:]}") from error
    lowered = {name.lower().replace("\\", "/") for name in names}
    if "xl/workbook.xml" in lowered:
        return "xlsx"
    if "xl/workbook.bin" in lowered:
        raise _refuse("binary_workbook", f"这是二进制工作簿（.xlsb），无法读取。{_SAVE_AS}")
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    if any(name.startswith("word/") for name in lowered):
        raise _refuse("not_a_table", "这是 Word 文档，不是表格，无法读取。请上传填好的 Excel 表格（.xlsx）。")
    raise _refuse("not_a_table", "这是压缩包，不是表格，无法读取。请先解压，再上传其中的 Excel 表格。")


def _small(archive: zipfile.ZipFile, name: str) -> bool:
    return archive.getinfo(name).file_size < 1000


def _sniff_ole(data: bytes) -> Kind:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise _refuse("encrypted", "文件设置了打开密码，无法读取。请在 Excel 或 WPS 中去掉密码后保存，再重新上传。")
    if holds("Workbook") or holds("Book"):
        return "xls"
    if holds("WordDocument"):
        raise _refuse("not_a_table", "这是 Word 文档，不是表格，无法读取。请上传填好的 Excel 表格（.xlsx）。")
    raise _refuse("damaged", f"文件已损坏或不是 Excel 表格，无法读取。{_SAVE_AS}")


def _sniff_text(data: bytes) -> Kind:
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    head = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return "spreadsheetml"
    if _HTML.search(head[:2048]) and head.startswith(b"<"):
        raise _refuse("web_page", f"这是网页格式的表格，扩展名虽像 Excel，内容不是，无法可靠读取。{_SAVE_AS}")
    if head.startswith(b"<?xml"):
        raise _refuse("not_a_table", f"这是 XML 文件，但不是 Excel 的 XML 表格，无法读取。{_SAVE_AS}")
    if b"\x00" in data[:65536] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refuse("not_a_table", "这不是表格文件，无法读取。请上传填好的 Excel 表格（.xlsx）。")
    return "csv"
