"""Sweeps: many runs, here or on any executor."""

from __future__ import annotations

import json
import os
import time
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from . import _cogring
from .checks import each, maybe, number, path, whole
from .errors import ArgumentError, CogringError, InputTypeError, told
from .kinds import StrPath
from .result import Result, Sequential, reports
from .runs import Run
from .settings import described
from .watching import Bar, Progress, Watchers, log

if TYPE_CHECKING:
    import pandas

__all__ = ["Executor", "Future", "Sweep", "SweepRow", "sweep"]


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
        if isinstance(run, bool) or not isinstance(run, (str, int)):
            raise InputTypeError(f"a run is a name or a number, not an object of type {type(run).__name__}")
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
        such; or a TOML file of the command. With ``run`` among the settings of one run its directory has that name.
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
    root, every = os.path.abspath(path("root", root)), number("save_every", save_every)
    jobs = maybe(whole, "jobs", jobs)
    if jobs == 0:
        raise ArgumentError("jobs is 0; at least one run at a time is required")
    runs = _runs(configs)
    if shard is not None:
        if not isinstance(shard, (tuple, list)) or len(shard) != 2:
            raise InputTypeError(f"shard is a pair such as (0, 4), not an object of type {type(shard).__name__}")
        index, count = whole("the number of a shard", shard[0]), whole("the number of shards", shard[1])
        if not 0 <= index < count:
            raise ArgumentError(f"shard {index} of {count}; the first is 0, the last {count - 1}")
        runs = runs[index::count]
    with told(root, "cannot be made"):
        os.makedirs(root, exist_ok=True)
    if executor is None:
        rows = _here(runs, root, jobs, progress, every)
    else:
        rows = _elsewhere(executor, runs, root, progress, every)
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
    several = [configs] if isinstance(configs, Mapping) else each(_settings, "configs", configs)
    runs: dict[str, str] = {}
    for settings in several:
        settings = dict(settings)
        own = settings.pop("run", None)
        found = _cogring.runs(json.dumps(described(settings)))
        if own is not None:
            found = [(_directory(own, len(found)), config) for _, config in found]
        for name, config in found:
            plain, number = name, 1
            while runs.get(name, config) != config:  # they differ in what names do not tell
                number += 1
                name = f"{plain}_{number}"
            runs[name] = config
    if not runs:
        raise ArgumentError("a sweep without runs")
    return list(runs.items())


def _settings(name: str, settings: Any) -> Mapping[str, Any]:
    if not isinstance(settings, Mapping):
        raise InputTypeError(f"each of {name} is a dict of settings, not an object of type {type(settings).__name__}")
    return settings


def _directory(own: Any, runs: int) -> str:
    """The name of its own that a run has."""
    if not isinstance(own, str) or own in ("", ".", "..") or "/" in own or "\\" in own or "\0" in own:
        raise ArgumentError(f"run={own!r} is no name of a directory inside the root")
    if runs != 1:
        raise ArgumentError(f"run={own!r} names one run, but the settings stand for {runs}")
    return own


def _here(runs: list[tuple[str, str]], root: str, jobs: int | None, progress: Progress, save_every: float) -> list[dict[str, Any]]:
    epochs = sum(json.loads(config)["epochs"] for _, config in runs)
    rows: dict[str, dict[str, Any]] = {}
    left, deadline = runs, time.monotonic() + PATIENCE
    with Bar(progress, epochs) as shown:
        watchers = Watchers(epochs, shown) if progress is not False else None
        while left:
            for row in json.loads(_cogring.train_all(left, root, jobs, watchers, save_every)):
                rows[row["run"]] = row
            left = [(name, config) for name, config in left if _is_busy(rows[name])] if time.monotonic() < deadline else []
            if left:
                time.sleep(0.2)
    return [rows[name] for name, _ in runs]


def _elsewhere(executor: Executor, runs: list[tuple[str, str]], root: str, progress: Progress, save_every: float) -> list[dict[str, Any]]:
    if not callable(getattr(executor, "submit", None)):
        raise InputTypeError(f"an executor has a method submit, which an object of type {type(executor).__name__} has not")
    rows: dict[str, dict[str, Any]] = {}
    left = dict(runs)
    with Bar(progress, len(runs), "run") as shown:
        for attempt in range(1 + RETRIES):
            futures, failed = _submitted(executor, left, root, save_every)
            failed = _collected(futures, rows, lambda: shown(len(rows), len(runs))) or failed
            left = {name: config for name, config in left.items() if name not in rows}
            if failed is None:
                break
            time.sleep(0.2)
            if not futures or attempt == RETRIES:
                warnings.warn(f"the executor is broken ({failed!r}); {len(left)} runs are trained in this process", stacklevel=4)
                rows.update({row["run"]: row for row in _here(list(left.items()), root, None, False, save_every)})
                break
            log.warning("%d runs are taken up again: %r", len(left), failed)
    return [rows[name] for name, _ in runs]


def _submitted(executor: Executor, runs: dict[str, str], root: str, save_every: float) -> tuple[dict[str, Any], Exception | None]:
    """What the executor promises, and what went wrong on the way."""
    futures: dict[str, Any] = {}
    try:
        for name, config in runs.items():
            futures[name] = executor.submit(_train_row, name, config, root, save_every)
    except Exception as error:
        return futures, error
    return futures, None


def _collected(futures: dict[str, Any], rows: dict[str, dict[str, Any]], told: Callable[[], Any]) -> Exception | None:
    """Adds the rows that arrive, and returns what went wrong last with others."""
    failed: Exception | None = None
    try:
        for name, future in futures.items():
            try:
                row = json.loads(future.result())
                if _is_busy(row):
                    raise CogringError(row["error"])
            except Exception as error:
                failed = error
            else:
                rows[name] = row
                told()
    except KeyboardInterrupt:
        _cogring.interrupt()
        for future in futures.values():
            getattr(future, "cancel", lambda: None)()
        raise
    return failed
