"""The WSGI entry point: `gunicorn crm.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from .depth import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
application = with_room(get_wsgi_application())
