"""Searches that somebody wants to be told of: saved without a profile, looked after, told once."""

from bot.saved_searches.asked import goes_before, may_ask
from bot.saved_searches.clerk import Clerk, NothingAsked, owner_of
from bot.saved_searches.notices import Notice
from bot.saved_searches.store import MOST, Full, Owner, SavedSearch
from bot.saved_searches.watch import Told

__all__ = [
    "MOST", "Clerk",
    "Full",
    "NothingAsked",
    "Notice",
    "Owner",
    "SavedSearch",
    "Told",
    "goes_before",
    "may_ask",
    "owner_of",
]  # fmt: skip
