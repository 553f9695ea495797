"""The words that tell what a question is after, from `cues.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from knowledge import places
from knowledge.keywords import words

A_WORD = re.compile(r"[\w.&+-]+")
"""A word of a question as it was written, with its capitals."""
NUMBERED = re.compile(r"\[(\d)\]")
"""The number of a citation in the text of an answer."""
_BEFORE_A_SENTENCE = ("", ".", "!", "?", ":", "\n")
# They say where somebody is, what they speak or what they hold as often as what is asked about.
NO_NAMES = frozenset(
    "i ik phd phds msc bsc dr dutch english french german flemish belgian flanders belgium nederlands engels frans "
    "duits vlaams vlaamse vlaanderen belgie belgische neerlandais anglais francais allemand flamand flandre belgique "
    "belge".split()
)
_PLACE = "place"
_FILE = Path(__file__).with_name("cues.toml")


def names_in(question: str) -> Iterator[str]:
    """The words of a question that are written like names or codes: with a capital inside it, or with a digit."""
    if question.isupper():
        return
    for match in A_WORD.finditer(question):
        word = match.group().strip(".")
        begins = question[: match.start()].rstrip()[-1:] in _BEFORE_A_SENTENCE
        if (word[:1].isupper() and not begins) or (word.isupper() and len(word) > 1) or any(c.isdigit() for c in word):
            yield word


def is_no_name(flat: str) -> bool:
    """A word in small letters, without accents, that is written like a name and names nothing that is asked about."""
    return flat in NO_NAMES or first(_PLACE, f" {flat} ") is not None


def flattened(question: str) -> str:
    """A question as the cues see it: words in lower case without accents, a space around each."""
    return f" {' '.join(words(question)).replace('.', ' ').replace('&', ' ').replace('+', ' ')} "


def first(group: str, question: str) -> str | None:
    """The first cue of a group that the flattened question gives, in the file's order."""
    return next(every(group, question), None)


def has(word: str) -> bool:
    """Whether a word alone is a cue of any group."""
    said = f" {word} "
    return any(pattern.search(said) for group in _cues().values() for every in group.values() for pattern in every)


def every(group: str, question: str) -> Iterator[str]:
    """Every cue of a group that the flattened question gives, in the file's order; `place` is in the gazetteer."""
    if group == _PLACE:
        return iter(dict.fromkeys(mention.place.name for mention in places.mentions(question)))
    return (name for name, patterns in _cues()[group].items() if any(p.search(question) for p in patterns))


def spans(group: str, question: str) -> Iterator[str]:
    """The words by which the flattened question gives cues of a group, a string for each.

    `What does a patent attorney do?` gives a cue by `what does` and `do`: what stands in between may be any words.
    """
    if group == _PLACE:
        yield from (question[mention.start : mention.end] for mention in places.mentions(question))
        return
    for patterns in _cues()[group].values():
        for pattern in patterns:
            for match in pattern.finditer(question):
                yield " ".join(word[0] for word in re.finditer(r"\S+", match[0]) if _counts(pattern, match, word))


def matches(group: str, question: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Each place where the flattened question gives a cue of a group, with its name, in the file's order."""
    for name, patterns in _cues()[group].items():
        for pattern in patterns:
            yield from ((name, match) for match in pattern.finditer(question))


def _counts(pattern: re.Pattern[str], match: re.Match[str], word: re.Match[str]) -> bool:
    """The match hangs on this word of it: with another one in its place there is none, or a shorter one."""
    start, end = match.start() + word.start(), match.start() + word.end()
    other = pattern.match(f"{match.string[:start]}{'x' * (end - start)}{match.string[end:]}", match.start())
    return other is None or other.end() < match.end()


@lru_cache
def _cues() -> Mapping[str, Mapping[str, tuple[re.Pattern[str], ...]]]:
    groups = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        group: {name: tuple(map(_compiled, patterns)) for name, patterns in cues.items()}
        for group, cues in groups.items()
    }


def _compiled(pattern: str) -> re.Pattern[str]:
    # `~` stands for the rest of a word; without it a cue ends where a word ends.
    ends_in_a_word = pattern[-1].isalpha() or pattern[-1] in ")~"
    return re.compile(pattern.replace("~", r"\w*") + (r"(?!\w)" if ends_in_a_word else ""))
