"""Whatever leaves the process: written beside the act, told by a worker, once, in order, at a decent hour."""
