"""A visitor who uses the widget in a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from widget_server import WidgetServer

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Locator, Page, expect  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium: `make browser` installs it")

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


@dataclass
class Visitor:
    """Somebody who looks at a page with the guide on it, and all that went on behind it."""

    page: Page
    server: WidgetServer
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def goes_to(self, address: str = "/") -> Visitor:
        self.page.goto(address if address.startswith("http") else self.server.url + address)
        self.page.wait_for_function("!!document.querySelector('opinno-guide')?.shadowRoot?.querySelector('.panel')")
        return self

    def sees(self, selector: str) -> Locator:
        return self.page.locator(f"opinno-guide {selector}")

    @property
    def box(self) -> Locator:
        return self.sees("form.ask textarea")

    @property
    def last(self) -> Locator:
        return self.sees(".turn").last

    def opens(self) -> Visitor:
        self.sees(".launcher").click()
        return self

    def types(self, question: str) -> Visitor:
        self.box.fill(question)
        self.box.press("Enter")
        return self

    def asks(self, question: str = "What does a CRA do?") -> Locator:
        """Ask and wait for the whole answer."""
        self.types(question)
        expect(self.last.locator(".asked")).to_contain_text(question)
        expect(self.last.locator(".made")).to_be_visible()
        return self.last

    def menu(self, entry: int) -> Visitor:
        """New conversation, a person, my data, print."""
        self.sees("button[aria-controls=menu]").click()
        self.sees("ul.menu button").nth(entry).click()
        return self

    def focused(self) -> str:
        """What has the focus: tag, class and id."""
        return self.page.evaluate(
            """() => { let one = document.activeElement;
            while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
            return [one.localName, one.className, one.id].join(" ").trim(); }"""
        )

    def stored(self) -> dict[str, str]:
        return self.page.evaluate("({...localStorage, ...sessionStorage})")


Meeting = Callable[..., Visitor]


def watch(visitor: Visitor) -> None:
    """Write down what the page asks for and what it complains of."""
    page = visitor.page
    page.on("request", lambda request: visitor.requests.append(request.url))
    page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    page.on("console", lambda said: visitor.complaints.append(said.text) if said.type in ("error", "warning") else None)
