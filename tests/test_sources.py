"""The list of sources: what is due, how each fares, and the command and the server that look at them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from fakes import FakeEmbeddings
from sites import Asked, Clock, Site, page, reply
from talking import Served, opinno, serving, settings_for

from ingest.run import Report
from ingest.sources import SHIPPED, SourcesWrong, bring_in, read_sources, standings
from ingest.web.fetching import Web
from knowledge.library import Library
from knowledge.origins import Origins

NOW = datetime(2026, 11, 23, 9, 30)
RSS = "application/rss+xml"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/feed.xml": reply(feed("analyst", "writer"), kind=RSS)}) as opened:
        yield opened


def feed(*jobs: str) -> str:
    items = "".join(
        f"<item><guid>{job}</guid><title>{job}</title><company>Sample Biologics</company>"
        f"<description>You are {job} and hold a master.</description></item>"
        for job in jobs
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Jobs</title>{items}</channel></rss>'


def listed(folder: Path, *sources: dict[str, Any]) -> Path:
    file = folder / "sources.yaml"
    file.write_text(yaml.safe_dump([{"licence": "our own", **source} for source in sources]), encoding="utf-8")
    return file


def jobs(site: Site, **fields: str) -> dict[str, Any]:
    return {"name": "jobs", "kind": "feed", "address": site.url("/feed.xml"), **fields}


class Watching:
    """A library with its sources, and a clock to be put forward."""

    def __init__(self, library: Library, web: Web, file: Path) -> None:
        self.library, self.web, self.file, self.now = library, web, file, NOW

    def look(self, after: timedelta = timedelta()) -> Report:
        self.now += after
        return bring_in(self.library, (), self.web, self.file, lambda: self.now)

    def standing(self, after: timedelta = timedelta()) -> dict[str, Any]:
        self.now += after
        origins = Origins(self.library.catalogue.engine)
        return next(standings(origins, read_sources(self.file), self.now))


@pytest.fixture
def watching(library: Library, site: Site, tmp_path: Path) -> Watching:
    return Watching(library, site.web(), listed(tmp_path, jobs(site)))


# When, and how it fares


def test_a_source_is_looked_at_when_it_is_due_and_not_before(watching: Watching, site: Site) -> None:
    assert watching.standing()["state"] == "new"
    assert watching.look() == Report(new=2)
    assert watching.standing()["state"] == "fresh"
    assert watching.look(timedelta(hours=12)) == Report()
    assert watching.look(timedelta(hours=10)) == Report(unchanged=2)
    assert len(site.targets) == 2


def test_a_source_without_a_good_run_for_long_is_stale(watching: Watching) -> None:
    watching.look()
    assert watching.standing(timedelta(days=2))["state"] == "fresh"
    assert watching.standing(timedelta(days=2))["state"] == "stale"


def test_a_source_that_fails_says_why_and_is_asked_ever_more_rarely(watching: Watching, site: Site) -> None:
    watching.look()
    site.pages["/feed.xml"] = reply("Busy.", 503)
    watching.look(timedelta(days=1))
    told = watching.standing()
    assert (told["state"], told["last_success"]) == ("failing", "2026-11-23T09:30")
    assert "503" in told["reason"]
    waits = []
    for _ in range(9):
        due = datetime.fromisoformat(watching.standing()["due"])
        waits.append(round((due - watching.now.replace(second=0)) / timedelta(minutes=1)))
        watching.look(due - watching.now + timedelta(minutes=1))
    assert waits[:4] == [15, 30, 60, 120]
    assert max(waits) == waits[-1] == 1296
    site.pages["/feed.xml"] = reply(feed("analyst"), kind=RSS)
    assert watching.look(timedelta(days=1)).removed == 1
    assert watching.standing()["state"] == "fresh"
    assert watching.standing()["reason"] is None


def test_a_feed_that_breaks_off_counts_as_failing(watching: Watching, site: Site) -> None:
    site.pages["/feed.xml"] = reply(feed("analyst", "writer")[:-80], kind=RSS)
    watching.look()
    assert watching.standing()["state"] == "failing"
    assert "breaks off" in watching.standing()["reason"]


def test_one_source_that_fails_does_not_keep_the_others(library: Library, site: Site, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.md").write_text("# One\n\nThis is one page.\n")
    file = listed(
        tmp_path,
        jobs(site, name="missing", address=site.url("/missing.xml")),
        {"name": "nowhere", "kind": "folder", "address": "nowhere"},
        {"name": "pages", "kind": "folder", "address": "pages"},
        jobs(site),
    )
    report = Watching(library, site.web(), file).look()
    assert (report.new, len(report.unreachable)) == (3, 2)


def test_two_runs_at_a_time_look_at_a_source_once(watching: Watching, site: Site) -> None:
    answer = site.pages["/feed.xml"]

    def slowly(_: Asked) -> bytes:
        time.sleep(0.3)
        assert isinstance(answer, bytes)
        return answer

    site.pages["/feed.xml"] = slowly
    reports: list[Report] = []
    runs = [threading.Thread(target=lambda: reports.append(watching.look())) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert sorted(report.new for report in reports) == [0, 2]
    assert len(site.targets) == 1


def test_runs_over_places_that_somebody_names_are_kept_too(watching: Watching, site: Site) -> None:
    clock = Clock()
    web = Web([site.host], clock=clock, sleep=clock.sleep)
    bring_in(watching.library, [site.url("/feed.xml")], web, watching.file, lambda: NOW)
    last = Origins(watching.library.catalogue.engine).last(site.url("/feed.xml"))
    assert last and (last.new, last.ended) == (2, NOW)


# The list


def test_the_list_that_ships_can_be_read() -> None:
    assert isinstance(read_sources(SHIPPED), list)


def test_an_empty_list_has_no_sources(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("# none yet\n")
    assert read_sources(tmp_path / "sources.yaml") == []


WRONG = {
    "- name: [": "is not YAML",
    "name: jobs": "list of sources",
    "7": "list of sources",
    "- jobs": "source 1",
    "- {name: jobs, kind: feed, address: 'https://a.example'}": "jobs: licence: Field required",
    "- {name: jobs, kind: fed, address: 'https://a.example', licence: x}": "jobs: kind: ",
    "- {name: jobs, kind: feed, address: a.example, licence: x}": "begins with https://",
    "- {name: jobs, kind: folder, address: 'https://a.example', licence: x}": "is a path",
    "- {name: jobs, kind: feed, address: 'https://a.example', licence: x, evry: day}": "jobs: evry: ",
    "- {name: jobs, kind: feed, address: 'https://a.example', licence: x, within: 'https://a'}": "only a site",
    "- &a {name: jobs, kind: feed, address: 'https://a.example', licence: x}\n- *a": "two sources are named jobs",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_list_that_is_wrong_is_told_in_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "sources.yaml").write_text(text)
    with pytest.raises(SourcesWrong) as wrong:
        read_sources(tmp_path / "sources.yaml")
    assert WRONG[text] in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_a_list_that_is_not_there_or_no_text_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourcesWrong, match="No such file"):
        read_sources(tmp_path / "missing.yaml")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(SourcesWrong, match="UTF-8"):
        read_sources(tmp_path / "binary.yaml")


# The command and the server


@pytest.fixture
def run(tmp_path: Path, site: Site) -> Callable[..., Any]:
    """`opinno` with the list of sources, as a process of its own."""
    file = listed(tmp_path, jobs(site))

    def command(*words: str, **settings: str) -> Any:
        chosen = {"shelf": "off", "allow": site.host, "sources": str(file), **settings}
        return opinno(*words, environment=settings_for(tmp_path / "data", **chosen))

    return command


def test_the_command_looks_at_what_is_due_and_shows_how_it_fares(run: Callable[..., Any], site: Site) -> None:
    assert json.loads(run("sources", "--json").stdout)[0]["state"] == "new"
    assert json.loads(run("ingest", "--json").stdout)["new"] == 2
    shown = json.loads(run("sources", "--json").stdout)[0]
    assert (shown["name"], shown["state"], shown["licence"]) == ("jobs", "fresh", "our own")
    assert "fresh" in run("sources").stdout
    site.pages["/feed.xml"] = reply("Gone.", 404)
    failed = run("ingest", "--json", today="2026-12-03")
    assert failed.returncode == 1
    assert "404" in run("sources", today="2026-12-03").stdout


def test_an_address_is_taken_in_and_one_that_cannot_be_had_ends_with_1(run: Callable[..., Any], site: Site) -> None:
    taken = run("ingest", site.url("/feed.xml"), "--json")
    assert (taken.returncode, json.loads(taken.stdout)["new"]) == (0, 2)
    missing = run("ingest", site.url("/missing.xml"), "--json")
    assert missing.returncode == 1
    assert "404" in json.loads(missing.stdout)["unreadable"][0]["reason"]
    closed = run("ingest", site.url("/feed.xml"), "--json", allow="")
    assert closed.returncode == 1
    assert "private network" in closed.stdout or "port" in closed.stdout


def test_settings_that_are_wrong_end_the_command_with_a_sentence(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("name: jobs")
    for command in (("sources",), ("ingest",)):
        told = run(*command)
        assert (told.returncode, told.stderr.count("\n")) == (2, 1)
        assert "list of sources" in told.stderr
    assert "OPINNO_ALLOW" in run("ingest", allow="a b").stderr


def until(true: Callable[[], bool], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.1)
    return true()


def found(server: Served) -> list[str]:
    searched = server.run("search", "hold a master", "--json")
    return [passage["title"] for passage in json.loads(searched.stdout)]


def test_a_server_that_watches_looks_by_itself_and_takes_what_is_handed_over(tmp_path: Path, site: Site) -> None:
    file = listed(tmp_path, jobs(site))
    site.pages["/page.html"] = page("Nurse", text="You hold a master in care")
    settings = {"shelf": "off", "watch": "on", "allow": site.host, "sources": str(file)}
    with serving(tmp_path / "data", tmp_path / "log", **settings) as server:
        assert until(lambda: "analyst" in found(server))
        taken = server.run("ingest", site.url("/page.html"), "--json")
        assert json.loads(taken.stdout)["new"] == 1
        assert "Nurse" in found(server)
        missing = server.run("ingest", site.url("/missing.html"), "--json")
        assert missing.returncode == 1
        assert json.loads(server.run("sources", "--json").stdout)[0]["state"] == "fresh"


def test_embedding_nothing_is_all_that_a_second_look_costs(watching: Watching, embeddings: FakeEmbeddings) -> None:
    watching.look()
    embeddings.embedded.clear()
    watching.look(timedelta(days=1))
    assert embeddings.embedded == []
