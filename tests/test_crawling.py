"""A site read along its links: all of what is meant for readers, once, and nothing outside of its folder."""

from __future__ import annotations

import gzip
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sites import Asked, Clock, Site, moved, page, reply

from ingest.web import crawling
from ingest.web.addresses import parse
from ingest.web.crawling import Crawl, crawl, tidy
from ingest.web.fetching import Web
from ingest.web.links import marks_in, marks_of
from ingest.web.outcomes import Fetched, Gone, Refused, Unavailable, Unwelcome


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        yield opened


def walk(site: Site, start: str = "/", within: str | None = None, **bounds: int) -> tuple[list[str], Crawl]:
    """The paths of the pages that a crawl yields, and the crawl."""
    crawled = crawl(site.web(), site.url(start), site.url(within) if within else None, **bounds)
    return [found.address.removeprefix(site.url("")) for found in crawled], crawled


def test_pages_come_once_nearest_first(site: Site) -> None:
    site.pages |= {
        "/": page("Home", "/jobs", "about.html", "#top", "/", "/jobs#list"),
        "/jobs": page("Vacatures", "/jobs/1", "/jobs/2", "/"),
        "/about.html": page("Over ons", "/jobs/2#apply", "/missing"),
        "/jobs/1": page("Laborant", "/jobs/2"),
        "/jobs/2": page("Bio-ingenieur", "/jobs/1", "/jobs/2/apply"),
        "/jobs/2/apply": page("Solliciteer"),
    }
    found, crawled = walk(site)
    assert found == ["/", "/jobs", "/about.html", "/jobs/1", "/jobs/2", "/jobs/2/apply"]
    assert (crawled.complete, crawled.unreadable) == (True, {})
    assert len(site.targets) == len(set(site.targets)) == 7


def test_a_page_comes_as_it_was_sent(site: Site) -> None:
    site.pages["/"] = page("Home")
    [found] = crawl(site.web(), site.url())
    assert isinstance(found, Fetched)
    assert (found.address, found.media_type, b"<h1>Home</h1>" in found.content) == (site.url(), "text/html", True)


@pytest.mark.parametrize("start", ["/careers/", "/careers/index.html"])
def test_a_crawl_stays_in_the_folder_of_its_start(site: Site, start: str) -> None:
    links = (
        "job-1",
        "/careers/sub/job-2",
        "/",
        "/other/",
        "/careers-archive/",
        "../about",
        "/careers/../admin",
        "/careers/%2e%2e/admin",
        "/careers/..%2fadmin",
        "//elsewhere.example/careers/",
        "https://elsewhere.example/careers/",
        "http://127.0.0.1:1/careers/",
        "http://[broken",
        "mailto:jobs@example.org",
        "tel:+3291234567",
        "javascript:void(0)",
        "data:text/html,hello",
    )
    site.pages |= {start: page("Careers", *links), "*": page("Any other")}
    site.pages |= {"/careers/job-1": page("One"), "/careers/sub/job-2": page("Two")}
    assert walk(site, start)[0] == [start, "/careers/job-1", "/careers/sub/job-2"]


def test_the_folder_can_be_named(site: Site) -> None:
    site.pages |= {
        "/list": page("List", "/jobs", "/jobs/1", "/jobs-old/2", "/news"),
        "/jobs": page("Jobs", "/list"),
        "/jobs/1": page("One"),
        "*": page("Other"),
    }
    assert walk(site, "/jobs", within="/jobs")[0] == ["/jobs"]
    site.pages["/jobs"] = page("Jobs", "/jobs/1", "/list")
    assert walk(site, "/jobs", within="/jobs/")[0] == ["/jobs", "/jobs/1"]


def test_a_link_that_is_redirected_counts_as_where_it_leads(site: Site) -> None:
    with Site({"/": page("Elsewhere")}) as other:
        site.pages |= {
            "/a/": page("Home", "/a/old", "/a/new", "/a/out", "/a/away"),
            "/a/old": moved("/a/new", 301),
            "/a/new": page("New"),
            "/a/out": moved("/b/"),
            "/b/": page("Outside"),
            "/a/away": moved(other.url()),
        }
        clock = Clock()
        crawled = crawl(Web([site.host, other.host], clock=clock, sleep=clock.sleep), site.url("/a/"))
        assert [found.address for found in crawled] == [site.url("/a/"), site.url("/a/new")]
        assert crawled.complete


def test_a_start_that_is_redirected_within_its_folder_is_followed(site: Site) -> None:
    site.pages |= {"/": moved("/nl/"), "/nl/": page("Welkom", "/en/"), "/en/": page("Welcome")}
    assert walk(site)[0] == ["/nl/", "/en/"]


