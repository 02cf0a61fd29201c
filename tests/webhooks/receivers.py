"""Receivers of webhooks on loopback, and what came to them."""

import json
from dataclasses import dataclass

from standardwebhooks import Webhook

from tests.egress.peers import Peer, saying


@dataclass(frozen=True)
class Message:
    """A request as it came; headers in lower case."""

    headers: dict
    body: str

    @property
    def id(self):
        return self.headers["webhook-id"]

    @property
    def is_whole(self):
        """Whether it came to its end; who sends it may have been killed on the way."""
        return self.headers.get("content-length") == str(len(self.body.encode()))

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def type(self):
        return self.json["type"]

    @property
    def content(self):
        return self.json["data"]

    def verified_with(self, secret):
        """The message, as a receiver's library reads it. Raises WebhookVerificationError."""
        return Webhook(secret).verify(self.body, self.headers)


class Receiver(Peer):
    """Answers with `status` and `body`, which may be changed while it runs; a list of statuses is said one by one."""

    def __init__(self, status="200 OK", body=b"thanks", **options):
        self.status, self.body = status, body
        super().__init__(self._say, **options)

    def _say(self, line, request):
        status = self.status.pop(0) if isinstance(self.status, list) else self.status
        saying(status, self.body)(line, request)

    @property
    def messages(self):
        return [_message(request) for request in self.asked]

    @property
    def types(self):
        return sorted(message.type for message in self.messages)


def _message(request):
    head, _end, body = request.partition(b"\r\n\r\n")
    rows = [row.split(": ", 1) for row in head.decode().split("\r\n")[1:] if ": " in row]
    return Message({name.lower(): value for name, value in rows}, body.decode())
