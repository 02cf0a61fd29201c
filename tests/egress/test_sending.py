"""One request, and what the other side may do to us: nothing."""

import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from itertools import repeat

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings as configured

from egress import Forbidden, Unreachable, resolve, send, sending

from .peers import saying

SHORT = 0.2  # seconds for what never ends
PATIENCE = 25.0  # by then it must have ended, also on a busy machine; the other side goes on for thirty


def means(monkeypatch, *answers):
    """From now on names mean `answers`, lists of addresses, one after the other; numbers stay what they are."""
    real, coming = socket.getaddrinfo, iter(answers)
    asked = []

    def look_up(host, port, *more, **options):
        if host[0].isdigit():
            return real(host, port, *more, **options)
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in next(coming)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


class TestWhatIsSent:
    def test_body_and_headers_arrive(self, peer):
        other = peer(saying("201 Created", b"thanks", X_Mood="good"))
        answer = send("POST", other.url + "a?b=c#d", headers={"X-Own": "1"}, content=b"body")
        assert (answer.status, answer.content, answer.headers["x-mood"]) == (201, b"thanks", "good")
        head, _end, body = other.asked[0].partition(b"\r\n\r\n")
        first, *rows = head.decode().split("\r\n")
        headers = {name.lower(): value for name, value in (row.split(": ", 1) for row in rows)}
        assert (first, body) == ("POST /a?b=c HTTP/1.1", b"body")
        assert headers["user-agent"] == f"Rapport/{configured.VERSION}"
        assert (headers["host"], headers["x-own"], headers["content-length"]) == (other.place, "1", "4")
        assert headers.keys() == {"host", "user-agent", "connection", "x-own", "content-length"}

    def test_an_address_beyond_ascii_is_written_as_the_web_does(self, peer):
        other = peer(saying())
        assert send("GET", other.url + "weg/süß%20x?q=ä&r=1").status == 200
        assert other.asked[0].startswith(b"GET /weg/s%C3%BC%C3%9F%20x?q=%C3%A4&r=1 HTTP/1.1\r\n")

    @pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\x00b"])
    def test_a_header_cannot_smuggle_another(self, peer, value):
        other = peer(saying())
        with pytest.raises(Unreachable):
            send("GET", other.url, headers={"X-Own": value})
        assert other.asked in ([], [b""])

    def test_proxies_of_the_environment_are_not_asked(self, peer, monkeypatch):
        proxy, other = peer(saying("200 OK", b"proxied")), peer(saying("200 OK", b"direct"))
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
            monkeypatch.setenv(name.lower(), proxy.url)
        assert send("GET", other.url).content == b"direct"
        assert proxy.asked == []


class TestWhereItGoes:
    @pytest.mark.parametrize(
        "url", ["http://127.0.0.1/", "http://localhost:8080/", "http://[::1]/", "ftp://a.example/"]
    )
    def test_nothing_is_sent_inside(self, url):
        with pytest.raises(Forbidden):
            send("GET", url)

    def test_a_name_of_ours_is_not_called(self, peer, monkeypatch, settings):
        other = peer(saying())
        settings.EGRESS_ALLOW = []
        monkeypatch.setattr("egress.addresses.PORTS", {other.port})
        means(monkeypatch, ["127.0.0.1"])
        with pytest.raises(Forbidden):
            send("GET", f"http://rebound.example:{other.port}/")
        assert other.lines == []

    def test_a_name_is_asked_once_and_called_at_what_was_looked_at(self, peer, monkeypatch, settings):
        """The name means something else the second time: nobody asks a second time."""
        other = peer(saying())
        settings.EGRESS_ALLOW = []
        monkeypatch.setattr("egress.addresses.PORTS", {other.port})
        asked = means(monkeypatch, ["203.0.114.1"], ["127.0.0.1"])
        called = []

        def connect(_self, host, port, *_more):
            called.append((host, port))
            raise sending.httpcore.ConnectError("stop here")

        monkeypatch.setattr(sending.httpcore.SyncBackend, "connect_tcp", connect)
        with pytest.raises(Unreachable, match="stop here"):
            send("GET", f"http://rebound.example:{other.port}/")
        assert asked == ["rebound.example"]
        assert called == [("203.0.114.1", other.port)]
        with pytest.raises(Forbidden):
            send("GET", f"http://rebound.example:{other.port}/")
        assert (len(called), other.lines) == (1, [])

    def test_a_silent_address_leaves_time_for_the_next(self, peer, monkeypatch, settings):
        other = peer(saying("200 OK", b"second"))
        settings.EGRESS_ALLOW = [f"two.example:{other.port}"]
        means(monkeypatch, ["127.0.0.7", "127.0.0.1"])
        real, shares = sending.httpcore.SyncBackend.connect_tcp, []

        def connect(self, host, port, timeout=None, *more):
            shares.append(timeout)
            if host == "127.0.0.7":
                raise sending.httpcore.ConnectTimeout("silent")
            return real(self, host, port, timeout, *more)

        monkeypatch.setattr(sending.httpcore.SyncBackend, "connect_tcp", connect)
        assert send("GET", f"http://two.example:{other.port}/", seconds=8).content == b"second"
        assert shares[0] <= 4 < shares[1] <= 8

    @pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
    def test_a_redirect_is_an_answer(self, peer, status):
        other = peer(lambda line, request: saying(status, Location=other.url)(line, request))
        answer = send("POST", other.url, content=b"x")
        assert (answer.status, answer.headers["location"]) == (int(status[:3]), other.url)
        assert len(other.asked) == 1


