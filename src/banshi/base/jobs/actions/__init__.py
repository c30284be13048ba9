"""Starting and stopping jobs, and what a job says of itself.

    from banshi.base.jobs import actions as jobs
    job = jobs.start(actor=actor, kind="imports.load", arguments={"upload": 7})

Within the job: ``jobs.progress(done, total, step="…")``. A page includes ``jobs/status.html`` with ``job``.
"""

from banshi.base.jobs.actions.starting import ask_stop, start
from banshi.base.jobs.running import PutBack, Stopped, progress

__all__ = ["PutBack", "Stopped", "ask_stop", "progress", "start"]