@pytest.mark.parametrize("to", ["/login", "http://127.0.0.1:1/", "https://parked.example/"])
def test_a_start_that_leads_elsewhere_is_not_a_site_without_pages(site: Site, to: str) -> None:
    site.pages |= {"/jobs/": moved(to), "/login": page("Log in")}
    crawled = crawl(site.web(), site.url("/jobs/"))
    with pytest.raises((Refused, Unavailable)):
        list(crawled)
    assert not crawled.complete


@pytest.mark.parametrize(("status", "failure"), [(404, Gone), (403, Refused), (500, Unavailable)])
def test_a_start_that_cannot_be_had_is_told(site: Site, status: int, failure: type[Exception]) -> None:
    site.pages["/"] = reply(status=status)
    crawled = crawl(site.web(), site.url())
    with pytest.raises(failure):
        list(crawled)
    assert not crawled.complete


def test_a_start_that_is_not_for_robots_is_told(site: Site) -> None:
    site.pages |= {"/robots.txt": reply("User-agent: *\nDisallow: /"), "/": page("Home")}
    with pytest.raises(Unwelcome):
        walk(site)


# Completeness


def test_a_page_that_cannot_be_had_now_makes_the_crawl_incomplete(site: Site) -> None:
    site.pages |= {"/": page("Home", "/down", "/fine"), "/down": reply(status=503), "/fine": page("Fine")}
    found, crawled = walk(site)
    assert found == ["/", "/fine"]
    assert not crawled.complete
    assert list(crawled.unreadable) == [site.url("/down")]


def test_pages_that_are_gone_closed_or_not_for_robots_do_not(site: Site) -> None:
    site.pages |= {
        "/robots.txt": reply("User-agent: *\nDisallow: /private"),
        "/": page("Home", "/gone", "/private/x", "/reserved", "/members", "/photo", "/fine"),
        "/gone": reply(status=410),
        "/private/x": page("Private"),
        "/reserved": reply("Text", tdm_reservation="1"),
        "/members": reply(status=403),
        "/photo": reply(b"\x89PNG", kind="image/png"),
        "/fine": page("Fine"),
    }
    found, crawled = walk(site)
    assert found == ["/", "/fine"]
    assert crawled.complete
    assert list(crawled.unreadable) == [site.url("/members")]
    assert "/private/x" not in site.targets


def test_a_crawl_that_meets_its_limit_is_incomplete(site: Site) -> None:
    site.pages |= {"/": page("Home", *(f"/{number}" for number in range(9)))}
    site.pages |= {f"/{number}": page(f"Page {number}") for number in range(9)}
    found, crawled = walk(site, most=5)
    assert (len(found), crawled.complete) == (5, False)
    found, crawled = walk(site, most=10)
    assert (len(found), crawled.complete) == (10, True)


def test_a_crawl_goes_only_so_deep(site: Site) -> None:
    site.pages |= {f"/{number}": page(f"Page {number}", f"/{number + 1}") for number in range(9)}
    found, crawled = walk(site, "/0", deepest=3)
    assert (found, crawled.complete) == (["/0", "/1", "/2", "/3"], False)
    site.pages["/3"] = page("Page 3", "/0", "/1")
    assert walk(site, "/0", deepest=3)[1].complete


def test_a_site_that_goes_down_is_left_alone(site: Site) -> None:
    site.pages |= {"/": page("Home", *(f"/{number}" for number in range(50))), "*": reply(status=500)}
    crawled = walk(site)[1]
    assert not crawled.complete
    assert len(site.targets) < 20


# What a site says to robots


def test_links_that_are_not_to_be_followed_are_not(site: Site) -> None:
    site.pages |= {
        "/": reply(
            '<h1>Home</h1><a rel="external NoFollow" href="/a">a</a><a href="/b">b</a><a href="/c">c</a>'
            '<!-- <a href="/d">d</a> --><script>"<a href=\'/e\'>"</script>'
        ),
        "/a": page("A"),
        "/b": page("B", "/f", head='<meta name="ROBOTS" content="NoFollow">'),
        "/c": reply('<h1>C</h1><a href="/g">g</a>', X_Robots_Tag="nofollow"),
        "*": page("Never"),
    }
    assert walk(site)[0] == ["/", "/b", "/c"]


def test_pages_that_are_not_to_be_indexed_are_passed_through(site: Site) -> None:
    site.pages |= {
        "/": page("Home", "/a", "/b", "/c", "/d", "/e", "/f"),
        "/a": page("A", "/g", head='<meta name="robots" content="noindex">'),
        "/b": reply("<h1>B</h1>", X_Robots_Tag="noindex, nofollow"),
        "/c": page("C", "/h", head='<meta name="robots" content="none">'),
        "/d": page("D", head='<meta name="opinno-guide" content="noindex">'),
        "/e": page("E", head='<meta name="otherbot" content="noindex">'),
        "/f": page("F", head='<meta name="tdm-reservation" content="1">'),
        "/g": page("G"),
        "/h": page("H"),
    }
    assert walk(site)[0] == ["/", "/e", "/g"]


