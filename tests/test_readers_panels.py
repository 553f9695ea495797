"""What a visitor opens with a click is read, and what nobody can open is not."""

from __future__ import annotations

import pytest

from ingest.readers.html import read

_PAGE = "<html><body><main><h1>Grants</h1><p>The fund gives forty grants a year to students.</p>{}</main></body></html>"


def text_of(part: str) -> str:
    return read(_PAGE.format(part).encode()).text


@pytest.mark.parametrize(
    "part",
    [
        '<h3><button aria-expanded="false">And if I hand in nothing?</button></h3><div hidden><p>PANEL</p></div>',
        '<button aria-expanded="false" aria-controls="p">What is it?</button><div id="p" hidden><p>PANEL</p></div>',
        '<a data-bs-toggle="collapse" href="#p">Costs</a><div id="p" style="display:none"><p>PANEL</p></div>',
        '<a role="tab" aria-controls="p">Prices</a><div id="p" role="tabpanel" aria-hidden="true"><p>PANEL</p></div>',
        '<div><h3><a href="#" aria-expanded="false">Costs</a></h3></div><div hidden><p>PANEL</p></div>',
    ],
)
def test_a_panel_that_a_control_in_sight_opens_is_read(part: str) -> None:
    assert "PANEL" in text_of(part)


@pytest.mark.parametrize(
    "part",
    [
        "<div hidden><p>PANEL</p></div>",
        '<div id="p" hidden><p>PANEL</p></div><button aria-expanded="false" aria-controls="q">What is it?</button>',
        '<div hidden><button aria-controls="p">What is it?</button></div><div id="p" hidden><p>PANEL</p></div>',
        '<button aria-controls="p" aria-haspopup="dialog">Write to us</button><div id="p" hidden><p>PANEL</p></div>',
        '<button aria-controls="p">Filter</button><div id="p" role="dialog" hidden><p>PANEL</p></div>',
        '<button aria-controls="p"></button><div id="p" hidden><p>PANEL</p></div>',
        '<p><button aria-expanded="false">More</button> and other words.</p><div hidden><p>PANEL</p></div>',
    ],
)
def test_what_nothing_in_sight_opens_is_not_read(part: str) -> None:
    assert "PANEL" not in text_of(part)


def test_the_words_on_a_control_stand_above_its_panel() -> None:
    part = '<button aria-expanded="false" aria-controls="p">What is it?</button><div id="p" hidden><p>Ten.</p></div>'
    text = text_of(part)
    assert text.index("What is it?") < text.index("Ten.")
