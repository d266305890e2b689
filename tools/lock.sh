#!/bin/sh
# Pin all dependencies with hashes: requirements.lock to run, requirements-dev.lock to run and test.
# hatchling is in both, because the project itself is built without fetching anything unlocked.
set -eu
bin=$1

pin() {
    "$bin/uv" pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header "$@"
}
printf 'hatchling==1.27.0\neditables==0.5\n' > .venv/build.in
pin pyproject.toml .venv/build.in -o requirements.lock
pin pyproject.toml .venv/build.in --extra dev -c requirements.lock -o requirements-dev.lock
