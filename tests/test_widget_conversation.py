"""The widget in conversation: what a visitor asks, sees, opens, takes along and says of it."""

from __future__ import annotations

import json
import re
import threading

import pytest
from widget_server import Reply, WidgetServer, answer, citation
from widget_visit import Meeting, Visitor, expect, needs_chromium

pytest_plugins = ["widget_fixtures"]
pytestmark = needs_chromium

VACANCY = {
    "kind": "vacancy",
    "id": "v1",
    "title": "Clinical data manager",
    "address": "https://jobs.example/1",
    "apply": "https://jobs.example/1/apply",
    "employer": "Trial Data",
    "places": ["Ghent"],
    "contract": "permanent",
    "hours": "full-time",
    "remote": "partly",
    "phd": "not asked",
    "verdicts": {
        "phd": {"need": "not asked", "line": "You hold a bachelor or a master.", "detail": None},
        "nl": {"need": "preferred", "line": "Dutch is welcome.", "detail": None},
        "work_permit": {"need": "unknown", "line": None, "detail": None},
    },
    "closes": "2026-12-31",
    "checked": "2026-11-22",
    "example": False,
}
EVENT = {
    "kind": "event",
    "id": "biobizz",
    "title": "BioBizz Café",
    "address": "https://events.example/cafe",
    "organiser": "Biovia",
    "place": "Leuven",
    "starts": "2026-12-03",
    "starts_at": "2026-12-03T18:30:00+01:00",
    "checked": "2026-11-22",
}
COURSE = {
    "kind": "course",
    "id": "gmp",
    "title": "GMP in practice",
    "address": "https://courses.example/gmp",
    "provider": "ViTalent",
    "skills": ["aseptic technique"],
    "deadline": "2026-12-01",
    "starts": "2027-01-11",
}
PATH = {
    "kind": "path",
    "id": "cra",
    "title": "Clinical research associate",
    "address": "/library/cra",
    "entry": {"master": "usual", "professional bachelor": "possible"},
    "phd": "a plus",
}
TABLE = "Side by side:\n\n|  | **QA** | **QC** |\n| --- | --- | --- |\n| What you do | Review. [1] | Test. [2] |"


def test_the_guide_says_that_it_is_an_ai_before_the_first_message(visitor: Visitor) -> None:
    expect(visitor.sees(".disclosure")).to_contain_text("kept for 30 days")
    snapshot = visitor.sees("dialog").aria_snapshot()
    assert "You are talking to an AI, not a person. Its answers come from the sources shown with them." in snapshot
    assert "kept for 30 days" in snapshot
    assert visitor.server.posts() == []


@pytest.mark.parametrize(("locale", "said"), [("nl-BE", "Je praat met een AI"), ("fr-BE", "Tu parles à une IA")])
def test_the_guide_says_so_in_the_visitor_s_language(meet: Meeting, locale: str, said: str) -> None:
    expect(meet(locale=locale).goes_to("/chat").sees(".disclosure")).to_contain_text(said)


def test_an_answer_streams_with_what_is_being_done(visitor: Visitor) -> None:
    hold = threading.Event()
    visitor.server.replies["How?"] = Reply(answer("Like this."), hold=hold)
    visitor.types("How?")
    expect(visitor.last.locator(".status")).to_have_text("Putting the answer together")
    expect(visitor.sees("[role=status]").first).to_have_text("Putting the answer together")
    hold.set()
    expect(visitor.last.locator(".text")).to_have_text("Like this.")
    expect(visitor.last.locator(".status")).to_have_count(0)
    assert visitor.box.input_value() == ""


def test_text_is_shown_while_it_comes(visitor: Visitor) -> None:
    visitor.server.replies["Slowly?"] = Reply(answer("First sentence. Second sentence. **Bold** end."), pause=0.25)
    visitor.types("Slowly?")
    expect(visitor.last.locator(".text")).to_have_text(re.compile(r"^First ?(sentence\.)?( Second)?$"))
    expect(visitor.last.locator(".text strong")).to_have_text("Bold")


