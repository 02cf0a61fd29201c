from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "transfers"
    verbose_name = "Imports and exports"

    def ready(self):
        from customization.lists import filling

        from . import kinds

        filling.register(kinds.import_url)
