"""The table of contents: every door of the product.

An app's `urls.py` holds `pages` (what a browser opens) and, where it has one, `house` (its part of the house API).
"""

from django.contrib import admin
from django.urls import include, path

import accounts.urls
import activity.urls
import api.urls
import contacts.urls
import customization.urls
import deals.urls
import dialects.keyed.urls
import dialects.org.urls
import dialects.rep.urls
import inbox.urls
import leads.urls
import notifications.urls
import sharing.urls
import tasks.urls
import transfers.urls
import webhooks.urls

from . import pages

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/", include(api.urls.house)),
    path("api/", include(customization.urls.house)),
    path("api/", include(transfers.urls.house)),
    path("api/", include(contacts.urls.house)),
    path("api/", include(deals.urls.house)),
    path("api/", include(leads.urls.house)),
    path("api/", include(tasks.urls.house)),
    path("api/", include(inbox.urls.house)),
    path("api/v1/", include(dialects.org.urls.org)),
    path("api/key/", include(dialects.keyed.urls.keyed)),
    path("api/company/crm/v202506/", include(dialects.rep.urls.company)),
    path("api/user/crm/v202506/", include(dialects.rep.urls.user)),
    path("api/", include(api.urls.rest)),
    path("", include(accounts.urls.pages)),
    path("", include(activity.urls.pages)),
    path("", include(customization.urls.pages)),
    path("", include(transfers.urls.pages)),
    path("", include(contacts.urls.pages)),
    path("", include(deals.urls.pages)),
    path("", include(leads.urls.pages)),
    path("", include(tasks.urls.pages)),
    path("", include(inbox.urls.pages)),
    path("", include(sharing.urls.open_doors)),
    path("", include(sharing.urls.pages)),
    path("", include(notifications.urls.pages)),
    path("", include(webhooks.urls.pages)),
    path("", include(pages.pages)),
]

handler400 = "crm.failures.bad_request"
handler403 = "crm.failures.permission_denied"
handler404 = "crm.failures.page_not_found"
handler500 = "crm.failures.server_error"
