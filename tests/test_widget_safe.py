"""The widget among the hostile: what is streamed, what is kept, and the pages that it stands on."""

from __future__ import annotations

from typing import Any

import pytest
from widget_server import Reply, WidgetServer, answer, citation, serving_widget
from widget_visit import Meeting, Visitor, expect, needs_chromium

pytest_plugins = ["widget_fixtures"]
pytestmark = needs_chromium

# Every shape in which a text could run something, ask somebody else for something, or lead astray.
EVIL = "http://127.0.0.1:9/leak"
ATTACKS = [
    "<script>window.broken=1</script>",
    f'<img src="{EVIL}?a" onerror="window.broken=1">',
    "<svg onload=window.broken=1><script>window.broken=1</script></svg>",
    '<math><mtext><table><mglyph><style><img src=x onerror="window.broken=1">',
    '<iframe srcdoc="<script>parent.broken=1</script>"></iframe>',
    "<details open ontoggle=window.broken=1>",
    "[click](javascript:window.broken=1)",
    "[click](data:text/html,<script>window.broken=1</script>)",
    "[click](vbscript:x)",
    f"![pixel]({EVIL}?b)",
    f"![pixel][r]\n\n[r]: {EVIL}?c",
    f"<{EVIL}?d>",
    f"{EVIL}?e",
    f"[https://www.vdab.be]({EVIL}?f)",
    "[x](https://user:pass@evil.example/)",
    "[x](//evil.example/leak)",
    "[x](\\\\evil.example\\leak)",
    f"| <img src={EVIL}?g> | b |\n| --- | --- |\n| <script>window.broken=1</script> | [x](javascript:x) |",
    "**<b onmouseover=window.broken=1>bold</b>**",
    '"><style>@import url(http://127.0.0.1:9/leak?h)</style>',
]
HOSTILE = "\n\n".join(ATTACKS)


def hostile_answer() -> dict[str, Any]:
    words = '<img src=x onerror="window.broken=1">'
    bad = citation(
        1,
        title=words,
        heading=words,
        quote=words,
        address="javascript:window.broken=1",
        language='"><script>window.broken=1</script>',
        references=[{"title": words, "publisher": words, "address": "data:text/html,x", "as_of": words}],
    )
    card = {
        "title": words,
        "id": "../../x",
        "address": "javascript:window.broken=1",
        "checked": words,
        "example": False,
    }
    cards = [
        card
        | {"kind": "vacancy", "employer": words, "places": [words], "apply": "javascript:x", "phd": words}
        | {"verdicts": {"phd": {"need": "required", "line": words, "detail": words}, "__proto__": None}},
        card | {"kind": "event", "organiser": words, "starts": "2026-12-01", "ics": "javascript:x"},
        card | {"kind": "constructor"},
    ]
    text = f"{HOSTILE}\n\nSee [1]."
    return answer(text, citations=[bad], cards=cards, suggestions=[words], language="en", made_by="model")


def harmless(visitor: Visitor) -> None:
    """Nothing ran, nothing was asked of anybody else, nothing but text is there."""
    page = visitor.page
    page.wait_for_timeout(100)
    assert page.evaluate("window.broken") is None
    assert [url for url in visitor.requests if not url.startswith((visitor.server.url, "data:", "blob:"))] == []
    inside = visitor.sees(".turns")
    assert inside.locator("img, script, iframe, svg:not(.icon), math, style, object, embed, b").count() == 0
    assert (
        inside.locator("*").evaluate_all(
            "every => every.some(e => [...e.attributes].some(a => /^on|style/.test(a.name)))"
        )
        is False
    )
    links = inside.locator("a").evaluate_all("every => every.map(one => [one.protocol, one.host, one.rel])")
    assert all(protocol in ("http:", "https:") for protocol, *_ in links)
    assert all("noopener" in rel for *_, rel in links)
    assert [host for _, host, _ in links if "evil" in host or host.endswith(":9")] == []


