"""The page at the root, in a real browser against a real server."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from talking import Served, copied, serving

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser, Page, Route, expect  # noqa: E402

pytest_plugins = ["talking_fixtures"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium: `make browser` installs it")

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOSTILE = """# <img src=x onerror="window.broken=1"> Lanternfish Institute

The Lanternfish Institute <img src=x onerror="window.broken=1"> opens <script>window.broken=1</script> on 3 May 2026.

See [here](javascript:window.broken=1) for the Lanternfish Institute and "><svg onload=window.broken=1> its opening.
"""


@pytest.fixture(scope="module")
def server(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server on a stocked library, which has a document with an attack in it."""
    place = tmp_path_factory.mktemp("page")
    (place / "docs").mkdir()
    (place / "docs" / "hostile.md").write_text(HOSTILE, encoding="utf-8")
    with serving(copied(stocked, place), place / "log.txt") as served:
        assert served.run("ingest", str(place / "docs")).returncode == 0
        end = time.monotonic() + 60
        while httpx.get(f"{served.url}/health/ready", trust_env=False).status_code != 200:
            assert time.monotonic() < end
            time.sleep(0.05)
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@dataclass
class Visit:
    """A visitor's page, and what went on behind it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        """Type a question, press Enter and wait for the whole answer."""
        answered = self.page.locator(".answer > .text").count()
        box = self.page.locator("#question")
        box.fill(question)
        box.press("Enter")
        expect(self.page.locator(".answer > p.small")).to_have_count(answered + 1)


def visit(browser: Browser, server: Served, locale: str = "en-GB") -> Visit:
    page = browser.new_context(locale=locale).new_page()
    seen = Visit(page)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("console", lambda said: seen.complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.goto(server.url)
    return seen


@pytest.fixture
def visitor(browser: Browser, server: Served) -> Iterator[Visit]:
    """An English-speaking visitor who must come to see no error, and whose browser asks nobody else anything."""
    seen = visit(browser, server)
    yield seen
    assert seen.complaints == []
    assert [url for url in seen.requests if not url.startswith((server.url, "data:"))] == []
    seen.page.context.close()


def test_one_can_ask_with_the_keyboard_alone(visitor: Visit) -> None:
    page = visitor.page
    for _ in range(20):
        if page.evaluate("document.activeElement.id") == "question":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("What can I do besides a PhD?")
    page.keyboard.press("Enter")
    expect(page.locator(".answer .text")).to_contain_text("Clinical research")
    expect(page.locator(".answer > p.small")).to_have_text(re.compile("without a language model"))
    assert page.evaluate("document.activeElement.id") == "question"
    assert page.locator("#question").input_value() == ""


def test_a_citation_opens_the_quote_with_its_source_and_date(visitor: Visit) -> None:
    visitor.ask("What is OPINNO's ultimate goal?")
    page = visitor.page
    expect(page.locator("details").first).not_to_have_attribute("open", "")
    page.locator("button.cite").first.press("Enter")
    source = page.locator("details").first
    expect(source).to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    expect(source.locator("q")).to_be_visible()
    expect(source).to_contain_text("checked on")
    expect(source).to_contain_text(re.compile(r"\d{1,2} \w+ 20\d\d"))
    link = source.locator("a").first
    assert link.get_attribute("href")


def test_a_citation_leads_to_the_document(visitor: Visit) -> None:
    visitor.ask("Who runs the human-talent track?")
    page = visitor.page
    own = page.locator("details a[href*='/library/']").first
    own.evaluate("link => link.closest('details').open = true")
    quote = own.evaluate("link => link.closest('details').querySelector('q').textContent")
    own.click()
    page.wait_for_url("**/library/*")
    assert re.sub(r"\W+", " ", quote)[:40] in re.sub(r"\W+", " ", page.locator("main").inner_text())


def test_a_suggestion_asks_on_in_the_same_conversation(visitor: Visit) -> None:
    visitor.ask("What does a medical writer do?")
    page = visitor.page
    with page.expect_request("**/api/chat") as asked:
        page.locator(".suggestions button").first.click()
    body = asked.value.post_data_json
    assert body["conversation"]
    expect(page.locator("article")).to_have_count(2)
    expect(page.locator(".answer > p.small")).to_have_count(2)


def test_the_visitor_chooses_the_language_and_it_is_kept(visitor: Visit) -> None:
    page = visitor.page
    page.get_by_role("button", name="NL, Nederlands").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    expect(page.locator(".disclosure")).to_contain_text("geautomatiseerde gids")
    page.locator(".starters button").first.click()
    expect(page.locator(".answer .text")).to_contain_text("Klinisch")
    page.get_by_role("button", name="FR, français").click()
    expect(page.locator(".answer > p.small")).to_contain_text("sans modèle de langage")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


@pytest.mark.parametrize(("locale", "language"), [("nl-BE", "nl"), ("fr-BE", "fr"), ("en-GB", "en"), ("de-DE", "en")])
def test_the_page_speaks_the_visitor_s_language(browser: Browser, server: Served, locale: str, language: str) -> None:
    seen = visit(browser, server, locale)
    expect(seen.page.locator("html")).to_have_attribute("lang", language)
    assert seen.page.locator(".starters button").count() == 3
    seen.page.locator(".starters button").nth(1).click()
    expect(seen.page.locator(".answer > p.small")).to_have_count(1)
    expect(seen.page.locator(".answer .text")).to_have_attribute("lang", language)
    assert seen.complaints == []
    seen.page.context.close()


def test_an_example_vacancy_wears_its_badge(visitor: Visit) -> None:
    visitor.ask("Which vacancies are there in Ghent without a PhD?")
    cards = visitor.page.locator(".card")
    assert cards.count() > 0
    for card in cards.all():
        expect(card.locator(".badge")).to_contain_text("Example")
        assert card.locator("a").count() == 0


def test_a_question_that_is_refused_comes_back_with_the_reason(browser: Browser, server: Served) -> None:
    seen = visit(browser, server)
    box = seen.page.locator("#question")
    box.fill("???")
    box.press("Enter")
    expect(seen.page.locator("[role=alert]")).to_contain_text("Ask me a question")
    assert box.input_value() == "???"
    expect(seen.page.locator("article")).to_have_count(0)
    seen.page.context.close()


def test_a_server_that_is_gone_loses_no_question(browser: Browser, server: Served) -> None:
    seen = visit(browser, server)
    seen.page.context.set_offline(True)
    box = seen.page.locator("#question")
    box.fill("What is OPINNO?")
    box.press("Enter")
    expect(seen.page.locator("[role=alert]")).to_contain_text("did not work")
    assert box.input_value() == "What is OPINNO?"
    seen.page.context.set_offline(False)
    box.press("Enter")
    expect(seen.page.locator(".answer > p.small")).to_have_count(1)
    seen.page.context.close()


def test_a_slow_answer_can_be_stopped(browser: Browser, server: Served) -> None:
    seen = visit(browser, server)
    page = seen.page
    held: list[Route] = []
    page.route("**/api/chat", lambda route: held.append(route))
    page.locator("#question").fill("What is OPINNO?")
    page.locator("#question").press("Enter")
    expect(page.locator("#stop")).to_be_visible()
    expect(page.locator("#send")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".answer .note")).to_contain_text("Stopped")
    expect(page.locator("#send")).to_be_visible()
    page.context.close()


def test_an_attack_in_a_document_stays_text(visitor: Visit) -> None:
    visitor.ask("When does the Lanternfish Institute open?")
    page = visitor.page
    expect(page.locator("article")).to_contain_text("Lanternfish")
    page.locator("details").evaluate_all("every => every.forEach(one => one.open = true)")
    assert page.locator("article img, article script, article iframe, article svg").count() == 0
    assert page.evaluate("window.broken") is None
    links = page.locator("article a").evaluate_all("every => every.map(one => one.href)")
    assert all(link.startswith("http") for link in links)
    page.goto(next(link for link in links if "/library/" in link))
    expect(page.locator("main")).to_contain_text("Lanternfish")
    assert page.locator("img, script, iframe, svg").count() == 0
    assert page.evaluate("window.broken") is None


def test_a_question_with_markup_in_it_stays_text(visitor: Visit) -> None:
    visitor.ask("What is <img src=x onerror='window.broken=1'><b>OPINNO</b>?")
    page = visitor.page
    expect(page.locator("h2.question")).to_contain_text("<b>OPINNO</b>")
    assert page.locator("article img, article h2 b").count() == 0
    assert page.evaluate("window.broken") is None


def test_a_new_conversation_begins_at_the_welcome(visitor: Visit) -> None:
    visitor.ask("hello")
    page = visitor.page
    page.locator("#anew").click()
    expect(page.locator("article")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()
    with page.expect_request("**/api/chat") as asked:
        visitor.ask("What is OPINNO?")
    assert asked.value.post_data_json["conversation"] is None


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_sticks_out_sideways(browser: Browser, server: Served, width: int) -> None:
    page = browser.new_context(viewport={"width": width, "height": 720}, locale="en-GB").new_page()
    page.goto(server.url)
    Visit(page).ask("What can I do besides a PhD?")
    page.locator("details").evaluate_all("every => every.forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()


# A comparison, as a table

COMPARED = "What is the difference between quality assurance and quality control?"


def test_a_comparison_is_a_table_with_numbers_that_open_their_sources(visitor: Visit) -> None:
    visitor.ask(COMPARED)
    page = visitor.page
    table = page.locator(".answer .text table")
    expect(table).to_have_count(1)
    expect(table.locator("thead th[scope=col]")).to_have_count(2)
    assert table.locator("tbody th[scope=row]").count() == table.locator("tbody tr").count() >= 3
    assert "|" not in table.inner_text()
    assert "**" not in table.inner_text()
    mark = table.locator("tbody td button.cite").last
    number = mark.inner_text()
    mark.press("Enter")
    opened = page.locator("details[open]")
    expect(opened).to_have_count(1)
    expect(opened.locator("summary .cite")).to_have_text(number)


def test_what_stands_in_a_cell_stays_text(browser: Browser, server: Served) -> None:
    attack = "<img src=x onerror='window.broken=1'>"
    table = f"|  | **{attack}** |\n| --- | --- |\n| {attack} | {attack} [1] |"
    empty: list[object] = []
    answer = {"conversation": "c", "text": table, "language": "en", "outcome": "answered", "made_by": "extractive"}
    told = json.dumps(answer | {"citations": empty, "cards": empty, "suggestions": empty})
    seen = visit(browser, server)
    page = seen.page
    page.route(
        "**/api/chat",
        lambda route: route.fulfill(content_type="text/event-stream", body=f"event: answer\ndata: {told}\n\n"),
    )
    seen.ask("Compare them")
    assert page.locator(".text th, .text tbody td").all_inner_texts() == [attack, attack, f"{attack} [1]"]
    assert page.locator("article img").count() == 0
    assert page.evaluate("window.broken") is None
    page.context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_a_table_fits_or_scrolls_in_its_own_place(browser: Browser, server: Served, width: int) -> None:
    page = browser.new_context(viewport={"width": width, "height": 720}, locale="en-GB").new_page()
    page.goto(server.url)
    Visit(page).ask(COMPARED)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # A column is wide enough to read: some three words a line.
    assert page.locator(".text tbody td").evaluate_all("cells => cells.every(cell => cell.clientWidth >= 112)")
    place = page.locator(".wide")
    expect(place).to_have_attribute("role", "region")
    place.focus()
    assert page.evaluate("document.activeElement.className") == "wide"
    page.context.close()
