"""The widget in Firefox, spoken to over WebDriver BiDi: one visit, from the launcher to an open quote.

Playwright drives only a Firefox that it patched itself; any other understands the standard.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from widget_server import WidgetServer, serving_widget

client = pytest.importorskip("websockets.sync.client", reason="websockets is not installed")

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
pytestmark = pytest.mark.skipif(FIREFOX is None, reason="there is no Firefox: `apt-get install firefox-esr` brings it")


class Firefox:
    """A tab of a Firefox of its own."""

    def __init__(self, line: Any) -> None:
        self._line = line
        self._sent = 0
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.send("session.new", capabilities={})
        self.send("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        self._tab = self.send("browsingContext.getTree")["contexts"][0]["context"]
        # Keys go to the tab in front.
        self.send("browsingContext.activate", context=self._tab)

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        self._sent += 1
        self._line.send(json.dumps({"id": self._sent, "method": method, "params": params}))
        while True:
            said = json.loads(self._line.recv(timeout=30))
            if said.get("method") == "log.entryAdded" and said["params"]["level"] in ("error", "warn"):
                self.complaints.append(said["params"]["text"])
            elif said.get("method") == "network.beforeRequestSent":
                self.requests.append(said["params"]["request"]["url"])
            elif said.get("id") == self._sent:
                assert said["type"] == "success", said
                return dict(said["result"])

    def goes_to(self, url: str) -> None:
        self.send("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def types(self, *keys: str) -> None:
        pressed = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.send(
            "input.performActions", context=self._tab, actions=[{"type": "key", "id": "keyboard", "actions": pressed}]
        )

    def finds(self, expression: str) -> Any:
        """What an expression gives as soon as it gives anything; `guide` is the widget's shadow root."""
        waiting = f"""(async () => {{ for (let n = 0; n < 400; n++) {{
          const guide = document.querySelector("opinno-guide")?.shadowRoot;
          const found = guide && ({expression});
          if (found) return String(found);
          await new Promise(next => setTimeout(next, 25)); }} return ""; }})()"""
        said = self.send("script.evaluate", expression=waiting, target={"context": self._tab}, awaitPromise=True)
        return said["result"].get("value")


@pytest.fixture
def server() -> Iterator[WidgetServer]:
    with serving_widget() as served:
        yield served


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Firefox]:
    (tmp_path / "user.js").write_text('user_pref("app.update.enabled", false);\n', encoding="utf-8")
    command = [str(FIREFOX), "--headless", "--no-remote", "--profile", str(tmp_path), "--remote-debugging-port=0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        assert process.stderr is not None
        lines = (re.search(r"WebDriver BiDi listening on (ws://\S+)", line) for line in process.stderr)
        address = next(found[1] for found in lines if found)
        with client.connect(f"{address}/session", max_size=None) as line:
            yield Firefox(line)
    finally:
        process.terminate()
        process.wait(20)
        if process.stderr:
            process.stderr.close()


def test_firefox_asks_reads_and_opens_a_quote(firefox: Firefox, server: WidgetServer) -> None:
    firefox.goes_to(server.url)
    assert firefox.finds("guide.querySelector('.launcher').click() ?? 'done'")
    assert "You are talking to an AI" in firefox.finds("guide.querySelector('.disclosure')?.textContent")
    assert firefox.finds("guide.activeElement?.localName === 'textarea'")
    assert firefox.finds("guide.activeElement.value = 'What does a CRA do?'")
    firefox.types("\ue007")
    said = firefox.finds("guide.querySelector('.made') && guide.querySelector('.text').textContent")
    assert said == "A CRA visits hospitals. 1"
    assert firefox.finds("guide.querySelector('button.cite').click() ?? 'done'")
    assert "Checked on" in firefox.finds("guide.querySelector('.note.quote')?.textContent")
    assert firefox.finds("getComputedStyle(guide.querySelector('.panel')).display") == "grid"
    # Escape closes the quote, then the panel.
    firefox.types("\ue00c")
    assert firefox.finds("!guide.querySelector('.note.quote')")
    firefox.types("\ue00c")
    assert firefox.finds("guide.activeElement?.className") == "launcher"
    assert firefox.complaints == []
    assert [url for url in firefox.requests if not url.startswith((server.url, "data:"))] == []
