#!/bin/sh
# Make .venv with exactly the locked, hashed dependencies and this project in it.
#   tools/install.sh requirements.lock
set -eu
lock=$1
python=${PYTHON:-python3}

stop() { echo "$1" >&2; exit 1; }

# Run pip and count what it fetches: "  12 of 64  django".
counted() {
    total=$(grep -c '==' "$lock")
    { "$@" && echo ok > .venv/outcome || echo failed > .venv/outcome; } |
        awk -v total="$total" '/^Collecting / { n++; printf "  %d of %d  %s\n", n, total, $2; fflush() }'
    [ "$(cat .venv/outcome)" = ok ]
}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    stop "Python 3.11 or newer is needed: install python3, or name one with PYTHON=/path/to/python3."

if [ ! -x .venv/bin/pip ]; then
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            echo "Installing python3-venv …"
            apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
        else
            stop "Python's venv is missing: run 'sudo apt-get install python3-venv' and repeat this command."
        fi
    fi
    echo "Making .venv …"
    rm -rf .venv
    "$python" -m venv .venv || stop ".venv could not be made (see above)."
fi

echo "Installing the locked dependencies …"
counted .venv/bin/pip install --disable-pip-version-check --no-input --progress-bar off --no-warn-script-location \
    --require-hashes --only-binary :all: -r "$lock" ||
    stop "The dependencies could not be installed (see above): are the package registries reached, is the disk full?"
.venv/bin/pip install --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation --editable . ||
    stop "fugong itself could not be installed (see above)."
