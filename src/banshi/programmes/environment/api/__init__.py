"""What the environment programme gives to other programmes, to be read alone, one module per subject."""

from banshi.programmes.environment.api import appraisals, measures, notices, patrols
from banshi.programmes.environment.api.shared import router

__all__ = ["appraisals", "measures", "notices", "patrols", "router"]
