"""Reading a pasted chat message or SMS: who, how to reach him, where, by when, how much, one request or several.

Nothing here decides anything: what is found is a proposal with the place in the text that it came from, for a
person to correct. Every span points into the text as it was given.
"""

from banshi.kernel.messages.keywords import Suggestion, suggest
from banshi.kernel.messages.marks import Mark, Name, folded
from banshi.kernel.messages.reading import Part, Reading, headline, read

__all__ = ["Mark", "Name", "Part", "Reading", "Suggestion", "folded", "headline", "read", "suggest"]
