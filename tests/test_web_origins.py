"""Who may have the guide on their pages: exact origins, a token that is short-lived, and everything else as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes import FakeEmbeddings
from sqlalchemy import select
from web_serving import Web, new_message, web_on

from bot.channels.web import sessions
from bot.channels.web.sessions import Sessions
from bot.keys import Keys
from knowledge.library import Library
from knowledge.tables import keys
from settings import Settings, SettingsWrong, read_settings, sites_of

pytest_plugins = ["talking_fixtures"]

SCHOOL, OTHER = "https://www.school.example", "https://jobs.example:8443"
SITES = json.dumps({"opinno": [SCHOOL], "jobs": [OTHER]})
STRANGERS = [
    "null",
    "https://www.school.example.evil.tld",
    "https://evilwww.school.example",
    "https://school.example",
    "https://sub.www.school.example",
    "http://www.school.example",
    "https://www.school.example:444",
    "https://www.school.example/",
    "https://www.school.example@evil.tld",
    f"{SCHOOL}, {OTHER}",
    f"{SCHOOL} {OTHER}",
    "HTTPS://WWW.SCHOOL.EXAMPLE",
    "file://",
    "chrome-extension://abcdef",
    "*",
    "",
]
ASK = {"question": "Why?"}


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    library = Library(tmp_path_factory.mktemp("origins"), FakeEmbeddings(), doing="test")
    with web_on(library, Settings(shelf="off", origins=SITES)) as served:
        yield served
    library.close()


@pytest.fixture
def page(web: Web) -> Iterator[httpx.Client]:
    with web.client() as client:
        yield client


def begin(page: httpx.Client, origin: str, site: str = "opinno") -> str:
    response = page.post("/api/session", json={"site": site}, headers={"Origin": origin})
    assert response.status_code == 200, response.text
    return str(response.json()["token"])


def chat(page: httpx.Client, origin: str | None, token: str | None, **headers: str) -> httpx.Response:
    sent = {**headers}
    if origin is not None:
        sent["Origin"] = origin
    if token is not None:
        sent["Authorization"] = f"Bearer {token}"
    return page.post("/api/chat", json=ASK, headers=sent)


def test_a_page_that_may_gets_a_token_and_asks_with_it(page: httpx.Client) -> None:
    response = page.post("/api/session", json={"site": "opinno"}, headers={"Origin": SCHOOL})
    said = response.json()
    assert said.keys() >= {"token", "expires_in", "site", "notice", "contacts"}
    assert said["site"]["id"] == "opinno"
    assert said["notice"] == {"days": 30}
    assert response.headers["access-control-allow-origin"] == SCHOOL
    assert "access-control-allow-credentials" not in response.headers
    asked = chat(page, SCHOOL, said["token"])
    assert asked.status_code == 200
    assert asked.headers["access-control-allow-origin"] == SCHOOL
    assert "origin" in asked.headers["vary"].lower()
    assert "set-cookie" not in response.headers


def test_without_an_origin_nothing_is_needed(page: httpx.Client) -> None:
    response = chat(page, None, None)
    assert response.status_code == 200
    assert "access-control-allow-origin" not in response.headers
    assert "origin" in response.headers["vary"].lower()


def test_our_own_pages_need_nothing(web: Web, page: httpx.Client) -> None:
    assert chat(page, web.url, None).status_code == 200
    named = chat(page, "http://guide.school.example", None, Host="guide.school.example")
    assert named.status_code == 200
    # A proxy that nobody named ends TLS: the page is on https and we are asked over http.
    assert chat(page, "https://guide.school.example", None, Host="guide.school.example").status_code == 200


def test_who_says_to_be_a_proxy_is_not_believed(page: httpx.Client) -> None:
    headers = {"X-Forwarded-Host": "evil.tld", "X-Forwarded-Proto": "https"}
    assert chat(page, "https://evil.tld", None, **headers).status_code == 403


@pytest.mark.parametrize("origin", STRANGERS)
def test_a_stranger_is_refused_without_a_word_to_its_browser(page: httpx.Client, origin: str) -> None:
    token = begin(page, SCHOOL)
    for response in (
        chat(page, origin, token),
        page.post("/api/session", json={"site": "opinno"}, headers={"Origin": origin}),
        page.options("/api/chat", headers={"Origin": origin, "Access-Control-Request-Method": "POST"}),
    ):
        assert response.status_code == 403
        assert not [name for name in response.headers if name.startswith("access-control-")]
        assert "origin" in response.headers["vary"].lower()
        assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/chat"),
        ("GET", "/api/chat/0123456789abcdef"),
        ("POST", "/api/chat/0123456789abcdef/stop"),
        ("GET", "/api/conversation"),
        ("DELETE", "/api/conversation"),
        ("POST", "/api/feedback"),
        ("POST", "/api/share"),
        ("DELETE", "/api/share/0123456789abcdef"),
        ("POST", "/api/cv"),
        ("POST", "/api/search"),
        ("GET", "/api/vacancies"),
        ("GET", "/api/events"),
        ("GET", "/api/courses"),
        ("GET", "/api/nothing"),
    ],
)
def test_no_route_answers_another_site_s_page_without_a_token(page: httpx.Client, method: str, path: str) -> None:
    response = page.request(method, path, headers={"Origin": SCHOOL, "Accept-Language": "fr"})
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    # The page must be able to read why.
    assert response.headers["access-control-allow-origin"] == SCHOOL
    assert "session" in response.json()["detail"]


@pytest.mark.parametrize("path", ["/api/partner/vacancies", "/api/partner/vacancies/1"])
def test_what_is_for_servers_is_for_no_page(page: httpx.Client, path: str) -> None:
    assert page.post(path, headers={"Origin": SCHOOL, "Authorization": "Bearer x"}).status_code == 403


def test_a_browser_is_told_before_it_asks(page: httpx.Client) -> None:
    asked = {
        "Origin": SCHOOL,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    response = page.options("/api/chat", headers=asked)
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == SCHOOL
    allowed = response.headers["access-control-allow-headers"].lower()
    assert all(name in allowed for name in ("authorization", "content-type", "last-event-id", "x-conversation"))
    assert {"GET", "POST", "DELETE"} <= set(response.headers["access-control-allow-methods"].split(", "))


def test_a_token_is_of_its_origin_and_its_site(page: httpx.Client) -> None:
    token = begin(page, OTHER, "jobs")
    assert chat(page, OTHER, token).status_code == 200
    assert chat(page, SCHOOL, token).status_code == 401
    refused = page.post("/api/session", json={"site": "jobs"}, headers={"Origin": SCHOOL})
    assert refused.status_code == 403


def test_a_token_that_was_changed_is_none(page: httpx.Client) -> None:
    token = begin(page, SCHOOL)
    for place in range(0, len(token), 7):
        other = "A" if token[place] != "A" else "B"
        changed = token[:place] + other + token[place + 1 :]
        # The last digit of a base64 text holds bits that mean nothing.
        if place < len(token) - 1:
            assert chat(page, SCHOOL, changed).status_code == 401, place


@pytest.mark.parametrize("token", [".", "..", "a.b.c", "x" * 5000, "é.é.é", "None", "0.e30.", "{}"])
def test_nonsense_is_no_token(page: httpx.Client, token: str) -> None:
    headers = {"Origin": SCHOOL, "Authorization": f"Bearer {token}".encode()}
    assert page.post("/api/chat", json=ASK, headers=headers).status_code == 401


def test_a_token_ends_after_ten_minutes(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = Sessions(Keys(library.catalogue.engine), sites_of(SITES))
    token = begun.begin("opinno", SCHOOL)
    assert begun.read(token, SCHOOL)
    later = sessions._time() + sessions.LASTS
    monkeypatch.setattr(sessions, "_time", lambda: later)
    assert begun.read(token, SCHOOL) is None


def test_every_process_on_a_database_knows_the_tokens_of_the_others(library: Library) -> None:
    one, other = (Sessions(Keys(library.catalogue.engine), sites_of(SITES)) for _ in range(2))
    assert other.read(one.begin("opinno", SCHOOL), SCHOOL)
    assert one.read(other.begin("opinno", SCHOOL), SCHOOL)


def test_the_key_is_renewed_and_the_one_before_still_counts_for_a_while(library: Library) -> None:
    engine = library.catalogue.engine
    token = Sessions(Keys(engine), sites_of(SITES)).begin("opinno", SCHOOL)

    def age(days: float) -> None:
        with engine.begin() as connection:
            for row in connection.execute(select(keys)).all():
                older = keys.update().where(keys.c.id == row.id).values(made=row.made - timedelta(days=days))
                connection.execute(older)

    age(1.1)
    later = Sessions(Keys(engine), sites_of(SITES))
    assert later.begin("opinno", SCHOOL).partition(".")[0] != token.partition(".")[0]
    assert later.read(token, SCHOOL)
    age(1)
    assert Sessions(Keys(engine), sites_of(SITES)).read(token, SCHOOL) is None


def test_a_site_that_is_taken_off_the_list_is_out_at_once(library: Library) -> None:
    issued = Keys(library.catalogue.engine)
    token = Sessions(issued, sites_of(SITES)).begin("opinno", SCHOOL)
    assert Sessions(issued, sites_of(OTHER)).read(token, SCHOOL) is None


def test_streams_can_be_read_across_origins_too(page: httpx.Client) -> None:
    token = begin(page, SCHOOL)
    headers = {"Origin": SCHOOL, "Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
    response = page.post("/api/chat", json={**ASK, "message": new_message()}, headers=headers)
    assert response.headers["access-control-allow-origin"] == SCHOOL
    assert "event: answer" in response.text


# The setting


@pytest.mark.parametrize(
    ("value", "sites"),
    [
        ("", {"opinno": ()}),
        ("https://a.example", {"opinno": ("https://a.example",)}),
        (" https://A.example , http://b.example:8080 ", {"opinno": ("https://a.example", "http://b.example:8080")}),
        ("https://a.example:443", {"opinno": ("https://a.example",)}),
        ('{"x": ["http://[::1]:80"]}', {"opinno": (), "x": ("http://[::1]",)}),
    ],
)
def test_origins_are_a_list_or_a_table_of_sites(value: str, sites: Any) -> None:
    assert sites_of(value) == sites


@pytest.mark.parametrize(
    "value",
    [
        "*", "a.example", "https://a.example/", "https://*.example", "ftp://a.example", "https://u:p@a.example",
        "https://a.example?x", '{"x": "https://a.example"}', '{"X Y": ["https://a.example"]}', "{", '{"x": ["*"]}',
    ],
)  # fmt: skip
def test_an_origin_that_is_none_is_an_error_that_names_the_setting(
    value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OPINNO_ORIGINS", value)
    with pytest.raises(SettingsWrong, match="OPINNO_ORIGINS"):
        read_settings()


@pytest.mark.parametrize("value", ["proxy", "10.0.0.1/33", "10.0.0.0/8;::1"])
def test_a_proxy_that_is_no_address_is_an_error(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPINNO_PROXIES", value)
    with pytest.raises(SettingsWrong, match="OPINNO_PROXIES"):
        read_settings()