def test_a_hostile_answer_stays_text_while_it_streams_and_after(visitor: Visitor) -> None:
    said = hostile_answer()
    pieces = [said["text"][n : n + 7] for n in range(0, len(said["text"]), 7)]
    visitor.server.replies["Attack"] = Reply(said, pieces=pieces, pause=0.002)
    visitor.types("Attack")
    expect(visitor.last.locator(".text")).to_contain_text("<script>")
    harmless(visitor)
    expect(visitor.last.locator(".made")).to_be_visible()
    visitor.last.locator("button.cite").last.click()
    visitor.sees("details").evaluate_all("every => every.forEach(one => one.open = true)")
    expect(visitor.last.locator(".note.quote")).to_contain_text("<img src=x")
    harmless(visitor)


def test_a_hostile_answer_stays_text_when_it_comes_back_from_the_history(visitor: Visitor) -> None:
    visitor.server.replies['<img src=x onerror="window.broken=1">'] = Reply(hostile_answer(), pieces=[])
    visitor.asks('<img src=x onerror="window.broken=1">')
    visitor.page.reload()
    expect(visitor.last.locator(".text")).to_contain_text("<script>")
    visitor.menu(2)
    visitor.sees(".sheet").get_by_role("button", name="See it").click()
    expect(visitor.sees(".seen")).to_contain_text("<script>")
    assert visitor.sees(".seen").locator("img, script").count() == 0
    harmless(visitor)


def test_a_link_of_a_model_leads_only_to_its_sources_and_shows_where(visitor: Visitor) -> None:
    cited = citation(1, address="https://www.vlaio.be/baekeland", references=[])
    text = (
        "See [the conditions](https://www.vlaio.be/baekeland) and [www.vdab.be](https://www.vlaio.be/baekeland), "
        "not [this](https://www.vlaio.be/other) or https://xn--vla-7na.be/x. [1]"
    )
    visitor.server.replies["Links?"] = Reply(answer(text, citations=[cited], made_by="model"))
    links = visitor.asks("Links?").locator(".text a")
    assert links.evaluate_all("every => every.map(one => one.href)") == ["https://www.vlaio.be/baekeland"] * 2
    expect(links.first).to_contain_text("the conditions (www.vlaio.be)")
    expect(links.last).to_contain_text("www.vlaio.be/baekeland")
    expect(visitor.last.locator(".text")).to_contain_text("[this](https://www.vlaio.be/other)")


