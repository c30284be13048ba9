"""Answers in JSON and in XML, each value once."""

import json
import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse

MEDIA_TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
ONE_OF = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "attributes": "attribute",
    "formats": "format",
    "endpoints": "endpoint",
}
"""What a member of a list is called in XML."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def answer(fmt: str, name: str, value: Any, status: int = 200) -> HttpResponse:
    """``value`` under its name, in the format asked for."""
    if fmt == "xml":
        root = Element(name)
        _fill(root, name, value)
        content = tostring(root, encoding="utf-8", xml_declaration=True)
    else:
        content = json.dumps(value, ensure_ascii=False).encode()
    response = HttpResponse(content, status=status, content_type=MEDIA_TYPES[fmt])
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-cache"
    return response


def refused(fmt: str, code: int, description: str) -> HttpResponse:
    """An error as the specification has it."""
    return answer(fmt, "errors", [{"code": code, "description": description}], code)


def _fill(element: Element, name: str, value: Any) -> None:
    if isinstance(value, dict):
        for key, member in value.items():
            _fill(SubElement(element, key), key, member)
    elif isinstance(value, list):
        for member in value:
            _fill(SubElement(element, ONE_OF[name]), ONE_OF[name], member)
    elif value is not None:
        element.text = _UNWRITABLE.sub("", str(value))
