"""What is asked of files: taken apart, verified, compared, written as others."""

from __future__ import annotations

from . import _cogring
from .checks import path, text
from .factorization import FactorReport
from .group import GroupLike
from .kinds import Method, Paths, StrPath, Target
from .loading import file_options, paths_of
from .network import Comparison, Network, Verification, load
from .result import Result, reports

__all__ = ["Conversion", "compare", "convert", "factor", "verify"]


@reports("conversion")
class Conversion(Result):
    """A network that was written to a file of another type."""

    __slots__ = ()
    input: str
    output: str
    width: int


def factor(paths: Paths, *, method: Method = "translations", group: GroupLike | None = None, map: str | None = None) -> FactorReport:
    """Networks in files or runs taken apart: what the command ``factor`` says; a history gives a row per epoch.

    >>> import cogring
    >>> found = cogring.factor([cogring.example("d23_seed3")])
    >>> len(found), next(iter(found))[2].form
    (1, 'nu*syn')
    """
    found, stored = file_options(group, map, True), file_options(group, map)
    return FactorReport._of_json(_cogring.factor_files(paths_of(paths), found, stored, text("method", method)))


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
    return Verification._of_json(_cogring.verify_file(path("source", source), file_options(group, map, True), text("target", target)))


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
        both = [side if isinstance(side, Network) else load(side, group=group, map=map, scale=1) for side in (left, right)]
        return both[0].compare(both[1])
    return Comparison._of_json(_cogring.compare_files(path("left", left), path("right", right), file_options(group, map)))


def convert(input: StrPath, output: StrPath, *, group: GroupLike | None = None, map: str | None = None) -> Conversion:
    """Reads a network from any type of file and writes it as another."""
    return Conversion._of_json(_cogring.convert(path("input", input), path("output", output), file_options(group, map)))
