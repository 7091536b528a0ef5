"""Node.js with the package `ws`, as the source's JavaScript clients have it; installed once into `var/node`."""

from __future__ import annotations

import functools
import shutil
import subprocess
from pathlib import Path

from tests.live.processes import ROOT

FOLDER = ROOT / "var" / "node"
_VERSION = "ws@8"


@functools.cache
def missing() -> str:
    """Why there is no node with `ws` here; empty when there is. Installs the package the first time."""
    if not shutil.which("node") or not shutil.which("npm"):
        return "no node or npm on this machine"
    if not (FOLDER / "node_modules" / "ws").is_dir():
        FOLDER.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--prefix", str(FOLDER), "--no-audit", "--no-fund", "--ignore-scripts", "--silent", _VERSION]
        done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
        if done.returncode:
            return f"npm could not install {_VERSION}"
    return ""


def prepare(script: Path) -> Path:
    """Copy a script to where it can `require('ws')`."""
    return Path(shutil.copyfile(script, FOLDER / script.name))


def start(script: Path, *arguments: str) -> subprocess.Popen[str]:
    """Run a script that may `require('ws')`."""
    return subprocess.Popen(
        ["node", str(prepare(script)), *arguments],
        cwd=FOLDER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
