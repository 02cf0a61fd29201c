"""A push service on loopback: it takes what a real one takes, decrypts it as the browser would, and answers as told."""

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid.jwt import decode
from py_vapid.utils import b64urlencode

SECRET = b"sixteen bytes it"


@dataclass
class Browser:
    """The keys a browser makes when it subscribes; `address` is where its pushes go."""

    address: str
    private: object = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def p256dh(self):
        return b64urlencode(self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @property
    def auth(self):
        return b64urlencode(SECRET)

    @property
    def fields(self):
        """What the browser says to the server of itself."""
        return {"endpoint": self.address, "p256dh": self.p256dh, "auth": self.auth}

    def read(self, content):
        """What was encrypted for this browser."""
        return http_ece.decrypt(content, private_key=self.private, auth_secret=SECRET, version="aes128gcm")


@dataclass
class Taken:
    """One push as it came in."""

    path: str
    headers: dict
    content: bytes

    def message(self, browser):
        """What the browser is shown."""
        return json.loads(browser.read(self.content))

    def claims(self):
        """What its sender says of itself, once the signature is found right."""
        scheme, _space, rest = self.headers["authorization"].partition(" ")
        assert scheme == "vapid"
        parts = dict(part.split("=", 1) for part in rest.split(","))
        return {**decode(parts["t"], parts["k"]), "k": parts["k"]}


class PushService:
    """Keeps what it takes, in `taken`; `answers` holds what the next ones are answered: (status, headers)."""

    def __init__(self):
        self.taken, self.answers, self.asleep = [], [], threading.Event()
        self.asleep.set()  # cleared, it answers nobody until it is set again
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._receiver())
        self.server.daemon_threads = True

    @property
    def place(self):
        return f"127.0.0.1:{self.server.server_port}"

    def browser(self, name="a"):
        """A browser that subscribed here."""
        return Browser(f"http://{self.place}/push/{name}")

    def _receiver(service):
        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self):
                content = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                service.taken.append(Taken(self.path, headers, content))
                service.asleep.wait(30)
                status, more = service.answers.pop(0) if service.answers else (201, {})
                self.send_response(status)
                for name, value in more.items():
                    self.send_header(name, value)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_words):
                pass

        return Receiver


@contextmanager
def push_service():
    """A `PushService` that listens."""
    service = PushService()
    thread = threading.Thread(target=service.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.asleep.set()
        service.server.shutdown()
        service.server.server_close()
        thread.join(5)
