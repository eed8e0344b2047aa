"""Schemas of the document as TypedDicts: the text of ``luodi_client/types.py``."""

from __future__ import annotations

import keyword
from typing import Any

HEAD = '''"""Bodies and answers, written by clients/generate.py from docs/openapi.yaml. Not to be edited.

Money is a decimal string in the unit of its name (``…_wan``: 万元), a day ``YYYY-MM-DD``, a moment RFC 3339 in UTC.
A field that may be left out is ``NotRequired``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Literal, TypedDict, Union

from .uploads import File

if TYPE_CHECKING:
    from typing_extensions import NotRequired
'''


def module(document: dict[str, Any]) -> str:
    """The whole text."""
    schemas = document["components"]["schemas"]
    return "\n\n".join([HEAD, *(shape(name, one) for name, one in sorted(schemas.items()))]) + "\n"


def shape(name: str, schema: dict[str, Any]) -> str:
    """One TypedDict, or an alias for what is no object."""
    fields = schema.get("properties")
    if fields is None:
        return f"{name} = {hint(schema, quoted=True)}"
    required = set(schema.get("required", ()))
    if any(keyword.iskeyword(field) or not field.isidentifier() for field in fields):
        items = ", ".join(f'"{field}": "{_optional(field, one, required)}"' for field, one in fields.items())
        return f'{name} = TypedDict("{name}", {{{items}}})'
    lines = [f"    {field}: {_optional(field, one, required)}{_note(one)}" for field, one in fields.items()]
    return "\n".join([f"class {name}(TypedDict):", *(lines or ["    pass"])])


def _optional(field: str, schema: dict[str, Any], required: set[str]) -> str:
    text = hint(schema)
    return text if field in required else f"NotRequired[{text}]"


def _note(schema: dict[str, Any]) -> str:
    said = str(schema.get("title") or schema.get("description") or "").strip().splitlines()
    return f"  # {said[0]}" if said else ""


def hint(schema: dict[str, Any], *, quoted: bool = False) -> str:
    """The type of a value. ``quoted``: for use outside an annotation, where a name may come later."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        return f'"{name}"' if quoted else name
    for key in ("oneOf", "anyOf", "allOf"):
        if key in schema:
            return _union([hint(one, quoted=quoted) for one in schema[key]])
    if "enum" in schema:
        values = [value for value in schema["enum"] if value is not None]
        some = f"Literal[{', '.join(_literal(value) for value in values)}]" if values else "None"
        return _union([some, "None"]) if None in schema["enum"] or "null" in _types(schema) else some
    return _union([_simple(one, schema, quoted=quoted) for one in _types(schema)] or ["Any"])


def _types(schema: dict[str, Any]) -> list[str]:
    said = schema.get("type", [])
    return [said] if isinstance(said, str) else list(said)


def _simple(kind: str, schema: dict[str, Any], *, quoted: bool) -> str:
    if kind == "array":
        return f"List[{hint(schema.get('items', {}), quoted=quoted)}]"
    if kind == "object":
        inner = schema.get("additionalProperties")
        return f"Dict[str, {hint(inner, quoted=quoted) if isinstance(inner, dict) and inner else 'Any'}]"
    if kind == "string":
        return "File" if schema.get("format") == "binary" else "str"
    return {"integer": "int", "number": "float", "boolean": "bool", "null": "None"}[kind]


def _literal(value: object) -> str:
    return '"' + value.replace('"', '\\"') + '"' if isinstance(value, str) else repr(value)


def _union(parts: list[str]) -> str:
    several = list(dict.fromkeys(parts))
    return several[0] if len(several) == 1 else f"Union[{', '.join(several)}]"


def file_fields(schema: dict[str, Any], document: dict[str, Any]) -> list[str]:
    """Names of a body's fields that are files."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    fields = schema.get("properties", {})
    return [name for name, one in fields.items() if "binary" in (one.get("format"), one.get("items", {}).get("format"))]
