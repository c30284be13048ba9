"""Matters for programmes: the four lists, one matter, and every act that its page offers."""

from banshi.core.matters.api import acts, entering, lists, matter
from banshi.core.matters.api.shapes import router

__all__ = ["acts", "entering", "lists", "matter", "router"]
