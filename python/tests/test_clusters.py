"""Sweeps on clusters that are too large for every run of the tests: run where they are installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from test_training import CONFIGS, contents, dies_once

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


def test_hydra_with_its_joblib_launcher(tmp_path: Path) -> None:
    pytest.importorskip("hydra")
    pytest.importorskip("hydra_plugins.hydra_joblib_launcher")
    program = str(ROOT / "examples" / "hydra" / "train.py")
    settings = ["group=5,7", "seed=0,1", "width=16", "epochs=20", f"root={tmp_path / 'runs'}", f"hydra.sweep.dir={tmp_path / 'hydra'}"]
    command = [sys.executable, program, "--multirun", "hydra/launcher=joblib", "hydra.launcher.n_jobs=2", *settings]
    subprocess.run(command, check=True, capture_output=True)
    for group in (5, 7):
        for seed in (0, 1):
            cogring.train(group, tmp_path / "here" / f"{group}_seed{seed}", seed=seed, width=16, epochs=20)
    assert contents(tmp_path / "runs") == contents(tmp_path / "here") and len(contents(tmp_path / "here")) > 20


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


def test_ray_with_a_worker_that_is_killed(tmp_path: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    ray = pytest.importorskip("ray")
    from cogring import sweeps

    monkeypatch.setattr(sweeps, "_train_row", dies_once)
    tests = str(Path(__file__).parent)
    ray.init(num_cpus=2, include_dashboard=False, _node_ip_address="127.0.0.1", runtime_env={"env_vars": {"PYTHONPATH": tests}})
    try:
        swept = cogring.sweep(CONFIGS, tmp_path / "runs", OnRay())
    finally:
        ray.shutdown()
    assert (tmp_path / "runs.died").exists()
    assert swept.finished and contents(tmp_path / "runs") == expected
