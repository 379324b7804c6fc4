"""What is told of runs while they are trained."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any, Union

from . import _cogring
from .network import Network
from .runs import Record

__all__ = ["Callback", "Progress", "Watcher", "Watchers", "bar", "log"]

log = logging.getLogger("cogring")

Callback = Callable[[int, Record, Network], Any]
Progress = Union[bool, Callable[[int, int], Any]]


class Watcher:
    """What the engine tells of one run."""

    def __init__(self, epochs: int, callback: Callback | None, progress: Progress) -> None:
        self.epochs, self.callback, self.shown = epochs, callback, bar(progress, epochs)

    def step(self, epoch: int) -> None:
        self.shown(epoch, self.epochs)

    def record(self, record: str, network: _cogring.Network | None) -> None:
        if self.callback is not None and network is not None:
            of = Record(json.loads(record))
            self.callback(of.epoch, of, Network._of(network))

    def warning(self, text: str) -> None:
        log.warning(text)


class Watchers:
    """What the engine tells of many runs at once."""

    def __init__(self, runs: int, epochs: int, progress: Progress) -> None:
        self.done: dict[str, int] = {}
        self.total, self.shown = runs * epochs, bar(progress, runs * epochs)

    def step(self, name: str, epoch: int) -> None:
        self.done[name] = epoch
        self.shown(sum(self.done.values()), self.total)

    def record(self, name: str, record: str) -> None:
        self.step(name, json.loads(record)["epoch"])

    def warning(self, name: str, text: str) -> None:
        log.warning("%s: %s", name, text)


def bar(progress: Progress, total: int) -> Callable[[int, int], Any]:
    """What is called with (done, total): a bar of tqdm where it is installed, the log where it is not, or nothing."""
    if callable(progress):
        return progress
    if not progress:
        return lambda done, total: None
    try:
        from tqdm.auto import tqdm  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        return lambda done, total: log.info("epoch %d of %d", done, total)
    drawn = tqdm(total=total, unit="epoch")

    def show(done: int, total: int) -> None:
        drawn.update(done - drawn.n)
        if done >= total:
            drawn.close()

    return show
