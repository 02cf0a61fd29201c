"""How gunicorn serves: `gunicorn crm.wsgi` anywhere, `make run` at home. Meanings are in `.env.example`."""

import gc
import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = int(os.environ.get("WEB_TIMEOUT", "60"))
graceful_timeout = 20
keepalive = 15
# A smart list in the address of a list or an export is longer than the 4,094 letters that are usual.
limit_request_line = 8190
# A worker that has served this many requests is replaced, so that no leak grows for ever.
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None  # the application logs each request itself, with its id and its member
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "warning")
control_socket_disable = True
# The application is loaded once and shared by the workers: less memory, and no worker's first request is slow.
preload_app = True


def when_ready(server):
    """Before the workers are made: import what the first request would, and keep the garbage collector off it all."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018
    gc.collect()
    gc.freeze()