def test_no_text_turns_itself_around_nor_a_title_pretends_to_be_another_address(visitor: Visitor) -> None:
    turned = "\u202egro.live\u202c safe"
    look = {"title": "www.vdab.be", "publisher": turned, "address": "https://other.example/x", "as_of": None}
    said = answer(f"{turned}. [1]", citations=[citation(1, title=turned, references=[look])], suggestions=[turned])
    visitor.server.replies["Turned?"] = Reply(said)
    visitor.asks("Turned?")
    visitor.page.reload()
    expect(visitor.last.locator(".made")).to_be_visible()
    whole = visitor.last.evaluate("e => e.textContent + e.innerHTML")
    assert not any(sign in whole for sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    expect(visitor.last.locator("a", has_text="vdab").first).to_contain_text("www.vdab.be (other.example)")


def test_words_of_people_may_name_an_address_and_show_it_as_it_is(visitor: Visitor) -> None:
    said = answer("Call 1813 or see https://www.zelfmoord1813.be.", made_by="fixed", outcome="supported")
    visitor.server.replies["Help"] = Reply(said)
    link = visitor.asks("Help").locator(".text a")
    expect(link).to_have_attribute("href", "https://www.zelfmoord1813.be/")
    expect(link).to_contain_text("www.zelfmoord1813.be")


def test_answers_say_to_machines_how_they_were_made(visitor: Visitor) -> None:
    visitor.server.replies["Model?"] = Reply(answer("Text.", made_by="model"))
    expect(visitor.asks("Model?").locator(".answer")).to_have_attribute("data-ai-generated", "model")


def test_a_server_that_talks_nonsense_breaks_nothing(meet: Meeting, server: WidgetServer) -> None:
    visitor = meet().goes_to().opens()
    stream = (
        ": heartbeat\n\nevent: status\ndata: {broken\n\nevent: toString\ndata: {}\n\nevent: status\ndata: null\n\n"
        'event: status\ndata: {"step": "starters"}\n\nevent: text\ndata: 7\n\n'
        'event: answer\ndata: {"text": "Still here.", "citations": "no", "cards": [null, 3], "suggestions": {}}\n\n'
    )
    visitor.page.route("**/api/chat", lambda route: route.fulfill(content_type="text/event-stream", body=stream))
    visitor.types("Hm?")
    expect(visitor.last.locator(".text")).to_have_text("Still here.")


# Host pages


HOSTILE_CSS = """
* { all: unset !important; display: none !important; color: red !important; font: 40px serif !important }
html, body, h1 { display: block !important; transform: none !important }
opinno-guide { position: absolute !important; opacity: 0 !important; visibility: hidden !important }
html { font-size: 62.5% !important }
opinno-guide { filter: blur(9px) !important; direction: rtl !important; pointer-events: none !important }
button { background: red !important; width: 900px !important }
"""


def page(script: str, head: str = "", body: str = "<h1>Site</h1>", attributes: str = 'lang="en"') -> str:
    return f"<!doctype html><html {attributes}><head><title>Site</title>{head}</head><body>{body}{script}</body></html>"


def tag(server: WidgetServer, attributes: str = "") -> str:
    return f'<script async src="{server.url}/widget.js" {attributes}></script>'


def test_the_page_s_own_styles_do_not_reach_the_guide(meet: Meeting, server: WidgetServer) -> None:
    server.page("/hostile", page(tag(server), f"<style>{HOSTILE_CSS}</style>"))
    visitor = meet().goes_to("/hostile").opens()
    visitor.asks()
    style = visitor.last.locator(".text").evaluate("e => ({ ...getComputedStyle(e) })")
    assert (style["direction"], style["fontSize"]) == ("ltr", "16px")
    assert style["color"] != "rgb(255, 0, 0)"
    box = visitor.sees("dialog").bounding_box()
    assert box is not None
    assert box["width"] > 400
    assert visitor.sees("dialog").evaluate(
        "e => e.checkVisibility({ opacityProperty: true, visibilityProperty: true })"
    )


COVER = '<div style="position:fixed;inset:0;z-index:2147483647"></div>'


@pytest.mark.parametrize(
    ("styles", "cover"),
    [
        ("body { transform: translateZ(0) scale(.9) }", ""),
        ("body { filter: grayscale(1); contain: paint; overflow: hidden }", ""),
        ("body { position: relative; z-index: 0 }", COVER),
        ("* { --accent: red !important; --rem: 50px !important; --side: 900px !important }", ""),
    ],
)
@pytest.mark.parametrize("width", [390, 1280])
def test_whatever_a_page_does_to_what_stands_in_it_the_guide_is_where_it_belongs(
    meet: Meeting, server: WidgetServer, styles: str, cover: str, width: int
) -> None:
    head = f"<meta name=viewport content='width=device-width'><style>{styles}</style>"
    server.page("/moved", page(tag(server) + cover, head, body="<p>Text</p>" * 90))
    visitor = meet(viewport={"width": width, "height": 700}, reduced_motion="reduce").goes_to("/moved")
    launcher = visitor.sees(".launcher").bounding_box()
    assert launcher is not None
    assert 600 < launcher["y"] < 700
    assert launcher["height"] < 70
    visitor.opens()
    visitor.asks()
    box = visitor.sees("dialog").bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 700
    visitor.sees("button[aria-label='Close the guide']").click()
    expect(visitor.sees(".launcher")).to_be_visible()


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        ("const own = fetch; fetch = (to, how) => to.includes('x') ? own(to, how) : own.call(window, to, how)", ""),
        ("Array.prototype.extra = 1; Object.prototype.extra = () => 1", ""),
        ("", "type=module"),
    ],
)
def test_a_page_with_scripts_of_its_own_has_the_guide_all_the_same(
    meet: Meeting, server: WidgetServer, before: str, kind: str
) -> None:
    server.page("/scripted", page(f"<script>{before}</script>{tag(server, kind)}"))
    visitor = meet().goes_to("/scripted").opens()
    visitor.asks()
    assert server.posts()[0]["conversation"] is None


