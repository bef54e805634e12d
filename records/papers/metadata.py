"""Take out of a picture what it tells beside itself: place, time, device, author, comments (EXIF, XMP, IPTC, text)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from core.errors import NotUnderstood

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_TELLING = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
# APP0 (JFIF), APP2 (colour profile) and APP14 (Adobe's colour transform) are needed to show the picture rightly.
_JPG_KEPT = {0xE0, 0xE2, 0xEE}
_ORIENTATION = 0x0112


def stripped_png(content: bytes) -> bytes:
    """The same picture without its telling chunks. Raises NotUnderstood when the file breaks off."""
    kept, position = [_PNG_SIGNATURE], len(_PNG_SIGNATURE)
    while position < len(content):
        head = content[position : position + 8]
        if len(head) < 8:
            raise _broken()
        length, kind = struct.unpack(">I4s", head)
        end = position + 12 + length
        if end > len(content):
            raise _broken()
        if kind not in _PNG_TELLING:
            kept.append(content[position:end])
        position = end
        if kind == b"IEND":  # whatever hangs behind the picture goes
            return b"".join(kept)
    raise _broken()


def stripped_jpg(content: bytes) -> bytes:
    """The same picture without EXIF, XMP, IPTC and comments; only the way it must be turned is kept."""
    kept, turned = [content[:2]], 0
    for marker, segment in _segments(content):
        if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
            turned = turned or _orientation(segment[10:])
        elif not (0xE1 <= marker <= 0xEF or marker == 0xFE) or marker in _JPG_KEPT:
            kept.append(segment)
    if turned > 1:
        kept.insert(1, _only_orientation(turned))
    return b"".join(kept)


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and whole segment, one by one; the picture itself (from start of scan on) comes as the last."""
    position = 2
    while True:
        if position + 4 > len(content) or content[position] != 0xFF:
            raise _broken()
        marker = content[position + 1]
        if marker == 0xFF:  # filling
            position += 1
            continue
        if marker == 0xDA:
            yield marker, content[position:]
            return
        end = position + 2 + int.from_bytes(content[position + 2 : position + 4], "big")
        if end > len(content) or end < position + 4:
            raise _broken()
        yield marker, content[position:end]
        position = end


def _orientation(tiff: bytes) -> int:
    """1 to 8, or 0 when the EXIF block does not say or cannot be read."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4) if order else (0,)
        (count,) = struct.unpack_from(f"{order}H", tiff, first) if first else (0,)
        for index in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + index * 12)
            if tag == _ORIENTATION:
                return value if 1 <= value <= 8 else 0
    except struct.error:
        return 0
    return 0


def _only_orientation(value: int) -> bytes:
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _broken() -> NotUnderstood:
    return NotUnderstood("图片不完整或已损坏，打不开。请重新拍照或扫描后上传。", code="E-FILE-04", field="file")
