"""Operations of the document as methods: the text of ``luodi_client/operations.py``."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from clients.schema import FORM, JSON, Operation, identifier, operations
from clients.shapes import file_fields, hint

KNOWN_HEADERS = ("Idempotency-Key", "If-Match")
HEAD = '''"""One method for each operation, written by clients/generate.py from docs/openapi.yaml. Not to be edited.

``version``: what was read last, sent as If-Match. ``idempotency_key``: given by whoever repeats a call after the
process has ended; otherwise each call makes its own and keeps it over its attempts.
"""

from __future__ import annotations

from typing import {names}

from . import types as t


class Caller(Protocol):
    """What the methods need: core.Core."""

    def call(self, *what: Any, **how: Any) -> Any: ...

    def follow(self, page: Any) -> Iterator[Any]: ...


class Group:
    """Operations whose address begins alike."""

    def __init__(self, core: Caller) -> None:
        self._core = core
'''


TYPING = ("Any", "Dict", "Iterator", "List", "Literal", "Protocol", "Union")
ALWAYS = ("Any", "Iterator", "Protocol")


def module(document: dict[str, Any]) -> str:
    """The whole text."""
    groups: dict[str, list[Operation]] = defaultdict(list)
    for one in operations(document):
        groups[one.group].append(one)
    classes = [group(name, members, document) for name, members in groups.items()]
    rest = "\n\n".join([*classes, entrance(groups)])
    names = [name for name in TYPING if name in ALWAYS or f"{name}[" in rest]
    return "\n\n".join([HEAD.replace("{names}", ", ".join(names)), rest]) + "\n"


def entrance(groups: dict[str, list[Operation]]) -> str:
    """The mixin through which a client reaches its groups."""
    lines = ["class Operations:", '    """All groups, made on first use."""']
    for name, members in groups.items():
        lines += ["", "    @property", f"    def {name}(self: Caller) -> {_class(name)}:"]
        lines += [f'        """{members[0].tag}"""', f"        return {_class(name)}(self)"]
    return "\n".join(lines)


def group(name: str, members: list[Operation], document: dict[str, Any]) -> str:
    """One class. Two operations of one name would hide each other: refused."""
    names = [one.name for one in members]
    twice = {one for one in names if names.count(one) > 1}
    if twice:
        raise SystemExit(f"{name}: {', '.join(sorted(twice))} stands for several operations; see clients/schema.py")
    lines = [f"class {_class(name)}(Group):", f'    """{members[0].tag}：/{members[0].path.split("/")[1]}/"""']
    for one in members:
        lines += ["", *method(one, document)]
        if one.is_paged:
            lines += ["", *walk(one)]
    return "\n".join(lines)


def method(one: Operation, document: dict[str, Any]) -> list[str]:
    """Its signature, its Chinese summary, its one line of code."""
    call = f"self._core.call({', '.join(_arguments(one, document))})"
    return [
        f"    def {one.name}({', '.join(_signature(one))}) -> {_answer(one)}:",
        f'        """{one.summary}：{one.method.upper()} {one.path}{_end(one)}"""',
        *(
            [f"        {call}"]
            if one.answer is None
            else [f"        answer: {_answer(one)} = {call}", "        return answer"]
        ),
    ]


def _end(one: Operation) -> str:
    return f"。{one.raw.get('description', '')}" if one.raw.get("deprecated") else ""


def walk(one: Operation) -> list[str]:
    """The iterator over all pages."""
    row = _type(_answer_schema(one)).removesuffix("Page")
    name = re.sub(r"list$", "each", one.name)
    given = [*(_path_names(one)), *(f"{n}={n}" for n in _query_names(one) if n != "cursor")]
    signature = [part for part in _signature(one) if not part.startswith("cursor:")]
    return [
        f"    def {name}({', '.join(signature)}) -> Iterator[{row}]:",
        f'        """{one.summary}：逐页取完"""',
        f"        yield from self._core.follow(self.{one.name}({', '.join(given)}))",
    ]


def _class(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _type(schema: dict[str, Any]) -> str:
    return re.sub(r"(?<![\w\"])\b([A-Z]\w*)\b", _qualified, hint(schema))


def _qualified(found: re.Match[str]) -> str:
    word = found.group(1)
    return word if word in ("Any", "None", "Literal", "List", "Union", "Dict") else f"t.{word}"


def _answer_schema(one: Operation) -> dict[str, Any]:
    answer = one.answer
    return answer[1] if answer else {}


def _answer(one: Operation) -> str:
    if one.answer is None:
        return "None"
    return _type(one.answer[1]) if one.answer[0] == JSON else "bytes"


def _path_names(one: Operation) -> list[str]:
    return [identifier(part["name"]) for part in one.parameters("path")]


def _query_names(one: Operation) -> list[str]:
    return [identifier(part["name"]) for part in one.parameters("query")]


def _signature(one: Operation) -> list[str]:
    parts = ["self", *(f"{name}: str" for name in _path_names(one))]
    if is_bytes(one):
        parts.append("body: bytes")
    elif one.body is not None:
        must = one.raw["requestBody"].get("required", False)
        parts.append(f"body: {_type(one.body)}" if must else f"body: Union[{_type(one.body)}, None] = None")
    named = [_query(part) for part in one.parameters("query") if part.get("required")]
    named += [f"{_header_name(part)}: {_type(part.get('schema', {}))}" for part in own_headers(one)]
    match = one.header("If-Match")
    if match:
        named.append("version: Union[int, str]" if match.get("required") else "version: Union[int, str, None] = None")
    named += [_query(part) for part in one.parameters("query") if not part.get("required")]
    if one.header("Idempotency-Key"):
        named.append("idempotency_key: Union[str, None] = None")
    return [*parts, *(["*", *named] if named else [])]


def is_bytes(one: Operation) -> bool:
    """Is the body a piece of a file, neither JSON nor a form?"""
    return bool(one.takes) and not one.takes & {JSON, FORM}


def own_headers(one: Operation) -> list[dict[str, Any]]:
    """Headers that belong to this operation alone; those of every operation are the core's business."""
    return [part for part in one.parameters("header") if part.get("required") and part["name"] not in KNOWN_HEADERS]


