"""Other processes of a measurement."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.live.processes import ROOT


def worked(pid: int) -> float:
    """Milliseconds of processor time a process has taken."""
    status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(status[11]) + int(status[12])) * 1000 / os.sysconf("SC_CLK_TCK")


class Program:
    """A process that answers lines with lines."""

    def __init__(self, *command: str, cwd: Path = ROOT) -> None:
        self.process = subprocess.Popen(command, cwd=cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.hear()

    def say(self) -> None:
        """One line."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        """Its next line."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args} ended")
        return line

    def resident(self) -> int:
        """Bytes of memory it holds."""
        status = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii")
        return int(status.split()[1]) * os.sysconf("SC_PAGESIZE")

    def worked(self) -> float:
        """Milliseconds of processor time it has taken."""
        return worked(self.process.pid)

    def end(self) -> None:
        """Close its input and wait."""
        self.process.communicate(timeout=30)
