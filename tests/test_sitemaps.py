"""Sitemaps: what a site lists itself, in whatever wrapping, and never more than can be held."""

from __future__ import annotations

import gzip
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice

import pytest
from sites import Clock, Site, moved, reply

from ingest.web import sitemaps
from ingest.web.outcomes import Gone, Refused, Unavailable
from ingest.web.sitemaps import Entry, sitemap

NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        yield opened


def urls(*entries: str) -> str:
    listed = "".join(f"<url>{entry}</url>" for entry in entries)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NS}>{listed}</urlset>'


def maps(*addresses: str) -> str:
    listed = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return f'<?xml version="1.0" encoding="UTF-8"?><sitemapindex {NS}>{listed}</sitemapindex>'


def xml(text: str) -> bytes:
    return reply(text, kind="application/xml")


def test_pages_come_in_order_once_with_the_day_of_their_last_change(site: Site) -> None:
    site.pages["/sitemap.xml"] = xml(
        urls(
            f"<loc>\n  {site.url('/vacatures/1')} </loc><lastmod>2026-11-02</lastmod><changefreq>daily</changefreq>",
            f"<lastmod>2026-11-02T09:30:00+01:00</lastmod><loc>{site.url('/caf%C3%A9')}</loc>",
            f"<loc><![CDATA[{site.url('/a?b=1&c=2')}]]></loc><lastmod>last week</lastmod>",
            f"<loc>{site.url('/d?e=1&amp;f=2')}</loc><lastmod>2026-13-45</lastmod>",
            f"<loc>{site.url('/vacatures/1')}</loc>",
            "<loc>/relative</loc>",
        )
    )
    assert list(sitemap(site.web(), site.url("/sitemap.xml"))) == [
        Entry(site.url("/vacatures/1"), "2026-11-02"),
        Entry(site.url("/caf%C3%A9"), "2026-11-02T09:30:00+01:00"),
        Entry(site.url("/a?b=1&c=2")),
        Entry(site.url("/d?e=1&f=2")),
        Entry(site.url("/relative")),
    ]


def test_pages_of_other_sites_and_what_is_no_page_are_left_out(site: Site) -> None:
    site.pages["/sitemap.xml"] = xml(
        urls(
            "<loc>https://elsewhere.example/</loc>",
            "<loc>http://127.0.0.1:1/</loc>",
            "<loc>file:///etc/passwd</loc>",
            "<loc>javascript:alert(1)</loc>",
            "<loc></loc>",
            "<priority>1</priority>",
            f"<loc>{site.url('/mine')}</loc>",
            f"<loc>https://{site.host}/mine-too</loc>",
        )
    )
    found = list(sitemap(site.web(), site.url("/sitemap.xml")))
    assert [entry.address for entry in found] == [site.url("/mine"), f"https://{site.host}/mine-too"]


def test_images_and_languages_beside_a_page_are_not_pages(site: Site) -> None:
    more = (
        '<image:image xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
        "<image:loc>http://x.example/a.png</image:loc></image:image>"
        '<xhtml:link xmlns:xhtml="http://www.w3.org/1999/xhtml" rel="alternate" hreflang="nl" href="http://x.example/nl"/>'
    )
    site.pages["/sitemap.xml"] = xml(urls(f"{more}<loc>{site.url('/en')}</loc>{more}"))
    assert list(sitemap(site.web(), site.url("/sitemap.xml"))) == [Entry(site.url("/en"))]


def test_a_prefix_before_every_name_is_understood(site: Site) -> None:
    site.pages["/sitemap.xml"] = xml(
        f'<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"><s:url><s:loc>{site.url("/a")}</s:loc></s:url>'
        "</s:urlset>"
    )
    assert list(sitemap(site.web(), site.url("/sitemap.xml"))) == [Entry(site.url("/a"))]


def test_an_index_leads_to_its_sitemaps_packed_and_moved_ones_too(site: Site) -> None:
    packed = gzip.compress(urls(f"<loc>{site.url('/packed')}</loc>").encode())
    twice = gzip.compress(gzip.compress(urls(f"<loc>{site.url('/twice')}</loc>").encode()))
    site.pages |= {
        "/index.xml": xml(maps("/one.xml", site.url("/two.xml.gz"), "/three.xml.gz", "/old.xml", "/index.xml")),
        "/one.xml": xml(urls(f"<loc>{site.url('/plain')}</loc>")),
        "/two.xml.gz": reply(packed, kind="application/x-gzip"),
        "/three.xml.gz": reply(twice, kind="application/gzip", Content_Encoding="gzip"),
        "/old.xml": moved("/new.xml", 301),
        "/new.xml": xml(urls(f"<loc>{site.url('/moved')}</loc>")),
    }
    found = [entry.address for entry in sitemap(site.web(), site.url("/index.xml"))]
    assert found == [site.url(path) for path in ("/plain", "/packed", "/twice", "/moved")]


