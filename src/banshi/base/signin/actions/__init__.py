"""Everything that writes at the door: signing in, accounts, passwords, factors, sessions, the first start."""

from banshi.base.signin.actions.accounts import (
    change_password,
    change_password_without_zone,
    close_account,
    open_account,
    set_password,
)
from banshi.base.signin.actions.common import Secret, put_password
from banshi.base.signin.actions.door import count_try, sign_in
from banshi.base.signin.actions.events import note_at_the_door, note_denied, note_here
from banshi.base.signin.actions.factors import (
    add_app,
    add_passkey,
    end_factor,
    renew_codes,
    reset_factors,
)
from banshi.base.signin.actions.first import CODE_LIVES, digest_of, first_administrator, issue_first_code
from banshi.base.signin.actions.second import answer_code, answer_passkey, sign_in_with_passkey
from banshi.base.signin.actions.sessions import (
    end_all_sessions,
    end_expired_sessions,
    end_others_session,
    end_session,
)
from banshi.base.signin.marks import Visit

__all__ = [
    "CODE_LIVES",
    "Secret",
    "Visit",
    "add_app",
    "add_passkey",
    "answer_code",
    "answer_passkey",
    "change_password",
    "change_password_without_zone",
    "close_account",
    "count_try",
    "digest_of",
    "end_all_sessions",
    "end_expired_sessions",
    "end_factor",
    "end_others_session",
    "end_session",
    "first_administrator",
    "issue_first_code",
    "note_at_the_door",
    "note_denied",
    "note_here",
    "open_account",
    "put_password",
    "renew_codes",
    "reset_factors",
    "set_password",
    "sign_in",
    "sign_in_with_passkey",
]
