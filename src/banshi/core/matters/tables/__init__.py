"""The lists that officials know, each defined once: screen, workbook and print have the same columns.

A definition is made for one reader, because choices and words are the reader's and his zone's. Rows are
matters or their period rows (:mod:`..queries.lists`); :func:`matter_of` leads from either to the matter.
"""

from .choices import GROUPS, LIGHTS, TITLES
from .kept import kept
from .lists import Lists, first_matter, table
from .values import matter_of

__all__ = ["GROUPS", "LIGHTS", "TITLES", "Lists", "first_matter", "kept", "matter_of", "table"]
