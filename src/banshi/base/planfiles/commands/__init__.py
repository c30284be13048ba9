"""One module per command of ``./banshi plan``; see ``banshi.base.planfiles.plan``."""
