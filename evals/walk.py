"""An assistant's way through the bundle's files, without a model: it reads `SKILL.md`, and then what that leads to.

Each step needs what is known before it, from the question, from `SKILL.md` or from what was read: a call's file is
found by the rule of `SKILL.md`, a path, a heading or the words of a pattern have to stand there. What a step prints
is kept, and its bytes are counted: of an opened file all of them.
"""

from __future__ import annotations

import os
import posixpath
import re
import shlex
import subprocess
from pathlib import Path

from evals.answers import Absent, Needle

_LINK = re.compile(r"\[((?:`[^`]*`|[^\]`])*)\]\(([^)\s]+)\)")
_CALL = re.compile(
    r"(?P<method>[A-Z]+) (?P<family>\w+)(?:/(?P<resource>(?!v\d)[\w-]+))?(?:/(?P<version>v[\d.]+))?(?P<tail>(?:/\S+)?)"
)
"""A call in a step: family and resource, a version where the question names one, and what follows."""
_NAMED = re.compile(r"(?P<method>GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE) /public-api(?P<path>/[^\s`\]),|]+)")
_FILE = re.compile(r"calls(?P<path>/[\w./~-]+?)(?:/|: )(?P<method>[A-Z]+)\.md")
_LISTED = re.compile(r" *- |\S+\.md$")
_PREFIX = "reference/calls/"


class LostError(Exception):
    """A step cannot be taken: nothing that is known leads there."""


