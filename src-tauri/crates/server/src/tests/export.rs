use std::fs;

use serde_json::json;
use strata_model::Actor;

use super::{Site, ask};

fn fetched(site: &Site, paths: &[&str]) -> super::Answer {
    let body = serde_json::to_vec(&json!({ "paths": paths })).unwrap();
    let asked = site.ask("POST", "/export", &[("content-type", "application/json")], &body);
    assert_eq!(asked.status, 200, "{}", asked.text());
    site.get(asked.json()["url"].as_str().unwrap(), &[])
}

#[test]
fn a_selection_is_downloaded_as_a_zip_file() {
    let site = Site::new();
    let bytes: Vec<u8> = (0..3_000_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    site.vault.write("docs/大.bin", &bytes);
    site.vault.write("docs/a.md", "# A\n");
    site.session.call(&Actor::Owner, "index", json!({})).unwrap();
    let answer = fetched(&site, &["docs", "first.md"]);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/zip")));
    assert!(answer.header("content-disposition").unwrap().starts_with("attachment; filename*=UTF-8''"));
    assert_eq!(answer.header("transfer-encoding"), Some("chunked"), "it is made while it is sent");
    let file = site.vault.home().join("got.zip");
    fs::write(&file, unchunked(&answer.body)).unwrap();
    let to = site.vault.home().join("got");
    let unzip = std::process::Command::new("unzip").arg("-q").arg(&file).arg("-d").arg(&to).status().unwrap();
    assert!(unzip.success(), "another program reads it");
    assert!(fs::read(to.join("docs/大.bin")).unwrap() == bytes);
    assert_eq!(fs::read_to_string(to.join("docs/a.md")).unwrap(), "# A\n");
    assert_eq!(fs::read_to_string(to.join("first.md")).unwrap(), "# First\n");
}

#[test]
fn what_is_no_copy_is_told_before_the_download() {
    let site = Site::new();
    let post = |body: &str| site.ask("POST", "/export", &[("content-type", "application/json")], body.as_bytes());
    assert_eq!((post(r#"{"paths":["none.md"]}"#).status, &*post(r#"{"paths":["none.md"]}"#).code()), (404, "notFound"));
    assert_eq!(post(r#"{"paths":["../x"]}"#).status, 400);
    assert_eq!(post("{}").status, 400);
    let form = site.ask("POST", "/export", &[("content-type", "text/plain")], br#"{"paths":["first.md"]}"#);
    assert_eq!(form.status, 415, "a form of another page is refused");
    assert_eq!(site.get("/export/0123", &[]).code(), "notFound");
    let url = post(r#"{"paths":["first.md"]}"#).json()["url"].as_str().unwrap().to_owned();
    assert_eq!(ask(site.addr(), "GET", &url, &[], b"").status, 401, "the address alone opens nothing");
}

fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let end = body.windows(2).position(|window| window == b"\r\n").expect("every chunk has a size");
        let size = usize::from_str_radix(std::str::from_utf8(&body[..end]).unwrap(), 16).unwrap();
        if size == 0 {
            return bytes;
        }
        bytes.extend(&body[end + 2..end + 2 + size]);
        body = &body[end + 4 + size..];
    }
}
