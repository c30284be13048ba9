"""How much a workbook may be. Looked at before anything of it is parsed. No Django: the child imports it."""

MOST_BYTES = 20 * 1024 * 1024
MOST_ENTRIES = 2_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 200
#: what is too small to be a bomb, however well it packs
RATIO_FROM = 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_SHEETS = 50
MOST_CELLS = 2_000_000
#: characters of all cells together, as they leave the child
MOST_TEXT = 24_000_000
CHILD_MEMORY = 290 * 1024 * 1024
CHILD_SECONDS = 30
WAIT_SECONDS = 90


class Hostile(Exception):
    """The file is not read; ``code`` says why (see ``banshi.base.imports.refusals``)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
