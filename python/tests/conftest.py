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


MANY = """
import json, os, sys, tempfile
from cogring import _cogring
printed, out = [], os.dup(1)
for arguments in json.loads(sys.argv[1]):
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 1)
        _cogring.main(["cogring", *arguments])
        file.seek(0)
        printed.append(file.read().decode())
os.dup2(out, 1)
print(json.dumps(printed))
"""


def run_commands(*many: tuple[str, ...]) -> list[str]:
    """What several commands print, one after the other in one process."""
    done = subprocess.run([sys.executable, "-c", MANY, json.dumps(many)], capture_output=True, text=True, check=True)
    printed: list[str] = json.loads(done.stdout)
    return printed


def command_json(*arguments: object, status: int = 0) -> Any:
    """What the command prints with --json."""
    return json.loads(run_command(*arguments, "--json", status=status))
