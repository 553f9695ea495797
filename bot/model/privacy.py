"""What tells who somebody is, masked before anything leaves for a model (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.I)
# Also as people write it to be kind to a reader and unkind to a machine.
_EMAIL_IN_WORDS = re.compile(
    r"\b[\w.+-]{2,64}\s*[(\[{]\s*(?:at|apenstaartje|arobase|@)\s*[)\]}]\s*[\w-]+"
    r"(?:\s*(?:\.|[(\[{]\s*(?:dot|punt|point)\s*[)\]}])\s*[\w-]+)+",
    re.I,
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{2,4}){3,8}\b", re.I)
_NATIONAL_NUMBER = re.compile(r"(?<![\w])\d\d([.\-/ ]?)\d\d\1\d\d[.\-/ ]?\d{3}[.\-/ ]?\d\d(?![\w])")
_CARD_NUMBER = re.compile(
    r"(?<![\w-])(?:[3-6]|2[2-7])(?:\d{12,17}|\d{2,3}(?:[ -]\d{4}){3}|\d{2,3}[ -]\d{6}[ -]\d{5})(?![\w])"
)
_PHONE = re.compile(
    # With the country: +32 9 123 45 67, 0032 (0)9 ...; without it, as one dials in Belgium and near it: 09 123 45 67.
    r"(?<![\w+])(?:\+|00)[1-9]\d{0,2}[ ./-]?(?:\(0\)[ ./-]?)?\d(?:[ ./-]?\d){6,11}(?!\d)"
    r"|(?<![\w.,/-])\(?0[1-9]\d{0,2}\)?(?:[ ./-]{1,3}\d{2,3}){2,4}(?![\d,])"
    r"|(?<![\w.,/-])0[1-9]\d{7,8}(?![\d,.])"
)
_NATIONAL = 11
_CARD = range(13, 20)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without what tells who somebody is, and the kinds of what was masked."""

    text: str
    kinds: frozenset[str]


def masked(text: str) -> Masked:
    """The text with e-mail addresses, account numbers, national numbers, cards and telephones masked."""
    kinds: set[str] = set()
    for kind, pattern, is_one in _KINDS:
        text = pattern.sub(_replacing(kind, is_one, kinds), text)
    return Masked(text, frozenset(kinds))


def _replacing(kind: str, is_one: Callable[[str], bool], kinds: set[str]) -> Callable[[re.Match[str]], str]:
    def replace(found: re.Match[str]) -> str:
        if not is_one(found.group()):
            return found.group()
        kinds.add(kind)
        return f"({kind})"

    return replace


def _always(_: str) -> bool:
    return True


def _is_iban(text: str) -> bool:
    """Its check digits are right, or it is Belgian in form: somebody's slip is still somebody's account."""
    plain = re.sub(r"[^A-Z0-9]", "", text.upper())
    if re.fullmatch(r"BE\d{14}", plain):
        return True
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def _is_national(text: str) -> bool:
    """Eleven digits of which the last two check the others, for a birth before or after 2000; or the form alone."""
    digits = _digits(text)
    if len(digits) != _NATIONAL:
        return False
    if re.fullmatch(r"\d\d[. ]\d\d[. ]\d\d[ -]\d{3}[. -]\d\d", text):
        return True
    born, check = int(digits[:9]), int(digits[9:])
    return check in (97 - born % 97, 97 - (2_000_000_000 + born) % 97)


def _is_card(text: str) -> bool:
    digits = _digits(text)
    return len(digits) in _CARD and sum(_luhn(digits)) % 10 == 0 and len(set(digits)) > 1


def _luhn(digits: str) -> Iterator[int]:
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        yield doubled - 9 if doubled > 9 else doubled


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


# In this order: what is longer and surer first.
_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("e-mail", _EMAIL, _always),
    ("e-mail", _EMAIL_IN_WORDS, _always),
    ("account number", _IBAN, _is_iban),
    ("national number", _NATIONAL_NUMBER, _is_national),
    ("card number", _CARD_NUMBER, _is_card),
    ("telephone", _PHONE, _always),
)
