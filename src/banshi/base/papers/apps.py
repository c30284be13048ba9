from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    name = "banshi.base.papers"
    label = "papers"

    def ready(self):
        from banshi.base.papers import asking, lists
        from banshi.base.tables import shapes

        shapes.register(shapes.Shape("docx", _("Word, across the page"), "file-text", lists.word))
        shapes.register(shapes.Shape(asking.SHAPE, None, "", lists.as_annex))
        autodiscover_modules("papers")
