"""The ASGI entry point, for servers that speak nothing else; WSGI is the quicker one."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
application = get_asgi_application()
