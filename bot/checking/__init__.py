"""What a model wrote, held against the numbered passages that it was given."""

from bot.checking.checked import Checked, Dropped, asked_for, checked
from bot.checking.given import Given
from bot.checking.guard import Guard
from bot.checking.nearness import Nearness

__all__ = ["Checked", "Dropped", "Given", "Guard", "Nearness", "asked_for", "checked"]
