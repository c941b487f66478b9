use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use strata_model::Revision;

use crate::testing::{Room, mkfifo, p};
use crate::{ErrorKind, FilesError, Kind, VaultDir};

#[test]
fn what_cannot_be_a_vault_is_said_to_be_so() {
    let room = Room::native();
    let missing = VaultDir::open(&room.at("missing")).unwrap_err();
    assert!(matches!(missing, FilesError::VaultMissing { .. }) && missing.kind() == ErrorKind::NotFound);
    room.put("file", "x");
    let file = VaultDir::open(&room.at("file")).unwrap_err();
    assert!(matches!(file, FilesError::VaultNotFolder { .. }), "{file}");
    assert!(matches!(VaultDir::open(&room.at("file/below")).unwrap_err(), FilesError::VaultNotFolder { .. }));
    assert!(file.to_string().contains("vault/file"), "the message names the path: {file}");
}

/// Root may read everything, so the folder is opened by another user in a process of its own.
#[test]
fn an_unreadable_vault_is_said_to_be_so() {
    const VARIABLE: &str = "STRATA_TEST_UNREADABLE_VAULT";
    if let Some(folder) = std::env::var_os(VARIABLE) {
        let error = VaultDir::open(folder.as_ref()).unwrap_err();
        assert!(matches!(error, FilesError::VaultUnreadable { .. }), "{error}");
        assert_eq!(error.kind(), ErrorKind::Permission);
        return;
    }
    let room = Room::native();
    let set = |path: &std::path::Path, mode| {
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    };
    set(room.folder.path(), 0o755);
    set(&room.at(""), 0o700);
    let program = room.folder.path().join("test");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let mut command = if rustix::process::geteuid().is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program);
        command
    } else {
        set(&room.at(""), 0o000);
        Command::new(&program)
    };
    let name = "vault::tests::an_unreadable_vault_is_said_to_be_so";
    let output = command.args([name, "--exact"]).env(VARIABLE, room.at("")).output().unwrap();
    set(&room.at(""), 0o700);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn stat_tells_what_is_there() {
    for room in Room::each() {
        room.put("f/a.md", "text");
        mkfifo(&room.at("fifo"));
        symlink("f/a.md", room.at("in")).unwrap();
        symlink(room.outside(""), room.at("out")).unwrap();
        let kind = |path: &str| room.vault.stat(&p(path)).unwrap().map(|stat| stat.kind);
        let link = |target: &str, inside| Some(Kind::Symlink { target: target.to_owned(), inside });
        assert_eq!(kind("f/a.md"), Some(Kind::File), "{}", room.name);
        assert_eq!((kind("f"), kind("")), (Some(Kind::Folder), Some(Kind::Folder)));
        assert_eq!(kind("fifo"), Some(Kind::Special("FIFO")));
        assert_eq!(kind("in"), link("f/a.md", true));
        assert_eq!(kind("out"), link(room.outside("").to_str().unwrap(), false));
        assert_eq!((kind("none"), kind("none/below"), kind("f/a.md/below")), (None, None, None));
        let stat = room.vault.stat(&p("f/a.md")).unwrap().unwrap();
        assert_eq!((stat.fingerprint.size, stat.links, stat.writable), (4, 1, true));
        assert!(stat.fingerprint.mtime > 1_600_000_000_000_000_000 && stat.fingerprint.ctime > 0);
        assert!(stat.fingerprint.inode > 0);
    }
}

#[test]
fn both_systems_see_the_same() {
    let [native, portable] = Room::each();
    native.put("a", "text");
    let other = VaultDir::open_on(&native.at(""), portable.vault.system).unwrap();
    assert_eq!(native.vault.stat(&p("a")).unwrap(), other.stat(&p("a")).unwrap());
}

#[test]
fn a_vault_is_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&Room::native().vault);
}

#[test]
fn reading() {
    for room in Room::each() {
        room.put("a.md", "text");
        symlink("a.md", room.at("link.md")).unwrap();
        for path in ["a.md", "link.md"] {
            let content = room.vault.read(&p(path), 4).unwrap();
            assert_eq!((content.bytes.as_slice(), content.revision), (&b"text"[..], Revision::of(b"text")));
            assert_eq!(room.vault.hash(&p(path)).unwrap(), (content.revision, content.fingerprint), "{}", room.name);
        }
        let error = room.vault.read(&p("a.md"), 3).unwrap_err();
        assert!(matches!(error, FilesError::TooLarge { size: 4, cap: 3, .. }), "{error}");
        assert_eq!(room.vault.read(&p("none"), 3).unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(room.vault.read(&p(""), 3).unwrap_err().kind(), ErrorKind::NotAFile);
    }
}

#[test]
fn a_file_that_never_rests_is_busy_and_one_that_comes_to_rest_is_read() {
    let room = Room::native();
    room.put("log.md", "");
    let at = room.at("log.md");
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let flag = std::sync::Arc::clone(&stop);
    let writer = std::thread::spawn(move || {
        let mut turn = 0u64;
        while !flag.load(std::sync::atomic::Ordering::Relaxed) {
            // Every generation is one letter throughout: a mixture is a torn read.
            let letter = b'a' + u8::try_from(turn % 26).unwrap();
            fs::write(at.with_extension("new"), vec![letter; 100_000]).unwrap();
            fs::rename(at.with_extension("new"), &at).unwrap();
            turn += 1;
        }
    });
    for _ in 0..200 {
        match room.vault.read(&p("log.md"), 1_000_000) {
            Ok(content) => assert!(content.bytes.windows(2).all(|pair| pair[0] == pair[1]), "a torn read"),
            Err(error) => assert_eq!(error.kind(), ErrorKind::Busy, "{error}"),
        }
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    writer.join().unwrap();
    room.vault.read(&p("log.md"), 1_000_000).unwrap();
}

#[test]
fn a_huge_file_is_hashed_and_not_loaded() {
    let room = Room::native();
    let size = 1024 * 1024 * 1024;
    fs::File::create(room.at("huge.bin")).unwrap().set_len(size).unwrap();
    let error = room.vault.read(&p("huge.bin"), 64 * 1024 * 1024).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");
    let before = peak_memory();
    let (_, fingerprint) = room.vault.hash(&p("huge.bin")).unwrap();
    assert_eq!(fingerprint.size, size);
    assert!(peak_memory() - before < 64 * 1024, "hashing took {} KiB", peak_memory() - before);
}

fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