def test_one_failing_sitemap_does_not_hide_the_others_but_is_told(site: Site) -> None:
    site.pages |= {
        "/index.xml": xml(maps("/damaged.xml", "/down.xml", "/gone.xml", "/fine.xml")),
        "/damaged.xml": xml(urls(f"<loc>{site.url('/before')}</loc>")[:-9] + "<url><loc>half"),
        "/down.xml": reply(status=503),
        "/fine.xml": xml(urls(f"<loc>{site.url('/fine')}</loc>")),
    }
    walk = sitemap(site.web(), site.url("/index.xml"))
    assert [next(walk).address, next(walk).address] == [site.url("/before"), site.url("/fine")]
    with pytest.raises(Unavailable, match="503"):
        next(walk)


@pytest.mark.parametrize(
    "content",
    [
        "<html><body>No sitemap here</body></html>",
        "<!doctype html><title>Sitemap</title><p>Not<br>well formed",
        "",
        "just text",
        '<rss version="2.0"><channel><item><link>http://a.example/</link></item></channel></rss>',
        urls("<loc>/a</loc>").replace("UTF-8", "no-such-encoding"),
        "<urlset>" + "<a>" * 100_000,
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + urls("<loc>/&b;</loc>").partition("?>")[2],
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + urls("<loc>/&f;</loc>").partition("?>")[2],
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">' + urls("<loc>/&f;</loc>").partition("?>")[2],
    ],
    ids=["page", "broken page", "nothing", "text", "rss", "encoding", "deep", "entities", "file", "dtd"],
)
def test_what_is_no_sitemap_is_refused(site: Site, content: str) -> None:
    site.pages["/sitemap.xml"] = xml(content)
    with pytest.raises(Refused):
        list(sitemap(site.web(), site.url("/sitemap.xml")))


def test_a_sitemap_that_is_not_there_has_gone(site: Site) -> None:
    with pytest.raises(Gone):
        list(sitemap(site.web(), site.url("/sitemap.xml")))


def test_no_more_than_fifty_thousand_pages_are_listed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MOST", 100)
    pages = [f"<loc>{site.url(f'/{number}')}</loc>" for number in range(80)]
    more = [f"<loc>{site.url(f'/more/{number}')}</loc>" for number in range(80)]
    site.pages |= {
        "/index.xml": xml(maps("/a.xml", "/b.xml", "/c.xml")),
        "/a.xml": xml(urls(*pages)),
        "/b.xml": xml(urls(*more)),
    }
    walk = sitemap(site.web(), site.url("/index.xml"))
    assert len(list(islice(walk, 100))) == 100
    with pytest.raises(Refused, match="more than 100"):
        next(walk)
    assert "/c.xml" not in site.targets


def test_maps_of_maps_end_at_the_third(site: Site) -> None:
    site.pages |= {f"/{number}.xml": xml(maps(f"/{number + 1}.xml")) for number in range(9)}
    with pytest.raises(Refused, match="too many"):
        list(sitemap(site.web(), site.url("/0.xml")))
    assert site.targets == ["/0.xml", "/1.xml", "/2.xml"]


MEASURE = """
import sys
from ingest.web.fetching import Web
from ingest.web.outcomes import Refused
from ingest.web.sitemaps import sitemap
host, target = sys.argv[1:]
def peak():
    # Not ru_maxrss: a child begins with that of its parent.
    return next(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))
web = Web([host], sleep=lambda _: None, clock=iter(range(0, 10**7, 10)).__next__)
list(sitemap(web, f"http://{host}/fine.xml"))
before = peak()
count = 0
try:
    for entry in sitemap(web, f"http://{host}{target}"):
        count += 1
except Refused as refusal:
    print(refusal.reason, file=sys.stderr)
print(peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="measured with /proc")
@pytest.mark.parametrize(
    ("name", "filling"),
    [
        ("a bomb inside", b"\0" * 2**20),
        ("one long text", b"a" * 2**20),
        ("many elements", b"<x/>" * 2**18),
        ("many useless pages", b"</url><url>" * 2**17),
    ],
)
def test_a_huge_sitemap_is_bounded_in_time_and_memory(site: Site, name: str, filling: bytes) -> None:
    content = f"<urlset {NS}><url>".encode() + filling * 60
    site.pages |= {
        "/fine.xml": xml(urls(f"<loc>{site.url('/a')}</loc>")),
        "/map.xml.gz": reply(gzip.compress(content, 1)),
    }
    started = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, site.host, "/map.xml.gz"],
        capture_output=True,
        text=True,
        check=True,
        timeout=90,
    )
    assert run.stderr
    assert int(run.stdout) < 60
    assert time.monotonic() - started < 60


def test_a_sitemap_is_asked_for_as_politely_as_a_page(site: Site) -> None:
    site.pages |= {"/robots.txt": reply("User-agent: *\nDisallow: /sitemap.xml"), "/sitemap.xml": xml(urls())}
    clock = Clock()
    with pytest.raises(Refused, match=r"robots\.txt"):
        list(sitemap(site.web(clock), site.url("/sitemap.xml")))