def test_the_guide_s_styles_do_not_reach_the_page_nor_move_it(meet: Meeting, server: WidgetServer) -> None:
    server.page("/plain", page("", body="<h1>Site</h1><p class=note>Text</p>" + "<p>More</p>" * 90))
    server.page("/with", page(tag(server), body="<h1>Site</h1><p class=note>Text</p>" + "<p>More</p>" * 90))
    looks = (
        "[...document.querySelectorAll('h1, p')].map(e => [getComputedStyle(e).font, e.getBoundingClientRect().top])"
    )
    visitor = meet()
    visitor.page.goto(f"{server.url}/plain")
    before = visitor.page.evaluate(looks)
    visitor.goes_to("/with").opens()
    visitor.asks()
    visitor.last.locator("button.cite").click()
    assert visitor.page.evaluate(looks) == before
    assert visitor.page.evaluate("scrollY") == 0


@pytest.mark.parametrize("strict", ["'self'", "'nonce-abc'"])
def test_a_strict_policy_with_trusted_types_is_kept(meet: Meeting, server: WidgetServer, strict: str) -> None:
    policy = (
        f"default-src 'none'; script-src {strict}; style-src 'none'; connect-src 'self'; base-uri 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    server.page("/strict", page(tag(server, 'nonce="abc"')), Content_Security_Policy=policy)
    visitor = meet().goes_to("/strict").opens()
    visitor.asks().locator("button.cite").click()
    visitor.sees("button[value=nl]").click()
    style = visitor.sees(".panel").evaluate("e => getComputedStyle(e).display")
    assert style == "grid"


def test_a_browser_without_constructable_styles_gets_them_with_the_script_s_nonce(
    meet: Meeting, server: WidgetServer
) -> None:
    policy = "default-src 'none'; script-src 'nonce-abc'; style-src 'nonce-abc'; connect-src 'self'"
    server.page("/old", page(tag(server, 'nonce="abc"')), Content_Security_Policy=policy)
    visitor = meet()
    visitor.page.add_init_script(
        "delete ShadowRoot.prototype.adoptedStyleSheets; delete Document.prototype.adoptedStyleSheets"
    )
    visitor.goes_to("/old").opens()
    assert visitor.sees(".panel").evaluate("e => getComputedStyle(e).display") == "grid"


def test_a_right_to_left_page_keeps_its_direction_and_so_does_the_guide(meet: Meeting, server: WidgetServer) -> None:
    server.page(
        "/rtl", page(tag(server, 'data-position="left"'), body="<h1>موقع</h1>", attributes='lang="ar" dir="rtl"')
    )
    visitor = meet().goes_to("/rtl").opens()
    assert visitor.sees(".panel").evaluate("e => getComputedStyle(e).direction") == "ltr"
    box = visitor.sees("dialog").bounding_box()
    assert box is not None
    assert box["x"] < 100
    visitor.asks()


def test_it_works_in_a_frame_without_storage(meet: Meeting, server: WidgetServer) -> None:
    server.page("/inner", page(tag(server, "data-open")))
    server.origins = {"null"}
    server.page("/outer", page('<iframe src="/inner" sandbox="allow-scripts" width=900 height=700></iframe>'))
    visitor = meet()
    visitor.page.goto(f"{server.url}/outer")
    frame = visitor.page.frame_locator("iframe")
    frame.locator("opinno-guide form.ask textarea").fill("In a frame?")
    frame.locator("opinno-guide form.ask textarea").press("Enter")
    expect(frame.locator("opinno-guide .turn .made")).to_be_visible()


def test_two_guides_on_a_page_keep_their_conversations_apart(meet: Meeting, server: WidgetServer) -> None:
    two = "".join(f'<opinno-guide data-site="{site}" data-open></opinno-guide>' for site in "ab")
    left = "<style>opinno-guide + opinno-guide { --opinno-offset: 30rem }</style>"
    server.page("/two", page(tag(server, "data-manual") + tag(server, 'data-site="a"'), left, body=two))
    visitor = meet().goes_to("/two")
    for place in (0, 1):
        guide = visitor.page.locator("opinno-guide").nth(place)
        guide.locator("form.ask textarea").fill("Who?")
        guide.locator("form.ask textarea").press("Enter")
        expect(guide.locator(".turn .made")).to_be_visible()
    assert visitor.page.locator("opinno-guide").count() == 2
    assert len(server.conversations) == 2
    assert sorted(visitor.stored()) == ["opinno-guide:a", "opinno-guide:b"]


def test_the_script_twice_makes_one_guide_and_one_global(meet: Meeting, server: WidgetServer) -> None:
    names = "Object.getOwnPropertyNames(window).filter(name => !(name in frame))"
    server.page("/twice", page(tag(server) + tag(server) + "<script>before = 0</script>"))
    visitor = meet()
    visitor.page.goto(f"{server.url}/twice")
    visitor.page.wait_for_function("!!window.OpinnoGuide?.open")
    visitor.page.wait_for_load_state("networkidle")
    assert visitor.page.locator("opinno-guide").count() == 1
    grown = visitor.page.evaluate(
        f"() => {{ const made = document.createElement('iframe'); document.body.append(made);"
        f"const frame = made.contentWindow; return {names}; }}"
    )
    assert [name for name in grown if not name.isdigit() and name not in ("before", "__pw")] == ["OpinnoGuide"]


def test_the_page_may_give_orders_before_the_script_is_there(meet: Meeting, server: WidgetServer) -> None:
    early = "<script>(window.OpinnoGuide ||= []).push(['ask', 'Early?'])</script>"
    server.page("/early", page(early + tag(server)))
    visitor = meet().goes_to("/early")
    expect(visitor.last.locator(".made")).to_be_visible()
    visitor.page.evaluate("OpinnoGuide.close()")
    expect(visitor.sees("dialog")).to_be_hidden()


def test_the_page_sets_looks_and_language_and_no_more(meet: Meeting, server: WidgetServer) -> None:
    looks = 'data-colour="#7a1fa2" data-greeting="Hi there" data-language="fr" data-open data-model="x"'
    server.page("/looks", page(tag(server, looks)))
    visitor = meet().goes_to("/looks")
    expect(visitor.sees(".purpose")).to_have_text("Hi there")
    expect(visitor.box).to_have_attribute("placeholder", "Pose ta question")
    # It comes on by a transition, so it is waited for.
    expect(visitor.sees("button.round").first).to_have_css("background-color", "rgb(122, 31, 162)")
    visitor.asks("Quoi?")
    assert set(server.posts()[0]) == {"question", "message", "conversation", "language"}


@pytest.mark.parametrize(
    ("colour", "kept"), [("#0b5f55", True), ("#ffe600", False), ("#9bd", False), ("nonsense", False)]
)
def test_a_colour_that_cannot_be_read_is_corrected_and_the_console_says_so(
    meet: Meeting, server: WidgetServer, colour: str, kept: bool
) -> None:
    server.page("/colour", page(tag(server, f'data-colour="{colour}" data-open')))
    visitor = meet(calm=False).goes_to("/colour")
    assert (visitor.complaints == []) is kept
    ratio = visitor.sees(".who").evaluate(
        """() => { const style = getComputedStyle(document.querySelector("opinno-guide"));
        const light = (name) => { const [r, g, b] = (style.getPropertyValue(name).match(/[\\d.]+/g) ?? []).map(Number)
          .map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
          return .2126 * r + .7152 * g + .0722 * b; };
        const [a, b] = [light("--accent"), light("--on-accent")].sort((a, b) => b - a);
        return [(a + .05) / (b + .05), 1.05 / (light("--accent") + .05)]; }"""
    )
    if colour != "nonsense" and not kept:
        assert min(ratio) >= 4.5
        assert "too little contrast" in visitor.complaints[0]


def test_the_script_is_one_request_and_asks_nobody_before_it_is_opened(meet: Meeting, server: WidgetServer) -> None:
    with serving_widget() as host:
        host.page("/site", page(tag(server)))
        visitor = meet()
        shifts = (
            "window.shifts = 0; new PerformanceObserver(l => { for (const e of l.getEntries()) shifts += e.value })"
        )
        visitor.page.add_init_script(f"{shifts}.observe({{ type: 'layout-shift', buffered: true }})")
        visitor.goes_to(f"{host.url}/site")
        visitor.page.wait_for_load_state("networkidle")
        ours = [url for url in visitor.requests if url.startswith(server.url)]
        assert ours == [f"{server.url}/widget.js"]
        assert visitor.page.evaluate("window.shifts") == 0
        assert visitor.stored() == {}
