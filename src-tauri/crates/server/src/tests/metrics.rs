use std::time::{Duration, Instant};

use super::{Site, ask};

/// Returns the value of the line that begins with `name`.
fn value(text: &str, name: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
}

#[test]
fn prometheus_is_told_what_the_sync_centre_shows() {
    let site = Site::new();
    let until = Instant::now() + Duration::from_secs(30);
    // The first look at everything may still be under way.
    let text = loop {
        let answer = site.get("/metrics", &[]);
        assert_eq!(answer.status, 200);
        let kind = answer.header("content-type").unwrap();
        assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
        let text = answer.text();
        if value(&text, "strata_entries") == Some(1.0) {
            break text;
        }
        assert!(Instant::now() < until, "{text}");
    };
    assert_eq!(value(&text, "strata_notes"), Some(1.0), "{text}");
    assert_eq!(value(&text, "strata_entry_states{state=\"failed\"}"), Some(0.0), "{text}");
    for name in [
        "strata_stage_passes_total{stage=\"scan\"}",
        "strata_stage_busy_seconds_total{stage=\"parse\"}",
        "strata_stage_queue{stage=\"index\"}",
        "strata_stage_time_seconds{stage=\"catalog\",quantile=\"0.95\"}",
    ] {
        assert!(value(&text, name).is_some(), "{name} is missing in {text}");
    }
    assert!(text.ends_with("# EOF\n"));
}

#[test]
fn nobody_reads_the_metrics_without_the_token() {
    let site = Site::new();
    assert_eq!(ask(site.addr(), "GET", "/metrics", &[], b"").status, 401);
    assert_eq!(ask(site.addr(), "GET", "/metrics", &[("authorization", "Bearer wrong")], b"").status, 401);
}
