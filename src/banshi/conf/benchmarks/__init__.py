"""Measuring the running server: a ledger of any size, five operations over HTTP, the CPU that they cost.

``settings`` the normal settings with the query counter in front · ``counting`` that counter ·
``bulk`` rows into tables, fast · ``ground`` a zone with its people · ``lives`` what happened to each matter ·
``ledger`` lives as rows · ``machine`` server processes and their CPU · ``visitor`` a browser's part ·
``operations`` the five operations · ``carrying`` messages to ``farend``, a process of its own.
"""
