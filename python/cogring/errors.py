"""What goes wrong, as exceptions.

Every exception of the engine is a :class:`CogringError`, and also the exception of Python that programs expect:

>>> import cogring
>>> cogring.load("nowhere.npz")
Traceback (most recent call last):
    ...
cogring.errors.MissingFileError: nowhere.npz: cannot be read: No such file or directory (os error 2)
>>> issubclass(cogring.MissingFileError, FileNotFoundError)
True
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

__all__ = [
    "AccessError",
    "ArgumentError",
    "CogringError",
    "FileError",
    "FormatError",
    "InputTypeError",
    "InternalError",
    "MissingFileError",
    "ParseError",
    "ShapeError",
    "UnsupportedError",
]


class CogringError(Exception):
    """Everything that can go wrong, with a one-line explanation: what was found, what was required, where."""


class ArgumentError(CogringError, ValueError):
    """A value outside the range that the called function is defined for."""


class FormatError(CogringError, ValueError):
    """A file whose bytes are not what its format requires."""


class ParseError(CogringError, ValueError):
    """A text that does not follow its grammar."""


class ShapeError(CogringError, ValueError):
    """Arrays or groups whose sizes do not fit each other."""


class InputTypeError(CogringError, TypeError):
    """An object of a kind that is not taken."""


class UnsupportedError(CogringError, NotImplementedError):
    """Something well-formed that this engine does not do."""


class InternalError(CogringError, RuntimeError):
    """A defect of the engine."""


class FileError(CogringError, OSError):
    """The operating system refused; ``errno`` and ``filename`` say what and where."""

    def __str__(self) -> str:
        return str(self.__dict__.get("message") or super().__str__())

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), self.args, self.__dict__)


class MissingFileError(FileError, FileNotFoundError):
    """The file does not exist."""


class AccessError(FileError, PermissionError):
    """The file may not be read or written."""


@contextlib.contextmanager
def told(path: str, failed: str) -> Iterator[None]:
    """What the operating system refuses of a file, as an error of the package that says which."""
    try:
        yield
    except OSError as error:
        raise _make("io", f"{path}: {failed}: {error.strerror} (os error {error.errno})", error.errno, path) from None


_KINDS: dict[str, type[CogringError]] = {
    "argument": ArgumentError,
    "format": FormatError,
    "internal": InternalError,
    "parse": ParseError,
    "shape": ShapeError,
    "unsupported": UnsupportedError,
}


def _make(kind: str, message: str, number: int | None, path: str | os.PathLike[str] | None) -> CogringError:
    """The exception of an error of the engine."""
    if kind != "io":
        return _KINDS[kind](message)
    if number is None:
        of_file = FileError(message)
        of_file.filename = None if path is None else os.fspath(path)
    else:
        made = FileNotFoundError if number == 2 else PermissionError if number in (1, 13) else OSError
        kinds = {FileNotFoundError: MissingFileError, PermissionError: AccessError, OSError: FileError}
        of_file = kinds[made](number, os.strerror(number), None if path is None else os.fspath(path))
    of_file.message = message  # type: ignore[attr-defined]
    return of_file
