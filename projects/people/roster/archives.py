"""Is this xlsx one that may be opened? Decided before a spreadsheet library sees a byte of it.

An xlsx is a zip of XML. The parts that matter are unpacked within fixed bounds, whatever the zip says of itself, walked
by a streaming parser that stops at the first thing out of bounds, and packed anew: the reader gets only what was looked
at. Bounds after reliability.md 4.5 (OWASP file upload): a hostile file is refused within three seconds.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any
from xml.parsers import expat

from projects.errors import Invalid

MOST_BYTES = 20 * 1024 * 1024
MOST_ENTRIES = 1_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
MOST_ROWS = 20_000
MOST_COLUMNS = 100
HEAD_ROWS = 30
"""Title and header rows above the data do not count against ``MOST_ROWS``."""
MOST_ELEMENTS = 1_500_000
"""Elements of all parts together: twenty thousand rows with some thirty filled columns."""
MOST_TEXT = 2_000
"""Characters of one cell."""
MOST_TEXT_SHOWN = 100_000_000
"""Characters of all cells together, a shared text counted each time it is used."""

SPREADSHEET = "xl/workbook.xml"
_CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_WITHIN_TEXT = frozenset(
    ["r", "t", "v", "f", "rPr", "b", "i", "u", "sz", "color", "rFont", "family", "charset", "scheme", "vertAlign"]
)
"""Elements inside the text of one cell: it goes on through them."""
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OverflowError, RuntimeError),
    ValueError,  # a name that is no UTF-8, a place before the beginning
)
"""What zipfile says of a damaged file."""
_OLE = b"\xd0\xcf\x11\xe0"
_FORBIDDEN = {
    "vbaproject": "宏",
    "xl/externallinks": "指向其他文件的链接",
    "xl/macrosheets": "宏表",
    "xl/embeddings": "嵌入的对象",
    "xl/activex": "控件",
    "xl/connections": "外部数据连接",
}


class Hostile(Invalid):
    """The file is not opened."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, "file", "unsafe_file")


def sound_copy(content: bytes) -> bytes:
    """The XML parts of an xlsx, checked and packed anew. ``Hostile`` with a sentence for anything else."""
    if len(content) > MOST_BYTES:
        raise Hostile("文件超过20 MB，请拆成几个文件分别导入。")
    if content.startswith(_OLE):
        raise Hostile("这是旧版 .xls 或加了密码的文件，请在表格软件里去掉密码，另存为 .xlsx 再上传。")
    try:
        return _packed(_unpacked(content))
    except BROKEN as broken:
        raise Hostile("这不是完整的 .xlsx 文件，请在表格软件里打开、另存为 .xlsx 再上传。") from broken


def _unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        _check_entries(entries)
        wanted = [one for one in entries if one.filename.lower().endswith((".xml", ".rels"))]
        return {one.filename: _inflated(archive, one) for one in wanted}


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [one.filename for one in entries]
    if len(entries) > MOST_ENTRIES:
        raise Hostile("文件内部的部件超过1000个，不像一张名册，请把数据复制到模板里再上传。")
    unpacked, packed = sum(one.file_size for one in entries), sum(one.compress_size for one in entries)
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 1):
        raise Hostile("文件解开后过大，不予打开。请把数据复制到模板里再上传。")
    if len(set(names)) != len(names) or any(one.flag_bits & 1 for one in entries):
        raise Hostile("文件内部结构不正常，不予打开。请把数据复制到模板里再上传。")
    for name in names:
        for part, what in _FORBIDDEN.items():
            if part in name.lower():
                raise Hostile(f"文件含有{what}，不予打开。请把数据复制到模板里，另存为普通的 .xlsx 再上传。")
    if SPREADSHEET not in names:
        raise Hostile("这不是 .xlsx 工作簿，请用模板填写，或在表格软件里另存为 .xlsx 再上传。")


def _inflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of a part; ``Hostile`` when there are more than the zip says (its own words are not believed)."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Hostile("文件用了少见的压缩方式，不予打开。请另存为普通的 .xlsx 再上传。")
    with archive.open(entry) as part:
        data = part.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise zipfile.BadZipFile(entry.filename)
    return data


def _packed(parts: dict[str, bytes]) -> bytes:
    inspector = _Inspector()
    for data in parts.values():
        inspector.walk(data)
    inspector.check_amount()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return packed.getvalue()


def _no_doctype(*_said: Any) -> None:
    raise Hostile("文件含有 DTD 声明，不予打开。请把数据复制到模板里再上传。")


class _Inspector:
    """Walks every part alike, for any part can be made a sheet: how many elements, where cells are, how long texts.

    A cell stands where its address says, or after the one before.
    """

    def __init__(self) -> None:
        self._elements = self._cells = 0
        self._length = self._longest = 0
        self._row = self._column = 0

    def walk(self, data: bytes) -> None:
        """Parse one part, and stop at the first thing out of bounds."""
        self._row = self._column = self._length = 0
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(data, True)
        except expat.ExpatError as broken:
            raise zipfile.BadZipFile(str(broken)) from broken

    def check_amount(self) -> None:
        """One shared text in every cell is small in the file and huge in memory."""
        if self._cells * self._longest > MOST_TEXT_SHOWN:
            raise Hostile("表格的文字过多，不予打开。请拆成几个文件分别导入。")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise Hostile("表格过大，不予打开。请拆成几个文件分别导入。")
        local = name.rpartition(":")[2] if ":" in name else name
        if local in _WITHIN_TEXT:
            return
        self._length = 0
        if local == "c":
            self._cell(attributes.get("r", ""))
        elif local == "row":
            self._next_row(attributes.get("r", ""))

    def _text(self, text: str) -> None:
        self._length += len(text)
        if self._length > self._longest:
            self._longest = self._length
            if self._length > MOST_TEXT:
                raise Hostile(f"有单元格的文字超过{MOST_TEXT}个字，不像名册，请核对后再上传。")

    def _next_row(self, given: str) -> None:
        self._row = int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else self._row + 1
        self._column = 0
        self._check_place()

    def _cell(self, address: str) -> None:
        self._cells += 1
        found = _CELL.fullmatch(address)
        if found is None:
            self._column += 1
        else:
            self._row, self._column = int(found[2]), _number(found[1].upper())
        self._check_place()

    def _check_place(self) -> None:
        if self._row > MOST_ROWS + HEAD_ROWS or self._column > MOST_COLUMNS:
            raise Hostile(f"每张表最多{MOST_ROWS}行、{MOST_COLUMNS}列，请删去多余的行列或拆成几个文件。")


def _number(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
