"""On SQLite the database lies in a file here: threads have to meet on it."""

from faults.conftest import django_db_modify_db_settings

__all__ = ["django_db_modify_db_settings"]
