"""A result of an experiment and its figure."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, ClassVar

from . import _cogring
from .checks import path, text, whole
from .kinds import FigureWidth
from .plotting import plot_experiment
from .result import Result, reports

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Experiment"]


@reports("experiment")
class Experiment(Result):
    """A result of an experiment and its figure: ``result`` has the numbers, ``svg()`` draws them as the paper does."""

    __slots__ = ()
    _needs: ClassVar = ("figure", "result")
    figure: str

    @property
    def result(self) -> Any:
        """The numbers: a result, or a list of them."""
        value = self._fields["result"]
        return Result(value) if isinstance(value, dict) else [Result(part) for part in value]

    def svg(self, width: FigureWidth = "page") -> str:
        """The figure, for a page of 7 inches or a column of 3.3; nothing else is needed."""
        return _cogring.svg(self._fields["figure"], json.dumps(self._fields["result"]), text("width", width))

    def write_figure(self, directory: str | os.PathLike[str], *, width: FigureWidth = "page", dpi: int = 300) -> list[str]:
        """Writes the figure into a directory as SVG, PDF and PNG, with the numbers behind it as CSV, and returns the paths."""
        figure, result = self._fields["figure"], json.dumps(self._fields["result"])
        paths = _cogring.figure_files(figure, result, text("width", width), whole("dpi", dpi), path("directory", directory))
        return [os.fspath(written) for written in paths]

    def _repr_svg_(self) -> str:
        return self.svg()

    def _repr_html_(self) -> str:
        return self.svg()

    def plot(self, ax: Axes | None = None) -> Axes:
        """The same with matplotlib, on ``ax`` or a new figure."""
        return plot_experiment(self._fields["figure"], self._fields["result"], ax)

    def _caption(self) -> str:
        return str(self._fields["figure"])
