"""Sample documents: a one-page PDF and a PNG picture, both saying 示例材料 / SAMPLE on their face."""

from __future__ import annotations

import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

from projects.ledger.kinds import EvidenceKind

_PICTURES = frozenset({EvidenceKind.SITE_PHOTO, EvidenceKind.EQUIPMENT_PHOTO})
_GLYPHS = {
    "S": ("01110", "10001", "10000", "01110", "00001", "10001", "01110"),
    "A": ("01110", "10001", "10001", "11111", "10001", "10001", "10001"),
    "M": ("10001", "11011", "10101", "10101", "10001", "10001", "10001"),
    "P": ("11110", "10001", "10001", "11110", "10000", "10000", "10000"),
    "L": ("10000", "10000", "10000", "10000", "10000", "10000", "11111"),
    "E": ("11111", "10000", "10000", "11110", "10000", "10000", "11111"),
}


def paper(kind: str, project: str, word: str = "") -> SimpleUploadedFile:
    """The sample document of this kind for the project of this name; ``word`` makes it unlike others of the kind."""
    label = str(EvidenceKind(kind).label)
    name = "-".join(part for part in ("示例材料", label, word) if part)
    if kind in _PICTURES:
        return SimpleUploadedFile(f"{name}.png", PICTURE)
    lines = ["示例材料", label, project, *([word] if word else []), "仅供演示，无任何效力"]
    return SimpleUploadedFile(f"{name}.pdf", _pdf(lines))


def _picture(text: str, scale: int = 6, margin: int = 3) -> bytes:
    """``text`` in grey on white, ``scale`` pixels a dot."""
    dots = ["0".join(_GLYPHS[letter][row] for letter in text) for row in range(7)]
    blank = "0" * (len(dots[0]) + 2 * margin)
    canvas = [blank] * margin + ["0" * margin + line + "0" * margin for line in dots] + [blank] * margin
    lines = [b"".join((b"\x60" if dot == "1" else b"\xff") * scale for dot in line) for line in canvas]
    pixels = b"".join(b"\x00" + line for line in lines for _ in range(scale))
    header = struct.pack(">IIBBBBB", len(blank) * scale, len(canvas) * scale, 8, 0, 0, 0, 0)
    body = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(pixels, 9)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _pdf(lines: list[str]) -> bytes:
    """One A4 page in a standard Chinese font that readers bring along."""
    shown = " 0 -40 Td ".join(f"<{line.encode('utf-16-be').hex()}> Tj" for line in lines)
    content = f"BT /F1 24 Tf 72 740 Td {shown} ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer


PICTURE = _picture("SAMPLE")
