"""What is never looked up nor made up: fixed words for a person in need, and for what the guide does not do."""

from bot.care.desk import Desk, Heard
from bot.care.recognition import Care, recognise
from bot.care.wording import words_for

__all__ = ["Care", "Desk", "Heard", "recognise", "words_for"]
