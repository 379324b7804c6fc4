"""Errors are those of the engine and those of Python."""

from __future__ import annotations

import errno
import pickle
from pathlib import Path

import pytest

import cogring


def test_a_missing_file_is_a_file_that_is_not_found() -> None:
    with pytest.raises(FileNotFoundError) as caught:
        cogring.load("nowhere.npz")
    error = caught.value
    assert isinstance(error, cogring.CogringError) and isinstance(error, OSError)
    assert (error.errno, error.filename) == (errno.ENOENT, "nowhere.npz")
    assert str(error).startswith("nowhere.npz: cannot be read")


def test_directories_and_rubbish(tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.npz"
    rubbish.write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(cogring.FormatError, match=r"rubbish\.npz"):
        cogring.load(rubbish)
    with pytest.raises(cogring.CogringError):
        cogring.load(tmp_path)
    with pytest.raises(cogring.ArgumentError, match="the directory .*no-such-directory does not exist"):
        cogring.load(cogring.example()).save(tmp_path / "no-such-directory" / "net.npz")
    with pytest.raises(OSError, match="cannot be read") as caught:
        cogring.Run(tmp_path)
    assert caught.value.errno == errno.ENOENT and caught.value.filename == str(tmp_path / "config.json")


@pytest.mark.parametrize(
    ("kind", "also"),
    [
        (cogring.ArgumentError, ValueError),
        (cogring.FormatError, ValueError),
        (cogring.ParseError, ValueError),
        (cogring.ShapeError, ValueError),
        (cogring.InputTypeError, TypeError),
        (cogring.UnsupportedError, NotImplementedError),
        (cogring.FileError, OSError),
        (cogring.AccessError, PermissionError),
    ],
)
def test_kinds_are_those_of_python(kind: type[Exception], also: type[Exception]) -> None:
    assert issubclass(kind, cogring.CogringError) and issubclass(kind, also)


def test_errors_pickle() -> None:
    with pytest.raises(cogring.MissingFileError) as caught:
        cogring.load("nowhere.npz")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), str(again), again.errno) == (cogring.MissingFileError, str(caught.value), errno.ENOENT)


def test_what_is_not_done_is_not_implemented(net: cogring.Network) -> None:
    with pytest.raises(NotImplementedError, match="the paper's analysis"):
        cogring.load(cogring.example("D5")).factor("paper")
    with pytest.raises(ValueError, match="`paperclip` is none of translations, paper"):
        net.factor("paperclip")  # type: ignore[arg-type]
