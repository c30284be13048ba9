"""The launcher behind ``./banshi``: standard library only, it makes the environment that the rest runs in."""
