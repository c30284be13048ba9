"""Settings, addresses and commands: the top floor, where the apps are put together."""
