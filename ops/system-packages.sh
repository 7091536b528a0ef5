#!/usr/bin/env bash
# Makes sure the system libraries are there that no Python package carries. Installs them where it may (Debian, root);
# otherwise says exactly what to run. Usage: ops/system-packages.sh run|test
set -euo pipefail
run="libgl1 libegl1 libxkbcommon0 libglib2.0-0 libfontconfig1 libdbus-1-3 unixodbc"
test="poppler-utils postgresql"
packages=$run
[ "${1:-run}" = test ] && packages="$run $test"

if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian: make sure Qt's libraries (OpenGL, EGL, xkbcommon, fontconfig, D-Bus) and unixODBC are installed."
    exit 0
fi
missing=""
for package in $packages; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed$' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086 — a list of package names
    apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "Missing system packages. Please run:"
    echo "  sudo apt-get install --no-install-recommends$missing"
    exit 1
fi
