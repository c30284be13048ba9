"""The schema as people read it: operations by router, with tables of what they take and give."""

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.utils.functional import Promise

NAMES = {"get": "GET", "post": "POST"}


@dataclass(frozen=True)
class Member:
    """A parameter or a member of a body or an answer."""

    name: str
    type: str
    required: bool
    says: str


@dataclass(frozen=True)
class Operation:
    """One operation."""

    name: str
    method: str
    path: str
    summary: str
    says: str
    scope: str
    parameters: tuple[Member, ...]
    media_type: str
    body: tuple[Member, ...]
    answer: tuple[Member, ...]
    example: dict[str, Any] = field(default_factory=dict)

    def call(self, root: str) -> str:
        """How it is called with curl."""
        lines = [f"curl {root}{self.path}", '-H "Authorization: Bearer $TOKEN"']
        if self.method == "POST":
            lines.append('-H "Idempotency-Key: $(uuidgen)"')
            if self.media_type == "application/json":
                lines.append('-H "Content-Type: application/json"')
                lines.append(f"-d '{json.dumps(self.example, ensure_ascii=False)}'")
            else:
                lines += [f"-F {name}={value}" for name, value in self.example.items()] + [
                    "-F upload=@photo.jpg"
                ]
        return " \\\n  ".join(lines)


@dataclass(frozen=True)
class Group:
    """A router with its operations."""

    code: str
    title: str | Promise
    operations: tuple[Operation, ...]


@cache
def _operations() -> dict[str, Operation]:
    from banshi.base.api import house

    document = house.schema()
    found = {}
    for path, methods in document["paths"].items():
        for method, raw in methods.items():
            found[raw["operationId"]] = _read(document, path, method, raw)
    return found


def groups() -> list[Group]:
    """All routers in order, with their operations by path."""
    from banshi.base.api import registry

    found = list(_operations().values())
    return [
        Group(one.code, one.title, tuple(row for row in found if row.path.split("/")[3] == one.code))
        for one in registry.routers()
    ]


def operation(name: str) -> Operation | None:
    """The operation with this id."""
    return _operations().get(name)


def _read(document: dict[str, Any], path: str, method: str, raw: dict[str, Any]) -> Operation:
    content = raw.get("requestBody", {}).get("content", {})
    media_type = next(iter(content), "")
    body = _resolved(document, content[media_type]["schema"]) if content else {}
    code = path.split("/")[3]
    members = _members(document, body)
    return Operation(
        name=raw["operationId"],
        method=NAMES[method],
        path=path,
        summary=raw.get("summary", ""),
        says=raw.get("description", ""),
        scope="" if code == "me" else f"{code}:{'read' if method == 'get' else 'write'}",
        parameters=tuple(_parameter(document, one) for one in raw.get("parameters", [])),
        media_type=media_type,
        body=members,
        answer=_members(document, _answer(document, raw)),
        example={
            one.name: _sample(document, body["properties"][one.name]) for one in members if one.required
        },
    )


def _answer(document: dict[str, Any], raw: dict[str, Any]) -> dict[str, Any]:
    good = next((raw["responses"][code] for code in ("200", "201") if code in raw["responses"]), {})
    shape = good.get("content", {}).get("application/json", {}).get("schema", {})
    return _resolved(document, shape)


def _parameter(document: dict[str, Any], one: dict[str, Any]) -> Member:
    says = one.get("description") or one["schema"].get("description", "")
    return Member(one["name"], _type(document, one["schema"]), one.get("required", False), says)


def _members(document: dict[str, Any], shape: dict[str, Any]) -> tuple[Member, ...]:
    needed = set(shape.get("required", []))
    return tuple(
        Member(name, _type(document, of), name in needed, of.get("description", ""))
        for name, of in shape.get("properties", {}).items()
    )


def _resolved(document: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    """The schema behind a reference; of a choice with null the other one."""
    if "anyOf" in shape:
        shape = next((one for one in shape["anyOf"] if one.get("type") != "null"), {})
    if "$ref" in shape:
        return document["components"]["schemas"][shape["$ref"].rsplit("/", 1)[-1]]
    return shape


def _type(document: dict[str, Any], of: dict[str, Any]) -> str:
    if "anyOf" in of:
        return " / ".join(_type(document, one) for one in of["anyOf"])
    if "$ref" in of:
        return of["$ref"].rsplit("/", 1)[-1]
    if "enum" in of or "const" in of:
        return " | ".join(str(value) for value in of.get("enum", [of.get("const")]))
    if of.get("type") == "array":
        return f"[{_type(document, of.get('items', {}))}]"
    return of.get("format") or of.get("type", "any")


def _sample(document: dict[str, Any], of: dict[str, Any]) -> Any:
    if "enum" in of:
        return of["enum"][0]
    if of.get("format") == "date":
        return "2021-05-25"
    return {"boolean": True, "integer": 1, "array": ["…"]}.get(of.get("type", ""), "…")
