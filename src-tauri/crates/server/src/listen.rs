//! Connections: how many, how long they may dawdle, and how they end.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// How many connections are open at once; further ones wait in the system's queue.
const CONNECTIONS: usize = 1024;
/// How long a client may take for the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Size limit of a request's head in bytes.
const HEAD_MAX: usize = 16 << 10;
/// How many headers a request may have.
const HEADERS_MAX: usize = 64;
/// How long requests under way are waited for at the end.
const FAREWELL: Duration = Duration::from_secs(5);

/// Accepts connections until told to stop, then lets them finish; `streams` are the `count` event streams.
pub(crate) async fn run(
    listener: TcpListener,
    router: Router,
    mut stop: watch::Receiver<bool>,
    streams: Arc<Semaphore>,
    count: u32,
) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut open = JoinSet::new();
    loop {
        while open.try_join_next().is_some() {}
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = stopped(&mut stop) => break,
        };
        match accepted {
            Ok((stream, place)) => {
                let (router, stop) = (router.clone(), stop.clone());
                open.spawn(async move {
                    converse(stream, router, stop).await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                // Out of handles, perhaps: others need time to give theirs back.
                sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    let ended = timeout(FAREWELL, async {
        while open.join_next().await.is_some() {}
        // Event streams have left their connections; each holds its place until it is closed.
        drop(streams.acquire_many(count).await);
    });
    if ended.await.is_err() {
        tracing::warn!("connections were cut because they did not end in time");
    }
}

/// Waits until the server is told to stop.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    drop(stop.wait_for(|stop| *stop).await);
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> std::io::Result<(TcpStream, Option<tokio::sync::OwnedSemaphorePermit>)> {
    // The semaphore is never closed.
    let place = Arc::clone(places).acquire_owned().await.ok();
    let (stream, _) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, place))
}

async fn converse(stream: TcpStream, router: Router, mut stop: watch::Receiver<bool>) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_MAX)
        .max_headers(HEADERS_MAX)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopped(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}
