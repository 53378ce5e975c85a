#!/bin/sh
# Locks the newest versions that pyproject.toml allows, for every Python and machine it allows, with
# hashes and without saying where they were found. Uses uv, in an environment of its own.
set -eu
cd "$(dirname "$0")/.."

python3 -m venv build/lock
build/lock/bin/pip install --quiet uv

lock() {
    output=$1
    shift
    build/lock/bin/uv pip compile --quiet --upgrade --universal --fork-strategy fewest \
        --python-version 3.11 --generate-hashes --no-annotate --no-header \
        --output-file "$output" "$@" pyproject.toml
}

lock requirements.lock
lock requirements-test.lock --group test --constraint requirements.lock
