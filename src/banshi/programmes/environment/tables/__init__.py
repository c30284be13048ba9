"""Lists of the environment programme, one module per subject."""
