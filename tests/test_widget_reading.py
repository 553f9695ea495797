"""The widget to its readers: on a phone, in Dutch and French, in need, and after they stopped it."""

from __future__ import annotations

import re
import threading

import pytest
from test_widget_conversation import COURSE, EVENT, VACANCY
from widget_server import Reply, WidgetServer, answer, citation
from widget_visit import Meeting, Visitor, expect, needs_chromium

pytest_plugins = ["widget_fixtures"]
pytestmark = needs_chromium

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
HELP = "**1813** (zelfmoord1813.be) and **070 245 245** listen. In danger, call **112**."


def test_after_a_question_a_phone_shows_no_keyboard_and_no_ring(meet: Meeting) -> None:
    visitor = meet(**PHONE).goes_to().opens()
    visitor.asks()
    assert visitor.focused().startswith("h3 asked")
    assert visitor.last.locator("h3").evaluate("e => getComputedStyle(e).outlineStyle") == "none"


def test_enlarging_with_two_fingers_leaves_the_panel_as_large_as_it_was(meet: Meeting) -> None:
    visitor = meet(**PHONE).goes_to().opens()
    line = visitor.page.context.new_cdp_session(visitor.page)
    line.send("Emulation.setPageScaleFactor", {"pageScaleFactor": 2})
    visitor.page.wait_for_function("visualViewport.scale === 2")
    visitor.page.evaluate("new Promise(next => requestAnimationFrame(() => requestAnimationFrame(next)))")
    assert visitor.sees("dialog").evaluate("e => e.clientHeight >= innerHeight - 1")


def test_what_is_closed_gives_the_focus_back_to_what_opened_it(visitor: Visitor) -> None:
    visitor.sees(".clip").press("Enter")
    assert visitor.focused().endswith("sheet-title")
    visitor.page.keyboard.press("Escape")
    assert visitor.focused() == "button plain clip"
    visitor.menu(1)
    visitor.sees(".sheet .top button").press("Enter")
    assert visitor.sees("button[aria-controls=menu]").evaluate("e => e.getRootNode().activeElement === e")


def test_long_words_of_a_comparison_are_not_broken_on_a_phone(meet: Meeting, server: WidgetServer) -> None:
    table = "|  | **{}** | **{}** |\n| --- | --- | --- |\n| Wat | {} [1] | Testen. |"
    long = table.format("Kwaliteitsborging", "Kwaliteitscontrole", "Levenswetenschappen en ingenieurswetenschappen.")
    server.replies["Long?"] = Reply(answer(long, language="nl", citations=[citation(1)]))
    server.replies["Short?"] = Reply(answer(table.format("QA", "QC", "Nakijken."), citations=[citation(1)]))
    visitor = meet(**PHONE).goes_to().opens()
    below = """all => { const [one, other] = all.map(e => e.getBoundingClientRect());
    return other.top >= one.bottom - 1; }"""
    assert visitor.asks("Long?").locator("tbody td").evaluate_all(below) is True
    assert visitor.asks("Short?").locator("tbody td").evaluate_all(below) is False


def test_a_number_never_begins_a_line(visitor: Visitor) -> None:
    visitor.server.default = lambda _: Reply(answer("A sentence. [1][2] And **bold** [1].", citations=[citation(1)]))
    turn = visitor.asks()
    expect(turn.locator(".text")).to_have_text("A sentence. 1[2] And bold 1.")
    expect(turn.locator(".held").first).to_have_text("sentence. 1[2]")
    expect(turn.locator(".held").first).to_have_css("white-space-collapse", "collapse")
    expect(turn.locator(".held").first).to_have_css("text-wrap-mode", "nowrap")


def test_what_is_stopped_can_be_asked_again_also_after_a_reload(visitor: Visitor) -> None:
    pieces = ["A long answer", *[" and more"] * 6]
    visitor.server.replies["Long?"] = Reply(answer("A long answer."), pieces=pieces, pause=0.25)
    visitor.types("Long?")
    expect(visitor.last.locator(".text")).to_contain_text("A long answer")
    visitor.sees("button[aria-label=Stop]").click()
    expect(visitor.last.locator(".made")).to_be_visible()
    kept = next(iter(visitor.server.conversations.values()))
    kept[0]["answer"]["stopped"] = True
    visitor.page.reload()
    expect(visitor.last.locator(".note")).to_contain_text("Stopped")
    visitor.server.replies["Long?"] = Reply(answer("The whole answer."))
    visitor.last.get_by_role("button", name="Try again").click()
    expect(visitor.sees(".turn")).to_have_count(2)
    expect(visitor.last.locator(".text")).to_have_text("The whole answer.")
    first, again = visitor.server.posts()
    assert first["message"] != again["message"]
    assert again["conversation"] in visitor.server.conversations


def test_an_answer_that_failed_can_be_asked_again(visitor: Visitor) -> None:
    visitor.server.replies["What?"] = Reply(answer("That failed.", outcome="failed", made_by="fixed"))
    turn = visitor.asks("What?")
    visitor.server.replies["What?"] = Reply()
    turn.get_by_role("button", name="Try again").click()
    expect(visitor.sees(".turn")).to_have_count(2)


def test_where_there_is_help_a_tap_is_enough(visitor: Visitor) -> None:
    visitor.server.replies["Help"] = Reply(answer(HELP, made_by="fixed", outcome="supported"))
    links = visitor.asks("Help").locator(".text a")
    wanted = ["tel:1813", "https://zelfmoord1813.be/", "tel:070245245", "tel:112"]
    assert links.evaluate_all("all => all.map(a => a.href)") == wanted
    # What a model wrote calls nobody and leads nowhere of its own.
    visitor.server.replies["Other"] = Reply(answer(HELP, made_by="model", outcome="supported"))
    expect(visitor.asks("Other").locator(".text a")).to_have_count(0)


