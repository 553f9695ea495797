"""Web pages: everything that a visitor reads, nothing that a visitor does not see."""

import pytest

from ingest.readers import Unreadable, read
from ingest.readers.html import read as read_page


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body><main>{body}</main></body></html>".encode()


def text(body: str, head: str = "") -> str:
    return read_page(page(body, head)).text


def test_headings_paragraphs_and_words_keep_their_order_and_shape():
    body = "<h1>Clini<b>cal</b> work</h1>lead<h2>What</h2><p>One<br>two <i>th</i>ree<wbr>four</p><h6>Deep</h6><p>End."
    assert text(body) == "# Clinical work\n\nlead\n\n## What\n\nOne\ntwo threefour\n\n###### Deep\n\nEnd."


def test_links_and_emphasis_leave_only_their_words():
    body = "<p><strong>Apply</strong> at <a href='https://x.be'>the <em>desk</em></a>.</p>"
    assert text(body) == "Apply at the desk."


def test_lists_are_nested_and_numbered():
    body = "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><ol><li>one</li><li>two</li></ol>"
    assert text(body) == "- a\n  - b\n- c\n\n1. one\n2. two"


def test_tables_keep_every_cell():
    body = "<table><caption>Credits</caption><tr><th>Year<th>Name<tr><td rowspan=2>1<td>Stats<tr><td>A|B</table>"
    assert text(body) == "Credits\n\n| Year | Name |\n| --- | --- |\n| 1 | Stats |\n| 1 | A\\|B |"


def test_a_table_without_a_heading_gets_an_empty_one():
    assert text("<table><tr><td>Closes<td>1 May</table>") == "|  |  |\n| --- | --- |\n| Closes | 1 May |"


def test_a_table_for_layout_is_read_as_text():
    body = "<table><tr><td><h2>Left</h2><p>one</p></td><td><table><tr><td>x<td>y</table></td></tr></table>"
    assert text(body).startswith("## Left\n\none\n\n|  |  |")


def test_definitions_keep_term_and_meaning_together():
    body = (
        "<dl><dt>Closing date</dt><dd>31 May</dd><dt>Why?</dt><dd>Because.</dd><dt>Sites</dt><dd>Ghent<dd>Leuven</dl>"
    )
    assert text(body) == "- Closing date: 31 May\n- Why? Because.\n- Sites\n  - Ghent\n  - Leuven"


def test_questions_that_fold_open_are_read():
    body = (
        "<details><summary>Do I need a PhD?</summary><p>No.</p></details>"
        "<h3><button>And Dutch?</button></h3><div>Often.</div>"
    )
    assert text(body) == "Do I need a PhD?\n\nNo.\n\n### And Dutch?\n\nOften."


def test_a_power_of_ten_stays_one():
    assert text("<p>10<sup>6</sup> cells of CO<sub>2</sub>, the 1<sup>er</sup></p>") == "10⁶ cells of CO2, the 1er"


CHROME = {
    "nav": "<nav>JUNK</nav>",
    "site header": "<header><a>JUNK</a></header>",
    "footer": "<footer>JUNK</footer>",
    "role": "<div role=navigation>JUNK</div>",
    "aside of links": "<aside><a href=/>JUNK</a></aside>",
    "form": "<form><label>JUNK</label><button>JUNK</button></form>",
    "button": "<button>JUNK</button>",
    "english cookies": "<div id=cookie-banner>We use JUNK</div>",
    "dutch cookies": "<section aria-label='Toestemming venster'>Wij gebruiken JUNK</section>",
    "dutch consent": "<div class='toestemmings-banner'>JUNK</div>",
    "french cookies": "<div class='bandeau-consentement'>Ce site utilise JUNK</div>",
    "dialog": "<div role=dialog aria-label='Gestion des cookies'>JUNK</div>",
    "tool": "<div id='onetrust-consent-sdk'>JUNK</div>",
}


@pytest.mark.parametrize("chrome", CHROME.values(), ids=CHROME.keys())
def test_what_belongs_to_the_site_is_left_out(chrome):
    content = f"<!doctype html><body>{chrome}<div><h1>Job</h1><p>A fact.</p></div></body>".encode()
    assert read_page(content).text == "# Job\n\nA fact."


@pytest.mark.parametrize(
    "kept",
    [
        "<article><header>Posted by the lab</header><p>KEPT</p></article>",
        "<section class=informed-consent><p>KEPT</p></section>",
        "<aside><p>KEPT closing date</p></aside>",
        "<form><h1>Job</h1><p>KEPT</p></form>",
        "<h2 id=cookies>KEPT</h2>",
        "<nav>KEPT</nav>",
        "<div class=cookies-accepted><main><p>KEPT</p></main></div>",
    ],
)
def test_content_is_never_lost_for_looking_like_chrome(kept):
    assert "KEPT" in read_page(f"<!doctype html><body>{kept}</body>".encode()).text


def test_main_is_preferred_when_it_is_substantial():
    content = f"<body><div>Teaser</div><main><p>{'Words of the page. ' * 30}</p></main></body>".encode()
    assert "Teaser" not in read_page(content).text


def test_a_small_article_does_not_hide_the_rest():
    content = f"<body><article>Teaser</article><div>{'Vacancy. ' * 50}</div></body>".encode()
    assert "Vacancy." in read_page(content).text


def test_metadata_is_date_language_and_link_and_nothing_else():
    head = (
        "<title>Site</title><meta property='article:published_time' content='2026-03-04T10:00:00Z'>"
        "<link rel=canonical href='https://x.be/a'><meta name=author content=Someone>"
    )
    content = f"<!doctype html><html lang=nl-BE><head>{head}</head><body><p>x</p></body>".encode()
    found = read_page(content)
    assert found.metadata == {"published": "2026-03-04", "language": "nl", "link": "https://x.be/a"}
    assert found.title == "Site"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//evil.example", "https://x.be@evil.example/", "/relative"])
def test_a_link_that_cannot_be_trusted_is_no_link(link):
    assert "link" not in read_page(page("<p>x", f"<link rel=canonical href='{link}'>")).metadata


def test_the_heading_of_the_content_is_the_title():
    assert read_page(page("<h1>Job <b>title</b></h1>x", "<title>Job - Site</title>")).title == "Job title"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("utf-8", "utf-8"),
        ("utf-8-sig", "latin-1"),
        ("utf-8", "utf-7"),
        ("utf-8", "utf-16"),
        ("utf-16", ""),
        ("cp1252", "iso-8859-1"),
        ("cp1252", "utf-8"),
        ("latin-1", ""),
        ("iso8859-15", "iso-8859-15"),
    ],
)
def test_every_common_encoding_is_read(encoding, declared):
    meta = f"<meta charset='{declared}'>" if declared else ""
    words = "Élève infirmière à Liège, où l'été est très ensoleillé; vergaderzaal één of twee."
    content = f"<!doctype html><html><head>{meta}</head><body><p>{words}</p></body></html>".encode(encoding)
    assert read(content, "a").text == words


def test_a_page_without_visible_text_is_refused():
    with pytest.raises(Unreadable, match="no visible text"):
        read_page(page("<div id=root></div><script>go()</script>"))