def test_a_base_moves_the_links_of_a_page(site: Site) -> None:
    with Site({"*": page("Never")}) as other:
        site.pages |= {
            "/": page("Home", "one", "two", head='<base target="_top"><base href="/deep/er/"><base href="/never/">'),
            "/deep/er/one": page("One", "three", head=f'<base href="{other.url()}">'),
            "/deep/er/two": page("Two", "../four", head='<base href="http://[broken">'),
            "/deep/four": page("Four"),
            "*": page("Never"),
        }
        assert walk(site)[0] == ["/", "/deep/er/one", "/deep/er/two", "/deep/four"]
        assert other.asked == []


def test_a_page_is_known_by_the_address_that_it_prefers(site: Site) -> None:
    def preferring(title: str, to: str, *links: str) -> bytes:
        return page(title, *links, head=f'<link rel="canonical" href="{to}">')

    site.pages |= {
        "/": preferring("Home", "/", "/job?from=home", "/job?from=list", "/self", "/lost", "/copy", "/mistaken", "/x"),
        "/job?from=home": preferring("Job, from home", "/job"),
        "/job?from=list": preferring("Job, from the list", "/job"),
        "/job": preferring("Job", "/job", "/more"),
        "/more": page("More"),
        "/self": preferring("Self", site.url("/self")),
        "/lost": preferring("Its better address is not there", "/nowhere"),
        "/copy": preferring("Copy of another site", "https://elsewhere.example/original"),
        "/mistaken": preferring("Names the front page by mistake", "/"),
        "/x": preferring("X prefers Y", "/y"),
        "/y": preferring("Y prefers X", "/x"),
    }
    found, crawled = walk(site)
    assert found == ["/", "/self", "/copy", "/mistaken", "/job", "/more", "/lost", "/x"]
    assert crawled.complete


def test_a_copy_to_the_letter_comes_under_the_address_that_it_prefers(site: Site) -> None:
    job = page("Job", head='<link rel="canonical" href="/job">')
    site.pages |= {"/": page("Home", "/job?from=home", "/job?from=list"), "/job": job}
    site.pages |= {"/job?from=home": job, "/job?from=list": job}
    assert walk(site)[0] == ["/", "/job"]


def test_a_crawl_that_nobody_sees_to_the_end_is_not_complete(site: Site) -> None:
    site.pages |= {"/": page("Home", "/a"), "/a": page("A")}
    crawled = crawl(site.web(), site.url())
    next(iter(crawled))
    assert not crawled.complete


# Duplicates and traps


def test_tracking_and_sessions_make_no_other_page(site: Site) -> None:
    site.pages |= {
        "/": page(
            "Home",
            "/job?id=7&utm_source=mail&utm_medium=x",
            "/job;jsessionid=A1B2?id=7",
            "/job?fbclid=abc&id=7#apply",
            "/job?id=7&",
            "/job?id=7&PHPSESSID=1",
            "/list?",
            "/list?gclid=1",
        ),
        "/job?id=7": page("Job"),
        "/list": page("List"),
    }
    assert walk(site)[0] == ["/", "/job?id=7", "/list"]
    assert len(site.targets) == 3


def test_an_address_without_tracking_keeps_what_matters() -> None:
    url = "https://jobs.example/list?page=2&lang=nl&q=gent+lab&ref=7&filter[]=a%26b"
    assert str(tidy(parse(url + "&utm_campaign=x&_ga=1"))) == url


def test_the_same_content_under_another_address_comes_once(site: Site) -> None:
    same = page("Contact")
    site.pages |= {"/": page("Home", "/contact", "/contact/", "/Contact"), "/contact": same, "/contact/": same}
    site.pages["/Contact"] = same
    assert walk(site)[0] == ["/", "/contact"]


def test_an_endless_calendar_ends(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawling, "_MOST_VARIANTS", 10)

    def month(asked: Asked) -> bytes:
        number = int(asked.target.rpartition("=")[2])
        return page(f"Month {number}", *(f"/agenda?month={number + step}" for step in range(1, 40)))

    site.pages |= {"/": page("Home", "/agenda?month=0"), **{f"/agenda?month={n}": month for n in range(2000)}}
    found, crawled = walk(site)
    assert len(found) == 11
    assert not crawled.complete


def test_pages_under_ever_longer_addresses_end(site: Site) -> None:
    site.pages |= {"/": page("Home", "a/"), "*": lambda asked: page(f"Same at {len(asked.target)}", "a/", "b/")}
    found, crawled = walk(site, deepest=99)
    assert crawled.complete
    assert len(found) < 40


