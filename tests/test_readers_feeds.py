"""RSS, Atom and JSON Feed: items as vacancies, events or pages, and nothing that a feed can do to us."""

import io
import json
import logging
import time

import pytest

from ingest.readers.collections import collection_format
from ingest.readers.feeds.json_feeds import read_all as read_json
from ingest.readers.feeds.xml_feeds import read_all
from ingest.readers.reading import Reading, Unreadable

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:job_listing="https://wpjobmanager.com"
 xmlns:tt="https://teamtailor.com/locations" xmlns:ev="http://purl.org/rss/1.0/modules/event/">
<channel><title>{title}</title><link>https://acme.be</link><language>nl-BE</language>{items}</channel></rss>"""


def rss(items: str, title: str = "Vacatures bij Acme", encoding: str = "UTF-8") -> bytes:
    return RSS.format(items=items, title=title, encoding=encoding).encode(encoding)


def found(content: bytes, address: str = "https://acme.be/feed") -> list[Reading]:
    assert collection_format(content[:65_536], address) == "feed"
    return list(read_all(io.BytesIO(content), address))


ITEM = """<item><title>Laborant &amp; analist</title><link>https://acme.be/jobs/1?a=1&b=2</link>
<guid isPermaLink="false">j1</guid><pubDate>Tue, 03 Nov 2026 09:30:00 +0100</pubDate>
<description>Kort&nbsp;stukje</description><content:encoded><![CDATA[<p>Werk in ons labo.</p><ul><li>Master</li></ul>
<p>Locatie: Gent</p><p>Contract: vast contract, voltijds</p><p>Solliciteren kan tot 05/01/2027.</p>
<img src="https://evil.be/x.png"><script>steal()</script><a href="javascript:alert(1)">klik</a>
]]></content:encoded></item>"""


def test_a_vacancy_of_a_feed_has_the_fields_of_one():
    (job,) = found(rss(ITEM))
    assert job.metadata["kind"] == "vacancy" and job.metadata["id"] == "j1"
    assert (job.title, job.metadata["employer"], job.metadata["places"]) == ("Laborant & analist", "Acme", ["Gent"])
    assert (job.metadata["contract"], job.metadata["hours"]) == ("permanent", "full-time")
    assert (job.metadata["posted"], job.metadata["closes"]) == ("2026-11-03", "2027-01-05")
    assert job.metadata["link"] == job.metadata["apply"] == "https://acme.be/jobs/1?a=1&b=2"
    assert job.metadata["language"] == "nl"


def test_the_text_of_an_item_is_its_fullest_and_harmless():
    (job,) = found(rss(ITEM))
    assert "Werk in ons labo.\n\n- Master" in job.text
    assert not any(word in job.text for word in ("<", "steal", "evil", "javascript", "Kort"))


def test_fields_of_job_plugins_and_career_sites_are_known():
    plugin = """<item><title>Stagiair</title><link>javascript:alert(1)</link><guid>j2</guid>
      <job_listing:company>Beta</job_listing:company><job_listing:location>Leuven</job_listing:location>
      <job_listing:job_type>Internship</job_listing:job_type><description>x</description></item>"""
    career = """<item><title>Engineer</title><description>&lt;p&gt;Design.&lt;/p&gt;</description><guid>aaaa-1</guid>
      <pubDate>Mon, 02 Nov 2026 10:00:00 +0000</pubDate><link>https://fakeco.teamtailor.com/jobs/1</link>
      <remoteStatus>hybrid</remoteStatus><tt:locations><tt:location><tt:name>HQ</tt:name><tt:city>Gent</tt:city>
      <tt:country>Belgium</tt:country></tt:location><tt:location><tt:city>Lille</tt:city></tt:location></tt:locations></item>"""
    (first,) = found(rss(plugin, "Board of life science jobs"))
    assert (first.metadata["employer"], first.metadata["places"]) == ("Beta", ["Leuven"])
    assert first.metadata["contract"] == "internship" and "link" not in first.metadata
    (second,) = found(rss(career, "Fakeco"))
    assert (second.metadata["employer"], second.metadata["places"]) == ("Fakeco", ["Gent", "Lille"])
    assert (second.metadata["remote"], second.metadata["country"]) == ("partly", "BE")


