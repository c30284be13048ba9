"""The session engine: Django's in the database, in a table that knows whose session a row is."""

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone
from django.utils.crypto import salted_hmac

from banshi.base.engines.kept import Kept

SINCE, SEEN, DEVICE = "since", "seen", "device"


def public_of(session_key: str) -> str:
    """The name under which pages speak of a session; nobody gets from it to the key."""
    return salted_hmac("banshi.signin.session", session_key, algorithm="sha256").hexdigest()[:24]


class SessionStore(db.SessionStore):
    """Deleting a row ends the session with the next request, whoever deletes it."""

    @classmethod
    def get_model_class(cls):
        from banshi.base.signin.models import Session

        return Session

    def _get_session_from_db(self):
        """The row while it lives, else None and another key, as Django's own; asked at every request."""
        found = _LIVING(session_key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]

    def create_model_instance(self, data: dict[str, Any]):
        """The row, with what can be asked about it in columns."""
        row = super().create_model_instance(data)
        account = data.get(SESSION_KEY)
        row.account_id = int(account) if account else None
        row.public = public_of(row.session_key)
        row.device = data.get(DEVICE, "")
        row.since, row.seen_at = _instant(data.get(SINCE)), _instant(data.get(SEEN))
        return row


_LIVING = Kept(
    lambda session_key, now: SessionStore.get_model_class().objects.filter(
        session_key=session_key, expire_date__gt=now
    ),
    session_key=str,
    now=datetime,
)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
