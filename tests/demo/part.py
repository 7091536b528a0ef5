"""`python -m tests.demo.part server ward --config …`: a part of the demo, which ends with whoever started it.

A part's standard input is a pipe that its starter holds and never writes to. However the starter ends, also by SIGKILL or an abort,
the system closes that pipe and the part ends as it does by SIGTERM.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading

_ORDERLY_S = 20.0
"""How long an orderly end may take."""


def end_with_starter() -> None:
    """From here on this process ends when its standard input does."""
    threading.Thread(target=_watch, args=(sys.stdin.fileno(),), name="starter", daemon=True).start()


def _watch(pipe: int) -> None:
    while os.read(pipe, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(_ORDERLY_S)
    os._exit(1)


def become(module: str, arguments: list[str]) -> None:
    """Be the program `module`."""
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    end_with_starter()
    become(sys.argv[1], sys.argv[2:])
