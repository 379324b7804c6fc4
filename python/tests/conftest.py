"""What the tests share: the bundled network and the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import matplotlib
import pytest

import cogring

matplotlib.use("Agg")

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def net() -> cogring.Network:
    """The bundled network of d = 23."""
    return cogring.load(cogring.example())


def run_command(*arguments: object, status: int = 0) -> str:
    """What the command prints."""
    program = "import sys; from cogring.command import main; sys.exit(main())"
    done = subprocess.run([sys.executable, "-c", program, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT, timeout=300)
    assert done.returncode == status, (arguments, done.returncode, done.stderr)
    return done.stdout


def command_json(*arguments: object, status: int = 0) -> Any:
    """What the command prints with --json."""
    return json.loads(run_command(*arguments, "--json", status=status))
