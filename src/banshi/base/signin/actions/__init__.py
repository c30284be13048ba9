"""Everything that writes at the door: signing in, accounts, passwords, factors, sessions, the first start."""

from banshi.base.signin.actions.accounts import (
    change_password,
    change_password_without_zone,
    close_account,
    open_account,
    set_password,
)
from banshi.base.signin.actions.common import Secret, put_password
from banshi.base.signin.actions.door import count_try, right_try, sign_in
from banshi.base.signin.actions.events import note_at_the_door, note_denied, note_here
from banshi.base.signin.actions.factors import (
    add_app,
    add_passkey,
    end_factor,
    renew_codes,
    reset_factors,
)
from banshi.base.signin.actions.first import CODE_LIVES, digest_of, first_administrator, issue_first_code
from banshi.base.signin.actions.identities import (
    bind_identity,
    bind_own_identity,
    count_way,
    end_identity,
    end_own_identity,
    note_failed,
    sign_in_with_identity,
    spend,
)
from banshi.base.signin.actions.providers import (
    add_provider,
    change_provider,
    switch_provider,
    trust_provider,
)
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
    "add_provider",
    "answer_code",
    "answer_passkey",
    "bind_identity",
    "bind_own_identity",
    "change_password",
    "change_password_without_zone",
    "change_provider",
    "close_account",
    "count_try",
    "count_way",
    "digest_of",
    "end_all_sessions",
    "end_expired_sessions",
    "end_factor",
    "end_identity",
    "end_others_session",
    "end_own_identity",
    "end_session",
    "first_administrator",
    "issue_first_code",
    "note_at_the_door",
    "note_denied",
    "note_failed",
    "note_here",
    "open_account",
    "put_password",
    "renew_codes",
    "reset_factors",
    "right_try",
    "set_password",
    "sign_in",
    "sign_in_with_identity",
    "sign_in_with_passkey",
    "spend",
    "switch_provider",
    "trust_provider",
]
