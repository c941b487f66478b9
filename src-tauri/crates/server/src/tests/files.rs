use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::symlink;
use std::time::Duration;

use strata_model::Revision;

use super::Site;

#[test]
fn a_file_is_answered_whole_in_part_or_not_at_all() {
    let site = Site::new();
    let bytes: Vec<u8> = (0..1_000_000_u32).map(|n| u8::try_from(n % 251).unwrap()).collect();
    site.vault.write("图 1.png", &bytes);
    let path = "/files/%E5%9B%BE%201.png";
    let tag = format!("\"{}\"", Revision::of(&bytes));

    let whole = site.get(path, &[]);
    assert_eq!((whole.status, whole.body.len()), (200, bytes.len()));
    assert!(whole.body == bytes);
    assert_eq!(whole.header("content-type"), Some("image/png"));
    assert_eq!(whole.header("etag"), Some(&*tag));
    assert_eq!(whole.header("content-security-policy"), Some("sandbox; default-src 'none'"));

    let head = site.ask("HEAD", path, &[], b"");
    assert_eq!((head.status, head.body.len(), head.header("content-length")), (200, 0, Some("1000000")));

    for (range, status, expected) in [
        ("bytes=0-9", 206, &bytes[..10]),
        ("bytes=999990-", 206, &bytes[999_990..]),
        ("bytes=-5", 206, &bytes[999_995..]),
        ("bytes=-2000000", 206, &bytes),
        ("bytes=5-5", 206, &bytes[5..6]),
        ("bytes=0-1,5-6", 200, &bytes),
        ("bytes=1000000-", 416, &[]),
    ] {
        let part = site.get(path, &[("range", range)]);
        assert_eq!((part.status, part.body.len()), (status, expected.len()), "{range}");
        assert!(part.body == expected, "{range}");
    }
    let old = site.get(path, &[("range", "bytes=0-9"), ("if-range", "\"old\"")]);
    assert_eq!(old.status, 200);
    let known = site.get(path, &[("if-none-match", &tag)]);
    assert_eq!((known.status, known.body.len(), known.header("etag")), (304, 0, Some(&*tag)));
    assert_eq!(site.get(path, &[("if-none-match", "\"x\"")]).status, 200);

    site.vault.write("empty.txt", "");
    let empty = site.get("/files/empty.txt", &[]);
    assert_eq!((empty.status, empty.header("content-length")), (200, Some("0")));
}

#[test]
fn a_page_of_the_vault_is_a_download() {
    let site = Site::new();
    for name in ["a.html", "a.svg", "a.xml", "a.xhtml"] {
        site.vault.write(name, "<svg xmlns='http://www.w3.org/2000/svg'/>");
        let plain = site.get(&format!("/files/{name}"), &[]);
        assert!(plain.header("content-disposition").is_some_and(|value| value.starts_with("attachment")), "{name}");
        assert_eq!(plain.header("content-security-policy"), Some("sandbox; default-src 'none'"), "{name}");
        let image = site.get(&format!("/files/{name}"), &[("sec-fetch-dest", "image")]);
        assert_eq!(image.header("content-disposition"), None, "{name} as an image");
        assert_eq!(image.header("content-security-policy"), Some("sandbox; default-src 'none'"), "{name} as an image");
    }
}

