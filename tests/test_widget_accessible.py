"""The widget for everybody: axe in every state, theme and language; keyboard, speech, enlargement, contrast, motion."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_widget_conversation import COURSE, EVENT, PATH, TABLE, VACANCY
from widget_server import Reply, WidgetServer, answer, citation
from widget_visit import Meeting, Visitor, expect, needs_chromium

pytest_plugins = ["widget_fixtures"]
pytestmark = needs_chromium

axe = pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")
AXE = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RICH = f"A **long** answer. [1]\n\n- One point. [2]\n- Another point.\n\n{TABLE}"
CARDS = [VACANCY, EVENT, COURSE, PATH, VACANCY | {"id": "e", "example": True}]


def rich() -> Reply:
    said = answer(RICH, citations=[citation(1), citation(2, example=True)], cards=CARDS, suggestions=["And then?"])
    return Reply(said)


HELP = "**1813** (zelfmoord1813.be) listens at any hour. In danger, call **112**."

THEMES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "high contrast": {"contrast": "more"},
    "forced colours": {"forced_colors": "active"},
}
PLAIN: dict[str, Any] = {"color_scheme": "light", "contrast": "no-preference", "forced_colors": "none"}


def violations(visitor: Visitor) -> list[str]:
    found = visitor.page.evaluate(
        """async (standard) => (await axe.run("opinno-guide", { resultTypes: ["violations"], elementRef: false,
        runOnly: { type: "tag", values: standard } })).violations.map(one => `${one.id}: ` + one.nodes
        .map(node => node.target.join(" ") + " " + node.failureSummary).join("; "))""",
        STANDARD,
    )
    assert isinstance(found, list)
    return found


def states(visitor: Visitor) -> Iterator[str]:
    """Lead a visitor through every state that the widget can be in, and name each."""
    server, page = visitor.server, visitor.page
    yield "closed"
    visitor.opens()
    yield "greeting"
    visitor.sees("button[aria-controls=menu]").click()
    yield "menu"
    page.keyboard.press("Escape")
    visitor.menu(2)
    yield "my data, nothing kept"
    visitor.menu(1)
    yield "person"
    page.keyboard.press("Escape")
    visitor.sees(".clip").click()
    visitor.sees(".pick input").set_input_files({"name": "cv.txt", "mimeType": "text/plain", "buffer": b"Biology"})
    visitor.sees("#cv-agree").check()
    yield "CV"
    page.keyboard.press("Escape")
    yield from asking(visitor)
    yield from answered(visitor)
    visitor.menu(2)
    visitor.sees(".sheet .action").first.click()
    expect(visitor.sees(".seen dt").first).to_be_visible()
    yield "my data, seen"
    visitor.sees(".sheet .danger").click()
    yield "my data, to be deleted"
    page.keyboard.press("Escape")
    server.replies["Help"] = Reply(answer(HELP, made_by="fixed", outcome="supported"))
    visitor.asks("Help")
    yield "distress"
    server.replies["Nothing"] = Reply(answer("Nothing is said of it.", outcome="abstained", suggestions=["And then?"]))
    visitor.asks("Nothing")
    yield "abstained"
    server.replies["Fail"] = Reply(fails=[(500, "Oops", {})])
    visitor.types("Fail")
    expect(visitor.last.locator(".fault")).to_be_visible()
    yield "failed"
    server.replies["Refuse"] = Reply(fails=[(422, "Ask me a question.", {})])
    visitor.types("Refuse")
    expect(visitor.sees("form [role=alert]")).not_to_be_empty()
    visitor.box.fill("x" * 1990)
    yield "refused, with hardly any room left"


def asking(visitor: Visitor) -> Iterator[str]:
    server, page = visitor.server, visitor.page
    hold = threading.Event()
    server.replies["Rich?"] = rich()
    server.replies["Rich?"].hold = hold
    server.replies["Long?"] = Reply(answer(RICH), pieces=["A long answer [1] that", " never ends."], pause=0.2)
    page.context.set_offline(True)
    visitor.types("Rich?")
    expect(visitor.last.locator(".status")).to_have_text(re.compile("offline|hors ligne"))
    yield "offline"
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(visitor.last.locator(".status")).to_have_text(re.compile("answer|antwoord|réponse"))
    yield "working"
    visitor.sees(".round:visible").click()
    expect(visitor.last.locator(".note")).to_be_visible()
    hold.set()
    yield "stopped"


def answered(visitor: Visitor) -> Iterator[str]:
    visitor.server.replies["Rich?"] = rich()
    visitor.asks("Rich?")
    turn = visitor.last
    turn.locator("details").evaluate_all("every => every.forEach(one => one.open = true)")
    turn.locator("button.quiet").click()
    turn.locator("button.cite").first.click()
    expect(turn.locator(".note.quote")).to_be_visible()
    turn.locator(".actions button").last.click()
    yield "answer with its quote, its sources, every card and the reasons of feedback"
    turn.locator(".actions button").nth(1).click()
    yield "sharing"
    turn.locator(".under .primary").click()
    expect(turn.locator(".address")).to_be_visible()
    yield "shared"


# Each language on a screen of its own; in each state every theme.
WALKS = [("en-GB", 1280, 800), ("nl-BE", 390, 844), ("fr-BE", 320, 640)]


@pytest.mark.parametrize(("locale", "width", "height"), WALKS, ids=["en", "nl", "fr"])
def test_axe_finds_nothing_in_any_state_theme_and_language(meet: Meeting, locale: str, width: int, height: int) -> None:
    # A colour on its way to another is none to be judged.
    size = {"width": width, "height": height}
    visitor = meet(calm=False, locale=locale, viewport=size, bypass_csp=True, reduced_motion="reduce").goes_to()
    visitor.page.evaluate(AXE)
    found = {}
    for state in states(visitor):
        for name, theme in THEMES.items():
            visitor.page.emulate_media(**{**PLAIN, **theme})
            if wrong := violations(visitor):
                found[f"{state}, {name}"] = wrong
    assert found == {}


def test_axe_finds_nothing_on_a_page_of_its_own(meet: Meeting, server: WidgetServer) -> None:
    server.default = lambda _: rich()
    visitor = meet(bypass_csp=True, reduced_motion="reduce").goes_to("/chat")
    visitor.page.evaluate(AXE)
    assert violations(visitor) == []
    visitor.asks("Rich?")
    assert violations(visitor) == []


def test_axe_finds_nothing_in_the_colour_of_any_site(meet: Meeting, server: WidgetServer) -> None:
    server.replies["Fail"] = Reply(fails=[(500, "Oops", {})])
    server.default = lambda _: rich()
    visitor = meet(calm=False, bypass_csp=True, reduced_motion="reduce").goes_to().opens()
    visitor.page.evaluate(AXE)
    visitor.asks("Rich?").locator("button.cite").first.click()
    visitor.last.locator(".actions button").last.click()
    visitor.types("Fail")
    expect(visitor.last.locator(".fault")).to_be_visible()
    found = {}
    for colour in ("yellow", "white", "#777", "#e30613", "navy"):
        visitor.page.locator("opinno-guide").evaluate("(e, colour) => { e.dataset.colour = colour; }", colour)
        for scheme in ("light", "dark"):
            visitor.page.emulate_media(color_scheme=scheme)
            if wrong := violations(visitor):
                found[f"{colour}, {scheme}"] = wrong
    assert found == {}


# Keyboard and focus


def test_one_can_ask_with_the_keyboard_alone(meet: Meeting) -> None:
    visitor = meet().goes_to()
    visitor.sees(".launcher").focus()
    visitor.page.keyboard.press("Enter")
    assert visitor.focused().startswith("textarea")
    visitor.page.keyboard.type("What does a CRA do?")
    visitor.page.keyboard.press("Enter")
    expect(visitor.last.locator(".made")).to_be_visible()
    assert visitor.focused().startswith("textarea")
    visitor.page.keyboard.press("Escape")
    expect(visitor.sees("dialog")).to_be_hidden()
    assert visitor.focused().startswith("button launcher")


def test_a_large_screen_keeps_the_page_within_reach_and_a_small_one_does_not(meet: Meeting) -> None:
    large = meet().goes_to().opens()
    assert large.page.locator("opinno-guide dialog:modal").count() == 0
    for _ in range(40):
        large.page.keyboard.press("Tab")
        if not large.page.evaluate("document.activeElement.matches('opinno-guide')"):
            break
    assert not large.page.evaluate("document.activeElement.matches('opinno-guide')")
    small = meet(viewport={"width": 390, "height": 700}).goes_to().opens()
    assert small.page.locator("opinno-guide dialog:modal").count() == 1
    for _ in range(30):
        small.page.keyboard.press("Tab")
        assert small.page.evaluate("document.activeElement.matches('opinno-guide, body')")


def test_the_focus_is_not_lost_with_what_was_pressed(visitor: Visitor) -> None:
    visitor.server.default = lambda _: Reply(answer("Yes.", suggestions=["And then?"]))
    visitor.sees(".starters button").first.press("Enter")
    assert visitor.focused().startswith("textarea")
    expect(visitor.last.locator(".made")).to_be_visible()
    visitor.last.locator(".choices button").press("Enter")
    assert visitor.focused().startswith("textarea")
    expect(visitor.sees(".turn")).to_have_count(2)


def test_escape_closes_one_layer_at_a_time(visitor: Visitor) -> None:
    visitor.asks()
    visitor.sees("button[aria-controls=menu]").click()
    assert visitor.focused().startswith("button")
    visitor.page.keyboard.press("Escape")
    expect(visitor.sees("ul.menu")).to_be_hidden()
    assert visitor.sees("button[aria-controls=menu]").evaluate("e => e.getRootNode().activeElement === e")
    visitor.menu(2)
    assert visitor.focused().endswith("sheet-title")
    visitor.page.keyboard.press("Escape")
    expect(visitor.sees(".sheet")).to_be_hidden()
    expect(visitor.sees("dialog")).to_be_visible()
    visitor.page.keyboard.press("Escape")
    expect(visitor.sees("dialog")).to_be_hidden()


def test_what_has_the_focus_shows_it_and_is_not_covered(visitor: Visitor) -> None:
    visitor.server.replies["Rich?"] = rich()
    visitor.asks("Rich?")
    visitor.box.focus()
    for _ in range(14):
        visitor.page.keyboard.press("Shift+Tab")
        seen = visitor.page.evaluate(
            """() => { const one = document.querySelector("opinno-guide").shadowRoot.activeElement;
            if (!one) return true;
            const box = one.getBoundingClientRect(), style = getComputedStyle(one);
            const at = one.getRootNode().elementFromPoint(box.x + 5, box.y + box.height / 2);
            const ringed = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none";
            return ringed && one.contains(at) || one.outerHTML; }"""
        )
        assert seen is True, seen


# Speech


def test_an_answer_is_said_in_whole_sentences_each_once(visitor: Visitor) -> None:
    text = "First comes this one. [1]\n\n- Then **that** point.\n- A third one.\n\nAnd e.g. a last sentence."
    said = answer(text, citations=[citation(1)])
    visitor.server.replies["Say?"] = Reply(said, pieces=list(re.findall(r"\S+\s*", text)), pause=0.02)
    visitor.page.evaluate(
        """() => { window.heard = [];
        const log = document.querySelector("opinno-guide").shadowRoot.querySelector("[role=log]");
        const hear = change => change.addedNodes.forEach(node => heard.push(node.textContent));
        const all = { childList: true, subtree: true, characterData: true };
        new MutationObserver(changes => changes.forEach(hear)).observe(log, all);
        }"""
    )
    visitor.asks("Say?")
    heard = " ".join(visitor.page.evaluate("window.heard"))
    assert heard == "First comes this one. Then that point. A third one. And e.g. a last sentence. 1 source."
    log = visitor.sees("[role=log]")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_have_attribute("lang", "en")
    # What changes with every word is no live region.
    assert visitor.sees(".body [aria-live]").count() == 0


def test_questions_and_answers_can_be_found_by_their_headings_and_languages(visitor: Visitor) -> None:
    said = answer("Een antwoord.", language="nl")
    visitor.server.replies["Wat?"] = Reply(said)
    turn = visitor.asks("Wat?")
    expect(visitor.sees("dialog")).to_have_accessible_name("OPINNO Guide")
    expect(visitor.sees("dialog").get_by_role("heading", level=3)).to_have_text("You asked: Wat?")
    expect(turn.locator(".text")).to_have_attribute("lang", "nl")
    expect(visitor.sees(".body")).to_have_attribute("aria-label", "Conversation")


# Sight and motion


@pytest.mark.parametrize(("width", "height"), [(320, 640), (320, 256), (640, 400), (1280, 800)])
def test_nothing_is_lost_on_a_small_or_enlarged_screen(
    meet: Meeting, server: WidgetServer, width: int, height: int
) -> None:
    """320 by 256 is a screen of 1280 by 1024, enlarged four times."""
    server.default = lambda _: rich()
    visitor = meet(viewport={"width": width, "height": height}).goes_to().opens()
    visitor.asks("Rich?")
    visitor.last.locator("details").evaluate_all("every => every.forEach(one => one.open = true)")
    out = visitor.sees(".panel").evaluate(
        """panel => [...panel.querySelectorAll("*")]
        .filter(e => e.checkVisibility() && !e.closest(".unseen, .many, svg, thead"))
        .map(e => [e, e.getBoundingClientRect()])
        .filter(([, box]) => box.width > 1 && (box.left < -1 || box.right > innerWidth + 1)).map(([e]) => e)
        .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert out == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visitor.box.scroll_into_view_if_needed()
    expect(visitor.box).to_be_in_viewport()
    visitor.menu(2)
    expect(visitor.sees("#sheet-title")).to_be_in_viewport()


