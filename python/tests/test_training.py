"""Training from Python: watched, stopped, continued to the same bits, in threads, processes and clusters."""

from __future__ import annotations

import concurrent.futures
import json
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import cogring

#: A tenth of a second on a machine of its own; loaded ones take longer to let a process go on.
PATIENT = 10.0
QUICK = {"width": 24, "epochs": 60, "checkpoint_every": 20}
CONFIGS = {"group": 7, "seed": range(4), **QUICK}


def contents(root: Path) -> dict[str, bytes]:
    """What makes up runs, and nothing about when."""
    files = [path for path in root.rglob("*") if path.is_file() and path.name != "lock"]
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(files)}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = tmp_path_factory.mktemp("expected")
    assert cogring.sweep(CONFIGS, root, jobs=1).finished
    return contents(root)


def test_the_callback_sees_every_record_and_its_network(tmp_path: Path) -> None:
    seen: list[tuple[int, float]] = []

    def callback(epoch: int, record: cogring.Record, network: cogring.Network) -> None:
        assert record.epoch == epoch and network.group.order == 7
        seen.append((epoch, record.train_loss))
        if epoch == 60:
            assert np.isclose(network.loss(pairs=run_pairs(tmp_path)), record.train_loss, rtol=1e-3)

    run = cogring.train(7, tmp_path / "run", callback=callback, **QUICK)
    assert seen == [(record.epoch, record.train_loss) for record in run.log] and len(seen) == 61
    assert run.checkpoints == [0, 1, 2, 5, 10, 20, 40, 50, 60] and run.network_at(60) == run.network
    assert run.to_pandas().loc[60, "train_loss"] == run.last.train_loss
    assert cogring.Run(tmp_path / "run").network == run.network and run.config["width"] == 24
    assert pickle.loads(pickle.dumps(run)) == run


def run_pairs(root: Path) -> np.ndarray:
    return cogring.Run(root / "run").pairs


def test_what_the_callback_raises_stops_the_run_and_it_goes_on(tmp_path: Path) -> None:
    def stop(epoch: int, record: cogring.Record, network: cogring.Network) -> None:
        if epoch == 30:
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        cogring.train(7, tmp_path / "stopped", callback=stop, **QUICK)
    assert not cogring.Run(tmp_path / "stopped").finished
    cogring.train(7, tmp_path / "stopped", **QUICK)
    cogring.train(7, tmp_path / "whole", **QUICK)
    assert contents(tmp_path / "stopped") == contents(tmp_path / "whole")


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    cogring.train(7, tmp_path / "run", progress=lambda done, of: told.append((done, of)), **QUICK)
    assert told[-1] == (60, 60) and told == sorted(told)


def test_a_bar_is_closed_however_the_run_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")

    def stop(epoch: int, *_: object) -> None:
        if epoch == 3:
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        cogring.train(7, tmp_path / "stopped", progress=True, callback=stop, **QUICK)
    cogring.train(7, tmp_path / "stopped", progress=True, **QUICK)
    written = capsys.readouterr().err
    assert "60/60" in written and "\x1b[A" not in written and "Warning" not in written
    with pytest.raises(cogring.InputTypeError, match="an executor has a method submit"):
        cogring.sweep(CONFIGS, tmp_path / "runs", 3)  # type: ignore[arg-type]


def test_a_run_without_a_directory_of_its_own_is_removed_in_the_end() -> None:
    code = "import cogring, os; run = cogring.train(5, width=8, epochs=3); print(run.directory); assert os.path.isdir(run.directory)"
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    directory = ended.stdout.strip()
    assert Path(directory).name.startswith("cogring-") and not os.path.exists(directory)


def test_pairs_and_initial_networks(tmp_path: Path) -> None:
    x, y = np.meshgrid(range(7), range(7), indexing="ij")
    run = cogring.train(7, tmp_path / "run", pairs=x <= y, **QUICK)
    assert np.array_equal(run.pairs, x <= y)
    start = cogring.construct("order6", 7).network
    again = cogring.train(7, tmp_path / "again", init=start, width=start.width, epochs=1, learning_rate=1e-9, weight_decay=0)
    assert np.allclose(again.network.W_a, start.W_a, atol=1e-6)
    with pytest.raises(cogring.ShapeError, match=r"pairs has shape \(7,\)"):
        cogring.train(7, tmp_path / "wrong", pairs=np.ones(7, bool))


