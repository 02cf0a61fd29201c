"""Sending one request and reading a little of its answer, within a time that nothing can stretch."""

import ssl
import time
from dataclasses import dataclass, field
from functools import cache

import certifi
import httpcore
from django.conf import settings

from .addresses import SCHEMES, check_url, resolve, target_of

SECONDS = 10.0
MOST = 64 * 1024  # bytes of an answer that are read


class Unreachable(Exception):
    """No answer came; another time one may. The message says what happened, in few words."""


@dataclass(frozen=True)
class Answer:
    """What came back. `content` is its beginning, as sent, `headers` are in lower case."""

    status: int
    headers: dict = field(default_factory=dict)
    content: bytes = b""
    milliseconds: int = 0


def send(method, url, *, headers=None, content=b"", seconds=SECONDS, most=MOST):
    """Send `content` (bytes) and give the `Answer`, of which at most `most` bytes are read.

    Redirects are answers, not followed; proxies of the environment are not asked; nothing is unpacked; after `seconds` it
    is over, however slowly the other side drips. Raises Forbidden where the address must not be called, Unreachable where
    no answer came in time.
    """
    scheme, host, port = check_url(url)
    address = httpcore.URL(scheme=scheme, host=host, port=port, target=target_of(url))
    named = {
        "Host": _authority(scheme, host, port),
        "User-Agent": f"Rapport/{settings.VERSION}",
        "Connection": "close",
        **(headers or {}),
    }
    begun = time.monotonic()
    backend = _Guarded(begun + seconds)
    with httpcore.ConnectionPool(ssl_context=_tls(), network_backend=backend, retries=0) as pool:
        try:
            with pool.stream(
                method, address, headers=list(named.items()), content=content, extensions={"timeout": _EACH}
            ) as answer:
                body = _beginning(answer, most, backend.deadline)
                return Answer(answer.status, _plain(answer.headers), body, int((time.monotonic() - begun) * 1_000))
        except (httpcore.TimeoutException, TimeoutError):
            raise Unreachable("timed out") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise Unreachable(_words(error)) from error


def _authority(scheme, host, port):
    name = f"[{host}]" if ":" in host else host
    return name if port == SCHEMES[scheme] else f"{name}:{port}"


def _words(error):
    return (str(error) or type(error).__name__)[:200]


_EACH = dict.fromkeys(("connect", "read", "write", "pool"), SECONDS)


def _beginning(answer, most, deadline):
    """The first `most` bytes of an answer, or what of them came in time."""
    parts, length = [], 0
    try:
        for part in answer.iter_stream():
            parts.append(part)
            length += len(part)
            if length >= most or time.monotonic() > deadline:
                break
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        pass  # the status came: what it says counts, however its text ended
    return b"".join(parts)[:most]


def _plain(headers):
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


@cache
def _tls():
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


class _Guarded(httpcore.NetworkBackend):
    """Connects to what `resolve` allows, and to the very address it looked at; ends everything at `deadline`."""

    def __init__(self, deadline):
        self.deadline, self.inner = deadline, httpcore.SyncBackend()

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        error = None
        addresses = resolve(host, port, self.left(timeout))
        for waiting, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            share = self.left(timeout) / waiting  # one that is silent leaves time for the next
            try:
                stream = self.inner.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                error = failure
            else:
                return _Hurried(stream, self)
        raise error or httpcore.ConnectError("no address")

    def left(self, timeout):
        """Seconds that are left for one step. Raises ReadTimeout where none are."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("out of time")
        return left if timeout is None else min(left, timeout)


class _Hurried(httpcore.NetworkStream):
    """A connection of which every step gets no more time than is left for all."""

    def __init__(self, inner, guard):
        self.inner, self.guard = inner, guard

    def read(self, max_bytes, timeout=None):
        return self.inner.read(max_bytes, self.guard.left(timeout))

    def write(self, buffer, timeout=None):
        line, rest = self.inner.get_extra_info("socket"), memoryview(buffer)
        try:
            while rest:  # whoever takes a few bytes at a time gets no more time either
                line.settimeout(self.guard.left(timeout))
                rest = rest[line.send(rest) :]
        except TimeoutError as error:
            raise httpcore.WriteTimeout("out of time") from error
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    def close(self):
        self.inner.close()

    def start_tls(self, ssl_context, server_hostname=None, timeout=None):
        return _Hurried(self.inner.start_tls(ssl_context, server_hostname, self.guard.left(timeout)), self.guard)

    def get_extra_info(self, info):
        return self.inner.get_extra_info(info)
