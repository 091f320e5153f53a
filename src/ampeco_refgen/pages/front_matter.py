"""The front matter of `SKILL.md`: what the Agent Skills specification asks of its name and its description.

The front matter of a file that is there is its owner's; it changes only where a name or a description was asked for,
and in its `metadata` (`skill_metadata.py`).
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

from ampeco_refgen.errors import OutputError, UsageError
from ampeco_refgen.infer.profile import Profile
from ampeco_refgen.lookup.called import quoted
from ampeco_refgen.lookup.version import FRONT
from ampeco_refgen.markdown.names import slug
from ampeco_refgen.settings import PROJECT

LONGEST_NAME, LONGEST_DESCRIPTION = 64, 1024
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What the name of a skill is made of, at most `LONGEST_NAME` characters of it."""
_NO_YAML_TEXT = re.compile(r"[\d-].*|true|false|null|yes|no|on|off|y|n")
"""Names that YAML may read as a number, a date or a truth value, so that they need quotes."""
MEMBER = r"^{}:.*\n(?:[ \t]+.*\n|(?:[ \t]*\n|#.*\n)+(?=[ \t]+\S))*"
"""A member of a front matter, by its key (`MEMBER.format("name")`), with all lines of its value, and comments in it."""
_TOOL = re.compile(r"(?:\n[ \t]+-)?[ \t]*[^\s(),\"']+\((?P<what>[^()]*)\),?")
"""One of the tools that `allowed-tools` names with what it may do, `Bash(git:*)`, in a row or as an entry of a list."""


def skill_name(title: str) -> str:
    """Return a valid name made of an API's title, whatever the title is: 1 to 64 of `a-z`, `0-9` and single `-`."""
    words = re.sub(r"[^a-z0-9]+", "-", slug(title or "API"))
    if words.startswith("name-") and not re.match(r"\W*name", title.casefold()):
        words = f"api-{words.removeprefix('name-')}"  # nothing of the title could be kept: what is left is its hash
    return words[:LONGEST_NAME].strip("-")


def skill_description(title: str) -> str:
    """Return a valid description of an API's skill: what it holds, and when to use it."""
    subject = textwrap.shorten(_plain(title), 300, placeholder=" …") or "the API"
    return (
        f"Exact reference of {subject}: every call with its parameters, filters, bodies, responses and webhooks, the "
        "successors of deprecated calls, and how its entities hang together. Use when writing or reviewing code that "
        "calls this API."
    )


def name_and_description(title: str, profile: Profile, name: str = "", description: str = "") -> tuple[str, str]:
    """Return what a new skill is called and described as: as was asked, else as in its profile, else by the title."""
    return (
        name or profile.name or skill_name(title or "API"),
        description or profile.description or skill_description(title or "API"),
    )


def name_of_skill(text: str | None, title: str, profile: Profile) -> str:
    """Return the name in a `SKILL.md`; where that states no valid one, or is not there, what a new skill is called."""
    stated = name_in(text or "")
    return stated if len(stated) <= LONGEST_NAME and NAME.fullmatch(stated) else name_and_description(title, profile)[0]


def checked_name(name: str) -> str:
    """Return a name that was asked for; raises UsageError where the Agent Skills specification does not allow it."""
    if len(name) <= LONGEST_NAME and NAME.fullmatch(name):
        return name
    raise UsageError(
        f"{name!r} is no name for a skill: 1 to {LONGEST_NAME} of a-z and 0-9, with single hyphens between them",
        hint=f"for instance --name {skill_name(name)}",
    )


def checked_description(description: str) -> str:
    """Return a description that was asked for, on one line.

    Raises UsageError where the Agent Skills specification does not allow it.
    """
    line = " ".join(description.split())
    if not line or len(line) > LONGEST_DESCRIPTION:
        raise UsageError(
            f"a description for a skill has 1 to {LONGEST_DESCRIPTION:,} characters, and this one {len(line):,}",
            hint="say in a sentence what the skill holds, then 'Use when …'",
        )
    if line != _plain(line):
        raise UsageError(
            "a description for a skill has no < or > in it, and nothing that cannot be seen",
            hint=f"for instance --description {quoted(_plain(line))}",
        )
    return line


