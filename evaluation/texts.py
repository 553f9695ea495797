"""How texts are compared: what counts as said, which words are the guide's own, which lines are facts (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from string import Template

from knowledge.records import Language
from prompts import replies
from prompts.care import care_text

MARK = re.compile(r"\[(\d{1,2})\]")
_TRANSLATION = re.compile(r"(\.(en|nl|fr))?\.md$")
_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "*": "", "`": ""})
# 2 000, 2.000, 2,000 and 2'000 are all 2000; 2.5 and 2,50 stay.
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*(?![\d]|[.,]\d)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")
_HEADING = re.compile(r"\*\*[^*]+\*\*")
# What is quoted stands in one of these; a frame around it would otherwise let any line through.
_QUOTED = {"quote", "sentence"}


def document_name(address: str) -> str:
    """A document's address without `.md` and language: what its translations share."""
    return _TRANSLATION.sub("", address)


def flattened(text: str) -> str:
    """A text as texts are compared: no capitals, accents, emphasis, odd spaces or separators of thousands."""
    folded = unicodedata.normalize("NFKD", text.translate(_SAME).casefold())
    bare = "".join(character for character in folded if not unicodedata.combining(character))
    return _THOUSANDS.sub(lambda found: re.sub(r"\D", "", found.group()), " ".join(bare.split()))


def says(text: str, words: str) -> bool:
    """The words stand in a text, both flattened before; a number only as a whole: `2 years` is not in `12 years`."""
    start = r"(?<!\d)(?<!\d[.,])" if words[:1].isdigit() else ""
    end = r"(?!\d|[.,]\d)" if words[-1:].isdigit() else ""
    return re.search(start + re.escape(words) + end, text) is not None


def says_any(text: str, alternatives: Sequence[str]) -> bool:
    """One of the alternatives is said in a flattened text."""
    return any(says(text, flattened(words)) for words in alternatives)


def numbers(text: str) -> frozenset[str]:
    """The numbers of a text, marks like [1] aside. A day is the same day however it is written: 2027-02-01 has a 1."""
    found = _NUMBER.findall(flattened(MARK.sub(" ", text)))
    return frozenset(number.lstrip("0") or "0" if number.isdigit() else number for number in found)


def marks(line: str) -> tuple[int, ...]:
    """The numbers of the citations that a line carries."""
    return tuple(map(int, MARK.findall(line)))


def lines(text: str) -> list[str]:
    """The paragraphs, list items and cells of tables of an answer."""
    return [part for line in map(str.strip, text.splitlines()) for part in _parts(line) if _says_something(part)]


def _parts(line: str) -> list[str]:
    if not (line.startswith("|") and line.endswith("|")):
        return [line]
    return [cell.strip() for cell in _BETWEEN_CELLS.split(line)]


def _says_something(part: str) -> bool:
    # The rule under a table's head does not, nor does a dash where nothing is known.
    return any(map(str.isalnum, part))


def is_frame(line: str, language: Language) -> bool:
    """A line in the guide's own words: one of its fixed sentences, or a heading. Any other line states a fact."""
    words = line.removeprefix("- ")
    return bool(_HEADING.fullmatch(words)) or any(frame.fullmatch(words) for frame in _frames(language))


_OF_CHANNELS = ("http.", "slack.")


@lru_cache
def _frames(language: Language) -> tuple[re.Pattern[str], ...]:
    # What channels say of requests stands in no answer.
    said = [text for name, text in replies(language).items() if not name.startswith(_OF_CHANNELS)]
    # Beside an answer one line of care may stand, with the numbers of those who listen.
    said.append(care_text(language, "beside.also"))
    templates = (Template(text) for text in said)
    own = [template.template for template in templates if not set(template.get_identifiers()) & _QUOTED]
    return tuple(dict.fromkeys(_frame(line) for text in own for line in lines(text)))


def _frame(line: str) -> re.Pattern[str]:
    fixed = re.split(r"\$(?:\w+|\{\w+\})", line)
    # A frame that is nearly all blank, like `$heading:`, is one only for a line that ends like it and cites nothing.
    blank = r".+" if any(map(str.isalpha, "".join(fixed))) else r"[^\[\]]+"
    return re.compile(blank.join(map(re.escape, fixed)).removeprefix(r"\-\ "))
