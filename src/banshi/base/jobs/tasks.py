"""The one task that stands in the queue of django-tasks: a job of ours, by its uid."""

from uuid import UUID

from django_tasks import task


@task()
def run(uid: str) -> None:
    """Do the job; what went wrong is kept in the job itself, so the queue holds no traceback."""
    from banshi.base.jobs.actions import working

    working.run_job(UUID(uid))
