"""What is told of runs while they are trained."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Callable
from typing import Any, Union

from . import _cogring
from .network import Network
from .runs import Record

__all__ = ["Bar", "Callback", "Progress", "Watcher", "Watchers", "log"]

log = logging.getLogger("cogring")

#: The last argument is a Network, or of other numbers of operands than two a dict of layers.
Callback = Callable[[int, Record, Any], Any]
Progress = Union[bool, Callable[[int, int], Any]]


class Watcher:
    """What the engine tells of one run."""

    def __init__(self, epochs: int, callback: Callback | None, shown: Bar) -> None:
        self.epochs, self.callback, self.shown = epochs, callback, shown

    def step(self, epoch: int) -> None:
        self.shown(epoch, self.epochs)

    def record(self, record: str, network: _cogring.Network | list[tuple[str, Any]] | None) -> None:
        if self.callback is not None and network is not None:
            of = Record(json.loads(record))
            self.callback(of.epoch, of, dict(network) if isinstance(network, list) else Network._of(network))

    def warning(self, text: str) -> None:
        log.warning(text)


class Watchers:
    """What the engine tells of many runs at once."""

    def __init__(self, epochs: int, shown: Bar) -> None:
        self.done: dict[str, int] = {}
        self.total, self.shown = epochs, shown

    def step(self, name: str, epoch: int) -> None:
        self.done[name] = epoch
        self.shown(sum(self.done.values()), self.total)

    def record(self, name: str, record: str) -> None:
        self.step(name, json.loads(record)["epoch"])

    def warning(self, name: str, text: str) -> None:
        log.warning("%s: %s", name, text)


class Bar:
    """What is called with (done, total): a function, a bar of tqdm where it is installed, the log where it is not, or nothing."""

    def __init__(self, progress: Progress, total: int, unit: str = "epoch") -> None:
        self.called = progress if callable(progress) else None
        self.unit = unit
        self.drawn = _tqdm(total, unit) if progress is True else None
        self.logs = progress is True and self.drawn is None

    def __call__(self, done: int, total: int) -> None:
        if self.called is not None:
            self.called(done, total)
        elif self.drawn is not None:
            self.drawn.update(done - self.drawn.n)
        elif self.logs:
            log.info("%s %d of %d", self.unit, done, total)

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self.drawn is not None:
            self.drawn.close()


def _tqdm(total: int, unit: str) -> Any:
    """A bar of tqdm, where it is installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that there are no widgets: the bar is written, then
            from tqdm.auto import tqdm  # type: ignore[import-untyped, unused-ignore]
        return tqdm(total=total, unit=unit)
    except ImportError:
        return None
