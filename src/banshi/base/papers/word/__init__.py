"""A paper as a Word file: ``xml`` the marks of WordprocessingML, ``blocks`` the parts of a paper, ``pages`` sections,

margins and page numbers, ``writing`` the whole file.
"""
