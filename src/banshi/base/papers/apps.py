from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    name = "banshi.base.papers"
    label = "papers"

    def ready(self):
        from banshi.base.history import fences
        from banshi.base.papers import actions, asking, lists, samples
        from banshi.base.prooflog import receipts
        from banshi.base.tables import shapes
        from banshi.base.vault import store as vault
        from banshi.base.zones import subjects

        subjects.register("paper", model="papers.Written", page="papers:paper")
        fences.append_only("papers.WrittenVersion", may_change=("title",))
        fences.append_only("papers.WordForm")
        vault.on_erasure(actions.forget)
        receipts.register(receipts.Paper("paper", "papers.view", frozenset(), samples.SAID, "papers:paper"))
        shapes.register(shapes.Shape("docx", _("Word, across the page"), "file-text", lists.word))
        shapes.register(
            shapes.Shape(
                "attach", _("Attach to a notice"), "paperclip", lists.attach, verb="papers.write", file=False
            )
        )
        shapes.register(shapes.Shape(asking.SHAPE, None, "", lists.as_annex))
        samples.register()
        autodiscover_modules("papers")
