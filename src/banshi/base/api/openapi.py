"""What the schema says of every operation beyond its own shapes."""

from typing import Any

from banshi.base.api.receipts import HEADER, KEY_LONGEST

PROBLEM = {
    "title": "Problem",
    "type": "object",
    "description": "RFC 9457. `code` is stable; `detail` is a sentence in the language asked for.",
    "required": ["type", "title", "status", "code", "detail", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "field": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}
KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "The same key with the same content is answered with what the first call did; with "
    "other content it is refused (422). Kept for good.",
    "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LONGEST},
}
REFUSALS = {
    "401": "No token, or one that is not accepted.",
    "403": "Not open to the owner's posts, or outside the token's scopes.",
    "404": "Not there, or not open to you: the answer is the same.",
    "409": "Somebody else was first, or it is not the moment for it.",
    "422": "Refused: `code` says why, `field` where.",
    "429": "Asked too often; `Retry-After` says how long to wait.",
}


def finished(document: dict[str, Any]) -> dict[str, Any]:
    """``document`` with the header of writes and the problems of each operation; paths in order."""
    document["components"]["schemas"]["Problem"] = PROBLEM
    for methods in document["paths"].values():
        for method, operation in methods.items():
            if method == "post":
                operation.setdefault("parameters", []).append(KEY)
            for status, words in REFUSALS.items():
                operation["responses"].setdefault(
                    status,
                    {
                        "description": words,
                        "content": {
                            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                        },
                    },
                )
    document["paths"] = dict(sorted(document["paths"].items()))
    document["components"]["schemas"] = dict(sorted(document["components"]["schemas"].items()))
    return document
