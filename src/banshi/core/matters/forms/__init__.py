"""Forms of the acts on a matter: each offers permitted choices only and ends in one use case."""
