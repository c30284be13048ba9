"""What ``docs/api.md`` tells people to type is typed."""

import re
import shlex
from pathlib import Path

import pytest
from django.test import Client

from conf.stock import photo
from support.api import secret_for

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).parents[3] / "docs" / "api.md"


def examples():
    """Each curl line of the page with the status that it says."""
    blocks = re.findall(r"```sh\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line for line in "".join(blocks).replace("\\\n", " ").splitlines() if line]
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return [(int(said.removeprefix("# ")), call) for said, call in pairs]


def typed(call, names):
    """The same call through the application: address, headers, and what is sent."""
    for name, value in names.items():
        call = call.replace(f"${name}", value)
    words = shlex.split(call)
    assert words[0] == "curl"
    where, headers, form, data = "", {}, {}, None
    rest = iter(words[1:])
    for word in rest:
        if word == "-H":
            key, _colon, value = next(rest).partition(": ")
            headers[key] = value
        elif word == "-d":
            data = next(rest)
        elif word == "-F":
            key, _sign, value = next(rest).partition("=")
            form[key] = photo("red") if value.startswith("@") else value
        else:
            where = word
    client = Client()
    if form:
        return client.post(where, form, headers=headers)
    if data is not None:
        return client.post(where, data, content_type=headers["Content-Type"], headers=headers)
    return client.get(where, headers=headers)


def test_the_examples_are_answered_as_the_page_says(world):
    names = {"BANSHI": "", "TOKEN": secret_for(world.actor("clerk"))}
    found = examples()
    assert len(found) >= 11
    for said, call in found:
        answer = typed(call, names)
        assert answer.status_code == said, (call, answer.content)
        if said == 201:
            names["UID"] = answer.json()["uid"]
