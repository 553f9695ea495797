"""The demonstration page and the page of its own, in a real browser against a real server."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser
from talking import Served, copied, serving
from widget_server import WidgetServer
from widget_visit import Visitor, expect, needs_chromium, watch

pytest_plugins = ["talking_fixtures", "widget_fixtures"]
pytestmark = needs_chromium

HOSTILE = """# <img src=x onerror="window.broken=1"> Lanternfish Institute

The Lanternfish Institute <img src=x onerror="window.broken=1"> opens <script>window.broken=1</script> on 3 May 2026.

See [here](javascript:window.broken=1) for the Lanternfish Institute and "><svg onload=window.broken=1> its opening.
"""
COMPARED = "What is the difference between quality assurance and quality control?"


@pytest.fixture(scope="module")
def served(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server on a stocked library, which has a document with an attack in it."""
    place = tmp_path_factory.mktemp("page")
    (place / "docs").mkdir()
    (place / "docs" / "hostile.md").write_text(HOSTILE, encoding="utf-8")
    with serving(copied(stocked, place), place / "log.txt") as running:
        assert running.run("ingest", str(place / "docs")).returncode == 0
        end = time.monotonic() + 60
        while httpx.get(f"{running.url}/health/ready", trust_env=False).status_code != 200:
            assert time.monotonic() < end
            time.sleep(0.05)
        yield running


Visiting = Callable[..., Visitor]


@pytest.fixture
def visiting(browser: Browser, served: Served) -> Iterator[Visiting]:
    """Visitors who must come to see no error, and whose browsers ask nobody else anything."""
    every: list[Visitor] = []

    def one(path: str = "/chat", locale: str = "en-GB", width: int = 1280) -> Visitor:
        page = browser.new_context(locale=locale, viewport={"width": width, "height": 800}).new_page()
        page.set_default_timeout(10_000)
        real = WidgetServer()
        real.url = served.url
        visitor = Visitor(page, real)
        watch(visitor)
        every.append(visitor)
        return visitor.goes_to(path)

    yield one
    for visitor in every:
        complaints, requests = list(visitor.complaints), list(visitor.requests)
        visitor.page.context.close()
        assert complaints == []
        assert [url for url in requests if not url.startswith((served.url, "data:", "blob:"))] == []


@pytest.mark.parametrize(("locale", "language"), [("nl-BE", "nl"), ("fr-BE", "fr"), ("en-GB", "en"), ("de-DE", "en")])
def test_the_pages_speak_the_visitor_s_language(visiting: Visiting, locale: str, language: str) -> None:
    visitor = visiting("/", locale)
    expect(visitor.page.locator("html")).to_have_attribute("lang", language)
    visitor.opens().sees(".starters button").nth(1).click()
    expect(visitor.last.locator(".text")).to_have_attribute("lang", language)


def test_the_demonstration_page_puts_a_question_and_changes_the_guide_s_language(visiting: Visiting) -> None:
    visitor = visiting("/")
    visitor.page.get_by_role("button", name="FR, français").first.click()
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Les sciences de la vie")
    visitor.page.locator("main:visible [data-ask]").first.click()
    expect(visitor.last.locator(".made")).to_contain_text("sans modèle de langage")


def test_a_citation_opens_its_quote_and_leads_to_its_document(visiting: Visiting) -> None:
    visitor = visiting()
    visitor.asks("Who runs the human-talent track?").locator("button.cite").first.click()
    note = visitor.last.locator(".note.quote")
    quote = note.locator("blockquote").inner_text()
    expect(note).to_contain_text(re.compile(r"Checked on\s\d{1,2}\s\w+\s20\d\d"))
    with visitor.page.expect_popup() as opened:
        note.locator("a.open").click()
    expect(opened.value.locator("main")).to_be_visible()
    text = opened.value.locator("main").inner_text()
    assert re.sub(r"\W+", " ", quote).strip()[:40] in re.sub(r"\W+", " ", text)


def test_a_conversation_lives_through_a_reload_and_ends_when_it_is_deleted(visiting: Visiting) -> None:
    visitor = visiting()
    visitor.asks("What does a medical writer do?")
    visitor.page.reload()
    visitor.last.locator(".choices button").first.click()
    expect(visitor.sees(".turn")).to_have_count(2)
    expect(visitor.last.locator(".made")).to_be_visible()
    visitor.menu(2)
    expect(visitor.sees(".sheet")).to_contain_text(re.compile(r"deleted by itself on \d"))
    visitor.sees(".sheet .danger").click()
    visitor.sees(".sheet").get_by_role("button", name="Yes, delete").click()
    expect(visitor.sees(".welcome")).to_be_visible()
    assert visitor.stored() == {}


