"""Files for tests of evidence: honest ones, and ones that lie."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image

from tests.factories import JPEG, PDF

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
HTML = b"<!doctype html><html><body><script>document.title='owned'</script></body></html>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1528)
MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}


def picture(kind: str = "PNG", side: int = 40) -> bytes:
    """A real picture."""
    out = io.BytesIO()
    Image.radial_gradient("L").resize((side, side)).save(out, kind)
    return out.getvalue()


def archive(parts: dict[str, bytes], *, tight: bool = False) -> bytes:
    """A ZIP with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if tight else zipfile.ZIP_STORED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def office(kind: str = "docx", *, tight: bool = False, **more: bytes) -> bytes:
    """A small Office document; ``more``: further parts, ``__`` for the slash."""
    part, main = MAIN[kind]
    types = f'<Override ContentType="application/vnd.openxmlformats-officedocument.{main}.main+xml"/>'.encode()
    parts = {"[Content_Types].xml": types, part: b"<document/>"}
    return archive(parts | {name.replace("__", "/"): content for name, content in more.items()}, tight=tight)


def ole(stream: str, more: str = "") -> bytes:
    """An old Office container that names a stream."""
    return OLE + stream.encode("utf-16-le") + more.encode("utf-16-le") + bytes(512)


def png_of_size(width: int, height: int) -> bytes:
    """A PNG that says it is this large."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", zlib.compress(b"\0")) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


JAR = archive({"META-INF/MANIFEST.MF": b"Main-Class: Evil", "Evil.class": b"\xca\xfe\xba\xbe"})
BOMB = {f"word/{n}.xml": bytes(8 * 1024 * 1024) for n in range(4)}

REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "svg": ("图.svg", lambda: SVG),
    "svg called jpg": ("图.jpg", lambda: SVG),
    "svg called png": ("图.png", lambda: SVG),
    "html": ("页.html", lambda: HTML),
    "html called pdf": ("页.pdf", lambda: HTML),
    "html called jpeg": ("页.jpeg", lambda: HTML),
    "program": ("安装.exe", lambda: b"MZ" + bytes(100)),
    "program called pdf": ("安装.pdf", lambda: b"MZ" + bytes(100)),
    "script": ("run.sh", lambda: b"#!/bin/sh\nrm -rf /\n"),
    "gif": ("a.gif", lambda: b"GIF89a" + bytes(20)),
    "pdf behind html": ("a.pdf", lambda: HTML + PDF),
    "pdf behind zip": ("a.pdf", lambda: JAR + PDF),
    "pdf with html in its first lines": ("a.pdf", lambda: b"%PDF-1.4\n" + HTML + PDF),
    "pdf with html behind its end": ("a.pdf", lambda: PDF + HTML),
    "pdf with zip behind its end": ("a.pdf", lambda: PDF + JAR),
    "pdf cut off": ("a.pdf", lambda: PDF[:-8]),
    "jpeg with jar (GIFAR)": ("a.jpg", lambda: picture("JPEG") + JAR),
    "jpeg cut off": ("a.jpg", lambda: picture("JPEG", 400)[:-200]),
    "png with jar": ("a.png", lambda: picture() + JAR),
    "png with html behind its end": ("a.png", lambda: picture() + HTML),
    "png with a wrong checksum": ("a.png", lambda: picture()[:60] + b"\xff\xff" + picture()[62:]),
    "png of 4,000,000,000 pixels": ("a.png", lambda: png_of_size(80_000, 50_000)),
    "zip called docx": ("a.docx", lambda: JAR),
    "docx with macros": ("a.docx", lambda: office(**{"word__vbaProject.bin": b"x"})),
    "docm called docx": ("a.docx", lambda: archive({"[Content_Types].xml": b"ms-word.document.macroEnabled.main+xml",
                                                     "word/document.xml": b""})),
    "docx bomb": ("a.docx", lambda: archive(
        {"[Content_Types].xml": b"wordprocessingml.document.main+xml", **BOMB}, tight=True)),
    "docx that climbs": ("a.docx", lambda: archive({"[Content_Types].xml": b"", "../../etc/cron.d/x": b""})),
    "docx broken": ("a.docx", lambda: office()[:60]),
    "xlsx called docx": ("a.docx", lambda: office("xlsx")),
    "msi called doc": ("a.doc", lambda: ole("_MsiDatabase")),
    "doc with macros": ("a.doc", lambda: ole("WordDocument", "_VBA_PROJECT")),
    "eicar called pdf": ("a.pdf", lambda: EICAR),
    "eicar inside a pdf": ("a.pdf", lambda: PDF[:-6] + EICAR + b"\n%%EOF\n"),
    "no extension": ("合同", lambda: PDF),
    "nothing": ("a.pdf", lambda: b""),
    "program behind a pdf's name, turned round": ("合同\u202efdp.exe", lambda: b"MZ" + bytes(100)),
}  # fmt: skip
"""Name and content: never stored."""

CLEANED: dict[str, tuple[str, str]] = {
    "climbing": ("../../../etc/cron.d/passwd.pdf", "passwd.pdf"),
    "backslashes": ("..\\..\\windows\\系统.pdf", "系统.pdf"),
    "character zero": ("合同\x00.exe.pdf", "合同_exe.pdf"),
    "turned round": ("合同\u202efdp.pdf", "合同fdp.pdf"),
    "three hundred characters": ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    "two extensions": ("报告.html.pdf", "报告_html.pdf"),
    "a date stays": ("验收2026.11.18.pdf", "验收2026.11.18.pdf"),
}
"""Name as sent and as kept: stored, because the content is an honest PDF."""

HONEST: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "pdf": ("a.pdf", lambda: PDF, "application/pdf"),
    "jpg": ("a.JPG", lambda: JPEG, "image/jpeg"),
    "png": ("a.png", picture, "image/png"),
    "docx": ("a.docx", office, "wordprocessingml.document"),
    "xlsx": ("a.xlsx", lambda: office("xlsx"), "spreadsheetml.sheet"),
    "pptx": ("a.pptx", lambda: office("pptx"), "presentationml.presentation"),
    "doc": ("a.doc", lambda: ole("WordDocument"), "application/msword"),
    "xls": ("a.xls", lambda: ole("Workbook"), "application/vnd.ms-excel"),
}
