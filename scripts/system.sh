#!/bin/sh
# Sees to the system libraries: installs what is missing as root on Debian, otherwise names the exact command.
# Usage: scripts/system.sh pango [poppler] [chromium] [caddy]   Exits 1 when something is missing and was not installed.
set -eu

has() {
    case $1 in
        # What WeasyPrint opens when it makes a PDF.
        pango) for name in libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0; do
            { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep -q "$name" || return 1
        done ;;
        # What reads a PDF again in the tests.
        poppler) command -v pdftotext >/dev/null ;;
        # The proxy itself, for the tests of its bounds; taken out of its package, so that no service is started.
        caddy) command -v caddy >/dev/null || [ -x var/caddy/usr/bin/caddy ] ;;
        chromium) [ -n "${SARAP_CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
            command -v google-chrome >/dev/null ;;
    esac
}

packages_of() {
    case $1 in
        pango) echo libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ;;
        poppler) echo poppler-utils ;;
        chromium) echo chromium ;;
        caddy) echo caddy ;;
    esac
}

what_for() {
    case $1 in
        pango) echo "PDFs cannot be made" ;;
        poppler) echo "the tests of PDFs cannot run" ;;
        chromium) echo "browser tests cannot run" ;;
        caddy) echo "the tests of the proxy are left out" ;;
    esac
}

# Takes Caddy out of its package, so that its service is not started; where there is no such package, nothing is said.
unpack_caddy() {
    mkdir -p var/caddy
    (cd var/caddy && apt-get download -q caddy >/dev/null 2>&1 && dpkg -x caddy_*.deb . && rm -f caddy_*.deb) || true
}

status=0
for library in "$@"; do
    has "$library" && continue
    if [ "$library" = caddy ] && command -v apt-get >/dev/null; then
        unpack_caddy
        has caddy && continue
        echo "Caddy cannot be had here: $(what_for caddy)."
        continue
    fi
    packages=$(packages_of "$library")
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $packages …"
        # shellcheck disable=SC2086
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages >/dev/null 2>&1 || {
            apt-get update -q >/dev/null 2>&1 || true
            # shellcheck disable=SC2086
            DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages >/dev/null || true
        }
        has "$library" && continue
    fi
    echo "Missing: without it $(what_for "$library"). Install it:  sudo apt-get install $packages" >&2
    status=1
done
exit $status
