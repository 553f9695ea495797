"""The widget where things go wrong: lost connections, reloads, blocked storage, old tokens, several tabs."""

from __future__ import annotations

import json
import re
import threading

import pytest
from playwright.sync_api import Page
from widget_server import Reply, WidgetServer, answer, serving_widget
from widget_visit import Meeting, Visitor, expect, needs_chromium, watch

pytest_plugins = ["widget_fixtures"]
pytestmark = needs_chromium

LONG = "One. Two. Three. Four. Five. Six."


def resumed(server: WidgetServer) -> list[str]:
    return [at for method, at, _ in server.requests if method == "GET" and at.startswith("/api/chat/")]


def test_a_dropped_answer_goes_on_after_the_last_event_that_was_seen(meet: Meeting, server: WidgetServer) -> None:
    visitor = meet(calm=False).goes_to().opens()
    server.replies["Long?"] = Reply(answer(LONG), drops=[5, 7])
    visitor.asks("Long?")
    expect(visitor.last.locator(".text")).to_have_text(LONG)
    assert len(resumed(server)) == 2
    assert server.answered == ["Long?"]
    assert len(server.posts()) == 1


def test_a_question_whose_sending_was_cut_is_sent_again_but_never_answered_twice(
    meet: Meeting, server: WidgetServer
) -> None:
    visitor = meet(calm=False).goes_to().opens()
    lost = []

    def lose(route: object) -> None:
        # The server gets it, and the visitor never hears of that.
        if not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    visitor.page.route("**/api/chat", lose)
    visitor.asks("Once?")
    assert len(server.posts()) == 2
    assert len({post["message"] for post in server.posts()}) == 1
    assert server.answered == ["Once?"]


def test_a_reload_in_the_middle_of_an_answer_asks_nothing_again(meet: Meeting, server: WidgetServer) -> None:
    visitor = meet(calm=False).goes_to().opens()
    visitor.asks("First?")
    hold = threading.Event()
    server.replies["Second?"] = Reply(answer(LONG), hold=hold)
    visitor.types("Second?")
    expect(visitor.sees(".turn")).to_have_count(2)
    visitor.page.reload()
    expect(visitor.sees(".turn")).to_have_count(2)
    hold.set()
    expect(visitor.last.locator(".text")).to_have_text(LONG)
    expect(visitor.sees(".turn")).to_have_count(2)
    expect(visitor.sees(".asked").first).to_contain_text("First?")
    assert server.answered == ["First?", "Second?"]
    assert len(server.posts()) == 2


def test_a_question_that_the_server_never_got_is_sent_after_the_reload(meet: Meeting, server: WidgetServer) -> None:
    visitor = meet(calm=False).goes_to().opens()
    server.replies["Lost?"] = Reply(fails=[(503, "Busy.", {"Retry-After": "30"})])
    visitor.types("Lost?")
    expect(visitor.last.locator(".status")).to_contain_text("I try again in 30 seconds")
    visitor.page.reload()
    expect(visitor.last.locator(".made")).to_be_visible()
    assert server.answered == ["Lost?"]


def test_the_conversation_is_there_on_the_next_page(visitor: Visitor) -> None:
    visitor.asks()
    visitor.goes_to("/chat")
    expect(visitor.last.locator(".text")).to_contain_text("A CRA visits hospitals.")
    expect(visitor.last.locator("button.cite")).to_have_count(1)
    visitor.asks("And?")
    assert len({post["conversation"] for post in visitor.server.posts()} - {None}) == 1


def test_an_open_guide_stays_open_and_does_not_take_the_focus(visitor: Visitor) -> None:
    visitor.asks()
    visitor.page.reload()
    expect(visitor.sees("dialog")).to_be_visible()
    assert visitor.focused().startswith("body")
    visitor.sees("button[aria-label='Close the guide']").click()
    visitor.page.reload()
    expect(visitor.sees(".launcher")).to_be_visible()
    expect(visitor.sees("dialog")).to_be_hidden()


def test_offline_it_says_so_and_sends_once_it_is_back(meet: Meeting, server: WidgetServer) -> None:
    visitor = meet(calm=False).goes_to().opens()
    visitor.page.context.set_offline(True)
    visitor.types("Later?")
    expect(visitor.last.locator(".status")).to_contain_text("You are offline. Your question is safe")
    expect(visitor.sees("[role=status]").first).to_contain_text("You are offline")
    visitor.page.context.set_offline(False)
    expect(visitor.last.locator(".made")).to_be_visible()
    assert server.answered == ["Later?"]


