"""Fetching from the web: politely, within bounds, and from nowhere but the public web."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sites import Asked, Clock, Reply, Site, moved, page, reply

from ingest.web.addresses import allowance, parse
from ingest.web.connecting import Door, Patience
from ingest.web.fetching import Web
from ingest.web.mining import PATH as MINING
from ingest.web.mining import Rule, is_reserved, rules_in
from ingest.web.outcomes import Gone, Refused, Unavailable, Unfit, Unwelcome, Validators

MB = 2**20


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        yield opened


class Watching(httpcore.SyncBackend):
    """Connects as ever, and remembers where to. `instead` is where public addresses lead, which are far from here."""

    def __init__(self, instead: int | None = None) -> None:
        self.dialled: list[tuple[str, int]] = []
        self.peers: list[str] = []
        self._instead = instead

    def connect_tcp(self, host: str, port: int, *rest: Any, **others: Any) -> httpcore.NetworkStream:
        self.dialled.append((host, port))
        if self._instead and not ip_address(host).is_loopback:
            return super().connect_tcp("127.0.0.1", self._instead, *rest, **others)
        stream = super().connect_tcp(host, port, *rest, **others)
        self.peers.append(stream.get_extra_info("server_addr")[0])
        return stream


class Names:
    """Answers each look-up with the next list, the last one for ever, and counts."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), 0

    def __call__(self, host: str, port: int) -> Iterable[str]:
        self.asked += 1
        return self.answers[min(self.asked, len(self.answers)) - 1]


# What comes back


def test_a_page_comes_with_its_address_type_and_validators(site: Site) -> None:
    site.pages["/jobs?page=2"] = reply(
        "<p>Bio-ingenieur in Gent</p>", ETag='W/"7"', Last_Modified="Mon, 02 Nov 2026 09:00:00 GMT"
    )
    fetched = site.web().fetch(site.url("/jobs?page=2#top"))
    assert (fetched.address, fetched.status, fetched.not_modified) == (site.url("/jobs?page=2"), 200, False)
    assert (fetched.media_type, fetched.charset) == ("text/html", "utf-8")
    assert fetched.content == b"<p>Bio-ingenieur in Gent</p>"
    assert fetched.validators == Validators('W/"7"', "Mon, 02 Nov 2026 09:00:00 GMT")


def test_what_is_unchanged_is_not_sent_again(site: Site) -> None:
    def answer(asked: Asked) -> bytes:
        known = asked.headers.get("if-none-match") == '"7"' and "if-modified-since" in asked.headers
        return reply(status=304, ETag='"7"') if known else reply("New", ETag='"7"', Last_Modified="yesterday")

    site.pages["/"] = answer
    web = site.web()
    first = web.fetch(site.url())
    again = web.fetch(site.url(), first.validators)
    assert (again.not_modified, again.content, again.status) == (True, b"", 304)
    assert (first.not_modified, first.content) == (False, b"New")


def test_we_say_who_we_are_and_nothing_else(site: Site) -> None:
    site.pages["/"] = reply("Hello", Set_Cookie="who=you; Path=/")
    web = site.web(contact="https://guide.example/robot")
    web.fetch(site.url())
    web.fetch(site.url())
    headers = site.asked[-1].headers
    assert headers["user-agent"] == "OPINNO-Guide (+https://guide.example/robot)"
    assert headers["host"] == site.host
    assert set(headers) == {"host", "user-agent", "accept", "accept-encoding", "connection"}


def test_proxies_of_the_environment_are_not_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages["/"] = reply("Straight")
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert site.web().fetch(site.url()).content == b"Straight"


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"Laborant " * 999, mtime=0)),
        ("x-gzip", gzip.compress(b"Laborant " * 500, mtime=0) + gzip.compress(b"Laborant " * 499, mtime=0)),
        ("gzip", gzip.compress(b"Laborant " * 999, mtime=0) + b"\0" * 512),
        ("deflate", zlib.compress(b"Laborant " * 999)),
        ("deflate", zlib.compress(b"Laborant " * 999, wbits=-15)),
        ("identity", b"Laborant " * 999),
    ],
)
def test_packed_pages_are_unpacked(site: Site, encoding: str, packed: bytes) -> None:
    def byte_by_byte(asked: Asked, to: socket.socket) -> None:
        to.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n\r\n" % encoding.encode())
        for start in range(0, len(packed), 7):
            to.sendall(packed[start : start + 7])

    site.pages["/whole"] = reply(packed, Content_Encoding=encoding)
    site.pages["/bits"] = byte_by_byte
    web = site.web()
    for target in ("/whole", "/bits"):
        assert web.fetch(site.url(target)).content == b"Laborant " * 999


