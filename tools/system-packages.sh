#!/bin/sh
# The tests need a browser and Chinese fonts: install them when we may, else say in one line what to install.
set -eu

missing=""
[ -x /usr/bin/chromium ] || missing="$missing chromium"
command -v fc-list >/dev/null || missing="$missing fontconfig"
fc-list 2>/dev/null | grep -q "Noto Serif CJK" || missing="$missing fonts-noto-cjk"
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing$missing …"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "Missing for the tests: run 'sudo apt-get install$missing' and repeat this command." >&2
    exit 1
fi
