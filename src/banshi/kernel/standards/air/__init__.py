"""Ambient air: HJ 633 (AQI), GB 3095 (limits, validity of data), HJ 663 (yearly evaluation).

Every evaluation takes its version as a parameter or from a date; none is a constant."""

from .compare import GoodDays, compare_good_days
from .days import DailyAir, daily
from .index import iaqi
from .limits import limit, over_limit
from .many import DayTable, Memory, daily_many
from .scales import CATEGORIES, ITEMS, SIX, Level, level
from .validity import Measured, YearData, day_mean, eight_hour_means, ozone_day, valid_hour, year_data
from .years import BULLETIN, FULL, AirYear, PollutantYear, SplitYear, evaluate_year, percentile

__all__ = [
    "BULLETIN",
    "CATEGORIES",
    "FULL",
    "ITEMS",
    "SIX",
    "AirYear",
    "DailyAir",
    "DayTable",
    "GoodDays",
    "Level",
    "Measured",
    "Memory",
    "PollutantYear",
    "SplitYear",
    "YearData",
    "compare_good_days",
    "daily",
    "daily_many",
    "day_mean",
    "eight_hour_means",
    "evaluate_year",
    "iaqi",
    "level",
    "limit",
    "over_limit",
    "ozone_day",
    "percentile",
    "valid_hour",
    "year_data",
]
