"""Rain for plans: reading daily series, a climate from them or from normals, forecast, classes, rain paths.

Nothing here imports numba until a path is drawn, and nothing reads a file: text in, values out.
"""

from .chain import WET_MM, MonthlyChain, fit, from_normals
from .classes import ExampleClass, example, examples, lost_share
from .forecast import FORECAST_DAYS, Forecast, ForecastDay
from .paths import Climate, RainPaths, draw_paths, thresholds_of
from .reading import MAX_BYTES, Layout, Note, NoteKind, RainError, Reading, read_rain
from .series import DailyRain
from .years import ENOUGH_YEARS, MeasuredYears, climate, measured_years, whole_years

__all__ = [
    "ENOUGH_YEARS",
    "FORECAST_DAYS",
    "MAX_BYTES",
    "WET_MM",
    "Climate",
    "DailyRain",
    "ExampleClass",
    "Forecast",
    "ForecastDay",
    "Layout",
    "MeasuredYears",
    "MonthlyChain",
    "Note",
    "NoteKind",
    "RainError",
    "RainPaths",
    "Reading",
    "climate",
    "draw_paths",
    "example",
    "examples",
    "fit",
    "from_normals",
    "lost_share",
    "measured_years",
    "read_rain",
    "thresholds_of",
    "whole_years",
]