def test_large_type_and_wide_spacing_cut_nothing_off(meet: Meeting, server: WidgetServer) -> None:
    server.default = lambda _: rich()
    visitor = meet().goes_to().opens()
    visitor.asks("Rich?")
    visitor.sees(".panel").evaluate(
        """panel => { const root = panel.getRootNode(), sheet = new CSSStyleSheet();
        sheet.replaceSync(`:host { --rem: 32px !important } p { margin-bottom: 2em !important }
          * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }`);
        root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]; }"""
    )
    cut = visitor.sees(".body").evaluate(
        """body => [...body.querySelectorAll("p, button, a, li, h3, h4, dd, blockquote")]
        .filter(e => e.checkVisibility() && !e.closest(".unseen") && getComputedStyle(e).display !== "inline")
        .filter(e => e.scrollWidth > e.clientWidth + 2)
        .map(e => e.outerHTML.slice(0, 90))"""
    )
    assert cut == []


def test_every_target_is_large_enough(meet: Meeting, server: WidgetServer) -> None:
    server.default = lambda _: rich()
    visitor = meet(viewport={"width": 390, "height": 844}).goes_to().opens()
    visitor.asks("Rich?")
    visitor.last.locator(".actions button").last.click()
    small = visitor.sees(".panel").evaluate(
        """panel => [...panel.querySelectorAll("button, summary, input:not([type=checkbox]), textarea, a.action")]
        .filter(e => e.checkVisibility()).map(e => [e.outerHTML.slice(0, 70), e.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"""
    )
    assert small == []
    large = visitor.sees("form.ask button:visible").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert min(large) >= 44


def test_movement_stops_for_those_who_ask_for_it(meet: Meeting, server: WidgetServer) -> None:
    moving = "e => e.getRootNode().getAnimations({ subtree: true }).length"
    for wanted, still in (("reduce", True), ("no-preference", False)):
        visitor = meet(reduced_motion=wanted).goes_to()
        hold = threading.Event()
        server.replies["Wait?"] = Reply(hold=hold)
        visitor.opens().types("Wait?")
        expect(visitor.last.locator(".status")).not_to_be_empty()
        assert (visitor.sees(".panel").evaluate(moving) == 0) is still
        hold.set()
        expect(visitor.last.locator(".made")).to_be_visible()


def test_with_forced_colours_every_control_still_has_an_edge(meet: Meeting) -> None:
    visitor = meet(forced_colors="active").goes_to()
    for selector in (".launcher", ".round", ".box"):
        if selector == ".round":
            visitor.opens()
        width = visitor.sees(selector).first.evaluate("e => parseFloat(getComputedStyle(e).borderTopWidth)")
        assert width >= 1