def test_waiting_can_be_given_up(meet: Meeting, server: WidgetServer) -> None:
    visitor = meet(calm=False).goes_to().opens()
    visitor.page.context.set_offline(True)
    visitor.types("Never mind")
    expect(visitor.last.locator(".status")).to_contain_text("offline")
    visitor.page.keyboard.press("Escape")
    expect(visitor.last.locator(".note")).to_contain_text("Stopped")
    visitor.page.context.set_offline(False)
    assert server.answered == []


def test_storage_that_is_blocked_is_done_without(meet: Meeting, server: WidgetServer) -> None:
    visitor = meet()
    visitor.page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage']) "
        "Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    visitor.goes_to().opens()
    visitor.asks("First?")
    visitor.asks("Second?")
    assert server.posts()[1]["conversation"] in server.conversations
    visitor.menu(2)
    expect(visitor.sees(".sheet")).to_contain_text("This browser stores nothing for this page")


def test_too_many_questions_are_met_with_kind_words_and_tried_again(meet: Meeting, server: WidgetServer) -> None:
    visitor = meet(calm=False).goes_to().opens()
    server.replies["Now?"] = Reply(fails=[(429, "Too many.", {"Retry-After": "1"})])
    visitor.types("Now?")
    expect(visitor.last.locator(".status")).to_have_text("Too many. I try again in 1 second.")
    expect(visitor.last.locator(".made")).to_be_visible()


def test_a_server_that_stays_busy_leaves_the_question_and_a_button(meet: Meeting, server: WidgetServer) -> None:
    visitor = meet(calm=False).goes_to().opens()
    server.replies["Now?"] = Reply(fails=[(503, "Busy.", {"Retry-After": "600"})])
    visitor.types("Now?")
    fault = visitor.last.locator(".fault")
    expect(fault).to_contain_text("Busy.")
    expect(visitor.sees("[role=log]")).to_contain_text("Busy.")
    fault.get_by_role("button", name="Try again").click()
    expect(visitor.last.locator(".made")).to_be_visible()
    first, second = server.posts()
    assert first["message"] == second["message"]


def test_the_server_s_words_for_somebody_in_need_are_shown_whatever_its_status(
    meet: Meeting, server: WidgetServer
) -> None:
    visitor = meet(calm=False).goes_to().opens()
    server.replies["Help"] = Reply(fails=[(429, "You can call 1813 at any hour.", {"Retry-After": "900"})])
    visitor.types("Help")
    expect(visitor.last.locator(".fault")).to_contain_text("You can call 1813 at any hour.")
    expect(visitor.sees("[role=log]")).to_contain_text("You can call 1813 at any hour.")


def test_a_stream_without_numbers_begins_anew_after_a_cut(meet: Meeting, server: WidgetServer) -> None:
    visitor = meet(calm=False).goes_to().opens()
    whole = 'event: text\ndata: {"delta": "Once only."}\n\n'
    last = f"event: answer\ndata: {json.dumps(answer('Once only. And whole.', conversation='c'))}\n\n"
    bodies = [whole, whole + whole.replace("Once only.", " And") + last]
    seen: list[str] = []
    visitor.page.route(
        re.compile("/api/chat"),
        lambda route: route.fulfill(content_type="text/event-stream", body=bodies.pop(0)),
    )
    visitor.page.expose_function("heard", lambda text: seen.append(text))
    visitor.page.evaluate(
        """() => new MutationObserver(() => heard(document.querySelector("opinno-guide").shadowRoot
        .querySelector(".text")?.textContent ?? "")).observe(document.querySelector("opinno-guide").shadowRoot
        .querySelector(".turns"), { childList: true, subtree: true, characterData: true })"""
    )
    visitor.types("Cut?")
    expect(visitor.last.locator(".text")).to_have_text("Once only. And whole.")
    assert not any(text.count("Once only.") > 1 for text in seen)


def test_an_error_of_the_server_can_be_retried_or_the_question_changed(meet: Meeting, server: WidgetServer) -> None:
    visitor = meet(calm=False).goes_to().opens()
    server.replies["Now?"] = Reply(fails=[(500, "Oops.", {})])
    visitor.types("Now?")
    visitor.last.locator(".fault").get_by_role("button", name="Change the question").click()
    assert visitor.box.input_value() == "Now?"
    assert "textarea" in visitor.focused()
    expect(visitor.sees(".turn")).to_have_count(0)


def test_a_conversation_that_expired_does_not_take_the_question_with_it(meet: Meeting, server: WidgetServer) -> None:
    visitor = meet(calm=False).goes_to().opens()
    visitor.asks("First?")
    server.conversations.clear()
    visitor.asks("Second?")
    expect(visitor.sees("[role=alert]").first).to_contain_text("Your earlier conversation has expired")
    expect(visitor.sees(".turn")).to_have_count(1)
    assert server.answered == ["First?", "Second?"]


