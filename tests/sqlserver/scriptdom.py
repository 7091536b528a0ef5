"""Microsoft's T-SQL parser (ScriptDom, SQL Server 2019) from Python packages: the library in mssql-cli, the runtime in dotnetcore2.

Run as a program it reads a JSON list of scripts and writes a JSON list of [script number, line, message].
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import platformdirs

_WHEELS = {"mssql-cli": "1.0.0", "dotnetcore2": "3.1.23"}


def folder() -> Path:
    """Where the unpacked wheels are kept."""
    return Path(platformdirs.user_cache_dir("inpatient-his")) / "scriptdom"


def fetch() -> Path:
    """Download and unpack the wheels once."""
    target = folder()
    ready = target / "ready"
    if ready.exists():
        return target
    target.mkdir(parents=True, exist_ok=True)
    for name, version in _WHEELS.items():
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:"]
        command += ["--platform", "manylinux1_x86_64", "-d", str(target), f"{name}=={version}"]
        subprocess.run(command, check=True)
    for wheel in target.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(target)
    for program in (target / "dotnetcore2" / "bin").glob("*"):
        program.chmod(0o755)
    ready.touch()
    return target


def parse(scripts: list[str]) -> list[tuple[int, int, str]]:
    """Errors as (script number, line, message), found in a process of its own."""
    fetch()
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.sqlserver.scriptdom"],
        input=json.dumps(scripts),
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return [(number, line, message) for number, line, message in json.loads(done.stdout)]


def _main() -> None:
    from clr_loader import get_coreclr
    from pythonnet import set_runtime

    root = folder()
    framework = {"name": "Microsoft.NETCore.App", "version": "3.1.0"}
    options = {"runtimeOptions": {"tfm": "netcoreapp3.1", "framework": framework}}
    configuration = root / "runtime.json"
    configuration.write_text(json.dumps(options), encoding="utf-8")
    set_runtime(get_coreclr(runtime_config=str(configuration), dotnet_root=str(root / "dotnetcore2" / "bin")))
    import clr

    library = root / "mssqlcli" / "mssqltoolsservice" / "bin" / "Microsoft.SqlServer.TransactSql.ScriptDom.dll"
    clr.AddReference(str(library))
    from Microsoft.SqlServer.TransactSql.ScriptDom import TSql150Parser
    from System.IO import StringReader

    parser = TSql150Parser(True)
    errors = []
    for number, script in enumerate(json.load(sys.stdin)):
        _, found = parser.Parse(StringReader(script), None)
        errors += [[number, error.Line, str(error.Message)] for error in found]
    json.dump(errors, sys.stdout)


if __name__ == "__main__":
    _main()
