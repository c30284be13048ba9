"""Providers of the whole house, given by the environment: pure.

``BANSHI_SIGNIN_<NAME>_KIND=oidc`` begins one; ``…_NAME`` is what its button says, ``…_SECRET`` or
``…_SECRET_FILE`` its secret, ``…_SECOND=yes`` that it brings a second factor, and every setting of its
kind goes by its own name (``…_ISSUER``, ``…_CLIENT_ID``).
"""

import re
from collections.abc import Mapping
from pathlib import Path

from banshi.base.signin.providers.port import Setup
from banshi.base.signin.providers.registry import KINDS

BEGINS = re.compile(r"^BANSHI_SIGNIN_([A-Z0-9]{1,20})_KIND$")
YES = frozenset({"1", "true", "yes", "on"})


def setups(given: Mapping[str, str]) -> list[Setup]:
    """The providers in ``given``. Raises ValueError that names the variable and what is wrong with it."""
    found = []
    for variable in sorted(given):
        match = BEGINS.match(variable)
        if match:
            found.append(_setup(match[1], given))
    return found


def _setup(name: str, given: Mapping[str, str]) -> Setup:
    head = f"BANSHI_SIGNIN_{name}_"
    kind = KINDS.get(given[f"{head}KIND"].strip().lower())
    if kind is None:
        raise ValueError(f"{head}KIND must be one of {', '.join(KINDS)}")
    settings = {one.name: given.get(f"{head}{one.name.upper()}", "").strip() for one in kind.fields}
    secret = _secret(head, given)
    wrong = sorted(kind.check(settings)) + ([] if secret or not kind.secret else ["secret"])
    if wrong:
        raise ValueError(f"{head}{wrong[0].upper()} is missing or cannot be used")
    return Setup(
        code=f"house-{name.lower()}",
        kind=kind.kind,
        name=given.get(f"{head}NAME", "").strip() or str(kind.label),
        settings=settings,
        secret=secret,
        second=given.get(f"{head}SECOND", "").strip().lower() in YES,
        house=True,
    )


def _secret(head: str, given: Mapping[str, str]) -> str:
    """The secret itself, or the first line of the file that holds it."""
    file = given.get(f"{head}SECRET_FILE", "")
    if not file:
        return given.get(f"{head}SECRET", "").strip()
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ValueError(f"{head}SECRET_FILE cannot be read") from error