@pytest.fixture
def elsewhere(server: WidgetServer) -> object:
    """A page of another origin that has the guide, allowed by the server."""
    with serving_widget() as host:
        server.origins = {host.url}
        server.tokens = set()
        host.page(
            "/site",
            f'<!doctype html><html lang="en"><title>Site</title><body><h1>Site</h1>'
            f'<script async src="{server.url}/widget.js" data-site="school"></script></body></html>',
        )
        yield host


def test_a_page_elsewhere_gets_a_token_and_a_new_one_when_it_is_old(
    meet: Meeting, server: WidgetServer, elsewhere: WidgetServer
) -> None:
    visitor = meet(calm=False).goes_to(f"{elsewhere.url}/site").opens()
    visitor.asks("First?")
    assert server.tokens
    server.tokens.clear()
    visitor.asks("Second?")
    assert [body["site"] for body in server.posts("/api/session")] == ["school", "school"]
    assert server.answered == ["First?", "Second?"]
    expect(visitor.last.locator("a").first).to_have_attribute("href", re.compile(f"^{server.url}/library/"))


def test_a_page_that_may_not_have_the_guide_is_told_so(
    meet: Meeting, server: WidgetServer, elsewhere: WidgetServer
) -> None:
    server.origins = set()
    visitor = meet(calm=False)
    # The browser keeps the refusal from the page; that the server is there is all that the guide can learn.
    visitor.goes_to(f"{elsewhere.url}/site").opens().types("May I?")
    expect(visitor.last.locator(".fault")).to_contain_text("This page may not use the guide")
    assert server.answered == []


def another_tab(visitor: Visitor) -> Visitor:
    page: Page = visitor.page.context.new_page()
    other = Visitor(page, visitor.server)
    watch(other)
    return other


def test_each_tab_has_a_conversation_of_its_own(visitor: Visitor) -> None:
    visitor.asks("Mine?")
    other = another_tab(visitor).goes_to().opens()
    expect(other.sees(".welcome")).to_be_visible()
    other.asks("Yours?")
    assert len(visitor.server.conversations) == 2


def test_a_remembered_conversation_is_shared_between_tabs(visitor: Visitor) -> None:
    visitor.asks("Mine?")
    visitor.menu(2)
    visitor.sees(".sheet").get_by_label("Remember it on this device").check()
    other = another_tab(visitor).goes_to("/chat")
    expect(other.sees(".asked")).to_contain_text("Mine?")
    other.asks("Ours?")
    expect(visitor.sees(".turn")).to_have_count(2)
    expect(visitor.last.locator(".asked")).to_contain_text("Ours?")
    assert len(visitor.server.conversations) == 1


def test_a_page_that_is_put_aside_lets_go_and_goes_on_when_it_is_back(meet: Meeting, server: WidgetServer) -> None:
    visitor = meet(calm=False).goes_to().opens()
    hold = threading.Event()
    server.replies["Aside?"] = Reply(answer(LONG), hold=hold)
    with visitor.page.expect_event("requestfailed", lambda request: request.url.endswith("/api/chat")):
        visitor.types("Aside?")
        expect(visitor.last.locator(".status")).to_have_text("Putting the answer together")
        visitor.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    hold.set()
    visitor.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(visitor.last.locator(".text")).to_have_text(LONG)
    assert server.answered == ["Aside?"]


def test_a_framework_that_swaps_the_body_does_not_lose_the_guide(visitor: Visitor) -> None:
    visitor.asks()
    visitor.page.evaluate(
        "history.pushState({}, '', '/elsewhere'); document.body.replaceWith(document.createElement('body'))"
    )
    expect(visitor.last.locator(".text")).to_contain_text("A CRA visits hospitals.")
    visitor.page.evaluate("document.body.textContent = 'another page'")
    expect(visitor.last.locator(".text")).to_contain_text("A CRA visits hospitals.")
    visitor.sees("button[aria-label='Close the guide']").click()
    visitor.opens()
    assert visitor.page.evaluate("document.querySelectorAll('opinno-guide').length") == 1