def test_a_feed_of_news_gives_pages_and_one_of_events_gives_events():
    news = "<item><title>Nieuw labo</title><link>https://acme.be/n/1</link><description>Open!</description></item>"
    (page,) = found(rss(news, "Nieuws"))
    assert "kind" not in page.metadata and page.metadata["link"] == "https://acme.be/n/1"
    event = """<item><title>BioBizz Café</title><guid>e1</guid><ev:startdate>2026-12-03T18:30:00+01:00</ev:startdate>
      <ev:location>Gent</ev:location><ev:organizer>BioBizz</ev:organizer><description>Kom langs.</description></item>"""
    (cafe,) = found(rss(event, "Agenda"))
    assert (cafe.metadata["kind"], cafe.metadata["place"]) == ("event", "Gent")
    assert (cafe.metadata["starts"], cafe.metadata["organiser"]) == ("2026-12-03", "BioBizz")


def test_the_plain_list_of_jobs_that_job_sites_exchange_is_read():
    content = b"""<?xml version="1.0"?><source><publisher>JobSite</publisher><job><title><![CDATA[QC Analyst]]></title>
      <referencenumber>9</referencenumber><url>https://x.be/9</url><company>Acme</company><city>Ghent</city>
      <country>BE</country><jobtype>fulltime</jobtype><date>Tue, 03 Nov 2026 09:30:00 GMT</date>
      <description><![CDATA[<p>Test.</p>]]></description><expirationdate>2026-12-31</expirationdate></job></source>"""
    (job,) = found(content)
    fields = job.metadata
    assert (fields["id"], fields["employer"], fields["places"], fields["country"]) == ("9", "Acme", ["Ghent"], "BE")
    assert (fields["posted"], fields["closes"], fields["link"]) == ("2026-11-03", "2026-12-31", "https://x.be/9")


@pytest.mark.parametrize(
    ("title", "more", "employer"),
    [
        ("Analyst at Acme Bio", "", "Acme Bio"),
        ("Laborant bij UZ Gent (m/v/x)", "", "UZ Gent"),
        ("Analyst", "<dc:creator>Acme NV</dc:creator>", "Acme NV"),
        ("Analyst", "<author>jobs@acme.be (Acme Biotech)</author>", "Acme Biotech"),
        ("Analyst", "<dc:creator>Jan Peeters</dc:creator>", None),
        ("Analyst", "", None),
        ("Analyst", "<description>&lt;p&gt;Company: Beta&lt;/p&gt;</description>", "Beta"),
    ],
)
def test_an_employer_is_told_or_unknown_and_never_guessed(title, more, employer):
    (job,) = found(rss(f"<item><title>{title}</title><guid>1</guid>{more}</item>", "New life science jobs"))
    assert job.metadata.get("employer") == employer


def test_advice_on_careers_is_no_vacancy():
    (page,) = found(
        rss("<item><title>Write a letter</title><description>How.</description></item>", "Career advice blog")
    )
    assert "kind" not in page.metadata


def test_atom_is_read_with_markup_in_it_and_relative_links():
    content = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Emplois chez Bio SA</title>
      <link href="https://bio.be/"/><entry><title type="html">&lt;b&gt;Technicien&lt;/b&gt;</title><id>urn:1</id>
      <link rel="self" href="/api/1"/><link href="/emplois/1"/><published>2026-11-02T10:00:00Z</published>
      <author><name>admin</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
      <p>Un <b>poste</b> au labo.</p><script>x</script><p>Date limite : 05/02/2027</p></div></content></entry></feed>"""
    (job,) = found(content, "https://bio.be/atom.xml")
    assert (job.title, job.metadata["employer"], job.metadata["id"]) == ("Technicien", "Bio SA", "urn:1")
    assert (job.metadata["link"], job.metadata["closes"]) == ("https://bio.be/emplois/1", "2027-02-05")
    assert "Un poste au labo." in job.text


def test_rss_1_is_read():
    content = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Jobs</title></channel>
      <item rdf:about="https://x.be/1"><title>Analyst</title><link>https://x.be/1</link><dc:date>2026-11-02</dc:date>
      <dc:publisher>Acme</dc:publisher><description>Test samples.</description></item></rdf:RDF>"""
    (job,) = found(content)
    assert (job.metadata["employer"], job.metadata["posted"]) == ("Acme", "2026-11-02")