def _header_name(part: dict[str, Any]) -> str:
    return identifier(part["name"].lower().replace("-", "_"))


def _query(part: dict[str, Any]) -> str:
    name, said = identifier(part["name"]), _type(part.get("schema", {}))
    return f"{name}: {said}" if part.get("required") else f"{name}: Union[{said}, None] = None"


def _arguments(one: Operation, document: dict[str, Any]) -> list[str]:
    parts = [f'"{one.method.upper()}"', f'"{one.path}"']
    place = ", ".join(f'"{part["name"]}": {identifier(part["name"])}' for part in one.parameters("path"))
    query = ", ".join(f'"{part["name"]}": {identifier(part["name"])}' for part in one.parameters("query"))
    parts += [f"place={{{place}}}"] if place else []
    parts += [f"query={{{query}}}"] if query else []
    if is_bytes(one):
        parts.append(f'content=("{next(iter(one.takes))}", body)')
    elif one.body is not None:
        parts.append("body=body")
        files = file_fields(one.body, document)
        parts += [f"files=({', '.join(repr(name) for name in files)},)"] if files else []
        parts += ["form_only=True"] if one.takes == {FORM} else []
    said = ", ".join(f'"{part["name"]}": str({_header_name(part)})' for part in own_headers(one))
    parts += [f"headers={{{said}}}"] if said else []
    parts += ["version=version"] if one.header("If-Match") else []
    parts += ["once=idempotency_key"] if one.header("Idempotency-Key") else []
    parts += ["raw=True"] if one.answer and one.answer[0] != JSON else []
    return parts