def test_three_operands(tmp_path: Path) -> None:
    seen: list[tuple[int, list[str]]] = []
    mask = np.random.default_rng(0).random((5, 5, 5)) < 0.7
    settings = {"operands": 3, "activation": "relu", "width": 12, "epochs": 4}
    run = cogring.train(5, tmp_path / "run", pairs=mask, callback=lambda epoch, _, layers: seen.append((epoch, [*layers])), **settings)
    names = ["W_1", "W_2", "W_3", "W_c"]
    assert np.array_equal(run.pairs, mask) and run.config["operands"] == 3
    assert seen == [(epoch, names) for epoch in range(5)]
    layers = run.layers
    assert [layers[name].shape for name in names] == [(12, 5)] * 3 + [(5, 12)]
    # by the definition: the record of the last epoch is that of these layers
    hidden = layers["W_1"][:, :, None, None] + layers["W_2"][:, None, :, None] + layers["W_3"][:, None, None, :]
    outputs = np.einsum("hj,jxyz->hxyz", layers["W_c"], np.maximum(hidden, 0))
    x, y, z = np.meshgrid(*[range(5)] * 3, indexing="ij")
    labels = np.eye(5)[(x + y + z) % 5].transpose(3, 0, 1, 2)
    missed = outputs - labels
    losses = ((missed - missed.mean(0)) ** 2).sum(0)
    assert run.last is not None and abs(losses[mask].mean() - run.last.train_loss) < 1e-5
    assert abs((outputs.argmax(0) == labels.argmax(0))[~mask].mean() - (run.last.test_accuracy or 0)) < 1e-12
    again = cogring.train(5, tmp_path / "again", init=run.directory, **settings)
    assert np.array_equal(again.layers_at(0)["W_3"], layers["W_3"]) and np.array_equal(again.pairs, mask)
    assert cogring.features(run.directory).networks[0].energy is None
    with pytest.raises(cogring.UnsupportedError, match="a network of 3 operands"):
        run.network
    with pytest.raises(cogring.CogringError, match="a network of 3 operands"):
        cogring.factor(tmp_path / "run" / "final.npz")
    with pytest.raises(cogring.ShapeError, match="3 times 5 of bool is required"):
        cogring.train(5, tmp_path / "wrong", pairs=np.ones((5, 5), bool), **settings)
    with pytest.raises(cogring.ArgumentError, match="operands is 3 and the task"):
        cogring.train(5, tmp_path / "wrong", task="x - y", **settings)


def test_settings_that_are_wrong_are_told(tmp_path: Path) -> None:
    for wrong, words in [
        ({"widht": 3}, "widht"),
        ({"width": 0}, "width is 0; at least 1 is required"),
        ({"width": [8, 16]}, "width must be one value each"),
        ({"learning_rate": float("nan")}, "learning_rates is nan"),
        ({"optimizer": "adamant"}, "adamant"),
        ({"train_fraction": 2.0}, "train-fraction"),
        ({"width": 10**7}, "GiB of memory"),
    ]:
        with pytest.raises(ValueError, match=words):
            cogring.train(7, tmp_path / "run", **wrong)
    assert not (tmp_path / "run").exists()


