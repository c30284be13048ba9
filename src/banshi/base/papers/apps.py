from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    name = "banshi.base.papers"
    label = "papers"

    def ready(self):
        from banshi.base.history import fences
        from banshi.base.papers import asking, bundling, lists, registry, samples
        from banshi.base.papers.actions import bundles, written
        from banshi.base.papers.personal import HOLDING
        from banshi.base.prooflog import receipts
        from banshi.base.tables import shapes
        from banshi.base.vault import holdings
        from banshi.base.vault import store as vault
        from banshi.base.zones import subjects

        subjects.register("paper", model="papers.Written", page="papers:paper")
        subjects.register("bundle", model="papers.Bundle", page="papers:bundle")
        fences.append_only("papers.WrittenVersion", may_change=("title",))
        fences.append_only("papers.WordForm")
        vault.on_erasure(written.forget)
        vault.on_erasure(bundles.forget)
        holdings.register(HOLDING)
        bundling.register()
        receipts.register(receipts.Paper("paper", "papers.view", frozenset(), samples.SAID, "papers:paper"))
        shapes.register(shapes.Shape("docx", _("Word, across the page"), "file-text", lists.word))
        shapes.register(
            shapes.Shape(
                "attach", _("Attach to a notice"), "paperclip", lists.attach, verb="papers.write", file=False
            )
        )
        shapes.register(shapes.Shape(asking.SHAPE, None, "", lists.as_annex))
        shapes.register(shapes.Shape(asking.UIDS, None, "", lists.as_uids))
        samples.register()
        autodiscover_modules("papers")
        for kind, many in registry.taken_together():
            shapes.register(
                shapes.Shape(
                    f"papers_{kind}", many.title, "file-text", lists.together(kind), verb=many.verb, file=False,
                    fits=lambda table, many=many: table.code in many.lists,
                )
            )  # fmt: skip
