from django.apps import AppConfig


class ProoflogConfig(AppConfig):
    name = "banshi.base.prooflog"
    label = "prooflog"

    def ready(self):
        from banshi.base.history import fences

        for model in ("LogKey", "LogNode", "Checkpoint", "Cosignature", "Departure"):
            fences.append_only(f"prooflog.{model}")
