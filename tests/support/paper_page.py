"""What a printed paper measures: the page of GB/T 9704 is 37 mm at the top, 28 mm at the left, a text block of 156 × 225 mm."""

import io
import re

import pypdf

MM = 25.4 / 72
LEFT, RIGHT, TOP, BOTTOM = 28, 210 - 26, 37, 297 - 35
LEAST_SIZE = 9  # smaller type stands in headers, footers and beside the QR code


def lines_of(content):
    """(page size in mm, [(x, baseline from the top, size)]) of everything printed in the text block."""
    found, sizes = [], set()
    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        height = float(page.mediabox.height)
        sizes.add((round(float(page.mediabox.width) * MM), round(height * MM)))

        def see(text, cm, tm, font, size, height=height):
            if text.strip() and size >= LEAST_SIZE and not re.fullmatch(r"— ?\d+ ?—", text.strip()):
                x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                found.append((x * MM, (height - y) * MM, size))

        page.extract_text(visitor_text=see)
    return sizes, found


def keeps_to_the_page(content):
    sizes, found = lines_of(content)
    assert sizes == {(210, 297)}
    assert abs(min(x for x, _, _ in found) - LEFT) <= 1
    assert max(x for x, _, _ in found) <= RIGHT + 1
    first = min(found, key=lambda line: line[1])
    assert -1 <= first[1] - TOP <= first[2] * MM + 1, "the first line hangs from the top of the block"
    assert max(y for _, y, _ in found) <= BOTTOM + 1
    assert max(size for _, _, size in found) == 22 and 16 in {round(size) for _, _, size in found}