def test_what_stands_replaces_what_was_streamed(visitor: Visitor) -> None:
    reply = Reply(answer("What stands."), pieces=["What was ", "wrong."], replaced=True)
    visitor.server.replies["Which?"] = reply
    turn = visitor.asks("Which?")
    expect(turn.locator(".text")).to_have_text("What stands.")
    expect(visitor.sees("[role=log]")).to_contain_text("What stands.")


def test_an_answer_can_be_stopped_and_what_stands_is_marked(visitor: Visitor) -> None:
    visitor.server.replies["Long?"] = Reply(answer("A long answer. It never ends."), hold=threading.Event())
    visitor.types("Long?")
    visitor.sees("button[aria-label=Stop]").click()
    expect(visitor.last.locator(".note")).to_contain_text("Stopped")
    expect(visitor.sees("button[aria-label=Send]")).to_be_visible()
    stop = ("POST", f"/api/chat/{visitor.server.posts()[0]['message']}/stop")
    for _ in range(100):
        if stop in [(method, at) for method, at, _ in visitor.server.requests]:
            return
        visitor.page.wait_for_timeout(50)
    pytest.fail("the server was not told to stop")


def test_a_number_opens_the_quote_right_there(visitor: Visitor) -> None:
    turn = visitor.asks()
    mark = turn.locator("button.cite").first
    expect(mark).to_have_accessible_name("Source 1: Clinical research associate 1")
    mark.press("Enter")
    note = turn.locator(".note.quote")
    expect(note).to_contain_text("divides the week between visits and reports")
    expect(note).to_contain_text("What you do all day · Career path")
    expect(note).to_contain_text("Checked on 22 November 2026")
    expect(note.get_by_role("link", name=re.compile("Open the source"))).to_have_attribute(
        "href", f"{visitor.server.url}/library/cra1"
    )
    assert visitor.focused().startswith("div note quote")
    visitor.page.keyboard.press("Escape")
    expect(note).to_have_count(0)
    assert visitor.focused().startswith("button cite")
    expect(visitor.sees("dialog")).to_be_visible()


def test_all_sources_stand_below_with_what_they_are_based_on(visitor: Visitor) -> None:
    turn = visitor.asks()
    turn.locator("details.sources > summary").click()
    expect(turn.locator(".sources blockquote")).to_have_count(1)
    turn.locator(".sources details summary").click()
    based = turn.locator(".sources details a")
    assert based.get_attribute("href") == "https://eccrt.example/star"
    assert "noopener" in (based.get_attribute("rel") or "")


def test_a_number_without_a_source_is_no_button(visitor: Visitor) -> None:
    visitor.server.replies["Odd?"] = Reply(answer("Odd. [7]"))
    turn = visitor.asks("Odd?")
    expect(turn.locator(".text")).to_have_text("Odd. [7]")
    expect(turn.locator("button.cite")).to_have_count(0)


def test_a_vacancy_shows_its_verdicts_with_their_lines(visitor: Visitor) -> None:
    visitor.server.replies["Jobs?"] = Reply(answer("One vacancy.", cards=[VACANCY]))
    card = visitor.asks("Jobs?").locator(".card")
    expect(card.locator(".verdict")).to_have_text("No PhD asked")
    expect(card).to_contain_text("Trial Data · Ghent")
    expect(card).to_contain_text("Closes 31 December 2026")
    expect(card).to_contain_text("Checked on 22 Nov 2026")
    card.locator("summary").click()
    expect(card.locator("dl > div").first).to_have_text(re.compile("PhD.*not asked.*You hold a bachelor or a master."))
    expect(card.locator("dl > div").last).to_contain_text("not stated")
    link = card.get_by_role("link", name=re.compile("^Apply ?: Clinical data manager"))
    assert link.get_attribute("href") == "https://jobs.example/1/apply"


