#!/usr/bin/env bash
# Breaks core in one place after another and tells whether the corpus notices.
#
#   tests/mutants/run.sh             all patches
#   tests/mutants/run.sh 03 11       those whose names begin so
#
# Works on a copy in a scratch folder. Ends with 1 if a broken core passes the corpus, with 2 if a patch tells nothing
# (it no longer applies, it does not build, or the corpus fails without it).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# a folder of its own: the corpus test leaves its reports in the target folder, for the other languages to compare with
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$root/target}/mutants"
export CARGO_PROFILE_DEV_DEBUG=0 CARGO_PROFILE_TEST_DEBUG=0 CARGO_TERM_COLOR=never
log="$scratch/log"

mkdir "$scratch/repo"
# with new times (-m), or cargo takes what it built of an earlier copy for fresh
tar -C "$root" --exclude=node_modules --exclude=target -cf - Cargo.toml Cargo.lock core tests | tar -C "$scratch/repo" -xmf -
cd "$scratch/repo"
members='["core", "tests"]'
sed "s/^members = .*/members = $members/; s/^default-members = .*/default-members = $members/" \
    "$root/Cargo.toml" >Cargo.toml
# only what the cases expect: that every form of a request gives the same answer takes eight times as long
sed '/differences.extend(same_answer/d' "$root/tests/conformance.rs" >tests/conformance.rs
git init -q # so that patches apply here, wherever the scratch folder lies

corpus() { cargo test -q -p tongbao-tests --test conformance "$@" >"$log" 2>&1; }

if ! corpus; then
    tail -n 40 "$log"
    echo "the corpus fails without any patch"
    exit 2
fi

status=0
say() { printf '%-38s %s\n' "$1" "$2"; }
for patch in "$here"/*.patch; do
    name=$(basename "$patch" .patch)
    wanted=$#
    for start in "$@"; do [[ $name == "$start"* ]] && wanted=0; done
    [ "$wanted" -eq 0 ] || continue
    if ! git apply "$patch"; then
        say "$name" "does not apply"
        status=2
        continue
    fi
    if ! corpus --no-run; then
        say "$name" "does not build"
        grep -m 3 '^error' "$log" || true
        status=2
    elif corpus; then
        say "$name" "NOT caught"
        [ "$status" -ne 0 ] || status=1
    else
        failed=$(sed -n 's/^\([0-9]* of [0-9]* cases\) failed.*$/\1/p' "$log" | head -n 1)
        first=$(sed -n 's/^\([a-z]*\/[a-z0-9_-]*\): .*$/\1/p' "$log" | head -n 1)
        say "$name" "caught: ${first:-see below}${failed:+ ($failed)}"
        if [ -n "$first" ]; then
            difference=$(grep -F -m 1 -A 1 "$first: " "$log" | tail -n 1)
            echo "${difference:0:160}"
        else
            tail -n 5 "$log"
        fi
    fi
    git apply -R "$patch"
done
exit "$status"
