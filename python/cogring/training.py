"""Training, one run or many."""

from __future__ import annotations

import atexit
import json
import logging
import os
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Union

import numpy as np
import numpy.typing as npt

from . import _cogring
from .errors import ArgumentError, CogringError, InputTypeError, ShapeError
from .group import Group, GroupLike
from .loading import as_array
from .network import Network
from .result import Result, Sequential, reports

if TYPE_CHECKING:
    import pandas

__all__ = ["Record", "Run", "Sweep", "SweepRow", "sweep", "train"]

log = logging.getLogger("cogring")

StrPath = Union[str, "os.PathLike[str]"]


class Record(Result):
    """Losses and accuracies before the step of an epoch; those of no pairs are None."""

    __slots__ = ()
    epoch: int
    train_loss: float
    test_loss: float | None
    train_accuracy: float
    test_accuracy: float | None
    live_nodes: int


Callback = Callable[[int, Record, Network], Any]
Progress = Union[bool, Callable[[int, int], Any]]


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
        return Network._of(self._core().network(epoch))

    @property
    def pairs(self) -> npt.NDArray[np.bool_]:
        """The pairs that it trains on: truth values, shape [d, d]."""
        pairs = np.array(self._core().pairs(), dtype=bool)
        d = round(len(pairs) ** 0.5)
        return pairs.reshape(d, d)

    def to_pandas(self) -> pandas.DataFrame:
        """The log, a row for every record."""
        from pandas import DataFrame

        return DataFrame(json.loads(self._core().log())).set_index("epoch")


def _opened(directory: StrPath) -> dict[str, Any]:
    run = _cogring.Run(directory)
    records = json.loads(run.log())
    last = records[-1] if records else None
    epoch = last["epoch"] if last else 0
    return {"directory": os.fspath(directory), "finished": run.is_finished, "epoch": epoch, "last": last}


class SweepRow(Result):
    """One run of a sweep: its settings, how far it has come, and its last record."""

    __slots__ = ()
    run: str
    group: Any
    width: int
    learning_rate: float
    weight_decay: float
    seed: int
    epoch: int
    finished: bool
    error: str | None


@reports("sweep")
class Sweep(Sequential):
    """Many runs: iterates over their rows; ``root`` is their directory."""

    __slots__ = ("root",)
    _items = "runs"
    _nested: ClassVar = {"runs": SweepRow}
    #: The directory of the runs.
    root: str
    runs: list[SweepRow]

    @property
    def finished(self) -> bool:
        """Whether all runs are."""
        return all(row["finished"] for row in self._fields["runs"])

    def __getitem__(self, run: str | int) -> Run:
        """A run by its name or number."""
        rows = self._fields["runs"]
        names = [row["run"] for row in rows]
        name = rows[run]["run"] if isinstance(run, int) else run
        if name not in names:
            raise KeyError(f"{run!r} is none of the runs {', '.join(names)}")
        return Run(os.path.join(self.root, name))

    def to_pandas(self) -> pandas.DataFrame:
        """The table, a row for every run."""
        from pandas import DataFrame

        return DataFrame(self._fields["runs"])

    def __reduce__(self) -> tuple[Any, ...]:
        return (_swept, (self._fields, self.root))


def _swept(fields: dict[str, Any], root: StrPath) -> Sweep:
    made = Sweep(fields)
    made.root = os.fspath(root)
    return made


class _Watcher:
    """What the engine tells of one run."""

    def __init__(self, epochs: int, callback: Callback | None, progress: Progress) -> None:
        self.epochs, self.callback, self.bar = epochs, callback, _bar(progress, epochs)

    def step(self, epoch: int) -> None:
        self.bar(epoch, self.epochs)

    def record(self, record: str, network: _cogring.Network | None) -> None:
        if self.callback is not None and network is not None:
            of = Record(json.loads(record))
            self.callback(of.epoch, of, Network._of(network))

    def warning(self, text: str) -> None:
        log.warning(text)


class _Watchers:
    """What the engine tells of many runs at once."""

    def __init__(self, runs: int, epochs: int, progress: Progress) -> None:
        self.done: dict[str, int] = {}
        self.total, self.bar = runs * epochs, _bar(progress, runs * epochs)

    def step(self, name: str, epoch: int) -> None:
        self.done[name] = epoch
        self.bar(sum(self.done.values()), self.total)

    def record(self, name: str, record: str) -> None:
        self.step(name, json.loads(record)["epoch"])

    def warning(self, name: str, text: str) -> None:
        log.warning("%s: %s", name, text)