#[test]
fn no_path_leaves_the_vault() {
    let site = Site::new();
    site.vault.write("../secret.txt", "secret");
    symlink(site.vault.path("../secret.txt"), site.vault.path("link.txt")).unwrap();
    symlink("..", site.vault.path("up")).unwrap();
    for path in [
        "/files/../secret.txt",
        "/files/%2e%2e/secret.txt",
        "/files/..%2fsecret.txt",
        "/files/%2e%2e%2fsecret.txt",
        "/files/%252e%252e/secret.txt",
        "/files/..%5csecret.txt",
        "/files//etc/passwd",
        "/files/%2fetc%2fpasswd",
        "/files/x/../../secret.txt",
        "/files/link.txt",
        "/files/up/secret.txt",
        "/files/first.md/",
        "/files/first.md%00",
        "/files/%ff%fe",
        "/files/.",
        "/files/",
        "/files",
    ] {
        let answer = site.get(path, &[]);
        assert!((400..500).contains(&answer.status), "{path}: {}", answer.status);
        assert!(!answer.text().contains("secret\n") && answer.text() != "secret", "{path}");
        assert!(!answer.text().contains("root:"), "{path}");
    }
    assert_eq!(site.get("/files/%ff%fe", &[]).code(), "badPath");
    assert_eq!(site.get("/files/none.md", &[]).code(), "notFound");
    site.vault.write("folder/a.md", "a");
    assert_eq!(site.get("/files/folder", &[]).code(), "notAFile");
}

#[test]
fn a_file_is_put_where_its_condition_holds() {
    let site = Site::new();
    let put = |path: &str, headers: &[(&str, &str)], body: &[u8]| site.ask("PUT", path, headers, body);
    let created = put("/files/d/new.bin", &[("if-none-match", "*")], b"\x00\x01\x02");
    assert_eq!((created.status, &*created.json()["path"].to_string()), (201, "\"d/new.bin\""));
    let tag = format!("\"{}\"", Revision::of(b"\x00\x01\x02"));
    assert_eq!(created.header("etag"), Some(&*tag));
    assert_eq!(site.vault.bytes("d/new.bin"), [0, 1, 2]);

    let again = put("/files/d/new.bin", &[("if-none-match", "*")], b"x");
    assert_eq!((again.status, &*again.code()), (412, "exists"));
    let stale = put("/files/d/new.bin", &[("if-match", &format!("\"{}\"", Revision::of(b"x")))], b"x");
    assert_eq!((stale.status, &*stale.code()), (412, "stale"));
    let missing = put("/files/none.bin", &[("if-match", "*")], b"x");
    assert_eq!(missing.status, 412, "{}", missing.text());
    for headers in [
        &[("if-match", "abc")][..],
        &[("if-match", "\"abc\"")],
        &[("if-none-match", "\"abc\"")],
        &[("if-match", "*"), ("if-none-match", "*")],
    ] {
        assert_eq!(put("/files/d/new.bin", headers, b"x").status, 400, "{headers:?}");
    }
    assert_eq!(site.vault.bytes("d/new.bin"), [0, 1, 2], "nothing of that was done");

    assert_eq!(put("/files/d/new.bin", &[("if-match", &tag)], b"second").status, 200);
    assert_eq!(put("/files/d/new.bin", &[("if-match", "*")], b"third").status, 200);
    assert_eq!(put("/files/d/new.bin", &[], b"fourth").status, 200);
    assert_eq!(site.vault.bytes("d/new.bin"), b"fourth");
    for path in ["/files/../x", "/files/%2e%2e/x", "/files/.git/config"] {
        assert!((400..500).contains(&put(path, &[], b"x").status), "{path}");
    }
}

#[test]
fn half_an_upload_is_none() {
    let site = Site::new();
    let head = format!(
        "PUT /files/half.bin HTTP/1.1\r\nHost: {}\r\nAuthorization: {}\r\nIf-None-Match: *\r\nContent-Length: 1000000\r\n\r\n",
        site.addr(),
        site.bearer()
    );
    let mut stream = TcpStream::connect(site.addr()).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&[7; 500_000]).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut said = Vec::new();
    drop(stream.read_to_end(&mut said));
    assert!(!String::from_utf8_lossy(&said).contains(" 201 "), "{}", String::from_utf8_lossy(&said));
    assert!(!site.vault.holds("half.bin"));

    let announced = head.replace("1000000", "3000000000");
    assert_eq!(super::raw(site.addr(), announced.as_bytes()).status, 413);
}
