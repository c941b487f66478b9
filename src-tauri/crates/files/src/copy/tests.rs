use std::io::{self, Read};

use strata_model::Revision;

use crate::ErrorKind;
use crate::testing::{Room, p};

#[test]
fn a_source_comes_in() {
    for room in Room::each() {
        let bytes = vec![9u8; 700_000];
        let (revision, fingerprint) = room.vault.copy_in(&mut bytes.as_slice(), &p("assets/new/a.bin")).unwrap();
        assert_eq!((revision, fingerprint.size), (Revision::of(&bytes), 700_000), "{}", room.name);
        assert_eq!(room.vault.hash(&p("assets/new/a.bin")).unwrap(), (revision, fingerprint));
        let error = room.vault.copy_in(&mut &b"x"[..], &p("assets/new/a.bin")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Exists);
    }
}

#[test]
fn a_source_that_fails_leaves_nothing() {
    struct Broken(u32);
    impl Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 += 1;
            if self.0 > 3 { Err(io::Error::other("cable pulled")) } else { Ok(buffer.len()) }
        }
    }
    let room = Room::native();
    let error = room.vault.copy_in(&mut Broken(0), &p("a.bin")).unwrap_err();
    assert!(error.to_string().contains("cable pulled"), "{error}");
    assert!(room.names().is_empty());
}
