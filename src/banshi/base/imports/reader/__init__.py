"""Reading a sheet that somebody made: xlsx, xls, WPS and csv, in a process of its own with ceilings."""

from banshi.base.imports.reader.book import Book, Sheet, read
from banshi.base.imports.reader.header import Header, find, lines

__all__ = ["Book", "Header", "Sheet", "find", "lines", "read"]
