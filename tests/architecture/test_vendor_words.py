"""What is AMPECO's own is data: no line of the program outside `profiles/` names a thing of its API, or the vendor."""

import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "ampeco_refgen"
_WORDS = re.compile(
    r"ampeco|charge[-_ ]?points?|\bevses?\b|evse[A-Z_\[-]|roaming|tariff|charging|\b(?:rfid|ocpp|ocpi|emsp|cpo)\b",
    re.I,
)
_PACKAGE = re.compile(r"ampeco[-_]refgen|AMPECO_(?:REFGEN|SPEC)\w*", re.I)
"""The name of the package, and of the environment variables that begin with it."""


def test_no_line_outside_the_profiles_names_a_thing_of_the_vendor():
    told = [
        f"{path.relative_to(SOURCE)}:{number}: {line.strip()}"
        for path in sorted(SOURCE.rglob("*.py"))
        if "profiles" not in path.relative_to(SOURCE).parts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if _WORDS.search(_PACKAGE.sub("", line))
    ]
    assert told == []


def test_templates_name_none_either():
    told = [
        f"{path.name}: {line}"
        for path in sorted((SOURCE.parents[1] / "templates").glob("*.j2"))
        for line in path.read_text("utf-8").splitlines()
        if _WORDS.search(_PACKAGE.sub("", line))
    ]
    assert told == []
