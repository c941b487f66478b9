//! `GET /metrics`: what the sync centre shows, as Prometheus reads it. Asked for with the token, like all else.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use serde::de::DeserializeOwned;
use serde_json::json;
use strata_api::types::{StageFigures, Status, SyncStatus};
use strata_api::{ApiError, Code};
use strata_link::Session;
use strata_model::Actor;

use crate::Door;
use crate::answer::Refusal;

type Number = Gauge<f64, AtomicU64>;
type Labels = Vec<(&'static str, String)>;

pub(crate) async fn metrics(State(door): State<Arc<Door>>) -> Result<Response, Refusal> {
    // The semaphore is never closed.
    let _turn = door.commands.acquire().await;
    let session = door.session.clone();
    let told = tokio::task::spawn_blocking(move || tell(&session)).await;
    let text = told.map_err(|error| {
        tracing::error!(%error, "the metrics ended badly");
        ApiError::new(Code::Internal, "the metrics could not be told; see the log")
    })??;
    const HEADERS: [(HeaderName, &str); 2] =
        [(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    Ok((StatusCode::OK, HEADERS, Body::from(text)).into_response())
}

fn ask<T: DeserializeOwned>(session: &Session, command: &str) -> Result<T, ApiError> {
    let answer = session.call(&Actor::Owner, command, json!({}))?;
    serde_json::from_value(answer).map_err(|error| ApiError::new(Code::Internal, format!("{command}: {error}")))
}

/// Whoever hosts the vault has the figures, so they are asked for at each visit and kept nowhere.
fn tell(session: &Session) -> Result<String, ApiError> {
    let status: Status = ask(session, "status")?;
    let sync: SyncStatus = ask(session, "sync_status")?;
    let mut registry = Registry::with_prefix("strata");
    let mut gauge = |name: &str, help: &str, value: f64| {
        let gauge = Number::default();
        gauge.set(value);
        registry.register(name, help, gauge);
    };
    gauge("entries", "Files in the catalog", status.entries as f64);
    gauge("notes", "Notes in the catalog", status.notes as f64);
    gauge("conflicts", "Conflict copies in the vault", status.conflicts as f64);
    gauge("problems", "What went wrong and is told", status.problems.len() as f64);
    gauge("journal_seq", "Last number of the journal", status.journal_seq as f64);
    gauge("indexed_seq", "The search index holds the journal up to here", status.indexed_seq as f64);
    gauge("versioned_seq", "Versions cover the journal up to here", status.versioned_seq as f64);
    gauge("entries_per_second", "Entries taken in, over the last minute", sync.per_second);
    let states = [
        ("hinted", sync.states.hinted),
        ("scanning", sync.states.scanning),
        ("changed", sync.states.changed),
        ("conflicted", sync.states.conflicted),
        ("failed", sync.states.failed),
        ("quarantined", sync.states.quarantined),
    ];
    let states = states.map(|(state, count)| (vec![("state", state.to_owned())], count as f64));
    gauges(&mut registry, "entry_states", "Entries that are not clean, by how they stand", states);
    let by_stage = |value: fn(&StageFigures) -> f64| {
        let labelled = sync.stages.iter().map(move |figures| (vec![("stage", name(figures))], value(figures)));
        labelled.collect::<Vec<_>>()
    };
    gauges(&mut registry, "stage_queue", "What waits for a stage", by_stage(|figures| figures.queue as f64));
    let quantiles = sync.stages.iter().flat_map(|figures| {
        [("0.5", figures.p50), ("0.95", figures.p95), ("1", figures.max)].map(|(quantile, millis)| {
            (vec![("stage", name(figures)), ("quantile", quantile.to_owned())], millis / 1000.0)
        })
    });
    gauges(&mut registry, "stage_time_seconds", "How long a stage took lately", quantiles);
    counters(&mut registry, "stage_passes", "How often a stage was passed", by_stage(|figures| figures.count as f64));
    counters(&mut registry, "stage_busy_seconds", "How long a stage took in all", by_stage(|figures| figures.seconds));
    let mut text = String::new();
    encode(&mut text, &registry).map_err(|error| ApiError::new(Code::Internal, error.to_string()))?;
    Ok(text)
}

fn name(figures: &StageFigures) -> String {
    let value = serde_json::to_value(figures.stage).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn gauges(registry: &mut Registry, name: &str, help: &str, values: impl IntoIterator<Item = (Labels, f64)>) {
    let family = Family::<Labels, Number>::default();
    for (labels, value) in values {
        family.get_or_create(&labels).set(value);
    }
    registry.register(name, help, family);
}

fn counters(registry: &mut Registry, name: &str, help: &str, values: impl IntoIterator<Item = (Labels, f64)>) {
    let family = Family::<Labels, Counter<f64, AtomicU64>>::default();
    for (labels, value) in values {
        family.get_or_create(&labels).inc_by(value);
    }
    registry.register(name, help, family);
}
