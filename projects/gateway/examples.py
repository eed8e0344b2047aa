"""An example for every request and every answer of the OpenAPI document, and the table of error codes in its text."""

from __future__ import annotations

from typing import Any

from projects.gateway import samples
from projects.gateway.codes import CODES, example, of_status, table

Json = dict[str, Any]
HEADING = "\n\n## 错误代码\n\n程序看 `code`（不变）和 `errors[].field`，人看 `detail`；`reason` 更细，可能增加。\n\n"


def complete(result: Json, generator: Any, request: Any, public: bool) -> Json:
    """Hook of drf-spectacular, after everything else. Examples are kept once under components and referred to."""
    components = result["components"]
    kept: Json = components.setdefault("examples", {})
    result["info"]["description"] = result["info"].get("description", "") + HEADING + table()
    for one in CODES:
        kept[f"problem_{one.code}"] = {"summary": one.code, "value": example(one, one.how)}
    for item in result["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict) and "responses" in operation:
                _request(operation, components["schemas"], kept)
                _responses(operation, components["schemas"], kept)
    components["examples"] = dict(sorted(kept.items()))
    return result


def _request(operation: Json, schemas: Json, kept: Json) -> None:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        name = _name(content["schema"])
        value = samples.body(name, schemas[name] if name else content["schema"], schemas)
        _attach(content, name, value, kept)


def _responses(operation: Json, schemas: Json, kept: Json) -> None:
    for status, response in operation["responses"].items():
        for media, content in response.get("content", {}).items():
            if media == "application/problem+json":
                found = of_status(int(status))
                content["examples"] = {one.code: {"$ref": _at(f"problem_{one.code}")} for one in found}
            elif media == "application/json":
                _attach(content, _name(content["schema"]), samples.of(content["schema"], schemas), kept)


def _attach(content: Json, name: str, value: Any, kept: Json) -> None:
    if not name:
        content["examples"] = {"示例": {"value": value}}
        return
    kept[name] = {"summary": "示例", "value": value}
    content["examples"] = {"示例": {"$ref": _at(name)}}


def _name(schema: Json) -> str:
    return str(schema.get("$ref", "")).rsplit("/", 1)[-1]


def _at(name: str) -> str:
    return f"#/components/examples/{name}"