def _bar(progress: Progress, total: int) -> Callable[[int, int], Any]:
    if callable(progress):
        return progress
    if not progress:
        return lambda done, total: None
    try:
        from tqdm.auto import tqdm  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        return lambda done, total: log.info("epoch %d of %d", done, total)
    bar = tqdm(total=total, unit="epoch")

    def show(done: int, total: int) -> None:
        bar.update(done - bar.n)
        if done >= total:
            bar.close()

    return show


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
    pairs: the pairs to train on, truth values [d, d]; by default a random share of ``train_fraction``.
    init: a network, or a file or run, to start from.
    callback: called with (epoch, record, network) at every record of the log.
    progress: True for a bar of tqdm, or a function that is called with (epoch, epochs).
    settings: width, epochs, learning_rate, weight_decay, seed, train_fraction, task, activation, criterion, target, optimizer,
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
    """
    directory = _temporary() if output is None else os.fspath(output)
    core = Group(group)._core
    files = _files(core, directory, pairs, init)
    name, config = _one_run(json.loads(core.written), files | settings)
    del name
    epochs = json.loads(config)["epochs"]
    watcher = _Watcher(epochs, callback, progress) if callback is not None or progress is not False else None
    return Run._of_json(_cogring.train(config, directory, watcher, callback is not None, float(save_every)))


def _temporary() -> str:
    directory = tempfile.mkdtemp(prefix="cogring-")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return directory


_LISTS = {"group": "groups", "width": "widths", "learning_rate": "learning_rates", "weight_decay": "weight_decays", "seed": "seeds"}


def _one_run(group: Any, settings: Mapping[str, Any]) -> tuple[str, str]:
    described = _described({"group": group, **settings})
    many = [name for name, plural in _LISTS.items() if len(described.get(plural, [0])) != 1]
    if many:
        raise ArgumentError(f"{', '.join(many)} must be one value each; several are for a sweep")
    return _cogring.runs(json.dumps(described))[0]


def _described(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The description of a sweep, from settings in the singular or the plural."""
    described: dict[str, Any] = {}
    for name, value in settings.items():
        plural = _LISTS.get(name, name)
        if plural in _LISTS.values():
            is_one = name in _LISTS and not isinstance(value, (list, tuple, range, np.ndarray))
            value = [value] if is_one or (name == "group") else list(value)
        described[plural] = _plain(plural, value)
    return described


def _plain(name: str, value: Any) -> Any:
    """A setting as JSON has it."""
    if isinstance(value, Group):
        return json.loads(value._core.written)
    if isinstance(value, (bool, str)) or value is None:
        return value
    if name == "groups" and isinstance(value, (int, np.integer)):
        return str(int(value))
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        if not np.isfinite(value):
            raise ArgumentError(f"{name} is {value}; a finite number is required")
        return float(value)
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(name, part) for key, part in value.items()}
    if isinstance(value, (list, tuple, range, np.ndarray)):
        return [_plain(name, part) for part in value]
    raise InputTypeError(f"{name}: an object of type {type(value).__name__} is no setting")


def _files(core: _cogring.Group, directory: str, pairs: npt.ArrayLike | None, init: Network | StrPath | None) -> dict[str, Any]:
    """The settings that are files, written where they are arrays."""
    files: dict[str, Any] = {}
    if pairs is not None and not isinstance(pairs, (str, os.PathLike)):
        mask, d = as_array("pairs", pairs), core.order
        if mask.shape != (d, d) or mask.dtype != np.bool_:
            raise ShapeError(f"pairs has shape {mask.shape} of {mask.dtype}, but ({d}, {d}) of bool is required")
        files["split"] = _beside(directory, "pairs.npz")
        _cogring.write_pairs(files["split"], core, mask.ravel().tolist())
    elif pairs is not None:
        files["split"] = os.fspath(pairs)
    if isinstance(init, Network):
        files["init"] = _beside(directory, "init.npz")
        init.save(files["init"])
    elif init is not None:
        files["init"] = os.fspath(init)
    return files


def _beside(directory: str, name: str) -> str:
    os.makedirs(directory, exist_ok=True)
    return os.path.join(directory, name)


class Future(Protocol):
    """What an executor promises."""

    def result(self) -> Any:
        """Waits for the result."""


class Executor(Protocol):
    """Anything that runs a function elsewhere: of concurrent.futures, Dask, submitit, loky, mpi4py."""

    def submit(self, fn: Callable[..., Any], /, *args: Any) -> Any:
        """Runs ``fn(*args)`` and promises its result."""


def _train_row(name: str, config: str, root: str, save_every: float) -> str:
    """One run of a sweep, wherever it is."""
    return _cogring.train_row(name, config, root, save_every)


#: How many seconds a worker that is ending may still hold its run.
PATIENCE = 20.0


def _is_busy(row: Mapping[str, Any]) -> bool:
    """Whether another process has the run at the moment."""
    return "another process is training into this directory" in (row["error"] or "")


#: How often a run whose worker died is taken up again.
RETRIES = 3


