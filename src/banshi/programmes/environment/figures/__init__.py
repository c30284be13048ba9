"""The figures of the environment programme."""

from banshi.programmes.environment.figures import air as air
from banshi.programmes.environment.figures import appraisals as appraisals
from banshi.programmes.environment.figures import measures as measures
from banshi.programmes.environment.figures import notices as notices
from banshi.programmes.environment.figures import patrols as patrols
from banshi.programmes.environment.figures import water as water
