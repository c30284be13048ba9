"""What is derived with keys of the installation: receipt codes, digests of addresses and telephones.

A receipt code follows from the key that the sender's page made, so that a report which is sent again because
the answer was lost gets the same code, although only a digest of the code is kept.
"""

from uuid import UUID

from banshi.base.signin.sessions import network_of
from banshi.base.vault import sealing
from banshi.base.zones.models import Zone
from banshi.doors.portal import rules


def code_of(zone: Zone, key: UUID) -> str:
    """The receipt code of the report that was sent under ``key``."""
    return rules.written(int(sealing.blind(f"portal code\n{zone.uid}\n{key}"), 16))


def digest_of(code: str) -> str:
    """The keyed digest by which a code is found; ``code`` as :func:`rules.read_code` gives it."""
    return sealing.blind(f"portal receipt\n{code}")


def digest_for(zone: Zone, key: UUID) -> str:
    """The digest that belongs to a report's key."""
    return digest_of(rules.read_code(code_of(zone, key)) or "")


def address_key(zone: Zone, address: str, what: str = "") -> str:
    """A keyed digest of a network address; never the address itself. IPv6 counts by its network of 64 bits.

    ``what`` is counted under a key of its own."""
    counted = f"{what} {network_of(address)}" if what else network_of(address)
    return sealing.blind(f"portal address\n{zone.uid}\n{counted}")


def phone_key(zone: Zone, digits: str) -> str:
    """A keyed digest of a telephone number."""
    return sealing.blind(f"portal phone\n{zone.uid}\n{digits}")