class TestWhatComesBack:
    def test_a_long_answer_is_read_to_a_limit(self, peer):
        sent = []

        def pour(line, _request):
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n")
            for _n in range(1_000):
                sent.append(line.send(b"x" * 10_000))

        answer = send("GET", peer(pour).url, most=2_048)
        assert (answer.status, answer.content) == (200, b"x" * 2_048)
        assert sum(sent) < 10_000_000

    def test_an_endless_answer_in_chunks_too(self, peer):
        def pour(line, _request):
            line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for chunk in repeat(b"2710\r\n" + b"y" * 10_000 + b"\r\n"):
                line.sendall(chunk)

        assert len(send("GET", peer(pour).url).content) == 65_536

    def test_nothing_is_unpacked(self, peer):
        bomb = b"\x1f\x8b\x08" + b"\x00" * 50
        assert send("GET", peer(saying("200 OK", bomb, Content_Encoding="gzip")).url).content == bomb

    def test_endless_headers_are_refused(self, peer):
        def pour(line, _request):
            line.sendall(b"HTTP/1.1 200 OK\r\n")
            for _n in range(1_000):
                line.sendall(b"X-More: " + b"z" * 1_000 + b"\r\n")

        with pytest.raises(Unreachable):
            send("GET", peer(pour).url)

    @pytest.mark.parametrize(
        "said", [b"", b"hello\r\n\r\n", b"HTTP/1.1 two hundred\r\n\r\n", b"\x00" * 100, b"HTTP/1.1 20"]
    )
    def test_nonsense_is_no_answer(self, peer, said):
        with pytest.raises(Unreachable):
            send("GET", peer(lambda line, _request: line.sendall(said)).url)

    def test_a_body_that_breaks_off_leaves_its_status(self, peer):
        other = peer(lambda line, _request: line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"))
        answer = send("GET", other.url)
        assert (answer.status, answer.content) == (200, b"half")

    def test_nobody_there_is_unreachable(self, settings):
        with socket.socket() as taken:  # bound, but nobody listens
            taken.bind(("127.0.0.1", 0))
            place = f"127.0.0.1:{taken.getsockname()[1]}"
            settings.EGRESS_ALLOW = [place]
            with pytest.raises(Unreachable):
                send("GET", f"http://{place}/")


class TestTime:
    """After its seconds it is over, whatever the other side does to stretch them."""

    @pytest.fixture(autouse=True)
    def is_bounded(self):
        begun = time.monotonic()
        yield
        assert time.monotonic() - begun < PATIENCE

    def test_silence_ends(self, peer):
        other = peer(lambda _line, _request: other.is_over.wait(30))
        with pytest.raises(Unreachable, match="timed out"):
            send("GET", other.url, seconds=SHORT)

    def test_dripping_headers_end(self, peer):
        other = peer(lambda line, _request: other.drip(line, [b"HTTP/1.1 200 OK\r\nX-A: ", *repeat(b"a", 300)]))
        with pytest.raises(Unreachable, match="timed out"):
            send("GET", other.url, seconds=SHORT)

    def test_endless_interim_answers_end(self, peer):
        other = peer(lambda line, _request: other.drip(line, repeat(b"HTTP/1.1 103 Early Hints\r\n\r\n", 300)))
        with pytest.raises(Unreachable, match="timed out"):
            send("GET", other.url, seconds=SHORT)

    def test_a_dripping_body_ends_with_what_came(self, peer):
        start = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"
        other = peer(lambda line, _request: other.drip(line, [start, *repeat(b"b", 300)]))
        answer = send("GET", other.url, seconds=4)  # in which the first of it comes, also on a busy machine
        assert answer.status == 200
        assert 0 < len(answer.content) < 5_000

    def test_a_reader_who_takes_little_at_a_time_ends(self, peer):
        def sip(line):
            while not other.is_over.wait(0.05):
                line.recv(200_000)

        other = peer(None)
        other._talk = sip
        with pytest.raises(Unreachable, match="timed out"):
            send("POST", other.url, content=b"x" * 50_000_000, seconds=SHORT)

    def test_a_handshake_that_never_ends_ends(self, peer):
        other = peer(lambda line, _request: None)
        other._talk = lambda line: other.is_over.wait(30)
        with pytest.raises(Unreachable, match="timed out"):
            send("GET", f"https://{other.place}/", seconds=SHORT)

    def test_a_name_that_is_never_answered_ends(self, monkeypatch, peer):
        other = peer(saying())
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: other.is_over.wait(30))
        with pytest.raises(Unreachable, match="timed out"):
            send("GET", "https://slow.example/", seconds=SHORT)

    def test_a_name_nobody_knows_is_unreachable(self, monkeypatch):
        def unknown(*_a, **_k):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        with pytest.raises(Unreachable, match="not known"):
            send("GET", "https://nowhere.example/")
        with pytest.raises(OSError, match="not known"):
            resolve("nowhere.example", 443, 5)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """`(its certificate's path, certify(name) → server context)`."""
    folder = tmp_path_factory.mktemp("authority")
    key, name = ec.generate_private_key(ec.SECP256R1()), _named("Test authority")
    own = _certificate(name, key.public_key(), issuer=name, signed_by=key, is_authority=True)
    (folder / "authority.pem").write_bytes(own.public_bytes(serialization.Encoding.PEM))

    def certify(host):
        host_key = ec.generate_private_key(ec.SECP256R1())
        made = _certificate(_named(host), host_key.public_key(), issuer=name, signed_by=key, host=host)
        (folder / "host.pem").write_bytes(
            host_key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + made.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "host.pem")
        return context

    return folder / "authority.pem", certify


