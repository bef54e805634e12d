"""Take out of a picture what it tells beside itself: place, time, device, author, comments (EXIF, XMP, IPTC, text)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from core.errors import NotUnderstood

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Only what is needed to show the picture rightly; text, EXIF, times and whatever a program has invented go.
_PNG_KEPT = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"hIST", b"sPLT", b"pHYs"),
    *(b"acTL", b"fcTL", b"fdAT", b"cICP", b"mDCV", b"cLLI"),
}  # fmt: skip
_PROFILE = b"ICC_PROFILE\0"
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
        if kind in _PNG_KEPT:
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
        elif _shows(marker, segment):
            kept.append(segment)
    if turned > 1:
        kept.insert(1, _only_orientation(turned))
    return b"".join(kept)


def _shows(marker: int, segment: bytes) -> bool:
    """Whether a segment is needed to show the picture: JFIF, colour profile, Adobe's colour transform, and the picture itself."""
    if marker == 0xE2:
        return segment[4 : 4 + len(_PROFILE)] == _PROFILE
    return marker in (0xE0, 0xEE) or not (0xE1 <= marker <= 0xEF or marker == 0xFE)


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and whole segment, one by one, each scan with its picture data; ends with the end of the picture, whatever hangs behind."""
    position = 2
    while True:
        if position + 2 > len(content) or content[position] != 0xFF:
            raise _broken()
        marker = content[position + 1]
        if marker == 0xFF:  # filling
            position += 1
            continue
        if marker == 0xD9:
            yield marker, content[position : position + 2]
            return
        end = position + 2 + int.from_bytes(content[position + 2 : position + 4], "big")
        if end > len(content) or end < position + 4:
            raise _broken()
        if marker == 0xDA:
            end = _end_of_scan(content, end)
        yield marker, content[position:end]
        position = end


def _end_of_scan(content: bytes, position: int) -> int:
    """Where the next marker stands: 0xFF followed by something that is neither a stuffed zero, a restart nor filling."""
    while True:
        position = content.find(b"\xff", position)
        if position < 0 or position + 1 >= len(content):
            raise _broken()
        follower = content[position + 1]
        if follower not in (0x00, 0xFF) and not 0xD0 <= follower <= 0xD7:
            return position
        position += 1 if follower == 0xFF else 2


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
