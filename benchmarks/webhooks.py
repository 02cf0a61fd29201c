"""`python -m benchmarks.webhooks [deliveries]`: how many deliveries a second one worker makes to a receiver on loopback.

It writes into a database of its own, which it makes and drops: `BENCH_DATABASE_URL` with `_webhooks` after
it, or SQLite in a temporary folder with `--sqlite`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

import psycopg

from .__main__ import HERE, SERVER

RECEIVER = """
import http.server, socketserver
class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(204)
        self.end_headers()
    def log_message(self, *_text):
        pass
class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads, request_queue_size = True, 128
server = Server(("127.0.0.1", 0), Receiver)
print(server.server_port, flush=True)
server.serve_forever()
"""


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks.webhooks", description=__doc__)
    parser.add_argument("deliveries", nargs="?", type=int, default=2_000)
    parser.add_argument("--endpoints", type=int, default=1)
    parser.add_argument("--sqlite", action="store_true")
    asked = parser.parse_args()
    receiver = subprocess.Popen([sys.executable, "-c", RECEIVER], stdout=subprocess.PIPE, text=True)
    place = f"127.0.0.1:{receiver.stdout.readline().strip()}"
    url = f"{SERVER}_webhooks"
    try:
        with tempfile.TemporaryDirectory() as folder:
            if not asked.sqlite:
                _sql(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]}", f"CREATE DATABASE {url.rpartition('/')[2]}")
            surroundings = {"DATA_DIR": folder, "EGRESS_ALLOW": place} | ({} if asked.sqlite else {"DATABASE_URL": url})
            measured = subprocess.run(
                [sys.executable, "-c", MEASURE, place, str(asked.deliveries), str(asked.endpoints)],
                cwd=HERE.parent, env=os.environ | surroundings, stdout=subprocess.PIPE, check=True,
            )  # fmt: skip
        print(measured.stdout.decode().strip())
    finally:
        receiver.kill()
        if not asked.sqlite:
            _sql(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]}")


def _sql(*statements):
    with psycopg.connect(f"{SERVER.rpartition('/')[0]}/postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


MEASURE = "from benchmarks.webhooks import measure; measure()"


def measure():
    """In a process with a database of its own: make contacts, and time what a worker does of them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from accounts.models import Organization, User
    from contacts.models import Contact
    from webhooks import endpoints
    from webhooks.expanding import expand_waiting
    from webhooks.models import Delivery
    from webhooks.sending import send_waiting

    call_command("migrate", verbosity=0)
    place, count, many = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    olivia = Organization.found(name="Acme", admin=User.objects.create_user("olivia@acme.example", None))
    for _n in range(many):
        endpoints.add(f"http://{place}/", ["contact.created"], by=olivia)
    people = [Contact(first_name=f"P{n}", last_name="Smith", email=f"p{n}@shop.example") for n in range(count // many)]
    Contact.objects.create_all(people, by=olivia)
    begun = time.perf_counter()
    made = expand_waiting(timezone.now, seconds=600)
    expanded = time.perf_counter()
    sent = send_waiting(seconds=600)
    over = time.perf_counter()
    figures = {
        "deliveries made a second": round(made / (expanded - begun)),
        "deliveries sent a second": round(sent / (over - expanded)),
        "sent": sent,
        "left": Delivery.objects.waiting().count(),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