class TestTls:
    @pytest.fixture
    def trusted(self, authority, monkeypatch):
        """As if the test's authority were one of the machine's; returns `certify`."""
        monkeypatch.setenv("SSL_CERT_FILE", str(authority[0]))
        sending._tls.cache_clear()
        yield authority[1]
        sending._tls.cache_clear()

    def call(self, peer, monkeypatch, settings, certificate, name):
        other = peer(saying("200 OK", b"safe"), tls=certificate)
        settings.EGRESS_ALLOW = [f"{name}:{other.port}"]
        means(monkeypatch, ["127.0.0.1"])
        return send("GET", f"https://{name}:{other.port}/")

    def test_the_right_name_is_accepted(self, peer, trusted, monkeypatch, settings):
        answer = self.call(peer, monkeypatch, settings, trusted("hooks.example"), "hooks.example")
        assert answer.content == b"safe"

    def test_another_name_is_not(self, peer, trusted, monkeypatch, settings):
        with pytest.raises(Unreachable, match=r"(?i)certificate|hostname"):
            self.call(peer, monkeypatch, settings, trusted("other.example"), "hooks.example")

    def test_an_unknown_authority_is_not(self, peer, authority, monkeypatch, settings):
        with pytest.raises(Unreachable, match=r"(?i)certificate"):
            self.call(peer, monkeypatch, settings, authority[1]("hooks.example"), "hooks.example")


def _named(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _certificate(subject, key, *, issuer, signed_by, is_authority=False, host=None):
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    made = made.serial_number(x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
    made = made.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    if host:
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    return made.sign(signed_by, hashes.SHA256())
