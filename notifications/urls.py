"""The bell, and what one wants to be told."""

from django.urls import path

from .views import bell, devices, preferences

pages = [
    path("notifications", bell.notification_list, name="notification_list"),
    path("notifications/bell", bell.notification_bell, name="notification_bell"),
    path("notifications/pulse", bell.notification_pulse, name="notification_pulse"),
    path("notifications/seen", bell.notifications_seen, name="notifications_seen"),
    path("notifications/<int:pk>/open", bell.notification_open, name="notification_open"),
    path("notifications/off/<str:token>", preferences.notification_mail_off, name="notification_mail_off"),
    path("profile/notifications", preferences.notification_preferences, name="notification_preferences"),
    path("tasks/reminders", bell.reminders_moved, name="reminders_moved"),
    path("sw.js", devices.service_worker, name="service_worker"),
    path("notifications/devices", devices.push_subscribe, name="push_subscribe"),
    path("notifications/devices/ask/<str:token>", devices.push_ask, name="push_ask"),
    path("notifications/devices/key", devices.push_key, name="push_key"),
    path("notifications/devices/off", devices.push_unsubscribe, name="push_unsubscribe"),
    path("notifications/devices/<int:pk>/remove", devices.push_remove, name="push_remove"),
    path("notifications/devices/<int:pk>/test", devices.push_test, name="push_test"),
]
