#!/usr/bin/env bash
# Tests tongbao.spark with two workers, in .venv-spark at the root of the repository: pyspark (0.5 GB, needs Java 17) wants an
# older pandas than the other tests. Called by `cargo xtask test spark`; slow, and no part of `cargo xtask test`.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
cd "$root"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$root/target}"

python=.venv-spark/bin/python
if [ ! -x "$python" ]; then
    "${PYTHON:-python3}" -m venv .venv-spark
fi
if ! cmp -s "$here/requirements-spark.txt" .venv-spark/requirements-spark.txt; then
    "$python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements-spark.txt"
    cp "$here/requirements-spark.txt" .venv-spark/requirements-spark.txt
fi
PATH="$root/.venv-spark/bin:$PATH" "$python" -m pip install --quiet --disable-pip-version-check --no-cache-dir --no-build-isolation --no-deps --force-reinstall ./bindings-python
cd "$here"
"$root/$python" -m pytest --quiet tests/test_spark.py "$@"
