"""The lists of words in files beside the code: a line each, and lines that begin with `#` say what a list is for."""

from __future__ import annotations

from pathlib import Path


def word_list(name: str) -> list[str]:
    """The lines of a list, by the name of its file."""
    lines = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
