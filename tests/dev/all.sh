#!/usr/bin/env bash
# Runs every function test_* of this folder's *_test.sh, each in its own shell and empty folder.
# all.sh [FILTER]: only those whose name holds FILTER.
set -euo pipefail
shopt -s inherit_errexit

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
passed=0 failed=0
for file in "$HERE"/*_test.sh; do
  mapfile -t names < <(sed -n 's/^\(test_[a-z0-9_]*\)() {$/\1/p' "$file")
  for name in "${names[@]}"; do
    [[ $name == *"${1:-}"* ]] || continue
    folder=$(mktemp -d)
    if bash "$HERE/one.sh" "$file" "$name" "$folder" >"$folder/.log" 2>&1; then
      passed=$((passed + 1))
    else
      failed=$((failed + 1))
      printf 'failed: %s (%s)\n' "$name" "${file##*/}"
      sed 's/^/  /' "$folder/.log"
    fi
    rm -rf "$folder"
  done
done
printf '%s passed, %s failed\n' "$passed" "$failed"
[[ $failed == 0 ]]
