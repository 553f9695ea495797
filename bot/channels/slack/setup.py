"""What the guide needs to know of a Slack app, looked at once, before anything starts."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response

from bot.channels.problems import problem

SCOPES = (
    "app_mentions:read assistant:write channels:history chat:write commands files:read groups:history im:history "
    "im:read im:write mpim:history users:read"
).split()
"""As in deploy/slack-manifest.yaml."""


class SetupWrong(Exception):
    """Slack is set up in part, or wrongly. The text names the setting and what to do."""


@dataclass(frozen=True, slots=True)
class Setup:
    """The settings of Slack, as they were given; blank is as good as not given."""

    bot_token: str = ""
    signing_secret: str = ""
    app_token: str = ""
    client_id: str = ""
    client_secret: str = ""
    api_url: str = ""
    site: str = ""
    """Where the guide's pages are reached from outside."""
    workers: int = 8
    days: int = 30
    question_limit: int = 2000

    @property
    def wanted(self) -> bool:
        """Somebody set Slack up, be it in part."""
        return any((self.bot_token, self.signing_secret, self.app_token, self.client_id, self.client_secret))

    @property
    def base(self) -> str:
        """Where the Web API is."""
        return f"{(self.api_url or 'https://slack.com/api').rstrip('/')}/"

    def check(self) -> None:
        """Raise SetupWrong with everything that is missing or mixed up."""
        wrong = [reason for reason, holds in self._faults() if holds]
        if wrong:
            raise SetupWrong(" ".join(wrong))

    def _faults(self) -> list[tuple[str, bool]]:
        installs = bool(self.client_id or self.client_secret)
        return [
            (
                "SLACK_SIGNING_SECRET is missing or blank: it proves that a request is Slack's. "
                "It is on the page 'Basic Information' of your app.",
                not self.signing_secret and (not self.app_token or installs),
            ),
            (
                "SLACK_BOT_TOKEN is missing or blank: it is on the page 'OAuth & Permissions' of your app, xoxb-….",
                not self.bot_token and not installs,
            ),
            ("SLACK_BOT_TOKEN is not the bot's: it begins with xoxb-.", self.bot_token.startswith(("xapp-", "xoxp-"))),
            ("SLACK_APP_TOKEN is not the app's: it begins with xapp-.", self.app_token.startswith("xox")),
            (
                "SLACK_CLIENT_SECRET is missing or blank, though SLACK_CLIENT_ID is set.",
                installs and not self.client_secret,
            ),
            (
                "SLACK_CLIENT_ID is missing or blank, though SLACK_CLIENT_SECRET is set.",
                installs and not self.client_id,
            ),
            (
                "SLACK_API_URL is not an address: it begins with http:// or https://.",
                bool(self.api_url) and not self.api_url.startswith(("http://", "https://")),
            ),
        ]


def not_set_up() -> APIRouter:
    """What stands in the place of the door where Slack is not set up over HTTP."""
    door = APIRouter()

    @door.post("/slack/events", include_in_schema=False)
    async def events() -> Response:
        return problem(404, "Slack is not set up here over HTTP: docs/slack.md says how, in ten minutes.")

    return door
