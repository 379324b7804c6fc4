"""Sweeps on clusters that are too large for every run of the tests: run where they are installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from test_training import CONFIGS, contents

import cogring


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = tmp_path_factory.mktemp("expected")
    cogring.sweep(CONFIGS, root)
    return contents(root)


def test_loky(tmp_path: Path, expected: dict[str, bytes]) -> None:
    pytest.importorskip("joblib")
    from joblib.externals.loky import get_reusable_executor

    assert cogring.sweep(CONFIGS, tmp_path, get_reusable_executor(2)).finished
    assert contents(tmp_path) == expected


def test_submitit(tmp_path: Path, expected: dict[str, bytes]) -> None:
    submitit = pytest.importorskip("submitit")
    executor = submitit.LocalExecutor(folder=tmp_path / "logs")
    executor.update_parameters(timeout_min=5)
    assert cogring.sweep(CONFIGS, tmp_path / "runs", executor).finished
    assert contents(tmp_path / "runs") == expected


class Promise:
    def __init__(self, reference: Any) -> None:
        self.reference = reference

    def result(self) -> Any:
        import ray

        return ray.get(self.reference)


class OnRay:
    def submit(self, fn: Any, *args: Any) -> Promise:
        import ray

        return Promise(ray.remote(fn).remote(*args))


def _dies_once(name: str, config: str, root: str, save_every: float) -> str:
    import json
    import os
    import signal

    from cogring import _cogring

    marker = Path(root).parent / f"{Path(root).name}.died"
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return _cogring.train_row(name, config, root, save_every)

    class Killer:
        def step(self, epoch: int) -> None:
            pass

        def record(self, record: str, network: object) -> None:
            if json.loads(record)["epoch"] >= 20:
                os.kill(os.getpid(), signal.SIGKILL)

    _cogring.train(config, os.path.join(root, name), Killer(), False, 0.0)
    raise AssertionError("it was not killed")


def test_ray_with_a_worker_that_is_killed(tmp_path: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    ray = pytest.importorskip("ray")
    from cogring import sweeps

    monkeypatch.setattr(sweeps, "_train_row", _dies_once)
    tests = str(Path(__file__).parent)
    ray.init(num_cpus=2, include_dashboard=False, _node_ip_address="127.0.0.1", runtime_env={"env_vars": {"PYTHONPATH": tests}})
    try:
        swept = cogring.sweep(CONFIGS, tmp_path / "runs", OnRay())
    finally:
        ray.shutdown()
    assert (tmp_path / "runs.died").exists()
    assert swept.finished and contents(tmp_path / "runs") == expected