def sweep(
    configs: StrPath | Mapping[str, Any] | Iterable[Mapping[str, Any]],
    root: StrPath,
    executor: Executor | None = None,
    *,
    jobs: int | None = None,
    progress: Progress = False,
    save_every: float = 5.0,
    shard: tuple[int, int] | None = None,
) -> Sweep:
    """Trains many runs, each into a directory of its own inside ``root``, and writes their table to ``root/sweep.csv``.

    configs: settings as :func:`train` takes them, of which lists mean every combination (``{"group": 23, "seed": range(5)}``); several
        such; or a TOML file of the command.
    executor: anything with ``submit(fn, ...).result()``, such as ``concurrent.futures``, Dask's ``Client`` or ``submitit``; without one,
        ``jobs`` runs are trained at a time in this process.
    shard: (i, n) for the i-th of n parts, as array jobs of Slurm want it; the same call without it, at the end, writes the table of all.

    Runs that are finished are not trained again, and those that were stopped or killed are continued, bit for bit. A run whose worker
    dies is taken up again.

    >>> import cogring, tempfile
    >>> swept = cogring.sweep({"group": 5, "width": 16, "epochs": 20, "seed": [0, 1]}, tempfile.mkdtemp())
    >>> swept.finished, [row.seed for row in swept]
    (True, [0, 1])
    """
    root = os.path.abspath(os.fspath(root))
    runs = _runs(configs)
    if shard is not None:
        index, count = shard
        if not 0 <= index < count:
            raise ArgumentError(f"shard {index} of {count}; the first is 0, the last {count - 1}")
        runs = runs[index::count]
    os.makedirs(root, exist_ok=True)
    if executor is None:
        rows = _here(runs, root, jobs, progress, save_every)
    else:
        rows = _elsewhere(executor, runs, root, progress, save_every)
    made = Sweep._of_json(_cogring.sweep_table(json.dumps(rows), root))
    made.root = root
    for row in rows:
        if row["error"]:
            log.error("%s: %s", row["run"], row["error"])
    return made


def _runs(configs: StrPath | Mapping[str, Any] | Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The runs, as names and configurations."""
    if isinstance(configs, (str, os.PathLike)):
        return _cogring.runs(_cogring.read_sweep(configs))
    several = [configs] if isinstance(configs, Mapping) else list(configs)
    runs: dict[str, str] = {}
    for settings in several:
        for name, config in _cogring.runs(json.dumps(_described(settings))):
            plain, number = name, 1
            while runs.get(name, config) != config:  # they differ in what names do not tell
                number += 1
                name = f"{plain}_{number}"
            runs[name] = config
    if not runs:
        raise ArgumentError("a sweep without runs")
    return list(runs.items())


def _here(runs: list[tuple[str, str]], root: str, jobs: int | None, progress: Progress, save_every: float) -> list[dict[str, Any]]:
    epochs = sum(json.loads(config)["epochs"] for _, config in runs)
    watchers = _Watchers(1, epochs, progress) if progress is not False else None
    rows: dict[str, dict[str, Any]] = {}
    left, deadline = runs, time.monotonic() + PATIENCE
    while left:
        for row in json.loads(_cogring.train_all(left, root, jobs, watchers, float(save_every))):
            rows[row["run"]] = row
        left = [(name, config) for name, config in left if _is_busy(rows[name])] if time.monotonic() < deadline else []
        if left:
            time.sleep(0.2)
    return [rows[name] for name, _ in runs]


def _elsewhere(executor: Executor, runs: list[tuple[str, str]], root: str, progress: Progress, save_every: float) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    left, show = dict(runs), _bar(progress, len(runs))
    for attempt in range(1 + RETRIES):
        failed: Exception | None = None
        futures: dict[str, Any] = {}
        try:
            for name, config in left.items():
                futures[name] = executor.submit(_train_row, name, config, root, save_every)
        except Exception as error:
            failed = error
        try:
            for name, future in futures.items():
                try:
                    row = json.loads(future.result())
                    if _is_busy(row):
                        raise CogringError(row["error"])
                    rows[name] = row
                    show(len(rows), len(runs))
                except Exception as error:
                    failed = error
        except KeyboardInterrupt:
            _cogring.interrupt()
            for future in futures.values():
                getattr(future, "cancel", lambda: None)()
            raise
        left = {name: config for name, config in left.items() if name not in rows}
        if failed is None:
            break
        time.sleep(0.2)
        if not futures or attempt == RETRIES:
            warnings.warn(f"the executor is broken ({failed!r}); {len(left)} runs are trained in this process", stacklevel=3)
            rows |= {row["run"]: row for row in _here(list(left.items()), root, None, False, save_every)}
            break
        log.warning("%d runs are taken up again: %r", len(left), failed)
    return [rows[name] for name, _ in runs]
