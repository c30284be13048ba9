"""What the records of the environment programme answer to the page: A28 to A39 and A67."""

from banshi.programmes.environment.replay import air as air
from banshi.programmes.environment.replay import appraisals as appraisals
from banshi.programmes.environment.replay import measures as measures
from banshi.programmes.environment.replay import notices as notices
from banshi.programmes.environment.replay import patrols as patrols
from banshi.programmes.environment.replay import water as water
