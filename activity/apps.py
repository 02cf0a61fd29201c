from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "activity"
    verbose_name = "History"

    def ready(self):
        from . import lookups  # noqa: F401  registers `among`
