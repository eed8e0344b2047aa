"""Files for a network without a line to Luodi: check a package of changes, write its receipt, make a package of calls.

Standard library only, Python 3.10 or newer; copy it as it is. The signing secret (``whsec_...``) stands in a file.

    python luodi_exchange.py check luodi-changes-3.zip --secret secret.txt --receipt receipt-3.json
    python luodi_exchange.py pack --client <id> --number 1 --secret secret.txt --to calls-1.zip requests.jsonl a.pdf
    python luodi_exchange.py answers luodi-answers-1.zip --secret secret.txt --of calls-1.zip
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import sys
import time
import uuid
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

CHANGES, RECEIPT = "luodi-exchange-changes/1", "luodi-exchange-receipt/1"
REQUESTS, ANSWERS = "luodi-exchange-requests/1", "luodi-exchange-answers/1"


class Wrong(Exception):
    """The file is not to be used."""


def mac(secret: str, nonce: str, timestamp: str, content: bytes) -> str:
    """One signature of Standard Webhooks."""
    key = base64.b64decode(secret.strip().removeprefix("whsec_"))
    digest = hmac.new(key, f"{nonce}.{timestamp}.".encode() + content, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def signed(secret: str, content: bytes) -> dict[str, str]:
    """The three values of a new signature."""
    nonce, timestamp = uuid.uuid4().hex, str(int(time.time()))
    return {
        "webhook-id": nonce,
        "webhook-timestamp": timestamp,
        "webhook-signature": mac(secret, nonce, timestamp, content),
    }


def opened(path: Path, secret: str, wanted: str) -> tuple[dict[str, Any], dict[str, bytes], str]:
    """Manifest, files, and the SHA-256 of the manifest; ``Wrong`` unless signature and every hash are right."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = files.pop("manifest.json")
    lines = (line.partition(":") for line in files.pop("signature.txt").decode().splitlines())
    said = {name.strip(): value.strip() for name, _, value in lines}
    expected = mac(secret, said["webhook-id"], said["webhook-timestamp"], manifest)
    if not any(hmac.compare_digest(expected, one) for one in said["webhook-signature"].split()):
        raise Wrong("the signature was not made with this secret")
    told = json.loads(manifest)
    if told["format"] != wanted:
        raise Wrong(f"this is a {told['format']}, not a {wanted}")
    if {one["name"] for one in told["files"]} != set(files):
        raise Wrong("the files are not those of the manifest")
    for one in told["files"]:
        if hashlib.sha256(files[one["name"]]).hexdigest() != one["sha256"]:
            raise Wrong(f"{one['name']} was altered or damaged: copy it again")
    return told, files, hashlib.sha256(manifest).hexdigest()


def rows(content: bytes) -> list[Any]:
    """The values of a .jsonl file."""
    return [json.loads(line) for line in content.splitlines()]


def apply(mirror: dict[str, dict[str, Any]], manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    """Bring a mirror (kind → id → object) up to date. To do it twice does no harm."""
    for name, content in files.items():
        folder, _, kind = name.removesuffix(".jsonl").rpartition("/")
        if folder in ("lists", "snapshot"):
            mirror[kind] = {one["id"]: one for one in rows(content)}
    for change in rows(files.get("changes.jsonl", b"")):
        kind, key = change["object"]["kind"], change["object"]["id"]
        if change["data"] is not None:
            mirror.setdefault(kind, {})[key] = change["data"]
            continue
        mirror.get(kind, {}).pop(key, None)  # project.left: it goes with its record and its claims
        for other in (mirror.get("transition", {}), mirror.get("claim", {})):
            for gone in [pk for pk, one in other.items() if one["project"] == key]:
                del other[gone]


def receipt(manifest: Mapping[str, Any], sha256: str, secret: str, errors: Iterable[str] = ()) -> bytes:
    """The file that is carried back once the mirror is up to date."""
    content = json.dumps(
        {
            "format": RECEIPT,
            "client": manifest["client"],
            "number": manifest["number"],
            "manifest_sha256": sha256,
            "count": manifest["count"],
            "taken_at": datetime.now(UTC).isoformat(),
            "errors": list(errors),
        },
        ensure_ascii=False,
    )
    return json.dumps({"content": content, **signed(secret, content.encode())}, ensure_ascii=False).encode()


def packed(client: str, number: int, requests: bytes, evidence: Mapping[str, bytes], secret: str) -> dict[str, bytes]:
    """The files of a package of calls, by name."""
    files = {"requests.jsonl": requests, **{f"evidence/{name}": data for name, data in evidence.items()}}
    manifest = json.dumps(
        {
            "format": REQUESTS,
            "client": client,
            "number": number,
            "count": len(requests.splitlines()),
            "created_at": datetime.now(UTC).isoformat(),
            "files": [
                {"name": name, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
                for name, data in files.items()
            ],
        }
    ).encode()
    signature = "".join(f"{name}: {value}\n" for name, value in signed(secret, manifest).items())
    return {"manifest.json": manifest, "signature.txt": signature.encode(), **files}


def write(path: Path, files: Mapping[str, bytes]) -> None:
    """A zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def main(words: list[str]) -> int:
    """One of the three commands; 0 when all is well, 1 with a sentence otherwise."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check")
    check.add_argument("package", type=Path)
    check.add_argument("--receipt", type=Path, required=True)
    pack = commands.add_parser("pack")
    pack.add_argument("requests", type=Path)
    pack.add_argument("evidence", type=Path, nargs="*")
    pack.add_argument("--client", required=True)
    pack.add_argument("--number", type=int, required=True)
    pack.add_argument("--to", type=Path, required=True)
    answers = commands.add_parser("answers")
    answers.add_argument("package", type=Path)
    answers.add_argument("--of", type=Path, required=True)
    for command in (check, pack, answers):
        command.add_argument("--secret", type=Path, required=True)
    asked = parser.parse_args(words)
    secret = asked.secret.read_text().strip()
    try:
        run(asked, secret)
    except (Wrong, KeyError, ValueError, zipfile.BadZipFile) as wrong:
        sys.stderr.write(f"not to be used: {wrong}\n")
        return 1
    return 0


def run(asked: argparse.Namespace, secret: str) -> None:
    """What ``main`` was asked for."""
    if asked.command == "check":
        manifest, _files, sha256 = opened(asked.package, secret, CHANGES)
        # here the district's own system calls ``apply`` or its like, and puts what failed into ``errors``
        asked.receipt.write_bytes(receipt(manifest, sha256, secret))
        sys.stdout.write(f"package {manifest['number']}: {manifest['count']} rows, receipt in {asked.receipt}\n")
    elif asked.command == "pack":
        evidence = {path.name: path.read_bytes() for path in asked.evidence}
        write(asked.to, packed(asked.client, asked.number, asked.requests.read_bytes(), evidence, secret))
        sys.stdout.write(f"package {asked.number} in {asked.to}: keep it until its answers are here\n")
    else:
        manifest, files, _sha256 = opened(asked.package, secret, ANSWERS)
        with zipfile.ZipFile(asked.of) as archive:
            own = hashlib.sha256(archive.read("manifest.json")).hexdigest()
        if manifest["manifest_sha256"] != own:
            raise Wrong("these answers belong to another package")
        for answer in rows(files["answers.jsonl"]):
            detail = (answer["body"] or {}).get("detail", "") if answer["status"] >= 400 else ""
            sys.stdout.write(f"{answer['line']}\t{answer['status']}\t{detail}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
