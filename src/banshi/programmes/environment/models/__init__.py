"""The tables of the environment programme, one module per subject."""

from banshi.programmes.environment.models.air import AirDay, Station
from banshi.programmes.environment.models.appraisals import Appraisal
from banshi.programmes.environment.models.measures import Measure
from banshi.programmes.environment.models.notices import Notice, Recipient
from banshi.programmes.environment.models.patrols import (
    Checked,
    Finding,
    Handing,
    Patrol,
    PatrolStop,
    Site,
)
from banshi.programmes.environment.models.series import Brief, PeriodLock, Use
from banshi.programmes.environment.models.water import Section, SectionArea, WaterMonth

__all__ = [
    "AirDay",
    "Appraisal",
    "Brief",
    "Checked",
    "Finding",
    "Handing",
    "Measure",
    "Notice",
    "Patrol",
    "PatrolStop",
    "PeriodLock",
    "Recipient",
    "Section",
    "SectionArea",
    "Site",
    "Station",
    "Use",
    "WaterMonth",
]
