"""Lines of a package of calls: read and judged as a whole before the first is made. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import orjson

from notifications.exchange.archives import is_evidence
from notifications.exchange.calling import API, Call
from notifications.exchange.formats import Malformed

MOST_LINES = 5_000
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
HEADERS = ("Idempotency-Key", "If-Match", "If-None-Match")
FIELDS = frozenset({"method", "path", "headers", "body", "form", "files"})
LONGEST_HEADER = 255
_PATH = re.compile(r"/api/v1/[\w\-./~%?=&+,:@!$'()*;]*", re.ASCII)


@dataclass(frozen=True)
class Line:
    """One call as it was written. ``files``: form field → member of the zip."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    form: dict[str, str]
    files: dict[str, str]


def read_lines(content: bytes, members: Collection[str]) -> list[Line]:
    """Every line; ``Malformed`` names the first that is none, and then nothing at all is done."""
    rows = content.splitlines()
    if not rows:
        raise Malformed("requests.jsonl 里没有内容，请核对后重新制作。")
    if len(rows) > MOST_LINES:
        raise Malformed(f"一个包最多 {MOST_LINES} 条，请分成几个包，按顺序上传。")
    return [_line(row, number, members) for number, row in enumerate(rows, 1)]


def call_of(line: Line, number: int, package: UUID, members: Mapping[str, bytes]) -> Call:
    """The call. Where the line has no ``Idempotency-Key`` it gets one of its own, the same at each attempt."""
    headers = {"Idempotency-Key": f"file-{package}-{number}"} | line.headers
    if not line.form and not line.files:
        body = b"" if line.body is None else orjson.dumps(line.body)
        return Call(line.method, line.path, headers, body)
    boundary = f"luodi-{package.hex}-{number}"
    return Call(
        line.method, line.path, headers, _form(line, members, boundary), f"multipart/form-data; boundary={boundary}"
    )


def _line(row: bytes, number: int, members: Collection[str]) -> Line:
    try:
        said = orjson.loads(row)
    except orjson.JSONDecodeError as broken:
        raise Malformed(f"第 {number} 行不是合法的 JSON，请更正后重新制作。") from broken
    if not isinstance(said, dict) or not set(said) <= FIELDS:
        raise Malformed(f"第 {number} 行只能有 method、path、headers、body、form、files，请更正后重新制作。")
    if said.get("method") not in METHODS:
        raise Malformed(f"第 {number} 行的 method 应为 {'、'.join(METHODS)} 之一。")
    line = Line(
        said["method"],
        _path(said.get("path"), number),
        _texts(said.get("headers", {}), number, "headers"),
        said.get("body"),
        _texts(said.get("form", {}), number, "form"),
        _texts(said.get("files", {}), number, "files"),
    )
    _check(line, number, members)
    return line


def _path(path: Any, number: int) -> str:
    """An address of the API as a client would send it: nothing that is resolved to another one."""
    if not isinstance(path, str) or not _PATH.fullmatch(path) or len(path) > 2_000:
        raise Malformed(f"第 {number} 行的 path 应以 {API} 开头，不带主机名；其他地址不能通过文件办理。")
    decoded = unquote(path.partition("?")[0])
    steps = decoded.split("/")
    if ".." in steps or "." in steps or "//" in decoded or "\\" in decoded or not decoded.isprintable():
        raise Malformed(f"第 {number} 行的 path 含有 .. 或重复的斜线，请写成完整的接口地址。")
    return path


def _texts(value: Any, number: int, name: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise Malformed(f"第 {number} 行的 {name} 应为名称与文字的对象，请更正后重新制作。")
    return dict(value)


def _check(line: Line, number: int, members: Collection[str]) -> None:
    for name, text in line.headers.items():
        if name not in HEADERS or not text.isprintable() or len(text) > LONGEST_HEADER:
            raise Malformed(f"第 {number} 行的 headers 只能有 {'、'.join(HEADERS)}，且不超过 {LONGEST_HEADER} 个字符。")
    if line.body is not None and (line.form or line.files):
        raise Malformed(f"第 {number} 行既有 body 又有 form 或 files，请只用一种。")
    for name in (*line.form, *line.files):
        if not name.isidentifier() or not name.isascii():
            raise Malformed(f"第 {number} 行的 form、files 字段名“{name[:40]}”不对，请按接口文档填写。")
    for member in line.files.values():
        if not is_evidence(member) or member not in members:
            raise Malformed(f"第 {number} 行引用的材料“{member[:60]}”不在包里，请放到 evidence/ 下重新制作。")


def _form(line: Line, members: Mapping[str, bytes], boundary: str) -> bytes:
    """RFC 7578. Names were checked: no quote and no line break can be in them."""
    parts = []
    for name, text in line.form.items():
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode())
    for name, member in line.files.items():
        filename = member.rpartition("/")[2]
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + members[member] + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode()
