"""What the files say: names, manifests, the text of a signature, receipts. Pure.

Each kind of file names its own format in what is signed, so that none can be taken for another under the same secret;
a signed request begins with its method, so it cannot be one of these either.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from projects.errors import Invalid
from projects.gateway.rendering import dumps
from projects.gateway.signing import HEADERS, Envelope, read_envelope

CHANGES = "luodi-exchange-changes/1"
RECEIPT = "luodi-exchange-receipt/1"
REQUESTS = "luodi-exchange-requests/1"
ANSWERS = "luodi-exchange-answers/1"

MANIFEST, SIGNATURE = "manifest.json", "signature.txt"
CHANGE_LINES, REQUEST_LINES, ANSWER_LINES = "changes.jsonl", "requests.jsonl", "answers.jsonl"


class Malformed(Invalid):
    """The file does not say what such a file says."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, "file", "malformed_file")


def sum_of(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def lines_of(rows: Iterable[Any]) -> bytes:
    """One JSON value a line."""
    return b"".join(dumps(row) + b"\n" for row in rows)


def read_object(content: bytes, what: str) -> dict[str, Any]:
    """A JSON object; ``Malformed`` for anything else. ``what``: its Chinese name."""
    try:
        value = json.loads(content.decode())
    except (ValueError, RecursionError) as broken:
        raise Malformed(f"{what}不是合法的 UTF-8 JSON，请重新制作。") from broken
    if not isinstance(value, dict):
        raise Malformed(f"{what}应为一个 JSON 对象，请重新制作。")
    return value


def files_listed(members: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Name, SHA-256 and size (bytes) of each member, as manifests list them."""
    return [{"name": name, "sha256": sum_of(data), "size": len(data)} for name, data in members.items()]


def check_files(manifest: Mapping[str, Any], members: Mapping[str, bytes]) -> None:
    """``Malformed`` unless the manifest lists exactly ``members``, each with the hash of its bytes."""
    listed = manifest.get("files")
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise Malformed("清单 manifest.json 缺少 files，请重新制作。")
    sums = {str(one.get("name")): one.get("sha256") for one in listed}
    if len(sums) != len(listed) or set(sums) != set(members):
        raise Malformed("包里的文件与清单 manifest.json 所列的不一致，请重新制作。")
    for name, data in members.items():
        if sums[name] != sum_of(data):
            raise Malformed(f"{name} 的内容与清单中的 SHA-256 不符：文件被改动或在介质上损坏，请重新拷贝后再上传。")


def signature_text(envelope: Envelope) -> bytes:
    """``signature.txt``: the three headers of Standard Webhooks, one a line."""
    values = (envelope.nonce, str(envelope.timestamp), " ".join(envelope.signatures))
    return "".join(f"{name}: {value}\n" for name, value in zip(HEADERS, values, strict=True)).encode()


def read_signature(text: bytes) -> Envelope:
    """What ``signature_text`` wrote; ``Malformed`` otherwise."""
    pairs = (line.partition(":") for line in text.decode("utf-8", "replace").splitlines())
    found = read_envelope({name.strip().lower(): value.strip() for name, _, value in pairs})
    if found is None:
        raise Malformed("signature.txt 应有 webhook-id、webhook-timestamp、webhook-signature 三行，签法见接入指南。")
    return found


def read_receipt(content: bytes) -> tuple[bytes, Envelope]:
    """A receipt file: the signed text, and its signature. The text is a JSON string, so that its bytes are exact."""
    outer = read_object(content, "回执")
    text = outer.get("content")
    envelope = read_envelope({name: str(outer.get(name, "")) for name in HEADERS})
    if not isinstance(text, str) or envelope is None:
        raise Malformed("回执应有 content、webhook-id、webhook-timestamp、webhook-signature，写法见接入指南。")
    try:
        return text.encode(), envelope
    except UnicodeEncodeError as broken:
        raise Malformed("回执的 content 里有不成对的代理字符，请重新出具。") from broken


def printable(text: str) -> str:
    """What every database can hold: no zero character, no half of a surrogate pair."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "�")


def number_of(values: Mapping[str, Any], name: str) -> int:
    """A whole number from 0 on; ``Malformed`` otherwise."""
    value = values.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise Malformed(f"{name} 应为整数，请重新制作。")
    return value
