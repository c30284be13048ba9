"""Papers out: one model of an official paper, written as Word and as PDF in the layout of GB/T 9704-2012.

``layout`` the numbers of the standard · ``paper`` what a paper is made of · ``text`` levels, widths, titles ·
``word`` the Word file · ``press`` HTML to PDF in a process of its own · ``pdf`` the same paper for that press ·
``lists`` a list of the house as a landscape annex · ``registry`` which things have papers.

An app registers its papers from its own ``papers.py``; numbers and seals stay blank spaces.
"""
