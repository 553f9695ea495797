"""Links on the guide's own pages: where they may lead, and that they say so."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from bot.channels.outward import honest, link
from bot.channels.web.sharing import page
from bot.memory import now
from bot.opinions import Shared


@pytest.mark.parametrize(
    ("address", "words", "shown"),
    [
        ("https://evil.example/x", "www.vdab.be", "www.vdab.be (evil.example)"),
        ("https://evil.example", "https://vdab.be/jobs", "https://vdab.be/jobs (evil.example)"),
        ("https://evil.example", "vdab.be@evil.example", "vdab.be@evil.example (evil.example)"),
        ("https://vd\u0430b.be/", "vd\u0430b.be", "vd\u0430b.be (xn--vdb-7cd.be)"),
        ("https://www.vdab.be/jobs", "vdab.be/jobs", "vdab.be/jobs"),
        ("https://evil.example", "The conditions, in short. And more", "The conditions, in short. And more"),
        ("/library/x", "www.vdab.be", "www.vdab.be"),
    ],
)
def test_a_link_says_where_it_leads_if_its_words_speak_of_another_address(address: str, words: str, shown: str) -> None:
    assert f">{shown}</a>" in link(address, words)


LEADS_NOWHERE = ["javascript:x", "data:text/html,x", "//evil.example", "/\\evil.example", "/\t/evil.example"]


@pytest.mark.parametrize("address", [*LEADS_NOWHERE, "https://u:p@evil.example/", "https://[bad", "vbscript:x", ""])
def test_what_is_no_plain_address_is_no_link(address: str) -> None:
    assert link(address, "<b>") == "&lt;b&gt;"


def test_links_in_a_text_are_held_to_the_same() -> None:
    text = (
        "[**vdab.be**](https://evil.example) [x](//evil.example) [y](https://a:b@evil.example) <https://ok.example/a>"
    )
    markdown = MarkdownIt("commonmark", {"html": False})
    html = str(markdown.renderer.render(honest(markdown.parse(text)), markdown.options, {}))
    assert re.findall(r'href="([^"]*)"', html) == ["https://evil.example", "https://ok.example/a"]
    assert "<strong>vdab.be</strong> (evil.example)</a>" in html
    assert html.count("nofollow") == 2


def test_a_shared_answer_is_shown_as_it_was_written() -> None:
    text = "a &#x202e;b &lt;img&gt;\n\n[x]: javascript:y\n\n<script>z</script>"
    answer = {"text": text, "language": "en", "made_by": "model", "citations": [], "cards": []}
    html = page(Shared("q", answer, now()))
    assert "\u202e" not in html
    assert "[x]: javascript:y" in html
    assert "<script>" not in html
