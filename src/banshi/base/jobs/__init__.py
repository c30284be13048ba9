"""Work beside the web: jobs that take longer than a page may, what is done by the clock, and the worker."""