def test_orders_prints_and_facets_are_not_asked_for(site: Site) -> None:
    site.pages |= {
        "/": page(
            "Home",
            "/jobs?sort=date",
            "/jobs?print=1",
            "/jobs?a=1&b=1&c=1&d=1&e=1&f=1",
            "/jobs?page=2",
            "/jobs?replytocom=4",
        ),
        "/jobs?page=2": page("Page 2"),
        "*": page("Never"),
    }
    assert walk(site)[0] == ["/", "/jobs?page=2"]


def test_only_formats_that_are_read_are_received(site: Site) -> None:
    office = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    readable = {
        "/a.pdf": "application/pdf",
        "/b.docx": office,
        "/c.docx": "application/octet-stream",
        "/d.csv": "text/csv",
        "/e.ics": "text/calendar",
        "/f": "application/pdf",
        "/g.txt": "text/plain",
        "/h.json": "application/json",
    }
    other = {
        "/i.zip": "application/zip",
        "/j.jpg": "image/jpeg",
        "/k": "application/zip",
        "/l": "application/octet-stream",
        "/m.php": "video/mp4",
        "/n.doc": "application/msword",
        "/o": "application/x-msdownload",
    }
    site.pages["/"] = page("Home", *readable, *other)
    site.pages |= {path: reply(path, kind=kind) for path, kind in (readable | other).items()}
    found, crawled = walk(site)
    assert found == ["/", *readable]
    assert (crawled.complete, crawled.unreadable) == (True, {})
    assert {"/i.zip", "/j.jpg", "/n.doc"}.isdisjoint(site.targets)


def test_a_page_whose_links_are_a_bomb_makes_the_crawl_incomplete(site: Site) -> None:
    # Every paragraph repeats every open <b>: a thousand times a hundred thousand elements.
    bomb = "<p>" + "".join(f'<b class="c{number}">' for number in range(1000)) + "<p>x" * 100_000
    site.pages |= {"/": page("Home", "/bomb", "/fine"), "/bomb": reply(bomb), "/fine": page("Fine")}
    started = time.monotonic()
    found, crawled = walk(site)
    assert time.monotonic() - started < 60
    assert found == ["/", "/fine"]
    assert not crawled.complete
    assert list(crawled.unreadable) == [site.url("/bomb")]


# Links in pages


def test_links_are_found_in_any_encoding_and_spelling() -> None:
    html = (
        '<meta charset="iso-8859-1"><A HREF="/caf\u00e9">x</A><a href=" /sp\nace ">x</a><a href=/bare>x</a>'
        "<map><area href='/area'></map><link rel=next href='?page=2'><a name=anchor>x</a><a href=''>x</a>"
        "<link rel=stylesheet href='/style.css'>"
    )
    marks = marks_in(html.encode("latin-1"), "https://a.example/list")
    assert marks.links == tuple(
        f"https://a.example{path}" for path in ("/caf\u00e9", "/space", "/bare", "/area", "/list?page=2", "/list")
    )


def test_marks_are_the_same_from_the_process_of_their_own() -> None:
    content = page("Home", "/a", "/b", head='<meta name=robots content="noindex"><link rel=canonical href="/c">')
    html = content.partition(b"\r\n\r\n")[2]
    fetched = Fetched("https://a.example/", 200, html, "text/html", "utf-8")
    assert marks_of(fetched) == marks_in(html, "https://a.example/", "utf-8")
    assert marks_of(Fetched("https://a.example/", 200, b"\0\1\2binary", "text/html")).links == ()


def test_the_process_that_looks_for_links_has_none_of_our_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: dict[str, object] = {}
    run = subprocess.run

    def watched(*arguments: object, **others: object) -> object:
        seen.update(others)
        return run(*arguments, **others)  # type: ignore[call-overload]

    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setattr(subprocess, "run", watched)
    marks_of(Fetched("https://a.example/", 200, b"<p>Hello", "text/html"))
    assert set(seen["env"]) == {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}  # type: ignore[call-overload]


def test_a_packed_page_is_walked_like_any_other(site: Site) -> None:
    body = b'<h1>Home</h1><a href="/a">a</a>'
    site.pages |= {"/": reply(gzip.compress(body), Content_Encoding="gzip"), "/a": page("A")}
    assert walk(site)[0] == ["/", "/a"]


def test_a_walk_is_a_second_a_page(site: Site) -> None:
    site.pages |= {"/": page("Home", "/a", "/b"), "/a": page("A"), "/b": page("B")}
    clock = Clock()
    assert len(list(crawl(site.web(clock), site.url()))) == 3
    assert clock.slept == [1.0] * 4  # two for the rules of the site


def test_the_usual_bounds_are_those_that_are_promised() -> None:
    assert (crawling.MOST_PAGES, crawling._DEEPEST) == (500, 6)
