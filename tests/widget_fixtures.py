"""A browser, a server that speaks to the widget, and visitors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from widget_server import WidgetServer, serving_widget
from widget_visit import ARGUMENTS, CHROMIUM, Meeting, Visitor, watch

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser  # noqa: E402


# Of a module: while it is open its event loop runs in this thread, and other modules' tests run loops of their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_api.sync_playwright() as playwright:
        # A machine that does other things too is slow, and nothing else.
        sync_api.expect.set_options(timeout=15_000)
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def server() -> Iterator[WidgetServer]:
    with serving_widget() as served:
        yield served


@pytest.fixture
def meet(browser: Browser, server: WidgetServer) -> Iterator[Meeting]:
    """Visitors, each with a browser of their own, whose errors fail the test unless they are expected."""
    every: list[tuple[Visitor, bool]] = []

    def one(*, calm: bool = True, **context: Any) -> Visitor:
        context = {"locale": "en-GB", "viewport": {"width": 1280, "height": 800}} | context
        page = browser.new_context(**context).new_page()
        page.set_default_timeout(20_000)
        visitor = Visitor(page, server)
        watch(visitor)
        every.append((visitor, calm))
        return visitor

    yield one
    for visitor, calm in every:
        complaints = list(visitor.complaints)
        visitor.page.context.close()
        assert not calm or complaints == []


@pytest.fixture
def visitor(meet: Meeting) -> Visitor:
    """Somebody with a large screen who speaks English, on the demonstration page with the guide open."""
    return meet().goes_to().opens()
