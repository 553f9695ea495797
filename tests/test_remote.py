"""Feeds, pages and sites taken in from a real server, over several runs."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import date

import pytest
from fakes import TODAY, FakeEmbeddings
from sites import Asked, Site, moved, page, reply

from ingest.collect import Place, Unreachable
from ingest.remote import Mapped, One, look
from ingest.remote import Site as SitePlace
from ingest.run import Report, ingest_place
from ingest.web.fetching import Web
from knowledge.library import Library

RSS = "application/rss+xml"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        yield opened


def feed(*jobs: str) -> str:
    """A feed of vacancies, each with a title that is its id, too."""
    items = "".join(
        f"<item><guid>{job}</guid><title>{job}</title><company>Sample Biologics</company>"
        f"<link>https://jobs.example.org/{job}</link><description>You are {job} and hold a master.</description></item>"
        for job in jobs
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Jobs</title>{items}</channel></rss>'


def take_in(library: Library, place: Place, today: date = TODAY) -> Report:
    return ingest_place(library, place, today)


def titles(library: Library) -> set[str]:
    return {document.title for document in library.catalogue.documents()}


def one(site: Site, target: str = "/feed.xml") -> One:
    return One(site.web(), site.url(target), "jobs")


# A feed


def test_a_feed_that_has_not_changed_is_not_sent_nor_read_again(
    library: Library, site: Site, embeddings: FakeEmbeddings
) -> None:
    def answer(asked: Asked) -> bytes:
        known = asked.headers.get("if-none-match") == '"1"'
        return reply(status=304, ETag='"1"') if known else reply(feed("analyst", "writer"), kind=RSS, ETag='"1"')

    site.pages["/feed.xml"] = answer
    assert take_in(library, one(site)) == Report(new=2)
    embeddings.embedded.clear()
    assert take_in(library, one(site)) == Report(unchanged=2)
    assert embeddings.embedded == []
    assert site.asked[-1].headers["if-none-match"] == '"1"'


def test_a_feed_whose_version_changed_but_not_its_words_is_asked_for_by_the_new_version(
    library: Library, site: Site
) -> None:
    site.pages["/feed.xml"] = reply(feed("analyst"), kind=RSS, Last_Modified="Mon, 23 Nov 2026 08:00:00 GMT")
    take_in(library, one(site))
    site.pages["/feed.xml"] = reply(feed("analyst"), kind=RSS, ETag='"2"')
    assert take_in(library, one(site)) == Report(unchanged=1)
    take_in(library, one(site))
    assert site.asked[-1].headers["if-none-match"] == '"2"'
    assert "if-modified-since" not in site.asked[-1].headers


def test_what_an_older_edition_read_is_fetched_whole(
    library: Library, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/feed.xml"] = reply(feed("analyst"), kind=RSS, ETag='"1"')
    take_in(library, one(site))
    monkeypatch.setattr("ingest.run.EDITION", "another")
    take_in(library, one(site))
    assert "if-none-match" not in site.asked[-1].headers


def test_a_vacancy_that_left_the_feed_is_forgotten(library: Library, site: Site) -> None:
    site.pages["/feed.xml"] = reply(feed("analyst", "writer"), kind=RSS)
    take_in(library, one(site))
    site.pages["/feed.xml"] = reply(feed("writer"), kind=RSS)
    assert take_in(library, one(site)) == Report(unchanged=1, removed=1)
    assert titles(library) == {"writer"}


def test_a_feed_that_breaks_off_takes_nothing_away_and_tells_why(library: Library, site: Site) -> None:
    site.pages["/feed.xml"] = reply(feed("analyst", "writer", "nurse"), kind=RSS)
    take_in(library, one(site))
    broken = feed("teacher", "analyst", "writer")
    site.pages["/feed.xml"] = reply(broken[: broken.index("writer")], kind=RSS)
    report = take_in(library, one(site))
    assert report.removed == 0
    assert "breaks off" in report.unreadable[0].reason
    assert {"analyst", "writer", "nurse"} <= titles(library)
    # Nor is the half known for the whole: the next run reads it again.
    site.pages["/feed.xml"] = reply(broken, kind=RSS)
    take_in(library, one(site))
    assert titles(library) == {"teacher", "analyst", "writer"}


@pytest.mark.parametrize("status", [404, 410, 403, 500, 503])
def test_a_feed_that_cannot_be_had_takes_nothing_away(library: Library, site: Site, status: int) -> None:
    site.pages["/feed.xml"] = reply(feed("analyst"), kind=RSS)
    take_in(library, one(site))
    site.pages["/feed.xml"] = reply("No.", status)
    report = take_in(library, one(site))
    assert report.removed == 0
    assert str(status) in report.unreachable[0].reason
    assert titles(library) == {"analyst"}


def test_a_site_that_hangs_up_takes_nothing_away(library: Library, site: Site) -> None:
    site.pages["/feed.xml"] = reply(feed("analyst"), kind=RSS)
    take_in(library, one(site))

    def hangs_up(_: Asked, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<rss")

    site.pages["/feed.xml"] = hangs_up
    report = take_in(library, one(site))
    assert report.unreachable
    assert titles(library) == {"analyst"}


def test_another_address_of_a_source_that_cannot_be_had_takes_nothing_away(library: Library, site: Site) -> None:
    site.pages["/feed.xml"] = reply(feed("analyst"), kind=RSS)
    take_in(library, one(site))
    take_in(library, one(site, "/mistyped.xml"))
    assert titles(library) == {"analyst"}
    site.pages["/new.xml"] = reply(feed("analyst"), kind=RSS)
    assert take_in(library, one(site, "/new.xml")) == Report(new=1, removed=1)


def test_a_calendar_is_read_anew_each_month_though_the_site_says_it_is_the_same(library: Library, site: Site) -> None:
    calendar = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:cafe\r\nSUMMARY:BioBizz Café\r\n"
        "DTSTART:20261203T180000Z\r\nDTEND:20261203T200000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    site.pages["/feed.xml"] = reply(calendar, kind="text/calendar", ETag='"1"')
    take_in(library, one(site))
    take_in(library, one(site))
    assert site.asked[-1].headers["if-none-match"] == '"1"'
    take_in(library, one(site), today=date(2026, 12, 1))
    assert "if-none-match" not in site.asked[-1].headers


# A page


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_forgotten_and_told(library: Library, site: Site, status: int) -> None:
    site.pages["/job.html"] = page("Analyst")
    assert take_in(library, look(site.web(), site.url("/job.html"))) == Report(new=1)
    site.pages["/job.html"] = reply("Gone.", status)
    report = take_in(library, look(site.web(), site.url("/job.html")))
    assert report.removed == 1
    assert str(status) in report.unreachable[0].reason
    site.pages["/job.html"] = page("Analyst")
    assert take_in(library, look(site.web(), site.url("/job.html"))) == Report(new=1)


def test_a_site_that_is_gone_at_its_door_keeps_its_pages(library: Library, site: Site) -> None:
    site.pages |= {"/jobs/": page("Jobs", "/jobs/a.html"), "/jobs/a.html": page("Analyst")}
    take_in(library, look(site.web(), site.url("/jobs/")))
    site.pages["/jobs/"] = reply("Gone.", 404)
    take_in(library, look(site.web(), site.url("/jobs/")))
    assert "Analyst" in titles(library)


def test_a_feed_larger_than_a_page_may_be_is_recognised_by_its_beginning(library: Library, site: Site) -> None:
    filler = f"<filler>{'x' * 1000}</filler>" * 21_000
    padded = feed("analyst").replace("</channel>", f"{filler}</channel>")
    site.pages["/feed.xml"] = reply(padded, kind=RSS)
    assert take_in(library, look(site.web(), site.url("/feed.xml"))) == Report(new=1)


def test_a_page_that_moved_is_read_where_it_is(library: Library, site: Site) -> None:
    site.pages |= {"/old.html": moved("/new.html"), "/new.html": page("Analyst")}
    assert take_in(library, one(site, "/old.html")) == Report(new=1)


def test_loopback_is_refused_with_the_reason(site: Site) -> None:
    with pytest.raises(Unreachable, match=r"private network|port other"):
        look(Web(), site.url("/"))
    assert site.asked == []


def test_what_robots_may_not_read_is_not_asked_for(library: Library, site: Site) -> None:
    site.pages |= {"/robots.txt": reply("User-agent: *\nDisallow: /", kind="text/plain"), "/feed.xml": reply(feed("a"))}
    report = take_in(library, look(site.web(), site.url("/feed.xml")))
    assert "robots.txt" in report.unreachable[0].reason
    assert site.targets == []


# A site and a sitemap


def test_a_site_is_read_within_its_folder(library: Library, site: Site) -> None:
    site.pages |= {
        "/jobs/": page("Jobs", "/jobs/a.html", "/about.html", "https://elsewhere.example/"),
        "/jobs/a.html": page("Analyst"),
        "/about.html": page("About"),
    }
    assert take_in(library, look(site.web(), site.url("/jobs/"))) == Report(new=2)
    assert titles(library) == {"Jobs", "Analyst"}


def test_a_page_that_a_site_leads_to_no_more_is_forgotten_but_not_while_it_fails(library: Library, site: Site) -> None:
    place = SitePlace(site.web(), site.url("/jobs/"), "jobs")
    site.pages |= {"/jobs/": page("Jobs", "a.html", "b.html"), "/jobs/a.html": page("A"), "/jobs/b.html": page("B")}
    take_in(library, place)
    site.pages |= {"/jobs/": page("Jobs", "a.html"), "/jobs/a.html": reply("Busy.", 503)}
    report = take_in(library, SitePlace(site.web(), site.url("/jobs/"), "jobs"))
    assert (report.removed, [unread.address for unread in report.unreadable]) == (0, [site.url("/jobs/a.html")])
    assert {"A", "B"} <= titles(library)
    site.pages["/jobs/a.html"] = page("A")
    assert take_in(library, SitePlace(site.web(), site.url("/jobs/"), "jobs")).removed == 1
    assert titles(library) == {"Jobs", "A"}


def sitemap(site: Site, *targets: str) -> bytes:
    listed = "".join(f"<url><loc>{site.url(target)}</loc></url>" for target in targets)
    urls = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'
    return reply(urls, kind="application/xml")


def test_the_pages_of_a_sitemap_are_read_and_one_that_left_it_is_forgotten(library: Library, site: Site) -> None:
    site.pages |= {"/map.xml": sitemap(site, "/a", "/b"), "/a": page("A"), "/b": page("B")}
    assert take_in(library, look(site.web(), site.url("/map.xml"))) == Report(new=2)
    site.pages["/map.xml"] = sitemap(site, "/a")
    assert take_in(library, look(site.web(), site.url("/map.xml"))) == Report(unchanged=1, removed=1)


def test_a_sitemap_that_breaks_off_takes_nothing_away(library: Library, site: Site) -> None:
    site.pages |= {"/map.xml": sitemap(site, "/a", "/b"), "/a": page("A"), "/b": page("B")}
    take_in(library, Mapped(site.web(), site.url("/map.xml"), "jobs"))
    whole = sitemap(site, "/a", "/b")
    body = whole.partition(b"\r\n\r\n")[2]
    site.pages["/map.xml"] = reply(body[: body.index(b"/b<")], kind="application/xml")
    report = take_in(library, Mapped(site.web(), site.url("/map.xml"), "jobs"))
    assert (report.unchanged, report.removed) == (1, 0)
    assert "damaged" in report.unreachable[0].reason


def test_a_page_that_sends_us_to_another_site_is_not_taken_for_the_one_asked(library: Library, site: Site) -> None:
    with Site({"/": page("Log in")}) as other:
        site.pages |= {"/map.xml": sitemap(site, "/a"), "/a": moved(other.url("/"))}
        web = Web([site.host, other.host], sleep=lambda _: None)
        report = take_in(library, Mapped(web, site.url("/map.xml"), "jobs"))
    assert "another site" in report.unreadable[0].reason
    assert titles(library) == set()


def test_a_page_that_became_an_entry_of_a_feed_is_not_lost(library: Library, site: Site) -> None:
    front = page("Jobs", "/jobs/a.html", "/jobs/feed.xml")
    site.pages |= {"/jobs/": front, "/jobs/a.html": page("Analyst", text="You are an analyst in Ghent")}
    take_in(library, SitePlace(site.web(), site.url("/jobs/"), "jobs"))
    site.pages |= {"/jobs/a.html": reply("Gone.", 410), "/jobs/feed.xml": reply(feed("Analyst"), kind=RSS)}
    report = take_in(library, SitePlace(site.web(), site.url("/jobs/"), "jobs"))
    assert (report.new, report.removed) == (1, 1)
    assert "Analyst" in titles(library)