INTERRUPTED = """
import cogring, sys, time, threading
try:
    cogring.train(23, sys.argv[1], width=256, epochs=4000, callback=lambda epoch, *_: epoch == 0 and print("begun", flush=True))
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def test_ctrl_c_saves_the_run_which_goes_on_to_the_same_bits(tmp_path: Path) -> None:
    settings = {"width": 256, "epochs": 4000, "checkpoint_every": 1000}
    program = INTERRUPTED.replace("width=256, epochs=4000", "width=256, epochs=4000, checkpoint_every=1000")
    done = subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "run")], stdout=subprocess.PIPE, text=True)
    assert done.stdout is not None and done.stdout.readline() == "begun\n"
    time.sleep(0.3)
    sent = time.perf_counter()
    done.send_signal(signal.SIGINT)
    said, _ = done.communicate(timeout=60)
    spent = time.perf_counter() - sent
    assert said == "interrupted\n" and spent < PATIENT, (said, spent)
    run = cogring.Run(tmp_path / "run")
    assert not run.finished and 0 < run.epoch < 4000
    cogring.train(23, tmp_path / "run", **settings)
    cogring.train(23, tmp_path / "whole", **settings)
    assert contents(tmp_path / "run") == contents(tmp_path / "whole")


def test_ctrl_c_ends_a_long_computation() -> None:
    program = (
        "import cogring, sys\nprint('begun', flush=True)\n"
        "try:\n    cogring.landscape('4x9', starts=100000)\nexcept KeyboardInterrupt:\n    print('interrupted', flush=True)\n"
        "import os; os._exit(0)"
    )
    done = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert done.stdout is not None and done.stdout.readline() == "begun\n"
    time.sleep(0.5)
    sent = time.perf_counter()
    done.send_signal(signal.SIGINT)
    said, _ = done.communicate(timeout=60)
    assert said == "interrupted\n" and time.perf_counter() - sent < PATIENT


def executors() -> dict[str, Any]:
    spawn, fork = multiprocessing.get_context("spawn"), multiprocessing.get_context("fork")
    return {
        "threads": lambda: concurrent.futures.ThreadPoolExecutor(2),
        "spawned processes": lambda: concurrent.futures.ProcessPoolExecutor(2, mp_context=spawn),
        "forked processes": lambda: concurrent.futures.ProcessPoolExecutor(2, mp_context=fork),
    }


@pytest.mark.parametrize("kind", executors())
def test_sweeps_end_in_the_same_bits_everywhere(kind: str, tmp_path: Path, expected: dict[str, bytes]) -> None:
    with executors()[kind]() as executor:
        swept = cogring.sweep(CONFIGS, tmp_path, executor)
    assert swept.finished and contents(tmp_path) == expected
    assert swept[0].network.group.order == 7 and len(swept.to_pandas()) == 4
    assert cogring.sweep(CONFIGS, tmp_path).to_dict() == swept.to_dict()  # nothing is done twice
    assert contents(tmp_path) == expected
    assert pickle.loads(pickle.dumps(swept))[1].network == swept[1].network


def test_shards_make_up_the_sweep(tmp_path: Path, expected: dict[str, bytes]) -> None:
    for index in range(3):
        cogring.sweep(CONFIGS, tmp_path, shard=(index, 3))
    assert cogring.sweep(CONFIGS, tmp_path).finished and contents(tmp_path) == expected


def dies_once(name: str, config: str, root: str, save_every: float) -> str:
    """A worker that is killed in the middle of the first run that it takes."""
    from cogring import sweeps

    marker = Path(root).parent / f"{Path(root).name}.died"
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return sweeps._cogring.train_row(name, config, root, save_every)

    class Killer:
        def step(self, epoch: int) -> None:
            pass

        def record(self, record: str, network: object) -> None:
            if json.loads(record)["epoch"] >= 20:
                os.kill(os.getpid(), signal.SIGKILL)

    sweeps._cogring.train(config, os.path.join(root, name), Killer(), False, 0.0)
    raise AssertionError("it was not killed")


def test_runs_of_a_killed_worker_are_taken_up_again(tmp_path: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    from cogring import sweeps

    monkeypatch.setattr(sweeps, "_train_row", dies_once)
    context = multiprocessing.get_context("fork")
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as executor:
        with pytest.warns(UserWarning, match="the executor is broken"):
            swept = cogring.sweep(CONFIGS, tmp_path / "runs", executor)
    assert (tmp_path / "runs.died").exists()
    assert swept.finished and contents(tmp_path / "runs") == expected


def test_a_run_that_another_process_has_is_waited_for(tmp_path: Path, expected: dict[str, bytes]) -> None:
    fcntl = pytest.importorskip("fcntl")
    run = tmp_path / "7_q24_lr0.01_wd0.00005_seed1"
    run.mkdir()
    with open(run / "lock", "w") as lock, concurrent.futures.ThreadPoolExecutor(1) as pool:
        fcntl.flock(lock, fcntl.LOCK_EX)
        swept = pool.submit(cogring.sweep, CONFIGS, tmp_path)
        time.sleep(1.0)
        assert not swept.done()
        fcntl.flock(lock, fcntl.LOCK_UN)
        assert swept.result().finished
    assert contents(tmp_path) == expected


def test_one_run_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "7_q24_lr0.01_wd0.00005_seed1").mkdir()
    (tmp_path / "7_q24_lr0.01_wd0.00005_seed1" / "final.npz").touch()
    swept = cogring.sweep(CONFIGS, tmp_path)
    assert [row.finished for row in swept] == [True, False, True, True]
    assert "holds final.npz" in swept.runs[1].error


def test_a_dask_cluster_with_a_worker_that_is_killed(tmp_path: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed")
    from cogring import sweeps

    monkeypatch.setattr(sweeps, "_train_row", dies_once)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, processes=True) as cluster,
        distributed.Client(cluster) as client,
    ):
        client.upload_file(__file__)
        swept = cogring.sweep(CONFIGS, tmp_path / "runs", client)
    assert (tmp_path / "runs.died").exists()
    assert swept.finished and contents(tmp_path / "runs") == expected
