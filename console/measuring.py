"""`opinno evaluate --model`: from the settings to the card of a run with a model."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from bot.model.chat import OPENAI, ChatModel, Place
from bot.model.failures import ModelNotSet
from bot.model.wanted import is_wanted, mind_for, small_model
from evaluation.model_card import markdown
from evaluation.model_run import Told, fingerprint, run
from evaluation.observed import Progress
from evaluation.run import chosen
from evaluation.suites import FOLDER
from settings import Settings

CARD = FOLDER / "MODEL_SCORECARD.md"


def measure(
    settings: Settings, suite: str | None, limit: int | None, progress: Progress = lambda *_: None, card: Path = CARD
) -> str:
    """Ask the cases with the model of the settings, or go on with that, and write the card. Gives its text.

    Raises ModelNotSet if there is no model to ask, CaseWrong if there is no such suite.
    """
    if not is_wanted(settings):
        raise ModelNotSet("There is no model to measure: set OPENAI_API_KEY, or OPINNO_MODEL with its provider.")
    suites = chosen(suite)
    told = Told(
        settings.model,
        small_model(settings),
        settings.judge_model or settings.model,
        settings.openai_base_url or OPENAI,
    )
    file = settings.data / "evaluation" / f"{fingerprint(told, suites)}.jsonl"
    every = run(
        suites,
        file,
        lambda library, told: mind_for(settings, library.catalogue.engine, told),
        ChatModel(_judge(settings)),
        limit=limit,
        progress=progress,
    )
    page = markdown(told, every, sum(len(each.cases) for each in suites), settings.day())
    card.write_text(page, encoding="utf-8")
    return page


def _judge(settings: Settings) -> Place:
    if not settings.judge_model:
        return Place(settings.model, settings.openai_api_key, settings.openai_base_url)
    # Its key goes to its own address alone: a key for one place is never shown to another.
    elsewhere = bool(settings.judge_base_url)
    own = settings.judge_api_key if settings.judge_api_key.get_secret_value() else None
    key = own or (SecretStr("none") if elsewhere else settings.openai_api_key)
    return Place(settings.judge_model, key, settings.judge_base_url or settings.openai_base_url)
