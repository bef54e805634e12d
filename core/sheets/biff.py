"""Measure an old .xls before the parser unfolds it: the records say where their cells stand, and a damaged one may say anything.

Only as much of the container (OLE2) and of the record stream (BIFF) is read as the measuring needs.
"""

from __future__ import annotations

import struct

_FREE = 0xFFFFFFF0  # this and everything above are marks, no sectors
_CELLS = frozenset((0x0006, 0x0203, 0x0204, 0x0205, 0x00D6, 0x00FD, 0x027E))
_MULTIPLE_NUMBERS = 0x00BD
_DIMENSIONS = 0x0200
_STRINGS = 0x00FC
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256
_STREAMS = ("workbook", "book")
_HEADER = struct.Struct("<HH")


class DamagedContainer(ValueError):
    """The container contradicts itself."""


def measure(data: bytes) -> tuple[int, int]:
    """(rows, columns) of the rectangle around all cells with content, over all sheets. DamagedContainer when it cannot be told."""
    try:
        return _measure_records(_Container(data).workbook())
    except (struct.error, IndexError) as error:
        raise DamagedContainer(str(error)) from error


def _measure_records(stream: bytes) -> tuple[int, int]:
    last_row = last_column = position = 0
    end = len(stream) - 4
    unpack = _HEADER.unpack_from
    while position <= end:
        kind, length = unpack(stream, position)
        if kind in _CELLS:
            row, column = unpack(stream, position + 4)
            last_row, last_column = max(last_row, row), max(last_column, column)
        elif kind == _MULTIPLE_NUMBERS:
            row, _ = unpack(stream, position + 4)
            (column,) = struct.unpack_from("<H", stream, position + 2 + length)
            last_row, last_column = max(last_row, row), max(last_column, column)
        elif kind == _DIMENSIONS:
            _check_dimensions(stream[position + 4 : position + 4 + length])
        elif kind == _STRINGS and struct.unpack_from("<I", stream, position + 8)[0] > len(stream):
            raise DamagedContainer("more strings than bytes")
        position += 4 + length
    return last_row + 1, last_column + 1


def _check_dimensions(body: bytes) -> None:
    """The parser reserves room for what this record announces."""
    first_row, end_row, first_column, end_column = struct.unpack_from("<IIHH" if len(body) >= 14 else "<HHHH", body)
    if not first_row <= end_row <= _MOST_ROWS or not first_column <= end_column <= _MOST_COLUMNS:
        raise DamagedContainer("dimensions")


class _Container:
    """The few parts of an OLE2 file that lead to the workbook stream."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if not 7 <= shift <= 16 or not 4 <= mini_shift <= shift:
            raise DamagedContainer("sector size")
        self.size, self.mini_size = 1 << shift, 1 << mini_shift
        (self.directory_start,) = struct.unpack_from("<I", data, 48)
        self.cutoff, self.mini_fat_start = struct.unpack_from("<II", data, 56)
        self.fat = self._numbers(b"".join(map(self._sector, self._fat_sectors())))

    def workbook(self) -> bytes:
        """The record stream."""
        directory = self._chain(self.directory_start)
        _, root_start, root_size = self._entry(directory, 0)
        for place in range(0, len(directory) - 127, 128):
            name, start, size = self._entry(directory, place)
            if name.lower() in _STREAMS:
                if size >= self.cutoff:
                    return self._chain(start)[:size]
                return self._mini_chain(start, self._chain(root_start)[:root_size])[:size]
        raise DamagedContainer("no workbook stream")

    def _entry(self, directory: bytes, place: int) -> tuple[str, int, int]:
        (length,) = struct.unpack_from("<H", directory, place + 64)
        name = directory[place : place + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", directory, place + 116)
        return name, start, size

    def _fat_sectors(self) -> list[int]:
        numbers = list(self._numbers(self.data[76:512]))
        place, count = struct.unpack_from("<II", self.data, 68)
        for _ in range(min(count, len(self.data) // self.size)):
            *more, place = self._numbers(self._sector(place))
            numbers += more
        return [n for n in numbers if n < _FREE]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        if number >= _FREE or start >= len(self.data):
            raise DamagedContainer("sector outside the file")
        return self.data[start : start + self.size]

    def _numbers(self, raw: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in self._links(start, self.fat))

    def _mini_chain(self, start: int, mini_stream: bytes) -> bytes:
        fat = self._numbers(self._chain(self.mini_fat_start))
        size = self.mini_size
        return b"".join(mini_stream[n * size : (n + 1) * size] for n in self._links(start, fat))

    def _links(self, number: int, fat: tuple[int, ...]) -> list[int]:
        links: list[int] = []
        while number < _FREE:
            links.append(number)
            if len(links) > len(fat):
                raise DamagedContainer("circular chain")
            number = fat[number]
        return links
