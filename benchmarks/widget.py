"""`python -m benchmarks.widget`: how large the widget is, how soon it is ready, and how soon an answer is seen.

Needs the packages of the tests and Chromium. Every number is the median of some runs, with the slowest beside it.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright  # noqa: E402
from widget_server import Reply, WidgetServer, answer, serving_widget  # noqa: E402
from widget_visit import ARGUMENTS, CHROMIUM  # noqa: E402

RUNS = 15
SLOWER = 4
"""How many times slower a phone's processor is taken to be."""

# Seen is what a frame after the change has painted.
WATCH = """() => {
  window.seen = 0;
  const guide = document.querySelector("opinno-guide").shadowRoot;
  new MutationObserver(() => {
    if (window.seen || !guide.querySelector(".text")?.textContent) return;
    requestAnimationFrame(() => setTimeout(() => { window.seen ||= performance.now(); }));
  }).observe(guide.querySelector(".turns"), { childList: true, subtree: true, characterData: true });
}"""
# The byte is the network's own, not what the page came to read: a page that is busy does not hide its delay.
AFTER_BYTE = """() => {
  const came = performance.getEntriesByType("resource").find(one => one.name.endsWith("/api/chat"));
  return came?.responseStart && window.seen ? window.seen - came.responseStart : null;
}"""
PAGE = """<!doctype html><html lang=en><title>A page</title><link rel=icon href="data:,"><body>
<h1>A page</h1><p>With a text on it.</p><script async src="/widget.js" data-site="opinno"></script>"""
SHIFTS = """window.shifts = 0;
new PerformanceObserver(list => list.getEntries().forEach(one => { shifts += one.value; }))
  .observe({ type: "layout-shift", buffered: true });"""


def main() -> None:
    """Measure and print."""
    bundle = (ROOT / "widget" / "widget.js").read_bytes()
    print(f"size: {len(bundle) / 1000:.1f} kB, packed {len(gzip.compress(bundle, 9)) / 1000:.1f} kB")
    with serving_widget() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        server.page("/empty", "<!doctype html><html lang=en><title>Empty</title><body><h1>A page</h1></body></html>")
        server.page("/tagged", PAGE)
        asked, shift = arrival(browser, server)
        print(f"requests: {len(asked)} ({', '.join(asked)}); layout shift: {shift:.4f}")
        for name, slower in (("this machine", 1), (f"{SLOWER} times slower", SLOWER)):
            ready = [ready_in(browser, server, slower) for _ in range(RUNS)]
            print(f"{name}: main thread until ready: {told(ready)}")
            print(f"{name}: first text seen after the first byte: {told(first_text(browser, server, slower))}")
        browser.close()


def told(values: list[float]) -> str:
    """The median and the slowest, in milliseconds."""
    return f"{median(values):.0f} ms (slowest {max(values):.0f} ms)"


def arrival(browser: Browser, server: WidgetServer) -> tuple[list[str], float]:
    """What a page asks for because of the line that puts the guide on it, and how far that moves what was there."""
    with visiting(browser, f"{server.url}/empty", 1) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url.removeprefix(server.url)))
        page.goto(f"{server.url}/tagged")
        page.wait_for_function("!!document.querySelector('opinno-guide')?.shadowRoot?.querySelector('.launcher')")
        page.wait_for_timeout(500)
        return [each for each in asked if each != "/tagged" and not each.startswith("data:")], page.evaluate("shifts")


def ready_in(browser: Browser, server: WidgetServer, slower: int) -> float:
    """Milliseconds of the main thread that the script costs a page until its first frame with the launcher, in the
    thread's own time: what else the machine does is not counted."""
    with visiting(browser, f"{server.url}/empty", slower) as page:
        line = page.context.new_cdp_session(page)
        line.send("Performance.enable", {"timeDomain": "threadTicks"})
        text = (ROOT / "widget" / "widget.js").read_text(encoding="utf-8")
        before = spent(line)
        page.evaluate(
            """async (text) => {
            const script = document.createElement("script");
            script.textContent = text;
            document.body.append(script);
            await new Promise(next => requestAnimationFrame(() => setTimeout(next))); }""",
            text,
        )
        return (spent(line) - before) * 1000


def spent(line: CDPSession) -> float:
    """Seconds that the main thread has worked."""
    metrics = line.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


def first_text(browser: Browser, server: WidgetServer, slower: int) -> list[float]:
    """Milliseconds from the first byte of the answer's stream to text on the screen, one conversation a run."""
    found = []
    for _ in range(RUNS):
        server.replies["How?"] = Reply(answer("An answer with some words in it. And more. " * 20))
        with visiting(browser, f"{server.url}/chat", slower) as page:
            page.locator("opinno-guide textarea").fill("How?")
            page.evaluate(WATCH)
            page.locator("opinno-guide textarea").press("Enter")
            found.append(float(page.wait_for_function(AFTER_BYTE).json_value()))
    return found


@contextmanager
def visiting(browser: Browser, address: str, slower: int) -> Iterator[Page]:
    """A page of its own, on a processor that is slowed down."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.add_init_script(SHIFTS)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(address)
    yield page
    context.close()


if __name__ == "__main__":
    main()
