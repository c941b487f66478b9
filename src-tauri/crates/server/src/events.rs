//! `GET /events?since=SEQ`: a WebSocket that tells what was missed, then what happens, without gap or repetition.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use strata_api::types::{Event, Events, Fact};
use strata_api::{ApiError, Code};
use strata_link::Session;
use strata_model::Actor;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::Door;
use crate::answer::Refusal;
use crate::listen::stopped;

/// How often a client has to show that it is there.
const PING: Duration = Duration::from_secs(20);
/// How long a client may refuse to take a message.
const STALLED: Duration = Duration::from_secs(30);
/// Size limit of what a client says, in bytes: it has nothing to say but that it is there.
const MESSAGE_MAX: usize = 4096;

#[derive(Deserialize)]
pub(crate) struct Since {
    since: Option<u64>,
}

pub(crate) async fn stream(
    State(door): State<Arc<Door>>,
    Query(Since { since }): Query<Since>,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Refusal> {
    let place = Arc::clone(&door.events).try_acquire_owned();
    let place = place.map_err(|_| Refusal::new(Code::Busy, "too many event streams are open; close some windows"))?;
    let upgrade = upgrade.max_message_size(MESSAGE_MAX).max_frame_size(MESSAGE_MAX);
    Ok(upgrade.on_upgrade(move |socket| tell(door, socket, since, place)))
}

async fn tell(door: Arc<Door>, mut socket: WebSocket, since: Option<u64>, _place: OwnedSemaphorePermit) {
    let (sender, mut events) = mpsc::channel(64);
    // Dropped at the end, which wakes the thread that listens.
    let (_awake, asleep) = crossbeam_channel::bounded::<()>(0);
    let session = door.session.clone();
    let listening = thread::Builder::new().name("strata-socket".into()).spawn(move || {
        if let Err(error) = listen(&session, since, &sender, &asleep) {
            tracing::warn!(%error, "an event stream ends");
        }
    });
    if let Err(error) = listening {
        tracing::warn!(%error, "no thread could be started for an event stream");
        return;
    }
    let mut stop = door.stop.clone();
    let mut pings = interval(PING);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut heard = true;
    loop {
        let message = tokio::select! {
            event = events.recv() => match event.map(|event| serde_json::to_string(&event)) {
                Some(Ok(text)) => Message::Text(text.into()),
                Some(Err(_)) | None => break,
            },
            said = socket.recv() => match said {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => {
                    heard = true;
                    continue;
                }
            },
            _ = pings.tick() => {
                if !std::mem::take(&mut heard) {
                    return;
                }
                Message::Ping(Vec::new().into())
            }
            () = stopped(&mut stop) => break,
        };
        if !matches!(timeout(STALLED, socket.send(message)).await, Ok(Ok(()))) {
            return;
        }
    }
    let farewell = CloseFrame { code: close_code::AWAY, reason: "the server goes".into() };
    drop(timeout(STALLED, socket.send(Message::Close(Some(farewell)))).await);
}

/// Hands over what was missed since `since`, then what happens, until the other end is gone.
fn listen(
    session: &Session,
    since: Option<u64>,
    sender: &mpsc::Sender<Event>,
    asleep: &crossbeam_channel::Receiver<()>,
) -> Result<(), ApiError> {
    // First the live ones, then those of before: what is in both is told once, and nothing is in neither.
    let live = session.subscribe();
    // A number that no event has is answered with the latest one.
    let asked = json!({ "seq": since.unwrap_or(u64::MAX) });
    let missed = session.call(&Actor::Owner, "events_since", asked)?;
    let missed: Events =
        serde_json::from_value(missed).map_err(|error| ApiError::new(Code::Internal, error.to_string()))?;
    let mut last = since.unwrap_or(0);
    for event in missed.events {
        last = event.seq;
        if since.is_some() && sender.blocking_send(event).is_err() {
            return Ok(());
        }
    }
    loop {
        let event = crossbeam_channel::select! {
            recv(live.events) -> event => event,
            recv(asleep) -> _ => return Ok(()),
        };
        let Ok(event) = event else { return Ok(()) };
        // A resync may count from anew.
        if event.fact == Fact::Resync || event.seq > last {
            last = event.seq;
            if sender.blocking_send(event).is_err() {
                return Ok(());
            }
        }
    }
}
