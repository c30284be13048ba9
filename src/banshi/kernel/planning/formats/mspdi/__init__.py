"""MS Project's XML (MSPDI), read and written.

Format: Microsoft Project XML Data Interchange Schema, namespace http://schemas.microsoft.com/project. What is used of
it: calendars with exceptions, tasks with outline, links, progress, constraints "start no earlier than", deadlines and
baselines, resources with dated availability, assignments.

| plan | MSPDI |
|---|---|
| project, promised day | summary task of outline level 1, its deadline |
| activity | leaf task; WBS is the code; FixedCost is the mode's cost |
| milestone | task of no duration, a link from each of its activities; must date is the deadline |
| link, lag | PredecessorLink; days (LagFormat 7) for working days, elapsed days (8) for calendar days |
| crew, access | work resource; MaxUnits and AvailabilityPeriods; a stock is a material |
| closure, worked day | calendar exception |

What the format has no place for (weather classes, further modes, minimum days, factors, stops, kinds of closures,
horizon) stands as JSON in the task's and resource's extended attribute Text30 named "Banshi" and in the project's
comments, so a plan comes back equal. In a file of somebody else these are missing, and defaults stand in. What such a
file says and a plan cannot hold is told in `Read.notes`; nothing is dropped silently.

MS Project plans by the minute and a plan by the day: a working day is the file's MinutesPerDay, parts of a day are
rounded up and told. Amounts of money are hundredths of the currency in both. XML is parsed without document types and
entities (defusedxml); size is bounded.
"""

from .reading import MAX_BYTES, Read, read
from .writing import write

__all__ = ["MAX_BYTES", "Read", "read", "write"]
