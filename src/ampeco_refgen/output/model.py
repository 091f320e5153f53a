"""What the stages of this room hand on: `RenderedFile` (text in memory), `Plan` and `WriteReport` (what changed)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedFile:
    """A file of the bundle: `path` relative to the bundle's root with `/`, `text` with LF line ends."""

    path: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What must be done to make a folder hold the bundle: nothing is touched before `bundle.apply`."""

    writes: tuple[RenderedFile, ...]
    removals: tuple[str, ...]
    unchanged: tuple[str, ...]

    @property
    def drift(self) -> tuple[str, ...]:
        """The paths that differ from the bundle, sorted."""
        return tuple(sorted([file.path for file in self.writes] + list(self.removals)))


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteReport:
    """What was done: paths relative to the bundle's root."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
