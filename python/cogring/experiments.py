"""The experiments of the paper, and what is asked of files."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, Union

from . import _cogring
from .errors import InputTypeError
from .expression import Expression, Number, given
from .factorization import FactorReport
from .group import Group, GroupLike, group_core
from .kinds import FigureWidth, Method, Target
from .loading import options
from .network import Comparison, Network, Verification
from .result import Result, Sequential, reports

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "Conversion",
    "Experiment",
    "Features",
    "Landscape",
    "PaperTable",
    "Potentials",
    "Report",
    "boundary",
    "compare",
    "convert",
    "curves",
    "decoupling",
    "energies",
    "evolution",
    "factor",
    "features",
    "frequencies",
    "grokking",
    "landscape",
    "modulation",
    "orders",
    "paper_table",
    "parameters",
    "potential_trajectory",
    "potentials",
    "rates",
    "report",
    "verify",
]

StrPath = Union[str, "os.PathLike[str]"]
Paths = Union[StrPath, Iterable[StrPath]]


def _paths(paths: Paths) -> list[str]:
    if isinstance(paths, (str, os.PathLike)):
        return [os.fspath(paths)]
    listed = list(paths)
    for path in listed:
        if not isinstance(path, (str, os.PathLike)):
            raise InputTypeError(f"files are named by texts or paths, not by an object of type {type(path).__name__}")
    return [os.fspath(path) for path in listed]


def _how(group: GroupLike | None, map: str | None, finds_scale: bool = False) -> Any:
    return options(group, map, None, None, None, finds_scale)


@reports("experiment")
class Experiment(Result):
    """A result of an experiment and its figure: ``result`` has the numbers, ``svg()`` draws them as the paper does."""

    __slots__ = ()
    figure: str

    @property
    def result(self) -> Any:
        """The numbers: a result, or a list of them."""
        value = self._fields["result"]
        return Result(value) if isinstance(value, dict) else [Result(part) for part in value]

    def svg(self, width: FigureWidth = "page") -> str:
        """The figure, for a page of 7 inches or a column of 3.3; nothing else is needed."""
        return _cogring.svg(self._fields["figure"], json.dumps(self._fields["result"]), width)

    def _repr_svg_(self) -> str:
        return self.svg()

    def _repr_html_(self) -> str:
        return self.svg()

    def plot(self, ax: Axes | None = None) -> Axes:
        """The same with matplotlib, on ``ax`` or a new figure."""
        from .plotting import plot_experiment

        return plot_experiment(self, ax)

    def _caption(self) -> str:
        return str(self._fields["figure"])


@reports("potentials")
class Potentials(Sequential):
    """Sum potentials and their values; iterates over them."""

    __slots__ = ()
    _items = "potentials"
    path: str
    group: Any
    scale: str
    potentials: list[Result]


@reports("conversion")
class Conversion(Result):
    """A network that was written to a file of another type."""

    __slots__ = ()
    input: str
    output: str
    width: int


@reports("table")
class PaperTable(Sequential):
    """The paper's table, next to the paper's values; iterates over its rows."""

    __slots__ = ()
    _items = "rows"
    rows: list[Result]


@reports("page")
class Report(Sequential):
    """All that is known of runs; ``html`` is a page that needs nothing else."""

    __slots__ = ("html",)
    _items = "runs"
    html: str
    runs: list[Result]

    def _repr_html_(self) -> str:
        return super()._repr_html_()


def factor(paths: Paths, *, method: Method = "translations", group: GroupLike | None = None, map: str | None = None) -> FactorReport:
    """Networks in files or runs taken apart: what the command ``factor`` says; a history gives a row per epoch.

    >>> import cogring
    >>> found = cogring.factor([cogring.example("d23_seed3")])
    >>> len(found), next(iter(found))[2].form
    (1, 'nu*syn')
    """
    found, stored = _how(group, map, True), _how(group, map)
    return FactorReport._of_json(_cogring.factor_files(_paths(paths), found, stored, method))


def verify(
    source: StrPath | Network, target: Target = "zero-mean", *, group: GroupLike | None = None, map: str | None = None
) -> Verification:
    """Whether a network, or the one in a file, solves the task to working precision, measured two independent ways.

    >>> import cogring
    >>> cogring.verify(cogring.construct("order6", 7).network).is_solution
    True
    """
    if isinstance(source, Network):
        return source.verify(target)
    return Verification._of_json(_cogring.verify_file(os.fspath(source), _how(group, map, True), target))


def compare(left: StrPath | Network, right: StrPath | Network, *, group: GroupLike | None = None, map: str | None = None) -> Comparison:
    """How far two networks are apart, up to order and gauge of the nodes and symmetries of the task.

    >>> import cogring
    >>> net = cogring.construct("narrow", 5).network
    >>> cogring.compare(net, net).distance < 1e-6
    True
    """
    if isinstance(left, Network) and isinstance(right, Network):
        return left.compare(right)
    if isinstance(left, Network) or isinstance(right, Network):
        from .network import load

        both = [side if isinstance(side, Network) else load(side, group=group, map=map, scale=1) for side in (left, right)]
        return both[0].compare(both[1])
    return Comparison._of_json(_cogring.compare_files(os.fspath(left), os.fspath(right), _how(group, map)))


def convert(input: StrPath, output: StrPath, *, group: GroupLike | None = None, map: str | None = None) -> Conversion:
    """Reads a network from any type of file and writes it as another."""
    return Conversion._of_json(_cogring.convert(os.fspath(input), os.fspath(output), _how(group, map)))


def potentials(
    element: Expression | StrPath,
    group: GroupLike | None = None,
    frequencies: Sequence[str | tuple[int, int, int]] = (),
    *,
    input: Literal["a", "b"] | None = None,
    largest: int = 20,
    raw: bool = False,
    map: str | None = None,
    **values: Number,
) -> Potentials:
    """Sum potentials r_{k1 k2 k}, or with ``input`` r_{p k1 k2 k}, of a network in a file, a construction or an expression.

    frequencies: triples; without any the ``largest`` are listed.
    raw: at the scale of the weights instead of the theory's.

    >>> import cogring
    >>> [r.exact for r in cogring.potentials("order6", 7, [(1, 1, 1), (1, 1, 2)])]
    ['1', '0']
    """
    text = str(element) if isinstance(element, Expression) else os.fspath(element)
    core, how = group_core(group), _how(group, map)
    return Potentials._of_json(_cogring.potentials(text, core, how, triples(frequencies), input, int(largest), given(values), bool(raw)))


def triples(frequencies: Iterable[str | tuple[Any, Any, Any]]) -> list[str]:
    """Triples of frequencies as they are written."""

    def written(k: Any) -> str:
        return "(" + ",".join(map(str, k)) + ")" if isinstance(k, tuple) else str(k)

    return [triple if isinstance(triple, str) else ",".join(map(written, triple)) for triple in frequencies]


@reports("features")
class Features(Sequential):
    """The features of trained networks with any activation: irreps, purity and energy of every filter; iterates over networks."""

    __slots__ = ()
    _items = "networks"
    networks: list[Result]


@reports("landscape")
class Landscape(Result):
    """Where filters end that climb their energy from random starts."""

    __slots__ = ()


def features(paths: Paths, *, group: GroupLike | None = None, map: str | None = None, activation: str | None = None) -> Features:
    """The features of networks in files or runs: irreps, purity and energy of every filter [a_j; b_j].

    >>> import cogring
    >>> len(cogring.features(cogring.example("D5")))
    1
    """
    how = options(group, map, None, activation, None, False)
    return Features._of_json(_cogring.features(_paths(paths), how))


def landscape(
    group: GroupLike,
    *,
    activation: str = "square",
    centring: str = "sample-mean",
    train_fraction: float = 1.0,
    learned: Sequence[str] = (),
    starts: int = 200,
    seed: int = 0,
) -> Landscape:
    """The features of a group: filters climb their energy from random starts, and end on irreps.

    learned: irreps that are learned already, by their labels: what is left of the energy is climbed.
    """
    core, named = Group(group)._core, [str(label) for label in learned]
    return Landscape._of_json(_cogring.landscape(core, activation, centring, train_fraction, named, starts, seed))


def report(
    paths: Paths,
    output: StrPath | None = None,
    *,
    title: str | None = None,
    method: Method = "translations",
    group: GroupLike | None = None,
) -> Report:
    """A self-contained page about runs or a network: training, frequencies, forms over epochs, factorization."""
    output = None if output is None else os.fspath(output)
    text, html = _cogring.pages(_paths(paths), _how(group, None), method, title, output)
    made = Report._of_json(text)
    made.html = html
    return made


def paper_table(paths: Paths, *, method: Method = "paper", group: GroupLike | None = None, within: float | None = None) -> PaperTable:
    """The paper's table from runs or networks, next to the paper's values.

    within: raises ArgumentError when networks were not trained as the paper's are and cannot be compared.
    """
    text, _ = _cogring.reproduced_table(_paths(paths), _how(group, None), method, within)
    return PaperTable._of_json(text)


def _reproduced(what: str, paths: Paths, method: Method, group: GroupLike | None, epochs: Iterable[int] = ()) -> Experiment:
    listed = [int(epoch) for epoch in epochs]
    return Experiment._of_json(_cogring.reproduced(what, _paths(paths), _how(group, None), method, listed))


def orders(paths: Paths, *, method: Method = "paper", group: GroupLike | None = None) -> Experiment:
    """Histograms of the order per frequency, by group and weight decay.

    >>> import cogring
    >>> cogring.orders(cogring.example()).svg().startswith("<svg")
    True
    """
    return _reproduced("orders", paths, method, group)


def parameters(paths: Paths, *, method: Method = "paper", group: GroupLike | None = None) -> Experiment:
    """Histograms of the angles of ξ, ν, α and β."""
    return _reproduced("parameters", paths, method, group)


def frequencies(paths: Paths, epochs: Iterable[int] = (), *, method: Method = "paper", group: GroupLike | None = None) -> Experiment:
    """The magnitude |z_a| of every frequency and hidden node, at several epochs of one run."""
    return _reproduced("frequencies", paths, method, group, epochs)


def potential_trajectory(paths: Paths, *, method: Method = "paper", group: GroupLike | None = None) -> Experiment:
    """Sum potentials over the epochs of one run."""
    return _reproduced("potentials", paths, method, group)


def evolution(paths: Paths, *, method: Method = "paper", group: GroupLike | None = None) -> Experiment:
    """The form of every frequency over the epochs of one run."""
    return _reproduced("evolution", paths, method, group)


def boundary(paths: Paths) -> Experiment:
    """How much data it takes to generalize, from runs of several groups and train fractions."""
    return _reproduced("boundary", paths, "paper", None)


def grokking(paths: Paths) -> Experiment:
    """Memorizing first, generalizing later, and the gradient that reaches the features, from runs."""
    return _reproduced("grokking", paths, "paper", None)


def rates(paths: Paths) -> Experiment:
    """Test accuracy, energy and purity of the filters against the learning rate, from runs near the boundary."""
    return _reproduced("rates", paths, "paper", None)


def energies(paths: Paths) -> Experiment:
    """The filters that runs with several learning rates learn, with their energies."""
    return _reproduced("energies", paths, "paper", None)


def modulation(paths: Paths) -> Experiment:
    """Which irreps runs learn when, and the energy that is left for the filters to climb."""
    return _reproduced("modulation", paths, "paper", None)


def curves(paths: Paths, *, split: StrPath | None = None, target: Target = "zero-mean", group: GroupLike | None = None) -> Experiment:
    """Loss and accuracy over epochs."""
    split = None if split is None else os.fspath(split)
    return Experiment._of_json(_cogring.reproduced_curves(_paths(paths), _how(group, None), split, target))


def decoupling(
    group: GroupLike = 7,
    widths: Sequence[int] = (16, 32, 64, 128, 256, 512, 1024, 2048),
    *,
    samples: int = 5,
    seed: int = 0,
) -> Experiment:
    """How the kernel by which potentials move each other becomes diagonal with width.

    >>> import cogring
    >>> [point.width for point in cogring.decoupling(3, [8, 16], samples=2).result.points]
    [8, 16]
    """
    return Experiment._of_json(_cogring.reproduced_decoupling(Group(group)._core, list(widths), samples, seed))
