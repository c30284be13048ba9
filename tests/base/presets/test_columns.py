"""What a preset says of itself fits its columns: SQLite takes any length, PostgreSQL refuses to found a zone."""

from banshi.base.presets import catalogue
from banshi.base.presets.models import RuleSet


def test_every_preset_fits():
    most = RuleSet._meta.get_field("source").max_length
    long = {
        f"{topic.code}/{one.code}": len(one.source)
        for topic in catalogue.topics()
        for one in catalogue.presets(topic.code)
        if len(one.source) > most
    }
    assert long == {}
