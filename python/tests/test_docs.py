"""The examples of the documentation run, and the types of the stubs are those of the module."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

import cogring

MODULES = sorted(module.name for module in pkgutil.iter_modules(cogring.__path__) if not module.name.startswith("_c"))


@pytest.mark.parametrize("name", ["cogring", *(f"cogring.{name}" for name in MODULES)])
def test_examples_of_the_documentation(name: str) -> None:
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    assert doctest.testmod(importlib.import_module(name), optionflags=flags).failed == 0


def test_everything_public_is_explained() -> None:
    bare = []
    for name in cogring.__all__:
        thing = getattr(cogring, name)
        if callable(thing) and not (thing.__doc__ or "").strip():
            bare.append(name)
        if isinstance(thing, type) and thing.__module__.startswith("cogring"):
            members = {key: member for key, member in vars(thing).items() if not key.startswith("_")}
            bare += [
                f"{name}.{key}"
                for key, member in members.items()
                if (callable(member) or isinstance(member, property)) and not (member.__doc__ or "").strip()
            ]
    assert bare == []


def mypy(folder: Path, *arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_stubs_are_those_of_the_module(tmp_path: Path) -> None:
    tests = ROOT / "python" / "tests"
    options = ["--mypy-config-file", str(tests / "mypy.ini"), "--allowlist", str(tests / "stubtest.allow")]
    mypy(tmp_path, "mypy.stubtest", "cogring", *options)


def test_the_package_is_typed(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import cogring\n"
        "net: cogring.Network = cogring.load('x.npz', group=23)\n"
        "width: int = net.width\n"
        "loss: float = net.loss('one-hot')\n"
        "group: cogring.Group = net.group\n"
        "name: str = group.name\n"
    )
    mypy(tmp_path, "mypy", "--strict", str(program))
    program.write_text("import cogring\nwidth: str = cogring.load('x.npz').width\n")
    with pytest.raises(AssertionError, match="Incompatible types in assignment"):
        mypy(tmp_path, "mypy", "--strict", str(program))