def test_json_feed_is_read_with_the_posting_that_a_career_site_adds():
    posting = {"@type": "JobPosting", "title": "x", "hiringOrganization": {"name": "Acme"}, "datePosted": "2026-11-01",
               "jobLocation": [{"address": {"addressLocality": "Gent", "addressCountry": "BE"}}]}  # fmt: skip
    item = {
        "id": "u-1",
        "title": "Analyst",
        "url": "https://a.be/1",
        "content_html": "<p>Test.</p>",
        "_jobposting": posting,
    }
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "A",
        "language": "en",
        "items": [item, {"id": "u-2"}],
    }
    content = json.dumps(feed).encode()
    assert collection_format(content, "") == "json feed"
    (job,) = read_json(io.BytesIO(content), "")
    assert (job.metadata["employer"], job.metadata["places"], job.metadata["id"]) == ("Acme", ["Gent"], "u-1")
    assert (job.metadata["title"], job.metadata["apply"]) == ("Analyst", "https://a.be/1")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_a_feed_is_read_in_the_encoding_that_it_declares(encoding):
    (page,) = found(rss("<item><title>Café</title><description>é</description></item>", "Nieuws", encoding))
    assert page.title == "Café"


def test_a_feed_that_declares_another_encoding_than_it_has_is_read():
    item = "<item><title>Café</title><description>thé</description></item>"
    as_utf8 = rss(item, "Nieuws").replace(b"UTF-8", b"iso-8859-1")
    as_windows = rss(item, "Nieuws", "windows-1252").replace(b"windows-1252", b"utf-8")
    assert found(as_utf8)[0].title == found(as_windows)[0].title == "Café"


def test_bare_ampersands_and_control_characters_do_not_end_a_feed():
    (page,) = found(rss("<item><title>R&D &euro; &bogus; \x0b</title><description>a &amp; b</description></item>", "x"))
    assert page.title == "R&D € &bogus;"


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE rss [<!ENTITY a "b">]>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE z [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>',
    ],
)
def test_a_feed_with_a_document_type_is_refused(declared):
    content = (
        f"<?xml version='1.0'?>{declared}<rss version='2.0'><channel><item><title>&a;</title></item></channel></rss>"
    )
    with pytest.raises(Unreadable, match="declares"):
        found(content.encode())


def test_what_stands_before_a_break_is_given_and_then_the_break_is_told():
    content = rss(ITEM + ITEM.replace("j1", "j3"))
    seen: list[Reading] = []
    with pytest.raises(Unreadable, match="breaks off"):
        seen.extend(read_all(io.BytesIO(content[: content.index(b"j3")]), ""))
    assert [one.metadata["id"] for one in seen] == ["j1"]


def test_one_bad_item_does_not_end_the_rest(caplog):
    with caplog.at_level(logging.WARNING):
        assert len(found(rss("<item><guid>x</guid></item>" + ITEM))) == 1
    assert "left out" in caplog.text


def test_an_item_of_twenty_megabytes_on_one_line_is_cut_or_told():
    content = rss(ITEM.replace("Werk in ons labo.", "<b>woord</b> " * 500_000))
    started = time.monotonic()
    (job,) = found(content)
    assert len(job.text) < 500_000 and time.monotonic() - started < 60


def test_a_deeply_nested_feed_is_refused():
    with pytest.raises(Unreadable):
        found(b"<rss version='2.0'><channel>" + b"<a>" * 100_000)


def test_what_is_no_feed_is_none():
    for content in (
        b"",
        b"hello",
        b"<!doctype html><html><body>rss",
        b"<svg xmlns='x'/>",
        b'{"a": 1}',
        b"<rss",
        b"%PDF-",
    ):
        assert collection_format(content, "https://x.be/page") in (None, "feed" if content == b"<rss" else None)


def test_a_title_of_mere_jobs_is_no_employer_and_a_label_is() -> None:
    item = "<item><title>Analyst</title><link>https://a.example/1</link><description>%s</description></item>"
    (labelled,) = found(rss(item % "&lt;p&gt;Company: Leie Lab&lt;/p&gt;", "Vacancies | Vacatures"))
    (silent,) = found(rss(item % "Work.", "Vacancies | Vacatures"))
    assert labelled.metadata["employer"] == "Leie Lab"
    assert "employer" not in silent.metadata
