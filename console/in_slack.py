"""Makes the guide ready in Slack, where an administrator has set its tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.assistant import Assistant
from bot.channels.slack.setup import Setup, SetupWrong
from bot.memory import Memory
from bot.saved_searches import Clerk
from settings import Settings, SettingsWrong

if TYPE_CHECKING:
    from bot.channels.slack.channel import Slack


def slack_on(settings: Settings, assistant: Assistant, memory: Memory, clerk: Clerk) -> Slack | None:
    """The guide in Slack; nothing, and nothing of it imported, where no token of Slack's is set."""
    setup = Setup(
        bot_token=_revealed(settings.slack_bot_token),
        signing_secret=_revealed(settings.slack_signing_secret),
        app_token=_revealed(settings.slack_app_token),
        client_id=(settings.slack_client_id or "").strip(),
        client_secret=_revealed(settings.slack_client_secret),
        api_url=(settings.slack_api_url or "").strip(),
        site=settings.site,
        workers=settings.slack_workers,
        days=settings.conversation_days,
        question_limit=settings.question_limit,
    )
    if not setup.wanted:
        return None
    from bot.channels.slack.channel import Slack

    try:
        return Slack(setup, assistant, memory.engine, memory.forget, clerk=clerk)
    except SetupWrong as error:
        raise SettingsWrong(str(error)) from error


def _revealed(value: SecretStr | None) -> str:
    return value.get_secret_value().strip() if value else ""
