"""Values for the examples of the OpenAPI document: by the name of a field, else by its type. All of it is made up."""

from __future__ import annotations

import re
from typing import Any

from projects.gateway.openapi import CLOCK

UUID = "0b0a3c52-6f5e-4f0e-9a53-2f3f3f6b7a10"
DEEPEST = 6
BODIES: dict[str, dict[str, Any]] = {
    "ProjectBodyRequest": {
        "name": "中信博新能源装备产业园",
        "external_ref": "FC-2026-017",
        "landing_organisation": "340212",
        "total_investment_wan": "80000",
        "industry": "C38",
        "negotiating_on": "2026-05-02",
        "investors": [{"name": "中信博新能源"}],
    },
    "PatchedProjectBodyRequest": {"summary": "建设年产2GW光伏支架生产线", "fixed_investment_wan": "52000"},
    "ClaimBodyRequest": {
        "project": UUID,
        "step": "sign",
        "effective_on": "2026-11-18",
        "fair_competition_reviewed_by": "郑审",
        "evidence": [UUID],
        "submit": True,
    },
    "EnterpriseBodyRequest": {"name": "芜湖中信博新能源有限公司", "uscc": "91340200MA2TE5T01C", "kind": "domestic"},
}
"""Bodies whose fields depend on each other; the rest follow from their schemas."""
NAMES: dict[str, Any] = {
    "name": "中信博新能源装备产业园",
    "external_ref": "FC-2026-017",
    "number": "XM-2026-0017",
    "uscc": "91340200MA2TE5T01C",
    "company_uscc": "91340200MA2TE5T01C",
    "company_name": "芜湖中信博新能源有限公司",
    "code": "340212",
    "parent": "340200",
    "region_code": "340212",
    "industry": "C38",
    "foreign_currency": "USD",
    "note": "情况属实",
    "reason": "资料已补齐",
    "detail": "说明",
    "title": "正式投资协议",
    "label": "签约",
    "text": "已按计划推进",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "size": 48213,
    "filename": "协议.pdf",
    "content_type": "application/pdf",
    "version": 3,
    "next": "https://luodi.example/api/v1/projects/?cursor=eyJ",
    "previous": None,
    "period": "2026-11",
    "key": "eyJrIjoiZmxvdyJ9",
    "thresholds": "100000,200000",
}
UNITS = re.compile(r"(^|_)(organisation|unit|lead|issuer|to)$")
FORMATS: dict[str, Any] = {
    "uuid": UUID,
    "date": "2026-11-18",
    "date-time": "2026-11-18T01:00:00Z",
    "uri": "https://luodi.example/api/v1/projects/" + UUID + "/",
    "decimal": "80000",
    "binary": "（文件内容）",
    "email": "lixiang@luodi.example",
}
PATTERNS = {CLOCK: "18:00:00"}
SIMPLE: dict[str, Any] = {"integer": 1, "number": 1, "boolean": True, "null": None, "string": "示例"}


def of(schema: dict[str, Any], schemas: dict[str, Any], name: str = "", depth: int = 0) -> Any:
    """A value of ``schema``; its form is right, what it says is only likely."""
    if "$ref" in schema:
        return of(schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas, name, depth)
    if schema.get("enum"):
        return next((value for value in schema["enum"] if value not in ("", None)), schema["enum"][0])
    for key in ("allOf", "oneOf", "anyOf"):
        if key in schema:
            return of(schema[key][0], schemas, name, depth)
    kinds = schema.get("type", "object" if "properties" in schema else "string")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "array":
        inside = [of(schema.get("items", {}), schemas, name, depth + 1)] if depth < DEEPEST else []
        return inside * max(1, schema.get("minItems", 1)) if inside else []
    if kind == "object":
        return _object(schema, schemas, depth)
    return _plain(kind, kinds, schema, name)


def _object(schema: dict[str, Any], schemas: dict[str, Any], depth: int) -> dict[str, Any]:
    if "properties" in schema:
        return {name: of(one, schemas, name, depth + 1) for name, one in schema["properties"].items()}
    inner = schema.get("additionalProperties")
    return {"示例": of(inner, schemas, "", depth + 1)} if isinstance(inner, dict) and inner else {}


def _plain(kind: str, kinds: str | list[str], schema: dict[str, Any], name: str) -> Any:
    wanted = "80.5" if name.endswith("_mu") else FORMATS.get(str(schema.get("format", "")))
    if wanted is None:
        wanted = NAMES.get(name, "340212" if UNITS.search(name) else None)
    allowed = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}[kind]
    if wanted is None and not (name in NAMES and "null" in kinds):
        wanted = schema.get("default", SIMPLE[kind])
    if wanted is not None and not isinstance(wanted, allowed):  # type: ignore[arg-type]
        wanted = SIMPLE[kind]
    return _fitting(wanted, schema)


def _fitting(value: Any, schema: dict[str, Any]) -> Any:
    """Within the bounds that the schema sets."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, str):
        pattern = schema.get("pattern", "")
        if re.search(pattern, value) is None:
            value = PATTERNS.get(pattern, "1")
        return value[: schema.get("maxLength", len(value))].ljust(schema.get("minLength", 0), "例")
    return min(max(value, schema.get("minimum", value)), schema.get("maximum", value))


def body(name: str, schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """What a caller would send: the hand-written one, else what is required, else the first three fields."""
    if name in BODIES:
        return BODIES[name]
    if "properties" not in schema:
        return of(schema, schemas)
    fields = schema["properties"]
    chosen = schema.get("required") or list(fields)[:3]
    return {field: of(fields[field], schemas, field, 1) for field in fields if field in chosen}
