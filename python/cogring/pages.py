"""Pages about runs."""

from __future__ import annotations

from . import _cogring
from .checks import maybe, path, text
from .group import GroupLike
from .kinds import Method, Paths, StrPath
from .loading import file_options, paths_of
from .result import Result, Sequential, reports

__all__ = ["Report", "report"]


@reports("page")
class Report(Sequential):
    """All that is known of runs; ``html`` is a page that needs nothing else."""

    __slots__ = ("html",)
    _items = "runs"
    html: str
    runs: list[Result]


def report(
    paths: Paths,
    output: StrPath | None = None,
    *,
    title: str | None = None,
    method: Method = "translations",
    group: GroupLike | None = None,
) -> Report:
    """A self-contained page about runs or a network: training, frequencies, forms over epochs, factorization."""
    how, named, file = text("method", method), maybe(text, "title", title), maybe(path, "output", output)
    said, html = _cogring.pages(paths_of(paths), file_options(group), how, named, file)
    made = Report._of_json(said)
    made.html = html
    return made
