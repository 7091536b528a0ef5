#!/usr/bin/env bash
# Makes sure the system libraries are there that no Python package carries. Installs them where it may (Debian, root);
# otherwise says exactly what to run. Usage: ops/system-packages.sh run|test
# tests/test_system_packages.py holds the lists equal to what Qt's libraries and plugins ask for.
set -euo pipefail
run="libgl1 libegl1 libxkbcommon0 libglib2.0-0 libfontconfig1 libfreetype6 libdbus-1-3 libcups2 unixodbc"
x11="libx11-6 libx11-xcb1 libxcb1 libxcb-cursor0 libxcb-glx0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
  libxcb-render0 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0 libxcb-xkb1
  libxkbcommon-x11-0"
wayland="libwayland-client0 libwayland-cursor0 libwayland-egl1"
test="poppler-utils postgresql xvfb xdotool"
packages="$run $x11 $wayland"
[ "${1:-run}" = test ] && packages="$packages $test"

if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian: make sure Qt's libraries (OpenGL, EGL, xkbcommon, fontconfig, D-Bus, CUPS; for a display xcb with"
    echo "its cursor, icccm, image, keysyms, render-util and xkb parts, or Wayland's client, cursor and EGL) and unixODBC are installed."
    exit 0
fi
# Debian keeps this part of Python in a package of its own.
"${PYTHON:-python3}" -c 'import ensurepip' 2>/dev/null || packages="$packages python3-venv"
missing=""
for package in $packages; do
    # Newer releases call some of them …t64; asked for by the old name they are found.
    known=$(dpkg-query -W -f='${db:Status-Status}\n' "$package" "${package}t64" 2>/dev/null || true)
    grep -qx installed <<<"$known" || missing="$missing $package"
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
