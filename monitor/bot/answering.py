"""From what somebody wrote to the answer: is it for us, may they, and what is said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import structlog

from monitor.bot import admins, commands, everyone, muting, trying
from monitor.bot.commands import Given, Who
from monitor.bot.desk import Desk
from monitor.bot.words import answer, bold, line
from monitor.errors import MonitorError
from monitor.model import Said

logger = structlog.get_logger("monitor.bot")

Handler = Callable[[Desk, Said, str], Awaitable[str]]

HANDLERS: Mapping[str, Handler] = {
    "start": everyone.start,
    "help": everyone.help_,
    "latest": everyone.latest,
    "search": everyone.search,
    "why": everyone.why,
    "topics": everyone.topics,
    "subscribe": everyone.subscribe,
    "unsubscribe": everyone.unsubscribe,
    "status": admins.status,
    "sources": admins.sources,
    "rules": admins.rules,
    "try": trying.try_,
    "mute": muting.mute,
    "unmute": muting.unmute,
    "silences": muting.silences,
    "digest": admins.digest,
    "reload": admins.reload,
}


def given_to_us(said: Said, name: str | None) -> Given | None:
    """Return the command that is meant for the bot called `name`; in a private chat all that is said is.

    What is no command there has the name "".
    """
    given = commands.read(said.text)
    is_named = given is not None and given.to is not None and given.to.casefold() == (name or "").casefold()
    if not said.is_private:
        return given if is_named else None
    if given is None:
        return Given(name="", words=said.text, to=None)
    # Before Telegram has said our name, any name may be ours.
    return given if given.to is None or is_named or name is None else None


def acts(given: Given) -> bool:
    """Say whether a command does what must not be done twice."""
    command = commands.BY_NAME.get(given.name)
    return command is not None and command.acts


async def answer_to(desk: Desk, said: Said, given: Given) -> str:
    """Return the answer, as Telegram HTML; whatever goes wrong is one too."""
    command = commands.BY_NAME.get(given.name)
    if command is None:
        said_it = line("I do not know ", bold(f"/{given.name}"), "; /help says what I do.")
        return answer([said_it if given.name else "Write /help to see what I understand."])
    if not said.is_private and not command.in_groups:
        return answer(["That is for a private chat with me."])
    if command.who is Who.ADMINS and not desk.is_admin(said.person):
        return answer(
            [
                "Sorry, that is for the people who run this bot; /help says what I can do for you.",
                f"(Your id here: {said.person})",
            ]
        )
    try:
        return await HANDLERS[command.name](desk, said, given.words)
    except MonitorError as error:
        logger.warning("a command could not be done", command=command.name, reason=str(error))
        return answer(
            [str(error) if desk.is_admin(said.person) else "That cannot be done now; try again later."]
        )
    except Exception:
        logger.exception("a command failed on a defect", command=command.name)
        return answer(["That went wrong, and not because of you; it stands in the log."])
