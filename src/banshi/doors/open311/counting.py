"""How often a connection asks within a minute, counted in the database: the limit is that of all processes together.

It counts as the limits of the portal do (a keyed digest of the connection's network, swept when its hour is over).
"""

from datetime import datetime

from banshi.base.signin.sessions import network_of
from banshi.base.zones.models import Zone
from banshi.doors.portal import codes
from banshi.doors.portal.actions.counting import within


def wait(zone: Zone, address: str, most: int, now: datetime) -> int:
    """Count one question; the seconds to wait when it was one too many, 0 when it was not."""
    minute = now.replace(second=0, microsecond=0)
    fine = within(
        zone, codes.address_key(zone, f"open311 {network_of(address)}"), most, now, window_at=minute
    )
    return 0 if fine else 60 - now.second
