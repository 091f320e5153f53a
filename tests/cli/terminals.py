"""Commands on a terminal of the system (pty), and what is to be seen on its screen in the end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from select import select

COLUMNS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTerminal:
    """How a run ended, and all that its terminal got."""

    code: int
    text: str

    @property
    def screen(self) -> list[str]:
        """The lines that are seen in the end, without blanks at their ends."""
        lines: list[list[str]] = [[]]
        column = 0
        for character in self.text:
            if character == "\n":
                lines.append([])
            elif character == "\r":
                column = 0
            else:
                lines[-1][column : column + 1] = [character]
                column += 1
        return "\n".join("".join(line).rstrip() for line in lines).rstrip("\n").splitlines()


def on_terminal(
    *arguments: str | Path,
    columns: int = COLUMNS,
    typing: Callable[[str], str] | None = None,
    env: dict[str, str] | None = None,
) -> OnTerminal:
    """Run the program with stdin and stderr on a terminal of its own, so many columns wide, and stdout nowhere.

    `typing` says what somebody types once, given what stands there so far.
    """
    command = [sys.executable, "-m", "ampeco_refgen", *map(str, arguments)]
    return command_on_terminal(command, columns=columns, typing=typing, env=env, stdout=subprocess.DEVNULL)


def command_on_terminal(
    command: Sequence[str],
    *,
    columns: int = COLUMNS,
    typing: Callable[[str], str] | None = None,
    env: dict[str, str] | None = None,
    stdout: int | None = None,
    cwd: Path | None = None,
) -> OnTerminal:
    """Run a command with all its streams on a terminal of its own, stdout too unless it is given."""
    import fcntl
    import pty
    import termios

    def control() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, columns))
    process = subprocess.Popen(
        command,
        stdin=slave,
        stdout=slave if stdout is None else stdout,
        stderr=slave,
        env={**os.environ, "TERM": "xterm", "COLUMNS": str(columns), **(env or {})},
        cwd=cwd,
        start_new_session=True,
        preexec_fn=control,
    )
    os.close(slave)
    try:
        text = _all_of(master, typing)
        code = process.wait(timeout=10)
    finally:
        os.close(master)
        process.kill()
    return OnTerminal(code=code, text=text)


def _all_of(master: int, typing: Callable[[str], str] | None) -> str:
    """Return what comes to a terminal until the last program has closed it."""
    text, end = b"", time.monotonic() + 60
    while time.monotonic() < end:
        ready, _, _ = select([master], [], [], 1)
        try:
            came = os.read(master, 65_536) if ready else None
        except OSError:  # Linux's way to say that it is closed
            came = b""
        if came == b"":
            return text.decode()
        text += came or b""
        if typing is not None and (typed := typing(text.decode(errors="replace"))):
            os.write(master, typed.encode())
            typing = None
    raise TimeoutError(text)
