"""Every read of the environment programme that is more than a filter, one module per subject."""
