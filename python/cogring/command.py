"""The command ``cogring``, as the package installs it."""

from __future__ import annotations

import signal
import sys

from . import _cogring

__all__ = ["main"]


def main() -> int:
    """Runs the command line of this process and returns its exit status."""
    # The command stops by itself where it can be continued; elsewhere Ctrl-C ends it, as it ends any command.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _cogring.main(["cogring", *sys.argv[1:]])
