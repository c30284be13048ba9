"""Every write of an import."""

from banshi.base.imports.actions.naming import Choice, choose_names, take_back_name
from banshi.base.imports.actions.runs import (
    LEASE,
    drop_run,
    halt_run,
    keep_check,
    lease,
    map_columns,
    receive_file,
    rehearse,
    start_run,
    stop_run,
    sweep_files,
    take_in,
    take_over,
)

__all__ = [
    "LEASE",
    "Choice",
    "choose_names",
    "drop_run",
    "halt_run",
    "keep_check",
    "lease",
    "map_columns",
    "receive_file",
    "rehearse",
    "start_run",
    "stop_run",
    "sweep_files",
    "take_back_name",
    "take_in",
    "take_over",
]
