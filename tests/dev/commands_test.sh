# shellcheck shell=bash
# shellcheck disable=SC2317 # ./dev calls the functions
# The commands of ./dev, with cargo, npm and the programs they build replaced by fakes.

# Both programs, as a build would leave them: `init` makes a vault, anything else tells what it was given.
built() {
  local name
  mkdir -p target/debug
  for name in strata strata-desktop; do
    cat >"target/debug/$name" <<'SH'
#!/bin/sh
if [ "$1" = init ]; then
  [ -z "$(ls -A "$2")" ] || { echo "$2 is not empty" >&2; exit 1; }
  echo 'id = "x"' >"$2/strata.toml"
  exit
fi
echo "$(basename "$0") args=$* vault=$STRATA_VAULT"
SH
    chmod +x "target/debug/$name"
  done
  export CARGO_TARGET_DIR=$PWD/target
  need() { echo "need $1" >>"$HOME/log"; }
  ui_packages() { :; }
  ui_build() { :; }
  fake cargo "echo \"\$*\" >>'$HOME/log'"
}

test_without_a_command_tells_the_commands() {
  holds "usage" "$(main)" "./dev run"
  holds "usage" "$(main --help)" "./dev test"
}

test_an_unknown_command_is_wrong_usage() {
  status=0
  said=$("$REPOSITORY/dev" dance 2>&1) || status=$?
  is "exit code" "$status" 2
  holds "message" "$said" "there is no command 'dance'"
}

test_unknown_options_are_wrong_usage() {
  local call status
  for call in "run --fast" "run a b" "test --quick" "test a b" "check x" "build x" "bindings x"; do
    status=0
    # shellcheck disable=SC2086 # each call is several words
    "$REPOSITORY/dev" $call >/dev/null 2>&1 || status=$?
    is "exit code of '$call'" "$status" 2
  done
}

test_run_refuses_a_vault_that_is_no_folder() {
  holds "message" "$(fails main run nowhere)" "nowhere is not a folder"
}

test_run_without_a_display_serves_and_needs_no_webkit() {
  built
  mkdir 'my notes'
  is "program" "$( (main run 'my notes') 2>/dev/null)" "strata args=serve vault=$PWD/my notes"
  is "needed" "$(head -n 1 "$HOME/log")" "need build"
  is "built" "$(tail -n 1 "$HOME/log")" "build --profile dev -p strata"
}

test_run_with_a_display_opens_the_window() {
  built
  mkdir notes
  export DISPLAY=:7
  is "program" "$( (main run notes) 2>/dev/null)" "strata-desktop args= vault=$PWD/notes"
  is "needed" "$(head -n 1 "$HOME/log")" "need desktop"
  is "built" "$(tail -n 1 "$HOME/log")" "build --profile dev -p strata -p strata-desktop"
}

test_run_without_a_vault_makes_the_demo_once() {
  built
  local demo="$HOME/.local/share/strata/demo/Strata tour"
  is "first" "$( (main run) 2>/dev/null)" "strata args=serve vault=$demo"
  [[ -e $demo/strata.toml ]] || fail "no vault was made"
  cmp "$demo/knowledge/docs/Welcome.md" "$REPO/src-tauri/demo/en/knowledge/docs/Welcome.md"
  echo mine >"$demo/knowledge/docs/Welcome.md"
  (main run) >/dev/null 2>&1
  is "the user's text" "$(<"$demo/knowledge/docs/Welcome.md")" mine
}

test_the_demo_speaks_the_users_language() {
  is "English" "$(LANG=de_DE.UTF-8 demo_language)" en
  is "Chinese" "$(LANG=zh_CN.UTF-8 demo_language)" zh-CN
  is "not the currency's" "$(LC_MONETARY=zh_CN.UTF-8 LANG=C demo_language)" en
  built
  export LANG=zh_CN.UTF-8 STRATA_DATA_DIR=$PWD/data
  is "vault" "$( (main run) 2>/dev/null)" "strata args=serve vault=$PWD/data/demo/Strata 导览"
  [[ -s "data/demo/Strata 导览/knowledge/docs/欢迎.md" ]] || fail "the Chinese notes are not there"
}

test_ci_holds_cargo_to_the_lock_file() {
  built
  cargo_locked build -p strata
  CI=true cargo_locked build -p strata
  is "at a desk, in CI" "$(<"$HOME/log")" $'build -p strata\nbuild --locked -p strata'
}

# A repository of its own for the functions that look at ui/.
small_ui() {
  REPO=$PWD/repo
  mkdir -p repo/ui/src repo/ui/node_modules
  echo '{}' >repo/ui/package.json
  echo '{}' >repo/ui/package-lock.json
  echo 'one' >repo/ui/src/main.ts
  fake npm "echo \"npm \$*\" >>'$HOME/log'; mkdir -p dist && touch dist/index.html"
  : >"$HOME/log"
}

test_ui_packages_are_fetched_when_the_lock_file_changed() {
  small_ui
  ui_packages 2>/dev/null
  ui_packages
  is "once" "$(<"$HOME/log")" "npm install --no-save --no-audit --no-fund"
  echo '{"a":1}' >repo/ui/package-lock.json
  ui_packages 2>/dev/null
  is "again" "$(wc -l <"$HOME/log")" 2
}

test_ui_is_built_when_a_source_changed() {
  small_ui
  ui_build 2>/dev/null
  ui_build
  is "once" "$(<"$HOME/log")" "npm run build"
  touch repo/ui/src/main.ts
  ui_build
  is "same bytes" "$(wc -l <"$HOME/log")" 1
  echo 'two' >repo/ui/src/main.ts
  ui_build 2>/dev/null
  is "other bytes" "$(wc -l <"$HOME/log")" 2
  rm repo/ui/src/main.ts
  ui_build 2>/dev/null
  is "one fewer" "$(wc -l <"$HOME/log")" 3
}

test_a_failing_rust_test_fails_the_step() {
  fake dbus-run-session 'exit 100'
  fails rust_tests >/dev/null
}

test_the_package_installs_both_programs() {
  local release=$PWD/release out=$PWD/out listing
  mkdir release
  cp /bin/true release/strata-desktop
  cat >release/strata <<'SH'
#!/bin/sh
case $1 in
  man) echo '.TH STRATA 1' >"$2/strata.1" ;;
  completions) echo "# completions for $2" ;;
esac
SH
  chmod +x release/strata
  # A script is nothing that strip and dpkg-shlibdeps take.
  fake strip 'exit 0'
  fake dpkg-shlibdeps 'echo "shlibs:Depends=libc6 (>= 2.36)"'
  deb "$release" "$out" 2>/dev/null
  listing=$(dpkg-deb --contents "$out"/strata_*.deb)
  for path in bin/strata bin/strata-desktop share/applications/strata.desktop share/man/man1/strata.1.gz \
    share/icons/hicolor/128x128/apps/strata.png share/icons/hicolor/scalable/apps/strata.svg \
    share/bash-completion/completions/strata share/doc/strata/copyright; do
    holds "the package" "$listing" "./usr/$path"
  done
  is "needs" "$(dpkg-deb --field "$out"/strata_*.deb Depends)" "libc6 (>= 2.36)"
  is "version" "$(dpkg-deb --field "$out"/strata_*.deb Version)" "$(sed -n 's/^version = "\(.*\)"/\1/p' "$REPO/Cargo.toml" | head -n 1)"
}

test_ci_runs_the_test_command_of_the_readme() {
  holds "README" "$(<"$REPO/README.md")" "./dev test"
  is "last line of .ci/run" "$(tail -n 1 "$REPO/.ci/run")" "./dev test"
}
