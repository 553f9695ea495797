"""Text that no visitor of a page sees is never read: each hiding place, and what only looks like one."""

import pytest

from ingest.readers.html import read as read_page

TOKEN = "POISON"

HIDDEN_BODIES = {
    "comment": "<!-- {} -->",
    "hidden attribute": "<p hidden>{}</p>",
    "aria-hidden": "<p aria-hidden=true>{}</p>",
    "display none": "<p style='display:none'>{}</p>",
    "display none, important": "<p style='DISPLAY : NONE !important'>{}</p>",
    "display none, escaped": "<p style='d\\69splay:none'>{}</p>",
    "visibility": "<p style='visibility:hidden'>{}</p>",
    "opacity": "<p style='opacity:0.0'>{}</p>",
    "filter": "<p style='filter:opacity(0)'>{}</p>",
    "font size": "<p style='font-size:0'>{}</p>",
    "font shorthand": "<p style='font:1px serif'>{}</p>",
    "off screen": "<p style='position:absolute;left:-9999px'>{}</p>",
    "off screen by margin": "<p style='margin-left:-999em'>{}</p>",
    "off screen by transform": "<p style='transform:translateX(-200vw)'>{}</p>",
    "scale": "<p style='transform:scale(0)'>{}</p>",
    "text indent": "<p style='text-indent:-9999px'>{}</p>",
    "clip": "<p style='position:absolute;clip:rect(0,0,0,0)'>{}</p>",
    "clip path": "<p style='clip-path:inset(50%)'>{}</p>",
    "no height": "<p style='height:0;overflow:hidden'>{}</p>",
    "white on white": "<p style='color:#fff'>{}</p>",
    "nearly white": "<p style='color:rgb(250, 250, 250)'>{}</p>",
    "white by hsl": "<p style='color:hsl(0 0% 100%)'>{}</p>",
    "black on black": "<div style='background:black'><p>{}</p></div>",
    "transparent": "<p style='color:transparent'>{}</p>",
    "font tag": "<font color=white>{}</font>",
    "table background": "<table><tr><td bgcolor=red><font color=#ff0000>{}</font></td></tr></table>",
    "template": "<template><p>{}</p></template>",
    "noscript": "<noscript>{}</noscript>",
    "script": "<script>'{}'</script>",
    "closed dialog": "<dialog>{}</dialog>",
    "alt and title": "<img alt='{}' title='{}'><span title='{}'></span>",
    "option": "<select><option>{}</select>",
    "textarea": "<textarea>{}</textarea>",
    "input": "<input value='{}'>",
    "svg": "<svg><text>{}</text></svg>",
    "iframe": "<iframe srcdoc='<p>{}'></iframe>",
    "json-ld": '<script type=\'application/ld+json\'>{{"name": "{}", "datePosted": "{}"}}</script>',
    "screen reader class": "<p class='visually-hidden'>{}</p>",
    "child of a hidden one": "<div style='display:none'><p style='display:block'>{}</p></div>",
    "struck out": "<del>{}</del>",
}

HIDING_SHEETS = {
    "class": ".x{display:none}",
    "id": "#x { visibility: hidden }",
    "tag and class": "p.x{opacity:0}",
    "descendant": "main .x{font-size:0}",
    "attribute": "[data-x]{position:absolute;top:-9999px}",
    "list of selectors": ".other, .x {color:white}",
    "after a comment": "/* } */ .x{display:none}",
    "after a string": ".q{content:'}'} .x{display:none}",
    "for screens": "@media screen{.x{display:none}}",
    "for wide screens": "@media (min-width: 600px){.x{display:none}}",
    "nested": "main{ .x{display:none} }",
    "in a layer": "@layer a{.x{display:none}}",
    "important over inline": ".x{display:none!important}",
    "left open": ".x{display:none",
    "all but": "p:not(.fact){display:none}",
}


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body><main>{body}</main></body></html>".encode()


def text(body: str, head: str = "") -> str:
    return read_page(page(body, head)).text


@pytest.mark.parametrize("hidden", HIDDEN_BODIES.values(), ids=HIDDEN_BODIES.keys())
def test_hidden_text_is_not_read(hidden):
    found = read_page(
        page(f"<p class=fact>The fact.</p>{hidden.replace('{}', TOKEN).replace('{{', '{').replace('}}', '}')}")
    )
    assert TOKEN not in repr(found)
    assert "The fact." in found.text


@pytest.mark.parametrize("sheet", HIDING_SHEETS.values(), ids=HIDING_SHEETS.keys())
def test_text_hidden_by_a_style_sheet_is_not_read(sheet):
    inline = " style='display:block'" if "important" in sheet else ""
    body = f"<p class=fact>The fact.</p><p id=x class='y x' data-x{inline}>{TOKEN}</p>"
    assert text(body, f"<style>{sheet}</style>") == "The fact."


@pytest.mark.parametrize(
    ("body", "sheet"),
    [
        ("<p class=x>seen</p>", "@media print{.x{display:none}}"),
        ("<p class=x>seen</p>", "@media (max-width:600px){.x{display:none}}"),
        ("<p class='x open'>seen</p>", ".x{display:none}.x.open{display:block}"),
        ("<p class=x style='display:block'>seen</p>", ".x{display:none}"),
        ("<p class=x>seen</p>", ".x:hover{display:none}.x::before{display:none}"),
        ("<div class=x><p>seen</p></div>", ".x{background:#123456;color:#fff}"),
        ("<div style='background:url(a.jpg);color:#fff'>seen</div>", ""),
        ("<div style='font-size:0'><p style='font-size:16px'>seen</p></div>", ""),
        ("<div style='visibility:hidden'><p style='visibility:visible'>seen</p></div>", ""),
        ("<p style='text-indent:-1em;margin-left:-20px'>seen</p>", ""),
        ("<div style='left:50%;transform:translate(-50%,-50%)'>seen</div>", ""),
        ("<p style='opacity:0.8;color:#444'>seen</p>", ""),
    ],
)
def test_styles_that_do_not_hide_hide_nothing(body, sheet):
    assert text(body, f"<style>{sheet}</style>") == "seen"


def test_a_style_for_browsers_without_scripts_does_not_apply():
    assert text("<p class=js>seen</p>", "<noscript><style>.js{display:none}</style></noscript>") == "seen"
