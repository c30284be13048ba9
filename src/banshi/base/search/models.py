"""What can be found: one row per subject, written inside the use case that changes the subject."""

from django.db import models

from banshi.base.search.engines import TermsField
from banshi.base.zones.models import Subject, Zone


class SearchDoc(models.Model):
    """The text by which a subject is found. ``text`` is folded (see :mod:`.terms`), ``title`` as written.

    Who may see the subject is not repeated here: the searcher's list is cut down by its own
    ``visible_to``. ``terms`` is the index itself on PostgreSQL and stays empty on SQLite, where
    the table ``search_terms`` (FTS5, keyed by this row's id) takes its place.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="search_doc")
    kind = models.CharField(max_length=32)
    title = models.TextField()
    text = models.TextField()
    terms = TermsField(default=list, editable=False)
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["zone", "kind"], name="search_zone_kind")]

    def __str__(self) -> str:
        return self.title
