#!/bin/sh
# Creates .venv from a lock file, and again only when the lock file has changed.
# Usage: scripts/prepare.sh demo|dev|base   (dev holds all of demo, demo all of base)
set -eu
cd "$(dirname "$0")/.."
kind=${1:?demo, dev or base}

say() { printf '%s\n' "$*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }

stamp_of() { cat requirements/build.txt "requirements/$1.txt" | sha256sum | cut -d' ' -f1; }
done_for() { [ "$(cat ".venv/.lock-$1" 2>/dev/null)" = "$(stamp_of "$1")" ] && .venv/bin/python -c '' 2>/dev/null; }

case $kind in
    dev) done_for dev && exit 0 ;;
    demo) { done_for demo || done_for dev; } && exit 0 ;;
    base) { done_for base || done_for demo || done_for dev; } && exit 0 ;;
    *) stop "No such lock: requirements/$kind.txt" ;;
esac

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    python=$(find_python)
    [ -n "$python" ] || stop "Sarap needs Python 3.11, 3.12 or 3.13: apt-get install python3 python3-venv (or PYTHON=/path/to/python3.11)"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            say "Installing python$version-venv …"
            { apt-get install -y -q "python$version-venv" || { apt-get update -q && apt-get install -y -q "python$version-venv"; }; } >/dev/null 2>&1 ||
                stop "Python's venv is missing and could not be installed: apt-get install python$version-venv"
        else
            stop "Python's venv is missing: sudo apt-get install python$version-venv"
        fi
    fi
    say "Creating .venv with $("$python" -V) …"
    rm -rf .venv
    "$python" -m venv .venv
fi

say "Installing what requirements/$kind.txt locks (a few minutes the first time) …"
rm -f .venv/.lock-*
# Build tools first: one package comes as source only and is built with them, offline.
pip="env PIP_DISABLE_PIP_VERSION_CHECK=1 .venv/bin/python -m pip install -qq --require-hashes --no-deps --no-build-isolation"
$pip -r requirements/build.txt
$pip -r "requirements/$kind.txt"
stamp_of "$kind" >".venv/.lock-$kind"
