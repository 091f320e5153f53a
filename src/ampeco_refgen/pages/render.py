"""Pages → text: the only place that knows Jinja. Templates loop and word; they decide and escape nothing.

Jinja is imported only when there is something to render: a run with nothing to do asks only where the templates are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ampeco_refgen.errors import UsageError
from ampeco_refgen.markdown.wrap import fitted
from ampeco_refgen.pages.page import LINES_WITHOUT_CONTENTS, Page
from ampeco_refgen.write import OWNER_MARK, RenderedFile

if TYPE_CHECKING:
    import jinja2

_SPACE_AT_END = re.compile(r"[ \t]+\n")
_EMPTY_LINES = re.compile(r"\n\n\n+")


def own_templates() -> Path:
    """Return the folder of the project's templates: that of a checkout, else the one inside the installed wheel.

    A checkout comes first, since a copy within its package would be that of an earlier build.
    """
    checkout = Path(__file__).parents[3]
    if (checkout / "pyproject.toml").is_file():
        return checkout / "templates"
    return Path(__file__).parents[1] / "templates"


class Renderer:
    """Renders pages with the project's templates; a template in the folder `templates` takes the place of its namesake.

    A template is compiled when the first page needs it, and kept for the others.
    """

    def __init__(self, templates: Path | None = None) -> None:
        self._templates = templates

    def render(self, page: Page) -> RenderedFile:
        """Return the file of a page.

        Raises `UsageError` when a template is missing, broken, or asks for something that its page does not have.
        """
        import jinja2

        try:
            template = self._environment.get_template(page.template)
            text = template.render(owner_mark=OWNER_MARK, **page.context)
        except jinja2.TemplateError as problem:
            raise UsageError(
                f"the template {page.template} cannot be rendered: {problem}",
                hint="check the folder given with --templates against the project's templates/",
            ) from None
        return RenderedFile(path=page.path, text=_without_needless_contents(page.contents, _tidy(text)))

    def all_of(self, pages: Iterable[Page]) -> tuple[RenderedFile, ...]:
        """Return the files of pages, in their order; raises as `render` does."""
        return tuple(map(self.render, pages))

    @cached_property
    def _environment(self) -> jinja2.Environment:
        import jinja2

        folders = [folder for folder in (self._templates, own_templates()) if folder is not None]
        return jinja2.Environment(
            loader=jinja2.FileSystemLoader(folders),
            undefined=jinja2.StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )


def _without_needless_contents(contents: tuple[str, ...], text: str) -> str:
    """Return a page's text, without the contents if it is short; only the rendered text shows how long it is."""
    if not contents or text.count("\n") > LINES_WITHOUT_CONTENTS:
        return text
    return text.replace("{}\n\n".format("\n".join(contents)), "", 1)


def _tidy(text: str) -> str:
    """Return a rendered text without what templates leave: spaces at line ends, and several empty lines in a row.

    It begins with no empty line and ends with one line end. Lines that became too long in a template are broken.
    """
    ended = _SPACE_AT_END.sub("\n", text) if " \n" in text or "\t\n" in text else text
    return fitted(_EMPTY_LINES.sub("\n\n", ended).strip("\n") + "\n")