def test_a_large_feed_goes_into_a_file(site: Site, tmp_path: Path) -> None:
    feed = b"<job>" * 6 * MB
    site.pages["/feed.xml"] = reply(gzip.compress(feed, 1, mtime=0), kind="application/xml", Content_Encoding="gzip")
    with (tmp_path / "feed").open("wb+") as file:
        fetched = site.web().download(site.url("/feed.xml"), file)
        assert file.tell() == len(feed)
    assert (fetched.content, fetched.media_type) == (b"", "application/xml")


# What does not come back


@pytest.mark.parametrize(
    ("status", "refusal"),
    [(404, Gone), (410, Gone), (401, Refused), (403, Refused), (451, Refused), (400, Refused), (204, Refused)],
)
def test_a_lasting_failure_is_not_tried_again(site: Site, status: int, refusal: type[Refused]) -> None:
    site.pages["/"] = reply(status=status)
    with pytest.raises(refusal) as caught:
        site.web().fetch(site.url())
    assert isinstance(caught.value, Gone) == (refusal is Gone)
    assert site.targets == ["/"]
    assert caught.value.reason.endswith(".")


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429, 408])
def test_a_passing_failure_is_tried_three_times_with_growing_pauses(site: Site, status: int) -> None:
    site.pages["/"] = reply(status=status)
    clock = Clock()
    with pytest.raises(Unavailable, match=str(status)):
        site.web(clock).fetch(site.url())
    assert site.targets == ["/"] * 3
    backoff = [seconds for seconds in clock.slept if seconds != 1.0]
    assert 0.5 <= backoff[0] <= 1.5
    assert sum(clock.slept) < 10


def test_the_second_try_may_succeed(site: Site) -> None:
    def answer(asked: Asked) -> bytes:
        return (
            reply("Back", ETag="1") if len(site.targets) == 2 else b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nhalf"
        )

    site.pages["/"] = answer
    assert site.web().fetch(site.url()).content == b"Back"


@pytest.mark.parametrize("date", [False, True])
def test_retry_after_is_waited_out_if_it_is_short(site: Site, date: bool) -> None:
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=12), usegmt=True) if date else "12"

    def answer(asked: Asked) -> bytes:
        return reply("Back") if len(site.targets) == 2 else reply(status=429, Retry_After=when)

    site.pages["/"] = answer
    clock = Clock()
    assert site.web(clock).fetch(site.url()).content == b"Back"
    assert 11 <= sum(clock.slept) < 16


def test_a_long_retry_after_is_told_and_kept_to(site: Site) -> None:
    site.pages |= {"/": reply(status=503, Retry_After="3600"), "/other": reply("Hello")}
    web = site.web()
    for target in ("/", "/other"):
        with pytest.raises(Unavailable) as caught:
            web.fetch(site.url(target))
        assert caught.value.retry_after == pytest.approx(3600, abs=5)
    assert site.targets == ["/"]


@pytest.mark.parametrize("retry_after", ["99999999999999999999", "-5", "soon", "Mon, 99 Foo", "٣", ""])
def test_a_strange_retry_after_is_bounded_or_ignored(site: Site, retry_after: str) -> None:
    site.pages["/"] = reply(status=503, Retry_After=retry_after)
    with pytest.raises(Unavailable) as caught:
        site.web().fetch(site.url())
    assert (caught.value.retry_after or 0) <= 24 * 3600


def test_a_site_that_is_not_there_is_unavailable() -> None:
    with Site() as closed:
        pass
    with pytest.raises(Unavailable, match="connection"):
        closed.web().fetch(closed.url())


