"""The notebooks run from beginning to end, each in a kernel of its own."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from conftest import ROOT
from test_training import contents

import cogring

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")

NOTEBOOKS = sorted((ROOT / "examples" / "notebooks").glob("*.ipynb"))


def test_there_are_five() -> None:
    assert len(NOTEBOOKS) == 5


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_runs(path: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert all(not cell.get("outputs") for cell in notebook.cells), "outputs are made where they are read"
    sources = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    if "import torch" in sources:
        pytest.importorskip("torch")
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert any(cell.get("outputs") for cell in notebook.cells)


def test_a_kernel_that_is_interrupted_goes_on_to_the_same_bits(tmp_path: Path) -> None:
    manager = pytest.importorskip("jupyter_client.manager").KernelManager(kernel_name="python3")
    manager.start_kernel(env=dict(os.environ), cwd=str(tmp_path))
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    settings = {"width": 64, "epochs": 3000, "checkpoint_every": 1000}

    def told(code: str, interrupts: bool = False) -> list[str]:
        """What a cell writes, with the name of its error; it is interrupted once it has written something."""
        sent, said = client.execute(code), []
        while True:
            message = client.get_iopub_msg(timeout=60)
            content = message["content"]
            if message["parent_header"].get("msg_id") != sent:
                continue
            if message["msg_type"] == "stream":
                said.append(content["text"].strip())
                if interrupts:
                    time.sleep(0.2)
                    manager.interrupt_kernel()
            if message["msg_type"] == "error":
                said.append(content["ename"])
            if content.get("execution_state") == "idle":
                return said

    try:
        begins = "callback=lambda epoch, *_: epoch == 0 and print('begun', flush=True)"
        cell = f"import cogring\ncogring.train(23, 'run', {begins}, **{settings})"
        assert told(cell, interrupts=True) == ["begun", "KeyboardInterrupt"]
        assert told("print(0 < cogring.Run('run').epoch < 3000)") == ["True"]
        assert told(f"print(cogring.train(23, 'run', **{settings}).finished)") == ["True"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    cogring.train(23, tmp_path / "whole", **settings)
    assert contents(tmp_path / "run") == contents(tmp_path / "whole")
