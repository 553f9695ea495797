"""What is served to browsers: the pages, the one file for other sites, and the headers around everything."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import httpx
import pytest
from fakes import FakeEmbeddings
from web_serving import Web, web_on

from bot.channels.web import pages
from knowledge.library import Library
from settings import Settings

pytest_plugins = ["talking_fixtures"]

SITES = '{"opinno": ["https://www.school.example"], "jobs": ["https://jobs.example", "https://two.example:8443"]}'
SCRIPT = "console.log('the guide');\n" * 100


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("widget")
    (folder / "index.html").write_text("<!doctype html><title>Site</title>", encoding="utf-8")
    (folder / "chat.html").write_text("<!doctype html><title>Chat</title>", encoding="utf-8")
    (folder / "widget.js").write_text(SCRIPT, encoding="utf-8")
    (folder / "page.css").write_text("body { margin: 0 }", encoding="utf-8")
    (folder / "build.mjs").write_text("secret", encoding="utf-8")
    (folder / "src").mkdir()
    (folder / "src" / "index.ts").write_text("secret", encoding="utf-8")
    library = Library(tmp_path_factory.mktemp("pages"), FakeEmbeddings(), doing="test")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("server._PAGE", folder)
        with web_on(library, Settings(shelf="off", origins=SITES, proxies="127.0.0.1")) as served:
            yield served
    library.close()


@pytest.fixture
def client(web: Web) -> Iterator[httpx.Client]:
    with web.client() as opened:
        yield opened


def policy(response: httpx.Response) -> dict[str, str]:
    directives = response.headers["content-security-policy"].split(";")
    return {name: rest for name, _, rest in (each.strip().partition(" ") for each in directives) if name}


@pytest.mark.parametrize("path", ["/", "/chat", "/chat?site=jobs", "/chat?site=nobody"])
def test_our_pages_run_only_what_is_ours(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    said = policy(response)
    assert said["default-src"] == "'none'"
    assert said["script-src"] == said["style-src"] == said["connect-src"] == "'self'"
    assert said["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "ancestors"),
    [
        ("/", "'none'"),
        ("/chat", "'self' https://www.school.example"),
        ("/chat?site=jobs", "'self' https://jobs.example https://two.example:8443"),
        ("/chat?site=nobody", "'none'"),
        ("/chat?site=https://evil.example", "'none'"),
        ("/health/live", "'none'"),
    ],
)
def test_a_page_may_be_framed_by_its_site_alone(client: httpx.Client, path: str, ancestors: str) -> None:
    assert policy(client.get(path))["frame-ancestors"] == ancestors


def test_the_one_file_is_for_every_site_and_packed(client: httpx.Client) -> None:
    plain = client.get("/widget.js", headers={"Accept-Encoding": "identity"})
    assert plain.text == SCRIPT
    assert plain.headers["access-control-allow-origin"] == "*"
    assert plain.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "javascript" in plain.headers["content-type"]
    with client.stream("GET", "/widget.js", headers={"Accept-Encoding": "gzip, br"}) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw).decode() == SCRIPT
    assert "accept-encoding" in packed.headers["vary"].lower()
    assert len(raw) < len(SCRIPT) / 4


def test_any_page_can_learn_that_the_guide_is_there(client: httpx.Client) -> None:
    told = client.head("/widget.js", headers={"Origin": "https://stranger.example"})
    assert (told.status_code, told.content) == (200, b"")
    assert told.headers["access-control-allow-origin"] == "*"


def test_it_is_not_sent_again_to_who_has_it(client: httpx.Client) -> None:
    first = client.get("/widget.js")
    again = client.get("/widget.js", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert not again.content
    assert "max-age=300" in first.headers["cache-control"]
    assert client.get("/widget.js", headers={"If-None-Match": '"other"'}).status_code == 200


def test_an_address_with_its_version_is_good_for_ever_and_with_another_s_is_not(client: httpx.Client) -> None:
    version = client.get("/widget.js", headers={"Accept-Encoding": "identity"}).headers["etag"].strip('"')
    assert "immutable" in client.get(f"/widget.js?v={version}").headers["cache-control"]
    assert "immutable" not in client.get("/widget.js?v=0123").headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    ["/build.mjs", "/src/index.ts", "/index.html", "/chat.html", "/..%2fserver.py", "/WIDGET.JS"],
)
def test_nothing_else_of_the_folder_is_served(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "secret" not in response.text


def test_every_type_that_is_served_is_named() -> None:
    assert set(pages._TYPES) == {".html", ".css", ".js", ".svg"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"), ("GET", "/chat"), ("GET", "/widget.js"), ("GET", "/nothing"), ("POST", "/api/chat"),
        ("GET", "/api/conversation"), ("GET", "/shared/x"), ("POST", "/api/session"), ("POST", "/api/cv"),
        ("OPTIONS", "/api/chat"), ("GET", "/metrics"), ("DELETE", "/"),
    ],
)  # fmt: skip
def test_every_response_is_fenced_in(client: httpx.Client, method: str, path: str) -> None:
    headers = client.request(method, path, headers={"X-Forwarded-Proto": "https"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["strict-transport-security"].startswith("max-age=")
    assert "camera=()" in headers["permissions-policy"]
    assert "cross-origin-resource-policy" in headers
    assert "server" not in headers
    assert "set-cookie" not in headers


def test_over_plain_http_no_browser_is_told_to_insist_on_tls(client: httpx.Client) -> None:
    assert "strict-transport-security" not in client.get("/").headers


@pytest.mark.parametrize(
    ("accepted", "word"),
    [
        ("nl-BE", "adres"), ("fr", "adresse"), ("en", "address"), ("de", "address"), ("", "address"),
        ("de, fr;q=0.8, nl;q=0.9", "adres"), ("fr;q=0, nl", "adres"), ("x;q=abc, fr", "adresse"), ("*", "address"),
    ],
)  # fmt: skip
def test_a_reason_is_in_the_language_that_is_liked_best(client: httpx.Client, accepted: str, word: str) -> None:
    detail = client.get("/nothing", headers={"Accept-Language": accepted}).json()["detail"]
    assert re.search(rf"\b{word}\b", detail)


@pytest.mark.parametrize("length", ["-1", "abc", "1e3", "99999999999999999999"])
def test_a_length_that_is_none_is_refused(web: Web, length: str) -> None:
    import socket

    host, _, port = web.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as line:
        line.sendall(f"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode())
        assert line.recv(100).split()[1] in (b"400", b"413")
