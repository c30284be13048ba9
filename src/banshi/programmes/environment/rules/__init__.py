"""What is decided without a database, one module per subject."""
