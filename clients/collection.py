"""The same operations as a collection: docs/postman.json, which Postman, Bruno, Apifox and Insomnia import (v2.1)."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import Any

from clients.calls import is_bytes, own_headers
from clients.schema import FORM, JSON, PREFIX, Operation, operations

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
DESCRIPTION = (
    "先填变量 base_url（例如 https://luodi.example）和 key（接口密钥）。"
    "每个 POST 自动带新的 Idempotency-Key；修改前把所见版本填入变量 version。由 docs/openapi.yaml 生成，请勿手改。"
)


def text(document: dict[str, Any]) -> str:
    """The file."""
    folders: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in operations(document):
        folders[one.tag].append(item(one, document))
    whole = {
        "info": {"name": document["info"]["title"], "description": DESCRIPTION, "schema": SCHEMA},
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{key}}", "type": "string"}]},
        "variable": [
            {"key": "base_url", "value": "https://luodi.example"},
            {"key": "key", "value": ""},
            {"key": "version", "value": "1"},
        ],
        "item": [{"name": name, "item": items} for name, items in folders.items()],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def item(one: Operation, document: dict[str, Any]) -> dict[str, Any]:
    """One request."""
    path = re.sub(r"\{(\w+)\}", r":\1", PREFIX + one.path)
    query = [
        {"key": part["name"], "value": _sample(part), "disabled": not part.get("required", False)}
        | ({"description": said} if (said := _first(part.get("description"))) else {})
        for part in one.parameters("query")
    ]
    asked = "&".join(f"{part['key']}={part['value']}" for part in query if not part["disabled"])
    request: dict[str, Any] = {
        "method": one.method.upper(),
        "header": headers(one),
        "url": {
            "raw": "{{base_url}}" + path + (f"?{asked}" if asked else ""),
            "host": ["{{base_url}}"],
            "path": [*path.strip("/").split("/"), ""],
            "query": query,
            "variable": [{"key": part["name"], "value": ""} for part in one.parameters("path")],
        },
    }
    if one.body is not None:
        request["body"] = body(one, document)
    return {"name": one.summary, "request": request, "response": []}


def headers(one: Operation) -> list[dict[str, str]]:
    """What the contract asks for."""
    found = []
    if one.header("Idempotency-Key"):
        found.append({"key": "Idempotency-Key", "value": "{{$guid}}"})
    if one.header("If-Match"):
        found.append({"key": "If-Match", "value": '"{{version}}"'})
    found += [{"key": part["name"], "value": "0"} for part in own_headers(one)]
    if one.method != "get" and one.takes != {FORM}:
        found.append({"key": "Content-Type", "value": next(iter(sorted(one.takes)), JSON)})
    return found


def body(one: Operation, document: dict[str, Any]) -> dict[str, Any]:
    """The example of the document, as JSON or as a form."""
    if one.takes == {FORM}:
        name = str((one.body or {})["$ref"]).rsplit("/", 1)[-1]
        fields = document["components"]["schemas"][name]["properties"]
        return {"mode": "formdata", "formdata": [_form_field(key, value) for key, value in fields.items()]}
    if is_bytes(one):
        return {"mode": "file", "file": {"src": ""}}
    value = json.dumps(example_of(one, document), ensure_ascii=False, indent=2)
    return {"mode": "raw", "raw": value, "options": {"raw": {"language": "json"}}}


def example_of(one: Operation, document: dict[str, Any]) -> Any:
    """The first example of the request."""
    content = one.raw["requestBody"]["content"]["application/json"]
    for example in content.get("examples", {}).values():
        if "$ref" in example:
            example = document["components"]["examples"][example["$ref"].rsplit("/", 1)[-1]]
        return example["value"]
    return {}


def _form_field(name: str, schema: dict[str, Any]) -> dict[str, str]:
    is_file = "binary" in (schema.get("format"), schema.get("items", {}).get("format"))
    return {"key": name, "type": "file"} if is_file else {"key": name, "type": "text", "value": _of(schema)}


def _of(schema: dict[str, Any]) -> str:
    found = schema.get("default", (schema.get("enum") or [""])[0])
    return ("true" if found else "false") if isinstance(found, bool) else str(found if found is not None else "")


def _sample(part: dict[str, Any]) -> str:
    return str(part["example"]) if "example" in part else _of(part.get("schema", {}))


def _first(said: Any) -> str:
    return str(said or "").strip().split("\n")[0]
