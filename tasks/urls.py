"""Routes of tasks: `pages` for browsers, `house` for the house API."""

from django.urls import path

from activity import views as activity_views
from customization.lists.views import show_list
from customization.lists.wiring import list_pages

from . import api
from .lists import TASKS
from .models import Task
from .views import calendar, cards, feed, groups

pages = [
    path("tasks", groups.task_groups, name="task_groups"),
    path("tasks/table", show_list, {"declared": TASKS}, name="task_list"),
    *(route for route in list_pages(TASKS, "tasks") if route.name != "task_list"),
    path("tasks/week", calendar.task_calendar, {"way": "week"}, name="task_week"),
    path("tasks/month", calendar.task_calendar, {"way": "month"}, name="task_month"),
    path("tasks/new", cards.task_new, name="task_new"),
    path("tasks/quick", groups.task_quick, name="task_quick"),
    path("tasks/records", groups.task_records, name="task_records"),
    path("tasks/feed", feed.feed_settings, name="task_feed"),
    path("tasks/<int:pk>", cards.task_card, name="task_card"),
    path("tasks/<int:pk>/edit", cards.task_edit, name="task_edit"),
    path("tasks/<int:pk>/done", groups.task_done, name="task_done"),
    path("tasks/<int:pk>/move", calendar.task_move, name="task_move"),
    path("tasks/<int:pk>/timeline", activity_views.timeline, {"model": Task}, name="task_timeline"),
    path("tasks/<int:pk>/remove", activity_views.record_remove, {"model": Task}, name="task_remove"),
    path("calendar/<str:token>.ics", feed.feed, name="calendar_feed"),
]

LIST = {"get": "list", "post": "create"}
ONE = {"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"}
PART = {"put": "update", "patch": "partial_update", "delete": "destroy"}
TOGGLE = dict.fromkeys(("put", "patch", "post"), "toggle")
UNDER = {"contact": "contacts", "company": "companies", "lead": "leads", "deal": "deals"}

house = [
    path("tasks", api.TaskViewSet.as_view(LIST), name="api_tasks"),
    path("tasks/calendar", api.TaskViewSet.as_view({"get": "calendar"}), name="api_task_calendar"),
    path("tasks/<int:pk>", api.TaskViewSet.as_view(ONE), name="api_task"),
    path("tasks/<int:pk>/toggle", api.TaskViewSet.as_view(TOGGLE), name="api_task_toggle"),
]
for kind, folder in UNDER.items():
    viewset, base = api.NESTED[kind], f"{folder}/<int:parent_pk>/tasks"
    house += [
        path(base, viewset.as_view(LIST), name=f"api_{kind}_tasks"),
        path(f"{base}/<int:pk>", viewset.as_view(PART), name=f"api_{kind}_task"),
    ]
