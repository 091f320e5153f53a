"""Pages → text: the only place that knows Jinja. Templates loop and word; they decide and escape nothing.

Jinja is imported only when there is something to render: a run with nothing to do asks only where the templates are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ampeco_refgen.errors import UsageError
from ampeco_refgen.markdown.wrap import fitted
from ampeco_refgen.pages.page import LINES_WITHOUT_CONTENTS, Page
from ampeco_refgen.write import OWNER_MARK, RenderedFile

if TYPE_CHECKING:
    import jinja2

SKILL_OF_PROFILE = "skill-of-profile.md.j2"
_IN_EXPRESSIONS = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError, OSError)
"""What the expressions of a template, or the reading of its file, may raise beside Jinja's own exceptions."""
_SPACE_AT_END = re.compile(r"[ \t]+\n")
_EMPTY_LINES = re.compile(r"^```python\n.*?^```$|\n\n\n+", re.MULTILINE | re.DOTALL)
"""Several empty lines in a row, and code of Python, where two of them stand around a function."""


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

    `skill_template` is the text of a profile's template for a new `SKILL.md`, which is called `SKILL_OF_PROFILE`.
    A template is compiled when the first page needs it, and kept for the others. Raises `UsageError` where the folder
    has no template, or a file that would take the place of none.
    """

    def __init__(self, templates: Path | None = None, skill_template: str = "") -> None:
        self._templates = templates
        self._skill_template = skill_template
        if templates is not None:
            self._check_names(templates)

    def render(self, page: Page) -> RenderedFile:
        """Return the file of a page.

        Raises `UsageError` when a template is missing, broken, or asks for something that its page does not have.
        """
        import jinja2

        try:
            template = self._environment.get_template(page.template)
            text = template.render(owner_mark=OWNER_MARK, **page.context)
        except (jinja2.TemplateError, *_IN_EXPRESSIONS) as problem:
            if not isinstance(problem, jinja2.TemplateError) and not self._is_in_the_folder(problem):
                raise  # the fault is in the program
            raise self._unusable(page.template, problem, page.context) from None
        return RenderedFile(path=page.path, text=_without_needless_contents(page.contents, _tidy(text)))

    def all_of(self, pages: Iterable[Page]) -> tuple[RenderedFile, ...]:
        """Return the files of pages, in their order; raises as `render` does."""
        return tuple(map(self.render, pages))

    def _check_names(self, folder: Path) -> None:
        """Raise `UsageError` where a file in the folder is neither called like a template nor used by one that is."""
        ours = {path.name for path in own_templates().glob("*.j2")}
        paths = (path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file())
        names = [path.as_posix() for path in paths if not any(part.startswith(".") for part in path.parts)]
        if not names:
            hint = f"copy there what you want to change of {own_templates()}: {', '.join(sorted(ours))}"
            raise UsageError(f"the folder {folder} has no template", hint=hint)
        useless = [name for name in names if name not in ours]
        if useless and (useless := sorted(set(useless) - self._used_by(ours.intersection(names)))):
            nearest = get_close_matches(useless[0].rpartition("/")[2].lower(), ours, 1, 0.5)
            guess = f"did you mean {nearest[0]}? " if nearest else ""
            raise UsageError(
                f"{folder / useless[0]} takes the place of no template, so it would be ignored",
                hint=f"{guess}The templates are: {', '.join(sorted(ours))}",
            )

    def _used_by(self, templates: set[str]) -> set[str]:
        """Return the templates that those of these names include, import or extend, and what these use."""
        import jinja2
        from jinja2 import meta

        used: set[str] = set()
        pending = [*templates]
        while pending:
            name = pending.pop()
            try:
                source, _, _ = self._environment.loader.get_source(self._environment, name)  # type: ignore[union-attr]
                named = meta.find_referenced_templates(self._environment.parse(source, name))
            except (jinja2.TemplateError, OSError, ValueError) as problem:
                raise self._unusable(name, problem, {}) from None
            new = {other for other in named if other is not None} - used
            used |= new
            pending += new
        return used

    def _is_in_the_folder(self, problem: BaseException) -> bool:
        """Tell whether an exception came about in a template of the folder."""
        file, _ = _place_of(problem)
        return self._templates is not None and (not file or Path(file).is_relative_to(self._templates))

    def _unusable(self, template: str, problem: BaseException, names: Iterable[str]) -> UsageError:
        """Return the failure for a template that cannot be read or rendered: its file, the line, what is wrong there.

        `names` are those that its page gives it.
        """
        import jinja2

        file, line = _place_of(problem)
        place = file or str((self._templates or own_templates()) / template)
        reason = str(problem) if isinstance(problem, jinja2.TemplateError) else f"{type(problem).__name__}: {problem}"
        if isinstance(problem, jinja2.TemplateNotFound):
            reason = f"there is no template {problem.name!r}"
        elif isinstance(problem, UnicodeDecodeError):
            reason = "it is no UTF-8 text"
        hint = f"compare it with the project's, in {own_templates()}, or leave --templates away"
        if isinstance(problem, jinja2.UndefinedError) and (given := ", ".join(sorted(names))):
            hint = f"its page gives it {given}; {hint}"
        return UsageError(f"the template {f'{place}, line {line}' if line else place}: {reason}", hint=hint)

    @cached_property
    def _environment(self) -> jinja2.Environment:
        import jinja2

        of_profile = {SKILL_OF_PROFILE: self._skill_template} if self._skill_template else {}
        folders = [folder for folder in (self._templates, own_templates()) if folder is not None]
        return jinja2.Environment(
            loader=jinja2.ChoiceLoader([jinja2.FileSystemLoader(folders), jinja2.DictLoader(of_profile)]),
            undefined=jinja2.StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )


def _place_of(problem: BaseException) -> tuple[str, int]:
    """Return the file and line of a template where an exception came about, empty and 0 where there is none."""
    import jinja2

    if isinstance(problem, jinja2.TemplateSyntaxError):
        return problem.filename or "", problem.lineno
    file, line = "", 0
    step = problem.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename.endswith(".j2"):
            file, line = step.tb_frame.f_code.co_filename, step.tb_lineno
        step = step.tb_next
    return file, line


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
    return fitted(_EMPTY_LINES.sub(_fewer_lines, ended).strip("\n") + "\n")


def _fewer_lines(match: re.Match[str]) -> str:
    return re.sub(r"\n{4,}", "\n\n\n", match[0]) if match[0].startswith("`") else "\n\n"