def test_an_invented_vacancy_says_so_and_cannot_be_applied_to(visitor: Visitor) -> None:
    visitor.server.replies["Jobs?"] = Reply(answer("An example.", cards=[VACANCY | {"example": True}]))
    card = visitor.asks("Jobs?").locator(".card")
    expect(card.locator(".badge")).to_have_text("Example")
    expect(card).to_contain_text("not a real vacancy")
    expect(card.locator("a")).to_have_count(0)


def test_events_courses_and_paths_have_cards_of_their_own(visitor: Visitor) -> None:
    visitor.server.replies["All?"] = Reply(answer("Cards.", cards=[EVENT, COURSE, PATH]))
    event, course, path = visitor.asks("All?").locator(".card").all()
    expect(event).to_contain_text(re.compile(r"Thu.* 3 December 2026.* 18:30"))
    calendar = event.get_by_role("link", name=re.compile("Add to calendar"))
    assert calendar.get_attribute("href") == f"{visitor.server.url}/api/events/biobizz.ics"
    expect(course).to_contain_text("Register by 1 December 2026")
    expect(course).to_contain_text("aseptic technique")
    expect(path.locator("dl")).to_have_text(re.compile("Masterusual"))
    expect(path).to_contain_text("A PhD is a plus")


def test_many_cards_come_three_at_first(visitor: Visitor) -> None:
    cards = [VACANCY | {"id": f"v{n}", "title": f"Vacancy {n}"} for n in range(5)]
    visitor.server.replies["Four?"] = Reply(answer("Four.", cards=cards[:4]))
    expect(visitor.asks("Four?").locator(".card:visible")).to_have_count(4)
    visitor.server.replies["Jobs?"] = Reply(answer("Five.", cards=cards))
    turn = visitor.asks("Jobs?")
    expect(turn.locator(".card:visible")).to_have_count(3)
    turn.get_by_role("button", name="Show all 5").click()
    expect(turn.locator(".card:visible")).to_have_count(5)
    expect(turn.locator("h4").nth(3)).to_be_focused()


def test_a_comparison_is_a_table_whose_numbers_open_their_sources(visitor: Visitor) -> None:
    visitor.server.replies["QA or QC?"] = Reply(answer(TABLE, citations=[citation(1), citation(2)]))
    table = visitor.asks("QA or QC?").get_by_role("table")
    assert table.get_by_role("columnheader").all_inner_texts() == ["QA", "QC"]
    expect(table.get_by_role("rowheader")).to_have_text("What you do")
    table.get_by_role("button", name="Source 2: Clinical research associate 2").click()
    expect(visitor.last.locator(".note.quote")).to_contain_text("Clinical research associate 2")


def test_a_suggestion_asks_on_in_the_same_conversation(visitor: Visitor) -> None:
    visitor.server.replies["First?"] = Reply(answer("Yes.", suggestions=["And then?"]))
    visitor.asks("First?").get_by_role("button", name="And then?").click()
    expect(visitor.sees(".turn")).to_have_count(2)
    expect(visitor.last.locator(".made")).to_be_visible()
    first, second = visitor.server.posts()
    assert first["conversation"] is None
    assert second["conversation"] in visitor.server.conversations
    assert first["message"] != second["message"]
    assert re.fullmatch(r"[\w-]{16,64}", first["message"])


def test_the_language_changes_in_the_middle_of_a_conversation(visitor: Visitor) -> None:
    visitor.server.replies["Jobs?"] = Reply(answer("One.", cards=[VACANCY], citations=[citation(1)]))
    visitor.asks("Jobs?")
    visitor.sees("button[value=nl]").click()
    expect(visitor.box).to_have_attribute("placeholder", "Stel je vraag")
    expect(visitor.last.locator(".card")).to_contain_text("Sluit op 31 december 2026")
    expect(visitor.last.locator(".made")).to_have_text("Samengesteld uit citaten, zonder taalmodel")
    visitor.sees("button[value=fr]").click()
    expect(visitor.last.locator(".card")).to_contain_text("Jusqu’au 31 décembre 2026")
    expect(visitor.last.locator(".text")).to_have_attribute("lang", "en")
    visitor.types("CRA?")
    expect(visitor.sees(".turn")).to_have_count(2)
    expect(visitor.last.locator(".made")).to_be_visible()
    assert visitor.server.posts()[-1]["language"] == "fr"


