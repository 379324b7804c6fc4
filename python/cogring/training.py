"""Training."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from typing import Any

import numpy.typing as npt

from . import _cogring
from .checks import number, path, whole
from .group import Group, GroupLike
from .kinds import StrPath
from .network import Network
from .runs import Run
from .settings import files_of, one_run
from .watching import Bar, Callback, Progress, Watcher

__all__ = ["train"]


def train(
    group: GroupLike,
    output: StrPath | None = None,
    *,
    pairs: npt.ArrayLike | None = None,
    init: Network | StrPath | None = None,
    callback: Callback | None = None,
    progress: Progress = False,
    save_every: float = 5.0,
    **settings: Any,
) -> Run:
    """Trains one network by exact full-batch gradient descent; the defaults are the paper's protocol.

    output: the directory of the run. One that is there is continued, bit for bit; by default a new temporary one, which is removed
        when Python ends.
    pairs: the pairs to train on, truth values [d, d], or [d, ..., d] of k operands; by default a random share of ``train_fraction``.
    init: a network, or a file or run, to start from.
    callback: called with (epoch, record, network) at every record of the log; of other numbers of operands than two the network
        is a dict of its layers.
    progress: True for a bar of tqdm, or a function that is called with (epoch, epochs).
    settings: width, epochs, learning_rate, weight_decay, seed, operands, train_fraction, task, activation, criterion, target, optimizer,
        output_learning_rate, output_weight_decay, ridge, normal_deviation, output_scale, plateau, precision,
        threads, checkpoint_every, checkpoints, log_every, log_all_below, as the command ``train`` has them.

    Ctrl-C saves the run and raises KeyboardInterrupt; the same call with the same ``output`` continues it. So does an exception of
    the callback.

    >>> import cogring
    >>> run = cogring.train(5, width=32, epochs=300, seed=1)
    >>> run.finished, run.epoch, run.network.group
    (True, 300, Group('5'))
    >>> run.last.train_loss < run.log[0].train_loss
    True
    >>> triples = cogring.train(3, operands=3, width=8, epochs=5, activation="relu")
    >>> {name: matrix.shape for name, matrix in triples.layers.items()}
    {'W_1': (8, 3), 'W_2': (8, 3), 'W_3': (8, 3), 'W_c': (3, 8)}
    """
    directory = _temporary() if output is None else path("output", output)
    core = Group(group)._core
    operands = whole("operands", settings.get("operands", 2))
    files = files_of(core, directory, operands, pairs, init)
    name, config = one_run(json.loads(core.written), files | settings)
    del name
    epochs = json.loads(config)["epochs"]
    every = number("save_every", save_every)
    with Bar(progress, epochs) as shown:
        watcher = Watcher(epochs, callback, shown) if callback is not None or progress is not False else None
        return Run._of_json(_cogring.train(config, directory, watcher, callback is not None, every))


def _temporary() -> str:
    directory = tempfile.mkdtemp(prefix="cogring-")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return directory