def test_a_shared_answer_is_a_page_until_its_link_is_withdrawn(visiting: Visiting, served: Served) -> None:
    visitor = visiting()
    turn = visitor.asks("What is OPINNO?")
    turn.get_by_role("button", name="Share").click()
    turn.get_by_role("button", name="Make the link").click()
    expect(turn.locator(".address")).to_be_visible()
    address = turn.locator(".address").input_value()
    page = httpx.get(address, trust_env=False)
    assert page.status_code == 200
    assert "What is OPINNO?" in page.text
    turn.get_by_role("button", name="Withdraw the link").click()
    expect(turn.locator(".under")).to_contain_text("no longer works")
    assert httpx.get(address, trust_env=False).status_code == 404


def test_feedback_reaches_the_server(visiting: Visiting) -> None:
    turn = visiting().asks("What is OPINNO?")
    turn.get_by_role("button", name="Not a good answer").click()
    turn.get_by_label("Incomplete").check()
    turn.get_by_role("button", name="Send feedback").click()
    expect(turn.locator(".under")).to_have_text("Thank you, that helps.")


def test_a_cv_is_answered_and_nothing_of_it_is_kept(visiting: Visiting) -> None:
    visitor = visiting()
    visitor.sees(".clip").click()
    written = (
        b"Curriculum vitae\n\nMaster in biomedical sciences, Ghent University, 2025\nInternship in quality control\n"
    )
    visitor.sees(".sheet input[type=file]").set_input_files(
        {"name": "cv.txt", "mimeType": "text/plain", "buffer": written}
    )
    visitor.sees("#cv-agree").check()
    visitor.sees(".sheet").get_by_role("button", name="Read my CV").click()
    expect(visitor.last.locator(".made")).to_be_visible()
    assert visitor.last.locator(".text").inner_text()
    assert visitor.last.get_by_role("button", name="Share").count() == 0
    assert visitor.stored().keys() <= {"opinno-guide:opinno"}
    assert "Internship" not in str(visitor.stored())
    visitor.page.reload()
    expect(visitor.sees(".welcome")).to_be_visible()


def test_an_example_vacancy_wears_its_badge(visiting: Visiting) -> None:
    cards = visiting().asks("Which vacancies are there in Ghent without a PhD?").locator(".card")
    assert cards.count() > 0
    for card in cards.all():
        expect(card.locator(".badge")).to_contain_text("Example")
        assert card.locator("a").count() == 0


def test_an_attack_in_a_document_stays_text(visiting: Visiting) -> None:
    visitor = visiting()
    turn = visitor.asks("When does the Lanternfish Institute open?")
    expect(turn).to_contain_text("Lanternfish")
    turn.locator("details").evaluate_all("every => every.forEach(one => one.open = true)")
    assert turn.locator("img, script, iframe, svg:not(.icon)").count() == 0
    assert visitor.page.evaluate("window.broken") is None
    links = turn.locator("a").evaluate_all("every => every.map(one => one.href)")
    assert all(link.startswith("http") for link in links)
    visitor.page.goto(next(link for link in links if "/library/" in link))
    expect(visitor.page.locator("main")).to_contain_text("Lanternfish")
    assert visitor.page.locator("img, script, iframe, svg").count() == 0
    assert visitor.page.evaluate("window.broken") is None


@pytest.mark.parametrize("width", [320, 1280])
def test_a_comparison_fits_or_stacks(visiting: Visiting, width: int) -> None:
    visitor = visiting(width=width)
    table = visitor.asks(COMPARED).get_by_role("table")
    assert table.get_by_role("columnheader").count() == 2
    assert table.get_by_role("rowheader").count() >= 3
    assert "|" not in table.inner_text()
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # A column is wide enough to read: some three words a line.
    assert table.locator("tbody td").evaluate_all("cells => cells.every(cell => cell.clientWidth >= 112)")
    table.locator("tbody td button.cite").last.press("Enter")
    expect(visitor.last.locator(".note.quote")).to_be_visible()
