from django.apps import AppConfig


class CustomizationConfig(AppConfig):
    name = "customization"
    verbose_name = "Customization"

    def ready(self):
        from django.db.backends.signals import connection_created
        from django.db.models.signals import post_delete, post_save
        from django.utils.module_loading import import_string

        from accounts.signals import organization_founded
        from activity.undo import goes_its_own_way

        from .merging_tags import MERGED, REMOVED, undo_tags
        from .models import CustomField, CustomFieldFolder, Option
        from .models.jobs import VERB as AT_LARGE
        from .shape import was_changed
        from .shaping.fields import CHANGED
        from .shaping.undoing import undo_change
        from .smart.expressions import teach_sqlite

        connection_created.connect(teach_sqlite, dispatch_uid="teach SQLite small letters")
        organization_founded.connect(Option.ship_to, dispatch_uid="ship options")
        for model in (CustomField, CustomFieldFolder):
            for signal in (post_save, post_delete):
                signal.connect(was_changed, sender=model, dispatch_uid=f"shape {model.__name__}")
        goes_its_own_way(AT_LARGE, lambda act, by: import_string("customization.lists.unbulk.undo_of_act")(act, by=by))
        goes_its_own_way(CHANGED, undo_change)
        goes_its_own_way(MERGED, undo_tags)
        goes_its_own_way(REMOVED, undo_tags)
