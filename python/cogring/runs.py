"""Runs of training, as they lie in their directories."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import numpy.typing as npt

from . import _cogring
from .checks import path, whole
from .kinds import StrPath
from .network import Network
from .result import Result, reports

if TYPE_CHECKING:
    import pandas

__all__ = ["Record", "Run"]


class Record(Result):
    """Losses and accuracies before the step of an epoch; those of no pairs are None."""

    __slots__ = ()
    epoch: int
    train_loss: float
    test_loss: float | None
    train_accuracy: float
    test_accuracy: float | None
    live_nodes: int


@reports("run")
class Run(Result):
    """A run of training, finished or not: how far it has come, and the files of its directory.

    ``Run(directory)`` opens one that was trained before, also by the command.
    """

    __slots__ = ()
    _nested: ClassVar = {"last": Record}
    directory: str
    finished: bool
    epoch: int
    last: Record | None

    def __init__(self, source: StrPath | Mapping[str, Any]) -> None:
        super().__init__(source if isinstance(source, Mapping) else _opened(source))

    def _core(self) -> _cogring.Run:
        return _cogring.Run(self._fields["directory"])

    @property
    def config(self) -> dict[str, Any]:
        """Everything that determines the run."""
        config: dict[str, Any] = json.loads(self._core().config())
        return config

    @property
    def log(self) -> list[Record]:
        """The records so far."""
        return [Record(record) for record in json.loads(self._core().log())]

    @property
    def checkpoints(self) -> list[int]:
        """The epochs of the networks that were kept."""
        return self._core().checkpoints()

    @property
    def network(self) -> Network:
        """The network after the last step.

        Raises ArgumentError when the run is not finished.
        """
        return Network._of(self._core().network(None), os.path.join(self._fields["directory"], "final.npz"))

    def network_at(self, epoch: int) -> Network:
        """The network before the step of an epoch that was kept."""
        return Network._of(self._core().network(whole("epoch", epoch)))

    @property
    def layers(self) -> dict[str, npt.NDArray[np.float64]]:
        """The layers after the last step, of any number of operands: W_a, W_b, W_c of two, else W_1, ..., W_k, W_c.

        Raises ArgumentError when the run is not finished.
        """
        return dict(self._core().layers(None))

    def layers_at(self, epoch: int) -> dict[str, npt.NDArray[np.float64]]:
        """The layers before the step of an epoch that was kept."""
        return dict(self._core().layers(whole("epoch", epoch)))

    @property
    def pairs(self) -> npt.NDArray[np.bool_]:
        """The pairs that it trains on: truth values, shape [d, d]; [d, ..., d] of k operands."""
        pairs, operands = self._core().pairs()
        d = round(len(pairs) ** (1 / operands))
        return np.array(pairs, dtype=bool).reshape((d,) * operands)

    def to_pandas(self) -> pandas.DataFrame:
        """The log, a row for every record."""
        from pandas import DataFrame

        return DataFrame(json.loads(self._core().log())).set_index("epoch")


def _opened(directory: StrPath) -> dict[str, Any]:
    directory = path("a run", directory)
    run = _cogring.Run(directory)
    records = json.loads(run.log())
    last = records[-1] if records else None
    epoch = last["epoch"] if last else 0
    return {"directory": directory, "finished": run.is_finished, "epoch": epoch, "last": last}
