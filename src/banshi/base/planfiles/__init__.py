"""The planning engine for people with a file: the commands of ``./banshi plan``. No Django, no database."""
