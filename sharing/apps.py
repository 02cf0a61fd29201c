from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "sharing"
    verbose_name = "Groups and shared links"

    def ready(self):
        from activity import feed

        from . import feeding
        from .group_wiring import wire_groups
        from .link_wiring import wire_links

        wire_groups()
        wire_links()
        feed.register(feeding.EVENTS)
