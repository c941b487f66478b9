use super::Site;

#[test]
fn the_page_may_do_little() {
    let site = Site::new();
    let page = site.get("/", &[]);
    // Also where the UI was not built, as a page that says so.
    assert!([200, 404].contains(&page.status));
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    let policy = page.header("content-security-policy").unwrap();
    let own = format!("connect-src 'self' ws://{};", site.addr());
    for part in [
        "default-src 'self'",
        "script-src 'self';",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "frame-src blob:;",
        &own,
    ] {
        assert!(policy.contains(part), "{part} in {policy}");
    }
    let scripts = policy.split(';').find(|part| part.contains("script-src")).unwrap();
    assert!(!scripts.contains("unsafe"), "{scripts}");
    if page.status == 200 {
        assert_eq!(page.header("cache-control"), Some("private, no-cache"));
        let text = page.text();
        let inline = text.split("<script").skip(1).filter(|script| !script.split('>').next().unwrap().contains("src="));
        assert_eq!(inline.count(), 0, "the policy lets no script of the page itself run");
        let asset =
            text.split("src=\"").find_map(|rest| rest.split('"').next().filter(|url| url.starts_with("/assets/")));
        let asset = site.get(asset.unwrap(), &[]);
        assert_eq!((asset.status, asset.header("content-type")), (200, Some("text/javascript; charset=utf-8")));
        assert!(asset.header("cache-control").is_some_and(|caching| caching.contains("immutable")));
        let tag = page.header("etag").unwrap().to_owned();
        assert_eq!(site.get("/", &[("if-none-match", &tag)]).status, 304);
    }
}

#[test]
fn nothing_but_the_ui_is_served() {
    let site = Site::new();
    for path in [
        "/none",
        "/.vite/manifest.json",
        "/../Cargo.toml",
        "/..%2fpackage.json",
        "/assets/../../package.json",
        "/api",
        "/assets/",
    ] {
        let answer = site.get(path, &[]);
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.code(), "notFound", "{path}");
    }
    for method in ["POST", "PUT", "DELETE"] {
        assert_eq!(site.ask(method, "/", &[], b"").status, 405, "{method}");
    }
}
