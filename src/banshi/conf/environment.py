"""Reading settings from the environment, typed, with a file as the other way to hand over a secret."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


def env_bool(name: str, default: bool) -> bool:
    """``1/true/yes/on`` and ``0/false/no/off``; anything else is refused."""
    raw = os.environ.get(name)
    if raw is None or raw == "":
        return default
    value = raw.strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ValueError(f"{name} must be yes or no, not {raw!r}")


def env_list(name: str, default: str = "") -> list[str]:
    """Comma-separated words."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def kept_secret(path: Path, size: int = 48) -> str:
    """The secret kept in ``path``; made on first use, readable by its owner only."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(size))
        file.flush()
        os.fsync(file.fileno())
    return path.read_text().strip()


def sqlite_database(path: Path) -> dict:
    """SQLite as a ledger needs it: nothing acknowledged is lost at power failure."""
    pragmas = {
        "journal_mode": "WAL",
        "synchronous": "FULL",
        "foreign_keys": "ON",
        "recursive_triggers": "ON",
        "secure_delete": "ON",
        "journal_size_limit": "67108864",
        "cache_size": "-8000",
        "temp_store": "MEMORY",
    }
    return {
        "ENGINE": "banshi.base.engines.sqlite3",
        # A thread keeps its connection: opening one, reading the schema and cold pages took 3 to 5 ms a request.
        "CONN_MAX_AGE": None,
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            # Prepared statements a connection keeps: a page asks twenty of some three hundred.
            "cached_statements": 512,
            "timeout": 20,
            "init_command": "".join(f"PRAGMA {key}={value};" for key, value in pragmas.items()),
        },
        # Said outright: pytest-django knows only Django's own engine as one that has no file to name.
        "TEST": {"NAME": ":memory:"},
    }


def postgres_database(url: str, *, prepared: bool = True) -> dict:
    """``postgresql://user:password@host:port/name?option=value`` as Django wants it.

    Several hosts stand as ``?host=a,b&port=5432,5433``: the one that takes writes is chosen, so that the
    application finds the new primary by itself after a failover. ``prepared`` says whether a connection may keep
    statements prepared; a pooler that hands it over after each transaction must know of them, or be told no.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("BANSHI_DATABASE_URL must begin with postgresql://")
    query = dict(parse_qsl(parts.query))
    session = {
        "statement_timeout": "15s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "30s",
        # Statements that stay prepared are planned once and not five times before that.
        "plan_cache_mode": "force_generic_plan",
        "jit": "off",
        # A page of a few milliseconds is not worth the making of processes.
        "max_parallel_workers_per_gather": "0",
    }
    options = {
        "connect_timeout": 3,
        "target_session_attrs": "read-write",
        "keepalives_idle": 10,
        "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
        "prepare_threshold": 0 if prepared else None,
    }
    host = unquote(parts.hostname or "") or query.pop("host", "")
    return {
        "ENGINE": "banshi.base.engines.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.pop("port", "")),
        # Ten minutes: a new connection plans everything anew.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options | query,
    }