class Walk:
    """One way through the bundle at `root` to the answer of a question; `read` is all text read beyond `SKILL.md`."""

    def __init__(self, root: Path, question: str) -> None:
        self._root = root
        self._skill = (root / "SKILL.md").read_text(encoding="utf-8")
        self._question = question
        self._at = "SKILL.md"
        self.read: list[str] = []

    @property
    def size(self) -> int:
        """Bytes read beyond `SKILL.md`."""
        return sum(len(text.encode()) for text in self.read)

    def take(self, step: str) -> None:
        """Take one step. Raises `LostError`.

        - `call METHOD FAMILY/RESOURCE/…`: read the file of a call; its version is that of the quick index, or one
          that was read; a step names it only where the question does;
        - `open PATH`: read a file that is named in what is known, or lies in a folder that `SKILL.md` names and is
          called by a name that is known;
        - `part PATH HEADING`: read one section of such a file, by `sed`; its heading was listed by `grep`, or it is a
          recipe that `SKILL.md` names;
        - `follow LABEL`: read the file that a link of the last file leads to; versions are left out of the label;
        - `grep …`, `ls …`: what these commands print, with patterns of words that are known.
        """
        verb, _, rest = step.partition(" ")
        if verb == "call":
            self._open(self._file(rest))
        elif verb == "open":
            self._open(self._named(rest))
        elif verb == "part":
            path, _, heading = rest.partition(" ")
            self.read.append(self._section(self._named(path), heading))
        elif verb == "follow":
            self._open(self._target(rest))
        elif verb in ("grep", "ls"):
            self._run(verb, shlex.split(rest))
        else:
            raise LostError(f"there is no step {verb!r}")

    def _known(self, text: str) -> bool:
        return any(text.lower() in source.lower() for source in (self._question, self._skill, *self.read))

    def _text(self, path: str) -> str:
        try:
            return (self._root / path).read_text(encoding="utf-8")
        except FileNotFoundError:
            raise LostError(f"there is no file {path}") from None

    def _open(self, path: str) -> None:
        self.read.append(self._text(path))
        self._at = path

    def _named(self, path: str) -> str:
        """Return the path of a file that an assistant can name; a call's file is found by `_file` alone."""
        folder, _, name = path.rpartition("/")
        in_folder = f"`{folder}/" in self._skill and self._known(name.removesuffix(".md"))
        if path.startswith(_PREFIX) or not (self._known(path) or in_folder):
            raise LostError(f"nothing names {path}")
        return path

    def _file(self, call: str) -> str:
        """Return the file of a call by the rule of `SKILL.md`: `_` for each parameter, the method at the end."""
        if "write `_` for each `{…}`, end with the method" not in self._skill:
            raise LostError("SKILL.md does not say how the file of a call is named")
        match = _CALL.fullmatch(call)
        if match is None:
            raise LostError(f"{call!r} is no call")
        place = "/".join(filter(None, (match["family"], match["resource"])))
        tail = re.sub(r"\{[^}]*\}", "_", match["tail"])
        version = match["version"] or self._version_read(place, tail) or self._version_indexed(match, tail)
        if match["version"] and not self._known(f"{place}/{version}"):
            raise LostError(f"nothing names the version of {call}")
        return f"{_PREFIX}{place}/{version}{tail}/{match['method']}.md"

    def _version_read(self, place: str, tail: str) -> str:
        """Return the newest version under which something that was read has the path, if there is one."""
        pattern = re.compile(rf"\b{re.escape(place)}/(v[\d.]+){re.escape(tail)}(?=[:/\s`\])])")
        paths = (re.sub(r"\{[^}]*\}", "_", text) for text in (self._skill, *self.read))
        versions = [version for text in paths for version in pattern.findall(text)]
        return max(versions, key=lambda version: [int(number) for number in re.findall(r"\d+", version)], default="")

    def _version_indexed(self, call: re.Match[str], tail: str) -> str:
        """Return the version that the quick index gives for a resource, if it is the only one and has what is below."""
        family = self._skill.partition(f"**{call['family'].capitalize()}**\n")[2].partition("\n**")[0]
        resource = call["resource"] or call["family"]
        entry = re.search(rf"^- {re.escape(resource)} (v\S+) (?!v\d)(.*(?:\n  .*)*)", family, re.MULTILINE)
        below = tail.removeprefix("/_").strip("/").removesuffix("/_")
        if entry is None or (below and below not in re.findall(r"[\w-]+", entry[2])):
            raise LostError(f"nothing tells the version of {call[0]}")
        return entry[1]

    def _section(self, path: str, heading: str) -> str:
        """Return what stands from a heading to the next of its level or above."""
        text = self._text(path)
        told = f"| {heading} |" in self._skill or any(
            re.search(rf"^##+ {re.escape(heading)}$", page, re.M) for page in self.read
        )
        opening = re.search(rf"^(#+) {re.escape(heading)}\n", text, re.MULTILINE)
        if not told or opening is None:
            raise LostError(f"nothing tells of a section {heading!r} in {path}")
        end = re.search(rf"^#{{1,{len(opening[1])}}} ", text[opening.end() :], re.MULTILINE)
        return text[opening.start() : opening.end() + end.start() if end else len(text)]

    def _target(self, label: str) -> str:
        """Return the file that a link of the last file leads to."""
        text = self.read[-1] if self.read else self._skill
        for link in _LINK.finditer(text):
            if re.sub(r"`|/v\d[\d.]*", "", link[1]) == label:
                return posixpath.normpath(posixpath.join(posixpath.dirname(self._at), link[2].partition("#")[0]))
        raise LostError(f"no link {label!r} in what was read")

    def _run(self, command: str, words: list[str]) -> None:
        """Run `grep` or `ls` in the skill's folder: of a pattern every word has to be known, of a place every name.

        A place may be a call, which stands for its file.
        """
        options = [word for word in words if word.startswith("-")]
        rest = [word for word in words if word not in options]
        pattern, places = (rest[:1], rest[1:]) if command == "grep" else ([], rest)
        for word in re.findall(r"[A-Za-z]{3,}", "".join(pattern)):
            if not self._known(word):
                raise LostError(f"nothing names {word!r} to search for")
        files = [path for place in places for path in self._matching(place)]
        done = subprocess.run(
            [command, *options, *pattern, *files],
            cwd=self._root,
            env={**os.environ, "LC_ALL": "C"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if not done.stdout:
            raise LostError(f"{command} prints nothing: {done.stderr.strip()}")
        self.read.append(done.stdout)

    def _matching(self, place: str) -> list[str]:
        if " " in place:
            return [self._file(place)]
        unknown = [part for part in place.split("/") if not self._known(part)]
        if unknown or (place.startswith(_PREFIX) and place.endswith(".md")):
            raise LostError(f"nothing names {place}")
        return sorted(path.relative_to(self._root).as_posix() for path in self._root.glob(place))


def missing(needles: tuple[Needle, ...], texts: list[str]) -> list[str]:
    """Return the needles that no line of the texts has all parts of, and those that stand where they must not."""
    lines = [(line, calls_in(line)) for text in texts for line in lines_of(text)]
    lost = []
    for needle in needles:
        if isinstance(needle, Absent):
            if not _is_absent(needle, texts):
                lost.append(f"{needle.call} without {needle.text}")
        elif not any(all(_stands(part, line, calls) for part in needle) for line, calls in lines):
            lost.append(" + ".join(needle))
    return lost


def lines_of(text: str) -> list[str]:
    """Return the lines of a text: wrapped ones put together, and what is listed below a line with a colon after it."""
    lines = []
    above = ""
    for line in re.sub(r"\n +(?![-\d ])", " ", text).splitlines():
        if line and not _LISTED.match(line):
            above = line if line.endswith(":") else ""
        lines.append(f"{above} {line}" if above and above != line else line)
    return lines


def calls_in(line: str) -> tuple[str, ...]:
    """Return the calls that a line names by key or by file, in order, as `METHOD /path` with `_` for each parameter."""
    named = [*_NAMED.finditer(line), *_FILE.finditer(line)]
    in_order = sorted(named, key=lambda match: match.start())
    return tuple(f"{match['method']} {re.sub(r'{[^}]*}', '_', match['path'])}" for match in in_order)


def _stands(part: str, line: str, calls: tuple[str, ...]) -> bool:
    return calls_in(part)[0] in calls if _NAMED.fullmatch(part) else part in line


def _is_absent(needle: Absent, texts: list[str]) -> bool:
    """Tell whether a call was read about, and what must not stand is not in it."""
    pieces = [piece for text in texts for piece in re.split(r"^(?=# )", text, flags=re.MULTILINE)]
    named = (f"# {needle.call}\n", f"`{needle.call}` has no")
    about = [piece for piece in pieces if any(name in piece for name in named)]
    return bool(about) and not any(needle.text in piece for piece in about)