def name_lines(name: str) -> str:
    """Return the line of a front matter that states a name."""
    return f'name: "{name}"\n' if _NO_YAML_TEXT.fullmatch(name) else f"name: {name}\n"


def description_lines(description: str) -> str:
    """Return the lines of a front matter that state a description: folded, as every client shows that whole."""
    lines = textwrap.wrap(description, 118, break_long_words=False, break_on_hyphens=False)
    return "description: >-\n" + "".join(f"  {line}\n" for line in lines)


def with_front_matter(text: str, *, name: str, description: str, path: Path) -> str:
    """Return a `SKILL.md` with the name and the description that were asked for; an empty one stays as it is.

    All else stays to the byte, but for the command that finds the skill's folder by its name. Raises OutputError where
    the file at `path` has no front matter to hold them.
    """
    if name and (old := name_in(text)):
        where = "ls -d .*/skills/{0} ~/.*/skills/{0}'"
        text = text.replace(where.format(old), where.format(name))
    for key, value, lines in (
        ("name", name, name_lines(name)),
        ("description", description, description_lines(description)),
    ):
        if not value:
            continue
        front = FRONT.match(text)
        if front is None or front[1] is None:
            raise OutputError(
                f"{path} has no front matter, which is where --{key} would stand",
                hint=f"put it at the top of the file: a line ---, a line {key}: …, a line ---",
            )
        start, end = front.span(1)
        line_end = "\r\n" if front[1].endswith("\r\n") else "\n"
        new = lines.replace("\n", line_end)
        changed, count = re.subn(MEMBER.format(key), lambda _, new=new: new, front[1], count=1, flags=re.MULTILINE)
        text = text[:start] + (changed if count else new + front[1]) + text[end:]
    return text


def folder_notice(text: str, folder: Path, *, project: bool = False) -> tuple[str, ...]:
    """Return a notice where a `SKILL.md` has another name than its folder, in which clients look for the skill.

    With `project`, the name may be changed in the `refgen.toml` beside it.
    """
    name, place = name_in(text), folder.resolve().name
    if name in ("", place):
        return ()
    rename = f"rename the folder to {name}"
    if len(place) <= LONGEST_NAME and NAME.fullmatch(place):
        rename += f", or the skill to {place} in {PROJECT}" if project else f", or the skill with --name {place}"
    return (f"the skill is named {name} and its folder {place}; assistants want one name for both: {rename}",)


def name_in(text: str) -> str:
    """Return the name that a front matter states, or an empty text."""
    front = FRONT.match(text)
    named = re.search(r"^name:[ \t]*([\"']?)([^\s\"'#]+)\1", front[1] or "", re.MULTILINE) if front else None
    return named[2] if named else ""


def _plain(text: str) -> str:
    """Return a text on one line without what a description may not hold."""
    kept = "".join(letter if letter.isprintable() and letter not in "<>" else " " for letter in text)
    return " ".join(kept.split())


def front_matter_of(text: str) -> str:
    """Return the front matter of a `SKILL.md` with the lines `---` around it, or an empty text."""
    front = FRONT.match(text)
    return front[0] if front else ""


def without_tools(text: str, is_gone: Callable[[str], bool]) -> str:
    """Return a `SKILL.md` whose `allowed-tools` lacks those of which `is_gone` tells that, by what they may do."""
    front = front_matter_of(text)

    def kept(member: re.Match[str]) -> str:
        return _TOOL.sub(lambda tool: "" if is_gone(tool["what"]) else tool[0], member[0])

    return re.sub(MEMBER.format("allowed-tools"), kept, front, count=1, flags=re.MULTILINE) + text[len(front) :]