def test_two_sites_on_a_page_both_come_back_and_one_that_is_sent_away_again_and_again_stays_away(
    meet: Meeting, server: WidgetServer
) -> None:
    tags = "".join(f'<script async src="/widget.js" data-site="{site}"></script>' for site in "ab")
    server.page("/two", f"<!doctype html><html lang=en><title>Two</title><body>{tags}</body></html>")
    visitor = meet().goes_to("/two")
    both = visitor.page.locator("opinno-guide")
    expect(both).to_have_count(2)
    visitor.page.evaluate("document.replaceChild(document.createElement('html'), document.documentElement)")
    visitor.page.evaluate("document.documentElement.append(document.createElement('body'))")
    expect(both).to_have_count(2)
    visitor.page.evaluate(
        """() => { const away = () => document.querySelectorAll("opinno-guide").forEach(one => one.remove());
        new MutationObserver(away).observe(document.body, { childList: true }); away(); }"""
    )
    expect(both).to_have_count(0)


def test_an_element_that_is_taken_off_the_page_is_held_by_nothing(visitor: Visitor) -> None:
    visitor.page.evaluate(
        """() => { window.gone = Array.from({ length: 5 }, () => { const one = document.createElement("opinno-guide");
        document.body.append(one); one.remove(); return new WeakRef(one); }); }"""
    )
    session = visitor.page.context.new_cdp_session(visitor.page)
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
        visitor.page.wait_for_timeout(50)
    assert visitor.page.evaluate("gone.filter(one => one.deref()).length") <= 1


def test_on_a_phone_the_guide_is_modal_again_after_the_body_was_swapped(meet: Meeting) -> None:
    visitor = meet(viewport={"width": 390, "height": 760}).goes_to().opens()
    visitor.asks()
    visitor.page.evaluate("document.body.replaceWith(document.createElement('body'))")
    expect(visitor.sees("dialog:modal")).to_be_visible()


def test_a_line_that_died_without_a_word_is_noticed(meet: Meeting, server: WidgetServer) -> None:
    visitor = meet(calm=False)
    visitor.page.clock.install()
    visitor.goes_to().opens()
    hold = threading.Event()
    server.replies["Dead?"] = Reply(answer(LONG), hold=hold)
    visitor.types("Dead?")
    expect(visitor.last.locator(".status")).to_have_text("Putting the answer together")
    hold.set()
    # The line on which the rest would come is held up for ever; another one is not.
    server.replies["Dead?"] = Reply(answer(LONG))
    visitor.page.clock.fast_forward(41_000)
    visitor.page.clock.resume()
    expect(visitor.last.locator(".text")).to_have_text(LONG)
    assert server.answered == ["Dead?"]


@pytest.mark.parametrize("status", [200, 404])
def test_a_page_that_somebody_else_puts_in_between_is_no_word_of_the_guide(
    meet: Meeting, server: WidgetServer, status: int
) -> None:
    visitor = meet(calm=False).goes_to().opens()
    visitor.asks("First?")
    between = lambda route: route.fulfill(status=status, content_type="text/html", body="<h1>Log in</h1>")  # noqa: E731
    visitor.page.route("**/api/**", between)
    visitor.page.reload()
    expect(visitor.box).to_be_visible()
    visitor.types("Second?")
    expect(visitor.last.locator(".status")).to_have_text("Sending")
    visitor.page.wait_for_timeout(700)
    visitor.page.unroute("**/api/**")
    expect(visitor.last.locator(".made")).to_be_visible()
    assert server.answered == ["First?", "Second?"]
    assert len(server.conversations) == 1


def test_a_browser_that_only_thinks_itself_offline_sends_all_the_same(meet: Meeting, server: WidgetServer) -> None:
    visitor = meet(calm=False)
    visitor.page.clock.install()
    visitor.goes_to().opens()
    server.replies["Sent?"] = Reply(answer(LONG), drops=[2])
    visitor.page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => false })")
    visitor.types("Sent?")
    expect(visitor.last.locator(".status")).to_contain_text("You are offline")
    visitor.page.clock.fast_forward(16_000)
    visitor.page.clock.resume()
    expect(visitor.last.locator(".text")).to_have_text(LONG)


def test_storage_that_is_full_forgets_nothing_of_this_page(visitor: Visitor) -> None:
    visitor.asks("First?")
    visitor.page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full'); }; }")
    visitor.menu(0)
    visitor.asks("Second?")
    visitor.asks("Third?")
    third = visitor.server.posts()[2]["conversation"]
    assert third == list(visitor.server.conversations)[1]


def test_a_slow_network_shows_each_piece_as_it_comes(visitor: Visitor) -> None:
    visitor.server.replies["Slow?"] = Reply(answer(LONG), pause=0.2)
    visitor.types("Slow?")
    seen = set()
    while visitor.last.locator(".made").count() == 0:
        seen.add(visitor.last.locator(".text").text_content() or "")
    assert len(seen) >= 4
