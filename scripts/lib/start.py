"""Starts ampeco-refgen, a lookup or the tests in place of the calling process, for refgen.py and test.py.

Here and in what this imports, the syntax and the standard library are those of Python 3.6: any Python can come first on
somebody's PATH. What is only needed to set up an environment is imported only then.
"""

import os
import shlex
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Callable, List, NoReturn, Optional

from environment import WINDOWS, CannotSetUpError, Environment, find_python, say

ROOT = Path(__file__).resolve().parents[2]
"""The folder of the skill."""
LOOKUPS = ("search", "show", "stats", "version")
"""The commands that `scripts/lookup.py` answers, which needs a Python from 3.9 on and no environment."""
UNAVAILABLE = 69
"""EX_UNAVAILABLE of sysexits.h: ampeco-refgen itself never ends with it, so a caller can tell the two apart."""
INTERRUPTED = 130
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""Windows has no SIGHUP."""


def guarded(run: Callable[[], int]) -> NoReturn:
    """End the process with the exit code of `run`, or, where that is interrupted, in one line with 130."""
    try:
        for number in _SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` and jobs in the background have it
                signal.signal(number, _end)
        if hasattr(signal, "pthread_sigmask"):  # the caller may have blocked it until now; Windows has no such thing
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        code = run()
    except KeyboardInterrupt:
        say("interrupted: nothing half-written is left")
        code = INTERRUPTED
    except CannotSetUpError as problem:
        say(f"error: {problem.message}\n  {problem.hint}")
        code = UNAVAILABLE
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is said: Python's own end would let Ctrl-C kill the process
    sys.exit(code)


def _end(number: int, _: Optional[FrameType]) -> NoReturn:
    for ignored in _SIGNALS:
        signal.signal(ignored, signal.SIG_IGN)  # a second Ctrl-C is not to disturb what the first one sets off
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(128 + number)


def run_program(arguments: List[str]) -> int:
    """Run ampeco-refgen in place of this process; where the system cannot do that, return its exit code.

    `AMPECO_REFGEN_COMMAND` names another executable to run instead: one that is installed already, say, on a machine
    where nothing may be set up. Raises `CannotSetUpError`.
    """
    os.environ["AMPECO_REFGEN_SKILL"] = str(ROOT)  # what is meant where the current folder is no skill
    os.environ.setdefault("AMPECO_REFGEN_CALLED", _called())  # hints repeat it
    named = os.environ.get("AMPECO_REFGEN_COMMAND")
    if named:
        try:
            return _start([named, *arguments])
        except OSError as problem:
            message = f"{named}, which AMPECO_REFGEN_COMMAND names, cannot be run: {problem.strerror}."
            raise CannotSetUpError(message, "Unset the variable, or give the path of an executable.") from None
    if arguments[:1] and arguments[0] in LOOKUPS:
        if sys.version_info >= (3, 9):
            return _look_up()
        python = find_python((3, 9))
        if python:
            return _start([python, str(ROOT / "scripts" / "lookup.py"), *arguments], answers_interrupts=True)
    python = _prepared("runtime")
    return _start([python, "-P", "-m", "ampeco_refgen", *arguments], answers_interrupts=True)


def _look_up() -> int:
    """Run `scripts/lookup.py` in this process, which is quicker, and return its exit code."""
    sys.path.insert(0, str(ROOT / "scripts"))
    import lookup

    signal.signal(signal.SIGINT, lookup.leave)
    return lookup.run()


def run_tests(arguments: List[str]) -> int:
    """Run pytest on this project in place of this process, whatever the current folder, as `run_program` does."""
    python = _prepared("test")
    os.chdir(str(ROOT))
    # -P keeps modules in the current folder from being imported.
    return _start([python, "-P", "-m", "pytest", "--numprocesses", "auto", "--maxprocesses", "4", *arguments])


def _called() -> str:
    """Return the command that was typed, quoted for the shell."""
    if WINDOWS:
        import subprocess

        return subprocess.list2cmdline(["py", sys.argv[0]])
    return f"python3 {shlex.quote(sys.argv[0])}"


def _prepared(group: str) -> str:
    """Return the Python of the environment of a group, which is made where there is none."""
    environment = Environment.of(ROOT, group)
    if not environment.is_ready():
        from set_up import set_up

        set_up(environment)
    environment.hold()
    return str(environment.python)


def _start(command: List[str], *, answers_interrupts: bool = False) -> int:
    """Run a program in place of this process. Where the system cannot do that, return its exit code.

    Until a program of ours can answer Ctrl-C itself, which it does before all else, the signal waits: Python, while it
    starts, would answer with a traceback.
    """
    if not WINDOWS:  # what that calls exec leaves the shell behind, which goes on while the program runs
        if answers_interrupts:
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        os.execvp(command[0], command)
    import subprocess

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program gets it as well, and says what is to be said
    return subprocess.call(command)