def test_an_answer_is_copied_with_its_sources(meet: Meeting) -> None:
    visitor = meet(permissions=["clipboard-read", "clipboard-write"]).goes_to().opens()
    visitor.asks().get_by_role("button", name="Copy").click()
    expect(visitor.last.locator(".under")).to_have_text("Copied")
    text = visitor.page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("A CRA visits hospitals. [1]\n\n[1] Clinical research associate 1, What you do all day.")
    assert f"{visitor.server.url}/library/cra1" in text


def test_a_link_to_an_answer_is_made_only_after_its_promise_and_can_be_withdrawn(visitor: Visitor) -> None:
    turn = visitor.asks()
    turn.get_by_role("button", name="Share").click()
    expect(turn.locator(".under")).to_contain_text("Anyone who has the link can read this question")
    assert visitor.server.shared == set()
    turn.get_by_role("button", name="Make the link").click()
    expect(turn.locator(".address")).to_have_value(re.compile(f"^{visitor.server.url}/shared/"))
    assert len(visitor.server.shared) == 1
    turn.get_by_role("button", name="Withdraw the link").click()
    expect(turn.locator(".under")).to_contain_text("The link no longer works")
    assert visitor.server.shared == set()


def test_printing_takes_the_conversation_and_not_the_page(visitor: Visitor) -> None:
    visitor.asks()
    visitor.page.evaluate(
        """() => { const made = HTMLIFrameElement.prototype.__lookupGetter__("contentWindow");
        Object.defineProperty(HTMLIFrameElement.prototype, "contentWindow", { get() {
          const one = made.call(this);
          one.print = () => { window.printed = this.contentDocument.body.innerText; };
          return one; } }); }"""
    )
    visitor.menu(3)
    printed = visitor.page.evaluate("window.printed")
    assert "What does a CRA do?" in printed
    assert "divides the week" in printed
    assert "AI, not a person" in printed
    assert "Vacancies that are open" not in printed


