"""The normal settings with a counter of queries in front. Only the benchmark's server is started with them."""

from banshi.conf.settings import *  # noqa: F403
from banshi.conf.settings import MIDDLEWARE as _NORMAL

MIDDLEWARE = ["banshi.conf.benchmarks.counting.QueryCounter", *_NORMAL]
