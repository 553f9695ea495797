"""How much may be asked: exactly so much for a page and a network, and help for who needs it whatever the limit."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import httpx
import pytest
from web_serving import Scripted, Web, new_message, web_on

from bot.channels.web.admission import Admission
from bot.channels.web.limits import Asker, Limit, Limits, TooMany
from bot.channels.web.visitors import Visitors
from knowledge.library import Library
from settings import Settings

pytest_plugins = ["talking_fixtures"]

SCHOOL = "https://www.school.example"
LIMITED = Settings(
    shelf="off", origins=SCHOOL, proxies="127.0.0.1, 10.0.0.0/8", session_limit=2, network_limit=4, total_limit=1000
)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def web(library: Library) -> Iterator[Web]:
    with web_on(library, LIMITED) as served:
        yield served


def ask(client: httpx.Client, forwarded: str, question: str = "Why?", **headers: str) -> httpx.Response:
    return client.post("/api/chat", json={"question": question}, headers={"X-Forwarded-For": forwarded, **headers})


def scope(peer: str, *forwarded: str) -> dict[str, object]:
    headers = [(b"x-forwarded-for", each.encode()) for each in forwarded]
    return {"type": "http", "client": (peer, 1), "headers": headers, "scheme": "http"}


def test_exactly_so_many_a_minute_and_then_as_time_goes_by() -> None:
    clock = Clock()
    limit = Limit(6, clock)
    for _ in range(6):
        assert limit.wait("a") == 0
        limit.take("a")
    assert limit.wait("a") == pytest.approx(10)
    assert limit.wait("b") == 0
    clock.now = 10
    assert limit.wait("a") == 0
    limit.take("a")
    assert limit.wait("a") > 0


def test_time_that_goes_by_is_not_saved_up() -> None:
    clock = Clock()
    limit = Limit(3, clock)
    limit.wait("a")
    clock.now = 10_000
    for _ in range(3):
        limit.take("a")
    assert limit.wait("a") > 0


def test_what_one_limit_refuses_no_other_counts() -> None:
    limits = Limits(1, 10, 10, Clock())
    limits.admit(Asker("page", "network"))
    for _ in range(20):
        with pytest.raises(TooMany):
            limits.admit(Asker("page", "network"))
    for other in range(9):
        limits.admit(Asker(f"page {other}", "network"))
    with pytest.raises(TooMany):
        limits.admit(Asker("one more", "network"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "other", "forwarded_there", "same"),
    [
        ("203.0.113.7", [], "203.0.113.250", [], True),
        ("203.0.113.7", [], "203.0.114.7", [], False),
        ("2001:db8:1:2::1", [], "2001:db8:1:2:ffff::9", [], True),
        ("2001:db8:1:2::1", [], "2001:db8:1:3::1", [], False),
        ("::ffff:203.0.113.7", [], "203.0.113.9", [], True),
        # Only who is named as a proxy says who asks ...
        ("203.0.113.7", ["198.51.100.1"], "203.0.113.7", ["192.0.2.1"], True),
        ("10.1.1.1", ["198.51.100.1"], "10.2.2.2", ["198.51.100.99"], True),
        ("10.1.1.1", ["198.51.100.1"], "10.1.1.1", ["192.0.2.1"], False),
        # ... and of what it says the right end: the left anybody may have written.
        ("10.1.1.1", ["1.1.1.1, 198.51.100.1"], "10.1.1.1", ["8.8.8.8, 198.51.100.1"], True),
        ("10.1.1.1", ["198.51.100.1, 10.9.9.9"], "10.1.1.1", ["198.51.100.2"], True),
        ("10.1.1.1", ["1.1.1.1", "198.51.100.1"], "10.1.1.1", ["198.51.100.1"], True),
        ("10.1.1.1", ["198.51.100.1:5000"], "10.1.1.1", ["198.51.100.1"], True),
        ("10.1.1.1", ["[2001:db8::1]:5000"], "10.1.1.1", ["2001:db8::2"], True),
    ],
)
def test_a_network_is_told_from_others(
    peer: str, forwarded: list[str], other: str, forwarded_there: list[str], same: bool
) -> None:
    visitors = Visitors(["127.0.0.1", "10.0.0.0/8"])
    here, there = visitors.network(scope(peer, *forwarded)), visitors.network(scope(other, *forwarded_there))
    assert here
    assert there
    assert (here == there) is same


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "127.9.9.9", "testclient", ""])
def test_this_machine_has_no_network(peer: str) -> None:
    assert Visitors([]).network(scope(peer, "203.0.113.7")) is None


def test_a_network_s_name_tells_nothing_and_is_another_s_in_another_process() -> None:
    one, other = Visitors([]), Visitors([])
    name = one.network(scope("203.0.113.7"))
    assert name
    assert "203" not in name
    assert name != other.network(scope("203.0.113.7"))


def test_a_network_that_asks_too_much_is_told_when_to_come_back(web: Web) -> None:
    with web.client() as client:
        assert [ask(client, f"203.0.113.{n}").status_code for n in range(4)] == [200] * 4
        # Neither another address of the network, nor another browser, nor a lie about where it is, helps.
        for disguise in ({"User-Agent": "another"}, {"X-Real-IP": "1.1.1.1"}, {"Forwarded": "for=1.1.1.1"}):
            refused = ask(client, "1.1.1.1, 203.0.113.99", **disguise, **{"Accept-Language": "nl"})
            assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert "vragen" in refused.json()["detail"]
        assert ask(client, "198.51.100.1").status_code == 200


def test_a_page_that_asks_too_much_is_refused_though_its_network_may(web: Web) -> None:
    with web.client() as client:
        session = client.post("/api/session", json={}, headers={"Origin": SCHOOL}).json()
        headers = {"Origin": SCHOOL, "Authorization": f"Bearer {session['token']}"}
        assert [ask(client, "203.0.113.1", **headers).status_code for _ in range(3)] == [200, 200, 429]
        assert ask(client, "203.0.113.1").status_code == 200


def test_coming_back_for_an_answer_costs_nothing(web: Web) -> None:
    body = {"question": "Why?", "message": new_message()}
    headers = {"X-Forwarded-For": "203.0.113.1"}
    with web.client() as client:
        assert {client.post("/api/chat", json=body, headers=headers).status_code for _ in range(20)} == {200}
        assert client.get(f"/api/chat/{body['message']}", headers=headers).status_code == 200


def test_somebody_in_need_is_answered_whatever_the_limit(library: Library) -> None:
    with web_on(library, LIMITED, script=None) as web, web.client() as client:
        while ask(client, "203.0.113.1", "What is OPINNO?").status_code == 200:
            pass
        answer = ask(client, "203.0.113.1", "Ik wil niet meer leven.")
        assert answer.status_code == 200
        assert answer.json()["outcome"] == "supported"
        assert "1813" in answer.json()["text"]
        assert ask(client, "203.0.113.1", "What is OPINNO?").status_code == 429


def test_the_words_of_help_come_even_beyond_that(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.channels.web import limits

    monkeypatch.setattr(limits, "_IN_NEED", 1)
    with web_on(library, LIMITED, script=None) as web, web.client() as client:
        while ask(client, "203.0.113.1", "What is OPINNO?").status_code == 200:
            pass
        assert ask(client, "203.0.113.1", "Ik wil niet meer leven.").status_code == 200
        told = ask(client, "203.0.113.1", "Ik wil niet meer leven.")
        assert told.status_code == 429
        assert "1813" in told.json()["detail"]


def test_one_page_reads_so_many_streams_at_once_and_no_more(library: Library) -> None:
    settings = Settings(shelf="off", origins=SCHOOL)
    with web_on(library, settings, script=partial(Scripted, holds_after=1)) as web, web.client() as client:
        session = client.post("/api/session", json={}, headers={"Origin": SCHOOL}).json()
        headers = {"Origin": SCHOOL, "Authorization": f"Bearer {session['token']}", "Accept": "text/event-stream"}
        seen = []
        opened = []
        for number in range(6):
            body = {"question": f"Why {number}?", "message": new_message()}
            request = client.build_request("POST", "/api/chat", json=body, headers=headers)
            opened.append(client.send(request, stream=True))
            seen.append(opened[-1].status_code)
        assert seen == [200, 200, 200, 200, 429, 429]
        for response in opened:
            response.close()


def test_beyond_what_may_wait_one_more_is_sent_away_kindly(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Admission, "full", property(lambda _: True))
    with web_on(library) as web, web.client() as client:
        refused = client.post("/api/chat", json={"question": "Why?", "language": "fr"})
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) > 0
        assert "perdu" in refused.json()["detail"]


async def test_a_few_work_at_once_in_the_order_in_which_they_came() -> None:
    import asyncio

    admission = Admission(2, 3)
    places = [admission.place() for _ in range(5)]
    order: list[int] = []

    async def work(number: int) -> None:
        await places[number].take()
        order.append(number)

    tasks = [asyncio.create_task(work(number)) for number in range(5)]
    await asyncio.sleep(0.01)
    assert order == [0, 1]
    assert admission.full
    for number in range(3):
        places[number].give_back()
        places[number].give_back()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert order == [0, 1, 2, 3, 4]
    assert not admission.full
    await asyncio.gather(*tasks)