def test_a_contact_stands_on_its_lines_as_it_was_written(visitor: Visitor) -> None:
    visitor.server.session["contacts"] = {"human": "Career centre, +32 9 123 45 67, careers@school.example"}
    visitor.page.reload()
    visitor.opens().menu(1)
    expect(visitor.sees(".contact a")).to_have_count(2)
    expect(visitor.sees(".contact > *")).to_have_count(1)


@pytest.mark.parametrize(("language", "place", "month"), [("nl", "Gent", "november"), ("fr", "Gand", "novembre")])
def test_places_months_and_languages_are_in_the_reader_s_words(
    meet: Meeting, server: WidgetServer, language: str, place: str, month: str
) -> None:
    cards = [VACANCY, EVENT | {"place": "Ghent, Belgium"}, COURSE | {"language": "fr"}]
    server.default = lambda _: Reply(answer("Drie. [1]", language=language, citations=[citation(1)], cards=cards))
    visitor = meet(locale=f"{language}-BE").goes_to().opens()
    turn = visitor.asks()
    for card in turn.locator(".card").all()[:2]:
        expect(card).to_contain_text(place)
        expect(card).not_to_contain_text("Ghent")
    expect(turn.locator(".chips").last).to_contain_text({"nl": "Frans", "fr": "Français"}[language])
    turn.locator("details").evaluate_all("every => every.forEach(one => one.open = true)")
    expect(turn.locator(".sources details")).to_contain_text(f"({month} 2026)")


def test_the_words_of_the_file_chooser_are_the_guide_s_own(meet: Meeting) -> None:
    visitor = meet(locale="en-GB").goes_to().opens()
    visitor.sees("button[value=nl]").click()
    visitor.sees(".clip").click()
    chooser = visitor.sees(".pick")
    expect(chooser).to_have_text("Kies een bestand")
    assert chooser.locator("input").evaluate("e => getComputedStyle(e).opacity") == "0"
    with visitor.page.expect_file_chooser() as opened:
        chooser.click()
    opened.value.set_files({"name": "mijn-cv.txt", "mimeType": "text/plain", "buffer": b"Biologie"})
    expect(visitor.sees("#cv-name")).to_have_text("mijn-cv.txt")


def test_what_is_kept_is_shown_without_signs(visitor: Visitor) -> None:
    visitor.server.default = lambda _: Reply(answer("**Bold**\n\n- One [1]\n- Two", citations=[citation(1)]))
    visitor.asks()
    visitor.menu(2)
    visitor.sees(".sheet").get_by_role("button", name="See it").click()
    expect(visitor.sees(".seen li")).to_have_count(2)
    expect(visitor.sees(".seen dd")).not_to_contain_text(re.compile(r"\*\*|^- "))


def test_steps_that_pass_at_once_are_not_said_and_an_answer_is_not_read_twice(meet: Meeting) -> None:
    visitor = meet()
    visitor.page.clock.install()
    visitor.goes_to().opens()
    hold = threading.Event()
    visitor.server.replies["How?"] = Reply(answer("Like this."), hold=hold)
    visitor.page.clock.pause_at(visitor.page.evaluate("Date.now()") / 1000 + 60)
    visitor.types("How?")
    expect(visitor.last.locator(".status")).to_have_text("Putting the answer together")
    status = visitor.sees("form [role=status]")
    expect(status).to_be_empty()
    visitor.page.clock.run_for(1000)
    expect(status).to_have_text("Putting the answer together")
    hold.set()
    expect(visitor.last.locator(".made")).to_be_visible()
    expect(status).to_be_empty()
    expect(visitor.sees("[role=log]")).to_have_text("Like this.")
    visitor.page.clock.run_for(30_000)
    expect(visitor.sees("[role=log]")).to_be_empty()


def test_what_is_under_way_follows_a_change_of_language(meet: Meeting) -> None:
    visitor = meet(calm=False).goes_to().opens()
    hold = threading.Event()
    visitor.server.replies["How?"] = Reply(answer("Like this."), hold=hold)
    visitor.types("How?")
    expect(visitor.last.locator(".status")).to_have_text("Putting the answer together")
    visitor.sees("button[value=nl]").click()
    expect(visitor.last.locator(".status")).to_have_text("Ik stel het antwoord samen")
    hold.set()
    expect(visitor.last.locator(".made")).to_be_visible()
    visitor.server.conversations.clear()
    visitor.types("Gone?")
    expect(visitor.sees("form [role=alert]")).to_contain_text("Je vorige gesprek is verlopen")
    visitor.sees("button[value=fr]").click()
    expect(visitor.sees("form [role=alert]")).to_contain_text("Ta conversation précédente a expiré")


def test_french_signs_are_not_left_alone_on_a_line(meet: Meeting, server: WidgetServer) -> None:
    server.default = lambda _: Reply(answer("« Une phrase » : oui ?", language="fr", suggestions=["Et après ?"]))
    turn = meet(locale="fr-BE").goes_to().opens().asks("Quoi ?")
    words = turn.evaluate("e => ['h3', '.text', '.choices'].map(one => e.querySelector(one).textContent)")
    assert not [word for word in words if re.search(r" [?!:;»]|« ", word)]