def test_feedback_is_sent_with_its_reasons_and_replaced(visitor: Visitor) -> None:
    turn = visitor.asks()
    turn.get_by_role("button", name="Not a good answer").click()
    turn.get_by_label("Out of date").check()
    turn.get_by_label(re.compile("Tell us more")).fill("The date is wrong.")
    turn.get_by_role("button", name="Send feedback").click()
    expect(turn.locator(".under")).to_have_text("Thank you, that helps.")
    turn.get_by_role("button", name="Good answer", exact=True).click()
    expect(turn.get_by_role("button", name="Good answer", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(turn.locator(".under")).to_have_text("Thank you, that helps.")
    # The thumb counts by itself, should nobody say why.
    thumb, bad, good = visitor.server.posts("/api/feedback")
    assert (thumb["rating"], thumb["reasons"]) == ("down", [])
    assert (bad["rating"], bad["reasons"], bad["comment"]) == ("down", ["outdated"], "The date is wrong.")
    assert (good["rating"], good["answer"]) == ("up", bad["answer"])


def test_a_person_can_be_found_from_the_same_place_everywhere(visitor: Visitor) -> None:
    visitor.server.session["contacts"] = {"human": "Career centre, +32 9 123 45 67, careers@school.example"}
    visitor.page.reload()
    visitor.opens().menu(1)
    expect(visitor.sees(".sheet")).to_contain_text("No person reads along here")
    expect(visitor.sees(".contact a").first).to_have_attribute("href", "tel:+3291234567")
    expect(visitor.sees(".contact a").last).to_have_attribute("href", "mailto:careers@school.example")
    visitor.sees(".sheet").get_by_role("button", name="Ask the guide whom to contact").click()
    expect(visitor.last.locator(".asked")).to_contain_text("I want to talk to a person")


def test_a_cv_is_read_only_after_its_promise_was_agreed_to(visitor: Visitor) -> None:
    visitor.sees("button[aria-label='Use my CV']").click()
    sheet = visitor.sees(".sheet")
    expect(sheet).to_contain_text("The file is not stored")
    send = sheet.get_by_role("button", name="Read my CV")
    sheet.locator("input[type=file]").set_input_files({"name": "cv.exe", "mimeType": "x/y", "buffer": b"MZ"})
    expect(sheet.locator("[role=alert]")).to_have_text("Please choose a PDF, DOCX or plain text file.")
    sheet.locator("input[type=file]").set_input_files(
        {"name": "cv.txt", "mimeType": "text/plain", "buffer": b"Biology"}
    )
    expect(send).to_be_disabled()
    sheet.get_by_label(re.compile("13 or older")).check()
    send.click()
    expect(visitor.last.locator(".text")).to_contain_text("Your CV fits clinical research.")
    expect(visitor.last.locator(".asked")).to_contain_text("cv.txt")
    sent = visitor.server.posts("/api/cv")[0]["raw"]
    assert "Biology" in sent
    assert re.search(r'name="consent"\s+yes', sent)
    assert "Biology" not in json.dumps(visitor.stored())


def test_nothing_is_stored_before_the_first_question(visitor: Visitor) -> None:
    visitor.sees("button[value=nl]").click()
    visitor.menu(2)
    expect(visitor.sees(".sheet")).to_contain_text("Er is nog niets bewaard")
    assert visitor.stored() == {}
    assert visitor.page.context.cookies() == []


def test_the_conversation_can_be_seen_and_downloaded(visitor: Visitor) -> None:
    visitor.asks()
    visitor.menu(2)
    sheet = visitor.sees(".sheet")
    expect(sheet).to_contain_text("30 days after your last question")
    sheet.get_by_role("button", name="See it").click()
    expect(sheet.locator(".seen")).to_contain_text("A CRA visits hospitals.")
    with visitor.page.expect_download() as download:
        sheet.get_by_role("button", name="Download").click()
    kept = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert kept["turns"][0]["question"] == "What does a CRA do?"


def test_deleting_asks_once_and_leaves_nothing(visitor: Visitor) -> None:
    visitor.asks()
    visitor.menu(2)
    visitor.sees(".sheet").get_by_role("button", name="Delete it").click()
    assert len(visitor.server.conversations) == 1
    visitor.sees(".sheet").get_by_role("button", name="Yes, delete").click()
    expect(visitor.sees(".welcome")).to_be_visible()
    expect(visitor.sees("[role=alert]").first).to_have_text("Everything has been deleted.")
    assert visitor.server.conversations == {}
    assert visitor.stored() == {}


def test_a_new_conversation_begins_at_the_welcome(visitor: Visitor) -> None:
    visitor.asks()
    visitor.menu(0)
    expect(visitor.sees(".welcome")).to_be_visible()
    visitor.asks("Again?")
    assert visitor.server.posts()[-1]["conversation"] is None


def test_a_refused_question_comes_back_with_the_reason(meet: Meeting, server: WidgetServer) -> None:
    visitor = meet(calm=False).goes_to().opens()
    server.replies["???"] = Reply(fails=[(422, "Ask me a question and I will look it up.", {})])
    visitor.types("???")
    expect(visitor.sees("form [role=alert]")).to_have_text("Ask me a question and I will look it up.")
    assert visitor.box.input_value() == "???"
    expect(visitor.sees(".turn")).to_have_count(0)
