"""The experiments of the paper, and of the papers around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from . import _cogring
from .checks import each, maybe, number, path, text, whole
from .experiment import Experiment
from .group import Group, GroupLike
from .kinds import Method, Paths, StrPath, Target
from .loading import file_options, paths_of
from .result import Result, Sequential, reports

__all__ = [
    "PaperTable",
    "boundary",
    "curves",
    "decoupling",
    "energies",
    "evolution",
    "frequencies",
    "grokking",
    "modulation",
    "orders",
    "paper_table",
    "parameters",
    "potential_trajectory",
    "rates",
    "regimes",
]


@reports("table")
class PaperTable(Sequential):
    """The paper's table, next to the paper's values; iterates over its rows."""

    __slots__ = ()
    _items = "rows"
    rows: list[Result]

    @property
    def latex(self) -> str:
        """The table for LaTeX, with the package booktabs."""
        return self._latex()


def paper_table(paths: Paths, *, method: Method = "paper", group: GroupLike | None = None, within: float | None = None) -> PaperTable:
    """The paper's table from runs or networks, next to the paper's values.

    The runs of the paper are ``sweep({"group": [23, 71, 127], "seed": range(1, 6)}, "runs")``.

    within: raises ArgumentError when networks were not trained as the paper's are and cannot be compared.
    """
    limit = maybe(number, "within", within)
    said, _ = _cogring.reproduced_table(paths_of(paths), file_options(group), text("method", method), limit)
    return PaperTable._of_json(said)


def _reproduced(what: str, paths: Paths, method: Method, group: GroupLike | None, epochs: Iterable[int] = ()) -> Experiment:
    listed = each(whole, "epochs", epochs)
    return Experiment._of_json(_cogring.reproduced(what, paths_of(paths), file_options(group), text("method", method), listed))


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


class _OfRuns(Protocol):
    def __call__(self, paths: Paths) -> Experiment: ...


def _of_runs(what: str, about: str) -> _OfRuns:
    """The experiment over runs that the command trains by a plan of the same name."""

    def of_runs(paths: Paths) -> Experiment:
        return _reproduced(what, paths, "paper", None)

    of_runs.__name__ = of_runs.__qualname__ = what
    of_runs.__doc__ = f"""{about}

    Those that the command trains are ``sweep(plan("{what}"), "{what}")``.
    """
    return of_runs


boundary = _of_runs("boundary", "How much data it takes to generalize, from runs of several groups and train fractions.")
grokking = _of_runs("grokking", "Memorizing first, generalizing later, and the gradient that reaches the features, from runs.")
rates = _of_runs("rates", "Test accuracy, energy and purity of the filters against the learning rate, from runs near the boundary.")
energies = _of_runs("energies", "The filters that runs with several learning rates learn, with their energies.")
modulation = _of_runs("modulation", "Which irreps runs learn when, and the energy that is left for the filters to climb.")


def curves(paths: Paths, *, split: StrPath | None = None, target: Target = "zero-mean", group: GroupLike | None = None) -> Experiment:
    """Loss and accuracy over epochs."""
    file = maybe(path, "split", split)
    return Experiment._of_json(_cogring.reproduced_curves(paths_of(paths), file_options(group), file, text("target", target)))


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
    listed, samples, seed = each(whole, "widths", widths), whole("samples", samples), whole("seed", seed)
    return Experiment._of_json(_cogring.reproduced_decoupling(Group(group)._core, listed, samples, seed))


def regimes(
    group: GroupLike = 7,
    *,
    activation: str = "square",
    train_fraction: float | None = None,
    widths: Sequence[int] | None = None,
    decays: Sequence[float] | None = None,
    seed: int = 0,
) -> Experiment:
    """What the readout of random features sends back to them, ‖G_F‖, over width and weight decay; nothing is trained.

    train_fraction: the share of the pairs that are samples, by default 30 of 49. widths, decays: by default as the command has them.

    >>> import cogring
    >>> found = cogring.regimes(widths=[256], decays=[0.0, 10.0]).result
    >>> found.samples, [point.gradient > 0.1 for point in found.points]
    (30, [False, True])
    """
    listed = None if widths is None else each(whole, "widths", widths)
    decayed = None if decays is None else each(number, "decays", decays)
    core, share, seed = Group(group)._core, maybe(number, "train_fraction", train_fraction), whole("seed", seed)
    return Experiment._of_json(_cogring.reproduced_regimes(core, text("activation", activation), share, listed, decayed, seed))
