from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "tasks"
    verbose_name = "Tasks"

    def ready(self):
        from activity import feed, panels
        from activity.timeline import register
        from activity.told import CHANGES
        from deals.risk import register_fact

        from . import feeding, receivers  # noqa: F401  listens
        from .facts import has_open_task, last_task_at
        from .models import PARENTS, Task
        from .panels import PANEL, SOURCE
        from .smart import register_fields

        register_fields()
        feed.register(feeding.CREATED)
        feed.register(feeding.DONE)
        register(CHANGES, Task.KIND)
        register(SOURCE, *PARENTS)
        panels.register(PANEL, *PARENTS)
        register_fact("has_open_task", has_open_task)
        register_fact("last_task_at", last_task_at)
