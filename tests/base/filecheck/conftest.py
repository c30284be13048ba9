from hypothesis import settings

# A shared machine may stall any single example; how long one takes says nothing about the rules.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
