//! The program under strace, which kills it at a system call or lets one fail.

use std::process::Command;
use std::sync::OnceLock;

use strata_testkit::{Run, TestVault};

/// Returns whether system calls can be tampered with here; where not, says so.
pub(super) fn can_trace(what: &str) -> bool {
    static CAN: OnceLock<Result<(), String>> = OnceLock::new();
    let can = CAN.get_or_init(|| {
        let tried =
            Command::new("strace").args(["-f", "-o", "/dev/null", "-e", "inject=getppid:error=EIO", "true"]).output();
        match tried {
            Err(error) => Err(format!("strace does not start: {error}")),
            Ok(output) if output.status.success() => Ok(()),
            Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        }
    });
    if let Err(why) = can {
        eprintln!("not tried: {what}, for {why}");
    }
    can.is_ok()
}

/// Runs `strata` with `args`; the `nth` call of `call` that a thread of it makes meets `fate`: `signal=SIGKILL`, or
/// `error=` and one's name.
pub(super) fn strata(vault: &TestVault, args: &[&str], input: &str, call: &str, fate: &str, nth: u32) -> Run {
    let like = vault.command();
    let mut command = Command::new("strace");
    command
        .args(["-f", "-qq", "-o", "/dev/null"])
        .args(["-e", &format!("trace={call}"), "-e", &format!("inject={call}:{fate}:when={nth}")])
        .arg(like.get_program())
        .args(args)
        .env_clear()
        .envs(like.get_envs().filter_map(|(key, value)| Some((key, value?))))
        .current_dir(vault.home());
    Run::of(&mut command, input.as_bytes())
}
