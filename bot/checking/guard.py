"""What may be shown of a model's words while they still come."""

from __future__ import annotations

import re
from html import unescape

from bot.checking import signs
from bot.checking.addresses import Addresses, is_ending
from bot.checking.characters import clean
from bot.checking.figures import Known, figures
from bot.checking.given import Given, whole
from bot.checking.loops import Loops

MOST_MARKS = 8
_LONGEST_WORD = 200
_LONGEST_TAG = 500
_LONGEST_MARK = 60
_LONGEST_FIGURE = 12
_LONGEST_ANSWER = 16_000

_GONE = "…"


class Guard:
    """Lets a model's words through as they come, without what was not given and what no answer may hold.

    It promises: whatever the pieces that a text comes in, the same is shown; nothing that was shown is taken back;
    no number, address, picture, mention, HTML, code or hidden character reaches the reader that the passages (or, for
    numbers, the person) did not have. It holds back one word, and a number for as long as it may go on. What it shows
    may still be wrong in other ways: that is for `checked`, when the text is whole. It keeps at most a few hundred
    characters, and falls silent when a text repeats itself or is far too long. `address` is set where one was
    taken out; without `figures_too`, figures are left to whoever reads on.
    """

    def __init__(self, given: Given, *, figures_too: bool = True, address: str = "", endless: bool = False) -> None:
        self._figures_too, self._address, self._endless = figures_too, address, endless
        self._known = Known([*map(whole, given.passages), given.said], given.days)
        self._addresses = Addresses(given.passages, given.said)
        self._marks = min(len(given.passages), MOST_MARKS)
        self._loops = Loops()
        self._buffer, self._at = "", 0
        self._skipping: tuple[re.Pattern[str], int] | None = None
        self._held: list[tuple[str, str]] = []
        self._out: list[str] = []
        self._shown = 0
        self._last = ""
        self._gap = ""
        self._line_starts, self._heading = True, False
        self._cut = self._skip_word = self._after_bracket = self._silent = False

    def feed(self, delta: str) -> str:
        """What may be shown now that this piece has come."""
        if not self._silent:
            self._buffer = self._buffer[self._at :] + clean(delta)
            self._at = 0
            self._go_on(final=False)
        return self._taken()

    def close(self) -> str:
        """The rest, made safe."""
        self._go_on(final=True)
        self._flush()
        if self._heading and not self._silent:
            self._out.append("**")
        self._silent = True
        return self._taken()

    def _taken(self) -> str:
        out, self._out = "".join(self._out), []
        if self._silent:
            self._buffer, self._at, self._held = "", 0, []
        return out

    def _go_on(self, *, final: bool) -> None:
        while not self._silent and self._at < len(self._buffer) and self._unit(final):
            pass

    def _unit(self, final: bool) -> bool:
        """Read one unit of the buffer; False if its end has not come yet."""
        if self._skipping:
            return self._skip(self._skipping, final)
        char = self._buffer[self._at]
        if self._after_bracket:
            self._after_bracket = False
            if char in "([" and not (char == "[" and self._cites(final)):
                return self._drop(1, signs.TARGET if char == "(" else signs.BRACKET)
        if char.isspace():
            return self._blank(char)
        if char == "<":
            return self._tag(final)
        if char == "[":
            return self._bracket(final)
        if char in "`~!":
            return self._sign(char, final)
        if char == "]":
            self._after_bracket = True
            return self._drop(1)
        if char in "|>":
            return self._drop(1) if char == ">" and self._line_starts else self._literal(char)
        return self._word(final)

    def _skip(self, skipping: tuple[re.Pattern[str], int], final: bool) -> bool:
        end, kept = skipping
        found = end.search(self._buffer, self._at)
        if found is None:
            self._at = len(self._buffer) if final else max(self._at, len(self._buffer) - kept)
            return False
        self._at = found.end() - (found.group() == "\n")
        self._skipping = None
        self._after_bracket = found.group() == "]"
        return True

    def _drop(self, length: int, skipping: tuple[re.Pattern[str], int] | None = None) -> bool:
        self._at += length
        self._cut = True
        self._skipping = skipping
        return True

    def _blank(self, char: str) -> bool:
        self._at += 1
        if char != "\n":
            # Four blanks at the start of a line would make it code.
            self._gap = (self._gap + " ")[:3] if self._line_starts else self._gap or " "
            return True
        self._flush()
        if self._heading:
            self._out.append("**")
            self._heading = False
        lines = self._gap.count("\n")
        self._gap = "\n" * min(lines + 1, 2) if self._shown else ""
        self._line_starts, self._cut, self._skip_word = True, False, False
        return True

    def _tag(self, final: bool) -> bool:
        following = self._buffer[self._at + 1 : self._at + 2]
        if not following and not final:
            return False
        if not following or following.isspace() or following.isdigit() or following in "=€":
            return self._literal("<")
        ends = re.compile(r"[<>]").search(self._buffer, self._at + 1, self._at + _LONGEST_TAG)
        if ends is None:
            return (final or len(self._buffer) - self._at >= _LONGEST_TAG) and self._drop(1)
        if ends.group() == "<":
            return self._drop(1)
        tag = self._buffer[self._at : ends.end()]
        return self._drop(len(tag), signs.UNSEEN if signs.HIDES.match(tag) else None)

    def _cites(self, final: bool) -> bool:
        window = self._buffer[self._at : self._at + _LONGEST_MARK]
        return bool(signs.MARK.match(window)) or (not final and bool(signs.MARK_BEGUN.match(window)))

    def _bracket(self, final: bool) -> bool:
        window = self._buffer[self._at : self._at + _LONGEST_MARK]
        if mark := signs.MARK.match(window):
            self._at += mark.end()
            self._cite(mark.group(1))
            self._after_bracket = True
            return True
        if dot := signs.DOT.match(window):
            self._skip_word = True
            return self._drop(dot.end())
        begun = signs.MARK_BEGUN.match(window) or signs.DOT_BEGUN.match(window)
        if begun and not final and len(window) < _LONGEST_MARK:
            return False
        return self._drop(1)

    def _cite(self, listed: str) -> None:
        self._flush()
        numbers = [int(number) for number in re.findall(r"\d+", listed)]
        if re.fullmatch(r"\d+\s*[–-]\s*\d+", listed) and numbers[0] < numbers[1] <= self._marks:
            numbers = list(range(numbers[0], numbers[1] + 1))
        marks = "".join(f"[{number}]" for number in dict.fromkeys(numbers) if 1 <= number <= self._marks)
        self._cut = not marks
        if marks and not self._line_starts:
            self._show(marks)

    def _sign(self, char: str, final: bool) -> bool:
        three = self._buffer[self._at : self._at + 3]
        if char == "!" and len(three) > 1 and three[1] == "[":
            return self._drop(2, signs.BRACKET)
        if char == "!":
            return self._word(final)
        if len(three) < 3 and set(three) == {char} and not final:
            return False
        return self._drop(3, signs.FENCE) if three == char * 3 else self._drop(1)

    def _literal(self, char: str) -> bool:
        self._flush()
        self._at += 1
        self._cut = False
        self._show(char)
        self._line_starts = False
        return True

    def _word(self, final: bool) -> bool:
        found = signs.WORD.match(self._buffer, self._at)
        if found is None:
            return self._drop(1)
        word = found.group()
        if len(word) >= _LONGEST_WORD:
            self._flush()
            return self._drop(len(word), signs.RUN)
        if found.end() == len(self._buffer) and not final:
            return False
        self._at = found.end()
        self._read(word)
        return True

    def _read(self, word: str) -> None:
        if self._line_starts and (signs.ITEM.fullmatch(word) or signs.RULE.fullmatch(word)):
            self._begin_line(word)
            return
        word = signs.WITHIN_DIGITS.sub("", unescape(word)) if "&" in word else signs.WITHIN_DIGITS.sub("", word)
        word = word.lstrip("#") if word.startswith("#") else word
        if self._skip_word or self._forbidden(word):
            self._skip_word = bool(signs.DOT_WORD.fullmatch(word))
            self._flush()
            self._remove(word)
            return
        gap = self._next_gap(word)
        if signs.may_be_figure(word) or (self._held and signs.goes_on(word)):
            self._held.append((gap, word))
            self._line_starts = False
            if len(self._held) >= _LONGEST_FIGURE:
                self._flush()
            return
        self._flush()
        self._gap = gap
        self._show(word)

    def _begin_line(self, word: str) -> None:
        """A list item, however it is marked, gets a dash; a heading is set in bold; a rule goes."""
        if word.strip("#") == "":
            self._gap, self._heading = self._gap.rstrip(" "), True
            self._show("**", joins=True)
            self._line_starts = False
        elif signs.ITEM.fullmatch(word):
            self._show("-")
        else:
            self._cut = False

    def _forbidden(self, word: str) -> bool:
        if any(sign in word for sign in ("<", ">", "[", "]", "`", "&#")) or signs.DOT_WORD.fullmatch(word):
            return True
        if self._addresses.forbids(word) or (word.startswith(".") and is_ending(word)):
            return True
        return is_ending(word) and self._last.rstrip().casefold().endswith((" .", " dot", " punt", " point"))

    def _remove(self, word: str) -> None:
        """What stays of a word that goes: half of a pair of stars, and the end of its sentence."""
        if self._address:
            self._show(self._address)
        before, after = signs.EMPHASIS_BEFORE.match(word), signs.EMPHASIS_AFTER.search(word)
        if bool(before) != bool(after):
            self._show((before or after).group())  # type: ignore[union-attr]
        stop = signs.STOPS.search(word)
        if stop and self._last and (self._last[-1].isalnum() or self._last[-1] == self._address):
            self._gap = ""
            self._show(stop.group())
        self._gap = self._gap or " "
        self._line_starts = False

    def _next_gap(self, word: str) -> str:
        """The gap before a word; one is put where something was taken out between two words."""
        gap, self._gap = self._gap, ""
        before = self._held[-1][1] if self._held else self._last
        if self._cut and not word.strip(".,;:!?"):
            self._cut = False
            return "" if "\n" not in gap else gap
        glued = self._cut and not gap and before and not before[-1].isspace()
        self._cut = False
        return " " if glued and (word[0].isalnum() or word[0] not in ",;!?)") else gap

    def _flush(self) -> None:
        """Show what was held back as a number that may go on, without the figures that nobody gave."""
        if not self._held:
            return
        after, self._gap = self._gap, self._held[0][0]
        text = self._held[0][1] + "".join(gap + word for gap, word in self._held[1:])
        self._held = []
        place, parts = 0, []
        for figure in figures(text):
            if self._figures_too and figure not in self._known and not (figure.small and figure.unit is None):
                parts += [text[place : figure.start], _GONE]
                place = figure.end
        self._show("".join([*parts, text[place:]]))
        self._gap = after

    def _show(self, text: str, *, joins: bool = False) -> None:
        gap = "" if self._last.endswith("**") and self._heading and self._gap == " " else self._gap
        self._gap = ""
        if self._silent or not text:
            return
        if (not joins and self._loops(text)) or (self._shown > _LONGEST_ANSWER and not self._endless):
            self._silent = True
            return
        gap = gap if self._shown else ""
        self._out.append(gap + text)
        self._shown += len(gap) + len(text)
        self._last = (self._last + gap + text)[-40:]
        self._line_starts = False


__all__ = ["MOST_MARKS", "Guard"]
