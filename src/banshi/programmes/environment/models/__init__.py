"""The tables of the environment programme, one module per subject."""

from banshi.programmes.environment.models.air import AirDay, Station
from banshi.programmes.environment.models.series import PeriodLock, Use
from banshi.programmes.environment.models.water import Section, SectionArea, WaterMonth

__all__ = ["AirDay", "PeriodLock", "Section", "SectionArea", "Station", "Use", "WaterMonth"]
