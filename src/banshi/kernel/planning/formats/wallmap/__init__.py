"""The battle map 挂图 of a solved plan as SVG, for the wall: A3, or A0 where it hangs in the site office.

Drawn from the plan and its schedule alone, on the server, without scripts, so that it prints and can be stored: one
sheet as text for each page. Rows are activities under their projects; columns are days, with rain, holidays and other
closures behind them; bars show what is planned, how much of it is done, what is critical, and what ends after its
promised day; below a bar stands its baseline, on its end a whisker from P50 to P80. Milestones and promised days are
marked, and today is a line.

Red is kept for what ends after its promised day. No colour stands alone: critical bars have a firm edge, rain is
hatched, a late part says its days.
"""

from .sheet import Paper, draw
from .words import Words

__all__ = ["Paper", "Words", "draw"]