def test_a_name_that_nobody_knows_is_unavailable() -> None:
    def nobody(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    with pytest.raises(Unavailable, match=r"no site called jobs\.example"):
        Web(sleep=Clock().sleep, resolve=nobody).fetch("https://jobs.example/")


@pytest.mark.parametrize("kind", ["image/png", "video/mp4", "audio/ogg", "font/woff2"])
def test_what_is_no_text_is_not_even_received(site: Site, kind: str) -> None:
    def answer(asked: Asked, to: socket.socket) -> None:
        to.sendall(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: 9000000\r\n\r\n".encode())
        to.recv(1)  # until we hang up

    site.pages["/"] = answer
    started = time.monotonic()
    with pytest.raises(Unfit, match=kind):
        site.web().fetch(site.url())
    assert time.monotonic() - started < 10


# Redirects


def test_redirects_are_followed_and_the_last_address_is_told(site: Site) -> None:
    site.pages |= {
        "/old": moved("/new/", 301),
        "/new/": moved("caf\u00e9", 307),
        "/new/caf%C3%A9": moved("?a=1#top", 308),
        "/new/caf%C3%A9?a=1": reply("Arrived"),
    }
    fetched = site.web().fetch(site.url("/old"))
    assert (fetched.address, fetched.content) == (site.url("/new/caf%C3%A9?a=1"), b"Arrived")


def test_five_redirects_are_followed_and_the_sixth_is_not(site: Site) -> None:
    site.pages |= {f"/{number}": moved(f"/{number + 1}") for number in range(12)}
    site.pages["/12"] = reply("The end")
    web = site.web()
    assert web.fetch(site.url("/7")).content == b"The end"
    with pytest.raises(Refused, match="more than 5"):
        web.fetch(site.url("/6"))


def test_a_circle_is_noticed(site: Site) -> None:
    site.pages |= {"/a": moved("/b"), "/b": moved("/a"), "/self": moved("/self#again")}
    for start in ("/a", "/self"):
        with pytest.raises(Refused, match="circle"):
            site.web().fetch(site.url(start))
    assert site.targets == ["/a", "/b", "/self"]


@pytest.mark.parametrize(
    "to",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "javascript:alert(1)",
        "http://127.0.0.1:1/",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost/",
        "http://user:secret@example.org/",
        "//10.0.0.1/",
        "",
    ],
)
def test_a_redirect_to_where_we_would_not_go_ourselves_is_refused(site: Site, to: str) -> None:
    site.pages["/"] = moved(to)
    network = Watching()
    with pytest.raises(Refused):
        site.web(network=network).fetch(site.url())
    assert {port for _, port in network.dialled} == {site.port}


def test_a_redirect_to_a_name_that_leads_inside_is_refused(site: Site) -> None:
    site.pages["/"] = moved("http://inside.example/")
    network = Watching()
    web = site.web(network=network, resolve=lambda host, _: ["10.0.0.7"] if host == "inside.example" else [host])
    with pytest.raises(Refused, match="private network"):
        web.fetch(site.url())
    assert {port for _, port in network.dialled} == {site.port}


def test_a_redirect_asks_the_robots_of_where_it_leads(site: Site) -> None:
    with Site({"/robots.txt": reply("User-agent: *\nDisallow: /private"), "/private": reply("Secret")}) as other:
        site.pages["/"] = moved(other.url("/private"))
        clock = Clock()
        with pytest.raises(Unwelcome):
            Web([site.host, other.host], clock=clock, sleep=clock.sleep).fetch(site.url())
        assert other.targets == []


def test_a_refresh_in_the_page_is_not_followed(site: Site) -> None:
    site.pages |= {"/": page("Here", head='<meta http-equiv="refresh" content="0;url=/there">'), "/there": reply("No")}
    assert b"Here" in site.web().fetch(site.url()).content
    assert site.targets == ["/"]


# Where the connection goes


def test_nothing_is_opened_to_an_inner_address() -> None:
    network, names = Watching(), Names(["8.8.8.8"])
    clock = Clock()
    web = Web(clock=clock, sleep=clock.sleep, resolve=names, network=network)
    for url in (
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://metadata.google.internal/",
        "https://example.org:22/",
        "http://①②⑦.⓪.⓪.①/",
    ):
        with pytest.raises(Refused):
            web.fetch(url)
    assert (network.dialled, names.asked) == ([], 0)


@pytest.mark.parametrize(
    "answers",
    [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::1"], ["8.8.8.8", "fec0::1"], ["64:ff9b::a9fe:a9fe"], ["fe80::1%lo"]],
)
def test_a_name_that_leads_inside_is_refused_before_anything_is_opened(answers: list[str]) -> None:
    network = Watching()
    with pytest.raises(Refused, match="private network"):
        Web(sleep=Clock().sleep, resolve=Names(answers), network=network).fetch("http://jobs.example/")
    assert network.dialled == []


def test_a_name_is_looked_up_once_and_the_judged_address_is_the_one_connected_to(site: Site) -> None:
    # The second answer is what a rebinding server gives to whoever looks twice.
    site.pages |= {"/": reply("Hello"), "/robots.txt": reply(status=404)}
    names, network = Names(["8.8.8.8"], ["8.8.4.4"], ["9.9.9.9"], ["127.0.0.1"]), Watching(instead=site.port)
    clock = Clock()
    web = Web(clock=clock, sleep=clock.sleep, resolve=names, network=network)
    assert web.fetch("http://jobs.example/").content == b"Hello"
    assert network.dialled == [("8.8.8.8", 80), ("8.8.4.4", 80), ("9.9.9.9", 80)]
    assert names.asked == 3  # once for robots.txt, once for tdmrep.json and once for the page
    assert {asked.headers["host"] for asked in site.asked} == {"jobs.example"}
    with pytest.raises(Refused, match="private network"):
        web.fetch("http://jobs.example/other")
    assert len(network.dialled) == 3


def test_the_peer_of_the_connection_is_the_judged_address(site: Site) -> None:
    site.pages["/"] = reply("Hello")
    names, network = Names(["127.0.0.1"], ["127.0.0.1"], ["127.0.0.1"], ["127.0.0.99"]), Watching()
    clock = Clock()
    web = Web([f"jobs.example:{site.port}"], clock=clock, sleep=clock.sleep, resolve=names, network=network)
    assert web.fetch(f"http://jobs.example:{site.port}/").content == b"Hello"
    assert network.peers == ["127.0.0.1"] * 3
    assert site.asked[-1].headers["host"] == f"jobs.example:{site.port}"


def test_the_next_address_of_a_site_is_tried_if_the_first_does_not_answer(site: Site) -> None:
    site.pages["/"] = reply("Hello")
    clock = Clock()
    web = Web(["jobs.example"], clock=clock, sleep=clock.sleep, resolve=Names(["127.0.0.9", "127.0.0.1"]))
    assert web.fetch(f"http://jobs.example:{site.port}/").content == b"Hello"


def test_a_look_up_that_hangs_is_cut_off() -> None:
    def hangs(host: str, port: int) -> list[str]:
        time.sleep(3)
        return ["8.8.8.8"]

    network = Watching()
    door = Door(allowance([]), hangs, ssl.create_default_context(), network)
    with (
        pytest.raises(Unavailable, match="in time"),
        door.ask(parse("http://jobs.example/"), {}, Patience(0.2)),
    ):
        pass
    assert network.dialled == []


def test_the_certificate_is_that_of_the_name_although_the_address_is_pinned(tmp_path: Path) -> None:
    for name in ("jobs.example", "other.example"):
        server, authority = _certificates(tmp_path, name)
        seen: list[str | None] = []
        server.sni_callback = lambda _socket, name, _context, seen=seen: seen.append(name)
        with Site({"/": reply("Safe")}, tls=server) as site:
            clock = Clock()
            allowed = [f"jobs.example:{site.port}"]
            web = Web(
                allowed,
                clock=clock,
                sleep=clock.sleep,
                resolve=Names(["127.0.0.1"]),
                trust=ssl.create_default_context(cadata=authority),
            )
            if name == "jobs.example":
                assert web.fetch(f"https://jobs.example:{site.port}/").content == b"Safe"
            else:
                with pytest.raises(Unavailable, match="certificate"):
                    web.fetch(f"https://jobs.example:{site.port}/")
            assert set(seen) == {"jobs.example"}


def test_a_page_does_not_move_from_a_secure_address_to_an_open_one(tmp_path: Path) -> None:
    server, authority = _certificates(tmp_path, "jobs.example")
    with Site({"/": moved("http://jobs.example/")}, tls=server) as site:
        clock = Clock()
        web = Web(
            ["jobs.example"],
            clock=clock,
            sleep=clock.sleep,
            resolve=Names(["127.0.0.1"]),
            trust=ssl.create_default_context(cadata=authority),
        )
        with pytest.raises(Refused, match="secure"):
            web.fetch(f"https://jobs.example:{site.port}/")


def _certificates(folder: Path, name: str) -> tuple[ssl.SSLContext, str]:
    """A server's side for this name, and the certificate by which it is trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / name).write_bytes(pem + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / name)
    return context, pem.decode()


# Hostile sites


def _endless(asked: Asked, to: socket.socket) -> None:
    to.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        to.sendall(b"<p>more</p>" * 10_000)


def _endless_headers(asked: Asked, to: socket.socket) -> None:
    to.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        to.sendall(b"X-More: " + b"a" * 1000 + b"\r\n")


def _one_long_header(asked: Asked, to: socket.socket) -> None:
    to.sendall(b"HTTP/1.1 200 OK\r\nX-More: ")
    while True:
        to.sendall(b"a" * 10_000)


def _endless_promises(asked: Asked, to: socket.socket) -> None:
    while True:
        to.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n")


def _drips(asked: Asked, to: socket.socket) -> None:
    to.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(100):
        to.sendall(b"a")
        time.sleep(0.1)


def _drips_headers(asked: Asked, to: socket.socket) -> None:
    for letter in b"HTTP/1.1 200 OK\r\n" * 10:
        to.sendall(bytes([letter]))
        time.sleep(0.1)


def _silent(asked: Asked, to: socket.socket) -> None:
    to.settimeout(5)
    to.recv(1)


HOSTILE: dict[str, tuple[Reply, type[Exception]]] = {
    "endless body": (_endless, Refused),
    "endless headers": (_endless_headers, Unavailable),
    "one endless header": (_one_long_header, Unavailable),
    "endless promises": (_endless_promises, Unavailable),
    "a byte now and then": (_drips, Unavailable),
    "a letter of the head now and then": (_drips_headers, Unavailable),
    "silence": (_silent, Unavailable),
    "a promise of too much": (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", Refused),
    "no length that is a number": (b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", Unavailable),
    "no web server": (b"SSH-2.0-OpenSSH_9.6\r\n", Unavailable),
    "nothing": (b"", Unavailable),
    "less than promised": (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", Unavailable),
    "half a chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf", Unavailable),
    "gzip that breaks off": (reply(gzip.compress(b"text" * 999, mtime=0)[:-9], Content_Encoding="gzip"), Unavailable),
    "gzip that is none": (reply(b"plain text", Content_Encoding="gzip"), Unavailable),
    "brotli": (reply(b"\x0b\x02\x80hello\x03", Content_Encoding="br"), Refused),
    "zstandard": (reply(b"\x28\xb5\x2f\xfd", Content_Encoding="zstd"), Refused),
    "gzip in gzip": (reply(gzip.compress(gzip.compress(b"text", mtime=0)), Content_Encoding="gzip, gzip"), Refused),
    "another protocol": (reply(status=101, Upgrade="websocket"), Unavailable),
    "304 unasked": (reply(status=304), Refused),
    "a gzip bomb": (reply(gzip.compress(b"\0" * 60 * MB, mtime=0), Content_Encoding="gzip"), Refused),
    "a deflate bomb": (reply(zlib.compress(b"\0" * 60 * MB), Content_Encoding="deflate"), Refused),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_site_ends_in_a_reason_and_in_time(site: Site, name: str) -> None:
    answer, failure = HOSTILE[name]
    site.pages |= {"/": answer, "/robots.txt": reply(status=404)}
    started = time.monotonic()
    with pytest.raises(failure) as caught:
        site.web().fetch(site.url(), seconds=1.0, largest=5 * MB)
    assert time.monotonic() - started < 15
    assert str(caught.value).endswith(".")


def test_after_a_hostile_site_the_next_one_is_read(site: Site) -> None:
    site.pages |= {"/": _endless, "/fine": reply("Fine")}
    web = site.web()
    with pytest.raises(Refused):
        web.fetch(site.url(), largest=MB)
    assert web.fetch(site.url("/fine")).content == b"Fine"


def test_a_body_of_exactly_the_limit_is_taken_and_one_byte_more_is_not(site: Site) -> None:
    site.pages |= {"/fits": reply("a" * 1000), "/not": reply("a" * 1001)}
    web = site.web()
    assert len(web.fetch(site.url("/fits"), largest=1000).content) == 1000
    with pytest.raises(Refused, match="larger"):
        web.fetch(site.url("/not"), largest=1000)


MEASURE = """
import sys
from ingest.web.addresses import allowance, parse
from ingest.web.connecting import Door, Patience
from ingest.web.fetching import Web
from ingest.web.outcomes import Refused
host, target = sys.argv[1:]
def peak():
    # Not ru_maxrss: a child begins with that of its parent.
    return next(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))
web = Web([host], sleep=lambda _: None, clock=iter(range(0, 10**6, 10)).__next__)
web.fetch(f"http://{host}/fine")
before = peak()
try:
    web.fetch(f"http://{host}{target}")
except Refused as refusal:
    print(refusal.reason, file=sys.stderr)
print(peak() - before)
"""


def _bomb(megabytes: int, pack: Callable[[bytes], bytes]) -> bytes:
    return pack(b"\0" * megabytes * MB)


@pytest.mark.skipif(sys.platform != "linux", reason="measured with /proc")
@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_bomb_adds_less_than_30_mb_to_our_memory(site: Site, encoding: str) -> None:
    packed = _bomb(200, gzip.compress if encoding == "gzip" else zlib.compress)
    site.pages |= {"/fine": reply("Fine"), "/bomb": reply(packed, Content_Encoding=encoding)}
    assert len(packed) < 300_000
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, site.host, "/bomb"], capture_output=True, text=True, check=True, timeout=60
    )
    assert "densely" in run.stderr
    assert int(run.stdout) < 30


# Robots and pace


def test_robots_txt_is_obeyed_and_asked_for_once(site: Site) -> None:
    site.pages |= {
        "/robots.txt": reply(
            "User-agent: *\nDisallow: /\n\nUser-agent: opinno-guide\nDisallow: /intern\nAllow: /intern/jobs\n"
            "Sitemap: https://example.org/map.xml\n"
        ),
        "/open": reply("Open"),
        "/intern/jobs/1": reply("Job"),
        "/intern/salaries": reply("Secret"),
    }
    web = site.web()
    assert web.fetch(site.url("/open")).content == b"Open"
    assert web.fetch(site.url("/intern/jobs/1")).content == b"Job"
    with pytest.raises(Unwelcome, match=r"robots\.txt"):
        web.fetch(site.url("/intern/salaries"))
    with pytest.raises(Unwelcome):
        web.fetch(site.url("/open/../%69ntern/salaries"))
    assert [asked.target for asked in site.asked] == ["/robots.txt", MINING, "/open", "/intern/jobs/1"]
    assert web.sitemaps(site.url()) == ("https://example.org/map.xml",)


def test_robots_txt_is_asked_for_again_the_next_day(site: Site) -> None:
    site.pages |= {"/robots.txt": reply(status=404), "/": reply("Hello")}
    clock = Clock()
    web = site.web(clock)
    web.fetch(site.url())
    clock.now += 23 * 3600
    web.fetch(site.url())
    site.pages["/robots.txt"] = reply("User-agent: *\nDisallow: /")
    clock.now += 2 * 3600
    with pytest.raises(Unwelcome):
        web.fetch(site.url())
    assert [asked.target for asked in site.asked] == ["/robots.txt", MINING, "/", "/", "/robots.txt"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_site_without_robots_txt_allows_everything(site: Site, status: int) -> None:
    site.pages |= {"/robots.txt": reply(status=status), "/": reply("Hello")}
    assert site.web().fetch(site.url()).content == b"Hello"


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_robots_txt_that_cannot_be_had_allows_nothing_for_now(site: Site, status: int) -> None:
    site.pages |= {"/robots.txt": reply(status=status), "/": reply("Hello")}
    clock = Clock()
    web = site.web(clock)
    for _ in range(2):
        with pytest.raises(Unavailable, match=r"robots\.txt"):
            web.fetch(site.url())
    assert len(site.asked) == 3  # three tries, and then it is left alone
    site.pages["/robots.txt"] = reply(status=404)
    clock.now += 400
    assert web.fetch(site.url()).content == b"Hello"


@pytest.mark.parametrize(
    "content",
    [
        "User-agent: *\nDisallow: /secret\n" + "# padding\n" * 100_000,
        "\ufeffUSER-AGENT : *\r\nDISALLOW : /secret\r\n",
        "".join(f"User-agent: robot{number}\n" for number in range(12_000))
        + "User-agent: *\n"
        + "".join(f"Disallow: /secret{number}\n" for number in range(12_000))
        + "Disallow: /secret\n",
        "User-agent: *\n" + "Disallow: /*" + "a*" * 100_000 + "$\nDisallow: /secret\n",
    ],
    ids=["long", "with a mark", "names times rules", "stars"],
)
def test_a_strange_robots_txt_is_understood_quickly(site: Site, content: str) -> None:
    site.pages |= {"/robots.txt": reply(content, kind="text/plain"), "/aaa": reply("Hello")}
    started = time.process_time()
    web = site.web()
    assert web.fetch(site.url("/aaa")).content == b"Hello"
    with pytest.raises(Unwelcome):
        web.fetch(site.url("/secret"))
    assert time.process_time() - started < 5


def test_requests_to_one_host_are_a_second_apart_and_other_hosts_do_not_wait(site: Site) -> None:
    with Site({"/": reply("Other")}) as other:
        site.pages |= {"/": moved("/new"), "/new": reply("Hello")}
        clock = Clock()
        # By names, because the pace is that of a host, whatever its port.
        web = Web(["a.example", "b.example"], clock=clock, sleep=clock.sleep, resolve=Names(["127.0.0.1"]))
        web.fetch(f"http://a.example:{site.port}/")
        assert clock.slept == [1.0] * 3  # robots.txt, tdmrep.json, the page, and where it has moved
        web.fetch(f"http://b.example:{other.port}/")
        assert clock.slept == [1.0] * 5


def test_on_a_real_clock_the_site_sees_a_second_between_requests(site: Site) -> None:
    site.pages["/"] = reply("Hello")
    web = Web([site.host])
    web.fetch(site.url())
    web.fetch(site.url())
    times = [asked.at for asked in site.asked]
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(times))
    assert times[-1] - times[0] < 4


@pytest.mark.parametrize(
    ("rule", "wait"),
    [("Crawl-delay: 7", 7), ("Crawl-delay: 2.5", 2.5), ("Request-rate: 1/20", 20), ("Crawl-delay: 0", 1)],
)
def test_the_delay_that_a_site_asks_for_is_kept(site: Site, rule: str, wait: float) -> None:
    site.pages |= {"/robots.txt": reply(f"User-agent: *\n{rule}\n"), "/": reply("Hello")}
    clock = Clock()
    web = site.web(clock)
    web.fetch(site.url())
    web.fetch(site.url())
    assert clock.slept == [1, wait, wait]  # the rules themselves are a second apart


def test_a_delay_beyond_all_measure_means_that_we_are_not_welcome(site: Site) -> None:
    site.pages |= {"/robots.txt": reply("User-agent: *\nCrawl-delay: 86400\n"), "/": reply("Hello")}
    with pytest.raises(Unwelcome, match="ten minutes"):
        site.web().fetch(site.url())


@pytest.mark.parametrize(
    "answer",
    [
        reply("<p>Text</p>", tdm_reservation="1"),
        reply(b"%PDF-1.7", kind="application/pdf", TDM_Reservation="1"),
        page("Reserved", head='<meta name="tdm-reservation" content="1">'),
        page("Reserved", head="<META CONTENT=1 NAME=TDM-Reservation>"),
    ],
)
def test_texts_that_are_reserved_are_not_taken(site: Site, answer: bytes) -> None:
    site.pages["/"] = answer
    with pytest.raises(Unwelcome, match="reserves"):
        site.web().fetch(site.url())


@pytest.mark.parametrize(
    "answer",
    [
        reply("<p>Text</p>", tdm_reservation="0"),
        page("Open", head='<meta name="tdm-reservation" content="0">'),
        page("About tdm-reservation", text='Write tdm-reservation: "1" into your head'),
    ],
)
def test_texts_that_are_not_reserved_are_taken(site: Site, answer: bytes) -> None:
    site.pages["/"] = answer
    assert site.web().fetch(site.url()).status == 200


@pytest.mark.parametrize(
    ("header", "orders"),
    [
        ("noindex, nofollow", {"noindex", "nofollow"}),
        ("otherbot: noindex, nofollow", set()),
        ("OPINNO-Guide: noindex", {"noindex"}),
        ("otherbot: noindex, opinno-guide: nofollow", {"nofollow"}),
        ("unavailable_after: 25 Jun 2030 15:00:00 PST, max-snippet: 5, nofollow", {"nofollow"}),
    ],
)
def test_orders_to_robots_beside_the_page_are_told(site: Site, header: str, orders: set[str]) -> None:
    site.pages["/"] = reply("Hello", X_Robots_Tag=header)
    robots = site.web().fetch(site.url()).robots
    assert robots & {"noindex", "nofollow"} == orders


def test_a_download_that_is_tried_again_does_not_keep_the_first_half(site: Site) -> None:
    def answer(asked: Asked) -> bytes:
        whole = reply("Two", kind="text/plain")
        return whole if len(site.targets) == 2 else whole.replace(b"Length: 3", b"Length: 30")

    site.pages["/"] = answer
    into = BytesIO(b"before ")
    into.seek(0, 2)
    site.web().download(site.url(), into)
    assert into.getvalue() == b"before Two"


def reserving(*rules: tuple[str, int]) -> bytes:
    said = [{"location": location, "tdm-reservation": reserved} for location, reserved in rules]
    return reply(json.dumps(said), kind="application/json")


def test_what_a_site_reserves_from_mining_is_not_read_and_the_reason_is_told(site: Site) -> None:
    site.pages |= {MINING: reserving(("/papers/*", 1), ("/", 0)), "/papers/1": reply("Secret"), "/jobs": reply("Job")}
    web = site.web()
    assert web.fetch(site.url("/jobs")).content == b"Job"
    with pytest.raises(Unwelcome, match=r"tdmrep\.json"):
        web.fetch(site.url("/papers/1"))
    with pytest.raises(Unwelcome, match=r"tdmrep\.json"):
        web.download(site.url("/papers/feed.xml"), BytesIO())
    assert site.targets == ["/jobs"]
    assert [asked.target for asked in site.asked].count(MINING) == 1


@pytest.mark.parametrize(
    "content",
    [reply("<html>Our home page</html>"), reply("{"), reply("[" * 100_000), reply("[1, null, {}]"), reply(status=503)],
    ids=["page", "broken", "deep", "other", "unavailable"],
)
def test_a_site_without_such_rules_reserves_nothing(site: Site, content: bytes) -> None:
    site.pages |= {MINING: content, "/": reply("Hello")}
    assert site.web().fetch(site.url()).content == b"Hello"


@pytest.mark.parametrize(
    ("location", "target", "meant"),
    [
        ("/", "/jobs/1", True),
        ("/jobs/", "/jobs", False),
        ("/jobs/*.pdf$", "/jobs/a/b.pdf", True),
        ("/jobs/*.pdf$", "/jobs/b.pdf?x=1", False),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("/*/private/*", "/nl/private/1", True),
        ("/*/private/*", "/private", False),
        ("/a*a$", "/a", False),
        ("*" * 500 + "x", "/" + "y" * 5_000, False),
    ],
)
def test_a_rule_is_meant_for_what_its_pattern_matches(location: str, target: str, meant: bool) -> None:
    assert Rule(location, reserved=True).holds_for(target) is meant


def test_the_first_rule_that_is_meant_for_a_page_holds() -> None:
    rules = rules_in(b'[{"location": "/open/", "tdm-reservation": 0}, {"location": "/*", "tdm-reservation": "1"}]')
    assert [is_reserved(target, rules) for target in ("/open/1", "/jobs", "/")] == [False, True, True]
