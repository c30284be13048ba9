"""Rule sets: life cycles, terms, lights, routing, roles … as versioned rows with a source and a date."""

from django.db import models

from banshi.base.zones.models import Zone


class RuleSet(models.Model):
    """One version of one topic's rules in a zone. What was decided under it is shown under it."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    topic = models.CharField(max_length=32)
    code = models.CharField(max_length=48)
    version = models.PositiveIntegerField()
    effective_on = models.DateField()
    source = models.CharField(max_length=2000)
    body = models.JSONField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "topic", "version"], name="ruleset_once")]
        indexes = [models.Index(fields=["zone", "topic", "effective_on"], name="ruleset_in_force")]

    def __str__(self) -> str:
        return f"{self.topic} {self.code} v{self.version}"
