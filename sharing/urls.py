"""Groups, what is shared, and forms."""

from django.urls import path

from .views import filling, groups, items, links, reports, visitors, web_forms

pages = [
    path("contacts/<int:pk>/share", links.contact_share, name="contact_share"),
    path("links", links.link_list, name="link_list"),
    path("links/<int:pk>", links.link_show, name="link_show"),
    path("links/<int:pk>/send", links.link_send, name="link_send"),
    path("links/<int:pk>/revoke", links.link_revoke, name="link_revoke"),
    path("links/<int:pk>/restore", links.link_restore, name="link_restore"),
    path("settings/items", items.item_list, name="item_list"),
    path("settings/items/new", items.item_new, name="item_new"),
    path("settings/items/<int:pk>", items.item_edit, name="item_edit"),
    path("settings/items/<int:pk>/remove", items.item_remove, name="item_remove"),
    path("settings/items/<int:pk>/restore", items.item_restore, name="item_restore"),
    path("settings/sites", items.site_list, name="site_list"),
    path("settings/sites/<int:pk>/remove", items.site_remove, name="site_remove"),
    path("groups", groups.group_list, name="group_list"),
    path("groups/<int:pk>", groups.group_edit, name="group_edit"),
    path("groups/<int:pk>/remove", groups.group_remove, name="group_remove"),
    path("settings/forms", web_forms.form_list, name="form_list"),
    path("settings/forms/new", web_forms.form_new, name="form_new"),
    path("settings/forms/<int:pk>", web_forms.form_edit, name="form_edit"),
    path("settings/forms/<int:pk>/preview", web_forms.form_preview, name="form_preview"),
    path("settings/forms/<int:pk>/remove", web_forms.form_remove, name="form_remove"),
    path("settings/forms/<int:pk>/restore", web_forms.form_restore, name="form_restore"),
    path("contacts/<int:pk>/groups", groups.contact_group, name="contact_group"),
    path("contacts/<int:pk>/groups/<int:group_pk>/remove", groups.contact_ungroup, name="contact_ungroup"),
]

#: For everybody: links and forms that visitors open.
open_doors = [
    path("f/<str:token>", filling.form_open, name="form_open"),
    path("s/<str:token>.png", visitors.link_qr, name="link_qr"),
    path("s/<str:token>/events", reports.link_events, name="link_events"),
    path("s/<str:token>", visitors.link_open, name="link_open"),
]
