"""PostgreSQL with statements that stay prepared; Django loads ``base`` by its name."""
