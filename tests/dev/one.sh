#!/usr/bin/env bash
# one.sh FILE TEST FOLDER: runs one test with ./dev's functions at hand, FOLDER as home and as current folder.
# Nothing outside FOLDER is written and no network is asked: what a test does not fake fails.
set -euo pipefail
shopt -s inherit_errexit

REPOSITORY=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$3"
unset CI CARGO_HOME CARGO_TARGET_DIR XDG_DATA_HOME STRATA_DATA_DIR STRATA_VAULT DISPLAY WAYLAND_DISPLAY \
  LC_ALL LC_MESSAGES RUSTUP_TOOLCHAIN DEV_CACHE DEV_PYPI DEV_RUSTUP
export HOME=$PWD/home XDG_CACHE_HOME=$PWD/home/.cache LANG=C.UTF-8
export PATH=$PWD/bin:/usr/bin:/bin
mkdir -p home bin

# fake NAME TEXT: a program NAME, first on the PATH, whose script is TEXT.
fake() {
  printf '#!/bin/sh\n%s\n' "$2" >"$HOME/../bin/$1"
  chmod +x "$HOME/../bin/$1"
  hash -r
}

# only NAME…: a PATH that holds the fakes and these programs of the machine, nothing else.
only() {
  local name
  mkdir -p few
  for name in "$@"; do ln -sf "$(command -v "$name")" "few/$name"; done
  PATH=$PWD/bin:$PWD/few
  hash -r
}

fail() {
  printf '%s\n' "$*"
  exit 1
}

# is WHAT HAVE WANT
is() { [[ $2 == "$3" ]] || fail "$1: have '$2', want '$3'"; }

# holds WHAT TEXT PART
holds() { [[ $2 == *"$3"* ]] || fail "$1: '$3' is not in: $2"; }

# fails COMMAND…: runs COMMAND in a shell of its own, which must not succeed; prints what it said.
fails() {
  local said status=0
  set +e
  said=$(set -e; "$@" 2>&1)
  status=$?
  set -e
  [[ $status != 0 ]] || fail "'$*' succeeded: $said"
  printf '%s\n' "$said"
}

# shellcheck source=dev
source "$REPOSITORY/dev"
# shellcheck source=/dev/null
source "$1"
"$2"
