"""Exact solutions near trained networks."""

from __future__ import annotations

import json
import os
from typing import ClassVar

from . import _cogring
from .certificate import Certificate
from .errors import InputTypeError
from .handles import holds
from .network import Network
from .result import Result, reports
from .solution import Solution

__all__ = ["Snapping", "snap"]


class SnappedFrequency(Result):
    """One frequency of a snapped network."""

    __slots__ = ()
    k: int | str
    nodes: list[int]
    basis: str


@holds(_cogring.Snapping)
@reports("snapping", "irrep-snapping")
class Snapping(Result):
    """A trained network replaced by the exact solution that it approximates.

    ``network`` has the weights, every node in its trained place; None when nothing was snapped.
    """

    __slots__ = ("_core",)
    _needs: ClassVar = ("proved",)
    _core: _cogring.Snapping | None
    _nested: ClassVar = {"frequencies": SnappedFrequency}
    proved: bool
    obstacles: list[str]
    trained_loss: float
    loss: float | None
    accuracy: float | None
    moved: float | None
    live_nodes: int

    @classmethod
    def _of(cls, core: _cogring.Snapping, written: str | os.PathLike[str] | None) -> Snapping:
        made = cls(json.loads(core.json(written)))
        made._core = core
        return made

    def _snapped(self) -> _cogring.Snapping:
        core: _cogring.Snapping | None = getattr(self, "_core", None)
        if core is None:
            raise InputTypeError("a snapping that was read back has no weights: snap the network anew")
        return core

    @property
    def network(self) -> Network | None:
        """The weights, or None."""
        network = self._snapped().network
        return None if network is None else Network._of(network)

    @property
    def element(self) -> Solution | None:
        """The exact solution, with free parameters at frequencies, where every frequency or irrep has an exact form."""
        exact = self._snapped().exact()
        return None if exact is None else Solution._of(exact)

    def summary(self) -> str:
        """What the command prints for people; of a snapping that was read back, without its parameters."""
        core: _cogring.Snapping | None = getattr(self, "_core", None)
        return super().summary() if core is None else core.text().rstrip("\n")

    def certificate(self) -> Certificate:
        """The certificate that an exact solution lies within a radius of the written weights."""
        return Certificate(self._snapped().certificate())

    def __bool__(self) -> bool:
        return bool(self._fields["proved"])


def snap(network: Network, *, max_move: float | None = None, output: str | os.PathLike[str] | None = None) -> Snapping:
    """Replaces a network by the exact solution that it approximates, and proves that one's loss to be 0.

    max_move: how far the nodes of one frequency or irrep may move, relative to their norm; by default as the command has it.
    output: a file for the weights.

    >>> import cogring
    >>> snapping = cogring.load(cogring.example()).snap()
    >>> snapping.proved, snapping.loss < 1e-20, cogring.check(snapping.certificate()).valid
    (True, True, True)
    """
    if not isinstance(network, Network):
        raise InputTypeError(f"a network is snapped, not an object of type {type(network).__name__}")
    return network.snap(max_move=max_move, output=output)
