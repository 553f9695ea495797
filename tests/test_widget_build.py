"""The one file of the widget: made of these sources, small, and without any way to run what it is given."""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

WIDGET = Path(__file__).parent.parent / "widget"
BUNDLE = WIDGET / "widget.js"
SOURCES = sorted(file for file in (WIDGET / "src").rglob("*") if file.suffix in (".ts", ".css"))
MOST = 35_000
"""Bytes, packed."""
LONGEST_FILE = 320

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (WIDGET / "node_modules").is_dir(),
    reason="Node or its packages are not here: `make widget` brings the packages",
)


def place(file: Path) -> str:
    return file.relative_to(WIDGET / "src").as_posix()


def test_the_file_was_made_of_these_sources() -> None:
    digest = hashlib.sha256()
    for file in sorted(SOURCES, key=place):
        digest.update(f"{place(file)}\n".encode() + file.read_bytes())
    stated = re.match(r"/\*! .*Sources: (\w+) \*/", BUNDLE.read_text(encoding="utf-8"))
    assert stated is not None
    assert stated[1] == digest.hexdigest()[:16], "widget.js is stale: run `make widget`"


@needs_node
def test_building_it_again_gives_the_same_file(tmp_path: Path) -> None:
    built = tmp_path / "widget.js"
    subprocess.run(["node", "build.mjs", str(built)], cwd=WIDGET, check=True, timeout=60)
    assert built.read_bytes() == BUNDLE.read_bytes()


@needs_node
def test_its_types_hold() -> None:
    """Strictly; so a word that is missing in one language is found, too."""
    checked = subprocess.run(
        ["node", "node_modules/typescript/bin/tsc", "--noEmit"], cwd=WIDGET, capture_output=True, text=True, timeout=60
    )
    assert checked.stdout == ""


@pytest.mark.parametrize(("language", "version"), [("en", "1"), ("nl", "1"), ("fr", "1")])
def test_the_wording_of_what_the_law_asks_for_is_on_record(language: str, version: str) -> None:
    """Who changes what is said of the AI, of what is kept or of a CV writes the new version into docs/widget.md."""
    words = (WIDGET / "src" / "i18n" / f"{language}.ts").read_text(encoding="utf-8")
    said = [re.search(rf'\b{name}: "(.*?)"', words) for name in ("disclosure", "cvPromise", "cvAgree")]
    record = (WIDGET.parent / "docs" / "widget.md").read_text(encoding="utf-8")
    digest = hashlib.sha256("\n".join(found[1] for found in said if found).encode()).hexdigest()[:12]
    assert f"| {version} | {language} |" in record
    assert digest in record, f"version of {language}: {digest}"


def test_it_is_small() -> None:
    assert len(gzip.compress(BUNDLE.read_bytes(), 9)) <= MOST


WAYS = (
    "innerHTML outerHTML insertAdjacentHTML document.write eval( Function( DOMParser srcdoc setHTML "
    "createContextualFragment onunload beforeunload document.cookie"
)


@pytest.mark.parametrize("way", WAYS.split())
def test_no_source_knows_a_way_to_run_or_plant_what_it_is_given(way: str) -> None:
    assert [place(file) for file in SOURCES if way in file.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("file", SOURCES, ids=place)
def test_no_source_is_too_long(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_no_source_asks_anybody_else_for_anything() -> None:
    named = {
        url
        for file in SOURCES
        for url in re.findall(r"https?://[\w.-]+", file.read_text(encoding="utf-8"))
        if not url.startswith("http://www.w3.org/2000/svg")
    }
    assert {url for url in named if "w3.org" not in url} == set()
    assert not any("@import" in file.read_text(encoding="utf-8") for file in SOURCES if file.suffix == ".css")
