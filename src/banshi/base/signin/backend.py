"""Who an account is, asked at every request of a signed-in person."""

from django.contrib.auth.backends import ModelBackend

from banshi.base.engines.kept import Kept
from banshi.base.zones.models import Account

_ACCOUNT = Kept(lambda account: Account.objects.filter(pk=account), account=int)


class AccountBackend(ModelBackend):
    """Django's, with a question whose SQL is kept."""

    def get_user(self, user_id: int | str) -> Account | None:
        """The account while it may sign in, else None."""
        found = next(iter(_ACCOUNT(account=int(user_id))), None)
        return found if found is not None and self.user_can_authenticate(found) else None
