#!/usr/bin/env bash
# Installs the package as users do, into .venv at the root of the repository, and tests it there. Called by `cargo xtask test`.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
cd "$root"

# The repository's own target folder, so that dependencies are compiled once for all crates.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$root/target}"

python=.venv/bin/python
if [ ! -x "$python" ]; then
    "${PYTHON:-python3}" -m venv .venv
fi
if ! cmp -s "$here/requirements-test.txt" .venv/requirements-test.txt; then
    "$python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements-test.txt"
    cp "$here/requirements-test.txt" .venv/requirements-test.txt
fi

# The installed maturin builds; an isolated build would download it again.
PATH="$root/.venv/bin:$PATH" "$python" -m pip install --quiet --disable-pip-version-check --no-cache-dir --no-build-isolation --no-deps --force-reinstall ./bindings-python

cd "$here"
python="$root/$python"
"$python" -m pytest --quiet tests "$root/tests/python" "$@"
"$python" -m mypy --no-error-summary tests/sample_typed.py
"$python" -m mypy --no-error-summary -p tongbao
"$python" -m mypy.stubtest --concise --mypy-config-file pyproject.toml tongbao
