#!/bin/sh
# Installs the Debian/Ubuntu packages that the tests need, where their commands are missing:
# a browser, a mail server and a database server. Starts none of them.
set -eu

missing=""
have() { command -v "$1" >/dev/null 2>&1; }
have chromium || have chromium-browser || missing="$missing chromium"
have dovecot || [ -x /usr/sbin/dovecot ] || missing="$missing dovecot-imapd"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -z "$missing" ] && exit 0

if ! have apt-get; then
    echo "Please install:$missing (this machine has no apt-get to do it with)." >&2
    exit 1
fi
as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"
echo "Installing$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086 -- the list is meant to be split
$as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install -y -qq --no-install-recommends $missing >/dev/null
