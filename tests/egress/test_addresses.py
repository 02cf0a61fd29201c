"""Which addresses may be called, however they are written."""

import ipaddress
import socket

import pytest

from egress import Forbidden, check_url, is_public, resolve

PRIVATE = [
    "0.1.2.3", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.7",
    "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2001:10::1", "2002:7f00:1::1", "2002:808:808::1",
    "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "172.32.0.1", "192.0.1.1", "198.20.0.1", "223.255.255.255", "2606:4700::1111"]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public_is_known(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_known(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_refused_as_it_stands(address):
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(Forbidden, match="private"):
        check_url(f"https://{host}/hook")


@pytest.mark.parametrize(
    "host",
    [
        "0177.0.0.1", "0x7f.0.0.1", "0x7f000001", "2130706433", "017700000001", "127.1", "127.0.1", "127.0.0.1.",
        "１２７.０.０.１", "127。0。0。1", "①②⑦.0.0.1", "0", "localhost", "LOCALHOST", "localhost.", "a.localhost",
        "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:7f00:1]", "[fe80::1%25eth0]",
    ],
)  # fmt: skip
def test_a_private_address_is_refused_however_it_is_written(host):
    with pytest.raises(Forbidden, match="private"):
        check_url(f"http://{host}/")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://shop.example/", "gopher://shop.example/",
        "//shop.example/", "shop.example/hook", "", "https://", "https:///hook", "http:shop.example", "mailto:a@b.example",
        "ws://shop.example/",
    ],
)  # fmt: skip
def test_only_addresses_on_the_web_are_called(url):
    with pytest.raises(Forbidden, match="https://"):
        check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/\x00", "https://shop.example/\n", "https://shop example/", "https://shop.example /x",
        "\thttps://shop.example/", "https://shop.example/\r\nHost: evil", "https://" + "a" * 64 + ".example/",
        "https://a..example/", "https://shop.example:99999/", "https://shop.example:x/", "https://[::1/", "https://[x]/",
        "https://127.0.0.1\\.shop.example/", "https://127%2e0%2e0%2e1/", "https://shop.example\u202e/",
        "https://shop.example/" + "a" * 2_000, "https://-shop.example/", "https://sh<op>.example/",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(url):
    with pytest.raises(Forbidden, match="not an address"):
        check_url(url)


@pytest.mark.parametrize("before", ["user@", "user:password@", ":@", "@", "shop.example\\@"])
def test_name_and_password_are_refused(before):
    with pytest.raises(Forbidden, match="name and password"):
        check_url(f"https://{before}shop.example/")


@pytest.mark.parametrize("port", [0, 1, 21, 22, 25, 465, 3306, 5432, 6379, 9200, 11211, 65535])
def test_a_port_of_something_else_is_refused(port):
    with pytest.raises(Forbidden, match="80, 443, 8080, 8443"):
        check_url(f"https://shop.example:{port}/")


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://shop.example", ("https", "shop.example", 443)),
        ("HTTP://Shop.Example:8080/a?b#c", ("http", "shop.example", 8080)),
        ("https://shop.example:/", ("https", "shop.example", 443)),
        ("https://bücher.example/", ("https", "xn--bcher-kva.example", 443)),
        ("https://a_b.example/", ("https", "a_b.example", 443)),
        ("https://[2606:4700::1111]:8443/", ("https", "2606:4700::1111", 8443)),
        ("http://1.1.1.1/", ("http", "1.1.1.1", 80)),
    ],
)
def test_others_are_taken_apart(url, found):
    assert check_url(url) == found


class TestNames:
    @pytest.fixture
    def says(self, monkeypatch):
        """`says("1.1.1.1", …)`: what every name means from now on."""

        def answer(*addresses):
            def look_up(host, port, *_more, **_options):
                return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

            monkeypatch.setattr(socket, "getaddrinfo", look_up)

        return answer

    def test_all_addresses_of_a_name_are_found_once(self, says):
        says("1.1.1.1", "8.8.8.8", "1.1.1.1")
        assert resolve("shop.example", 443, 5) == ["1.1.1.1", "8.8.8.8"]

    @pytest.mark.parametrize("address", PRIVATE)
    def test_a_name_of_a_private_address_is_refused(self, says, address):
        says(address)
        with pytest.raises(Forbidden):
            resolve("shop.example", 443)

    def test_one_private_address_among_others_is_enough(self, says):
        says("1.1.1.1", "8.8.8.8", "10.0.0.1")
        with pytest.raises(Forbidden):
            resolve("shop.example", 443)

    def test_a_scoped_address_is_understood(self, says):
        says("fe80::1%eth0")
        with pytest.raises(Forbidden):
            resolve("shop.example", 443)

    def test_no_more_than_a_few_are_tried(self, says):
        says(*(f"1.1.1.{n}" for n in range(200)))
        assert len(resolve("shop.example", 443)) == 8


class TestExceptions:
    @pytest.mark.parametrize(
        ("entry", "url"),
        [
            ("127.0.0.1:9000", "http://127.0.0.1:9000/"),
            ("hooks.internal:9000", "http://Hooks.Internal:9000/"),
            ("Hooks.Internal:9000", "http://hooks.internal:9000/"),
            ("localhost:8080", "http://localhost:8080/"),
            ("[::1]:9000", "http://[::1]:9000/"),
            ("10.1.2.0/24", "http://10.1.2.77:8080/"),
            ("fd00::/8", "http://[fd00::7]/"),
        ],
    )
    def test_a_named_place_may_be_called(self, settings, entry, url):
        settings.EGRESS_ALLOW = [entry]
        assert check_url(url)

    @pytest.mark.parametrize(
        ("entry", "url"),
        [
            ("127.0.0.1:9000", "http://127.0.0.1:9001/"),
            ("127.0.0.1:9000", "http://127.0.0.2:9000/"),
            ("hooks.internal:9000", "http://127.0.0.1:9000/"),
            ("10.1.2.0/24", "http://10.1.3.1/"),
            ("10.1.2.0/24", "http://10.1.2.1:22/"),
            ("10.1.2.0/24", "http://[fd00::7]/"),
        ],
    )
    def test_its_neighbours_may_not(self, settings, entry, url):
        settings.EGRESS_ALLOW = [entry]
        with pytest.raises(Forbidden):
            check_url(url)

    def test_a_named_host_may_have_a_private_address(self, settings, monkeypatch):
        settings.EGRESS_ALLOW = ["hooks.internal:8080"]
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.9", 8080))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
        assert resolve("hooks.internal", 8080) == ["10.0.0.9"]
        with pytest.raises(Forbidden):
            resolve("hooks.internal", 80)
