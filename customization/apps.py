from django.apps import AppConfig


class CustomizationConfig(AppConfig):
    name = "customization"
    verbose_name = "Customization"

    def ready(self):
        from accounts.signals import organization_founded

        from .models import Option

        organization_founded.connect(Option.ship_to, dispatch_uid="ship options")
