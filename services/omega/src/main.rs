//! Ranks candidates by weighted criteria, over HTTP.

mod app;
mod log;
mod metrics;

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::app::{Service, app};
use crate::metrics::Metrics;

const DEFAULT_PORT: u16 = 9000;
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port = match std::env::var("PORT") {
        Ok(text) => text.parse().map_err(|_| format!("PORT is {text:?}, which is no port"))?,
        Err(_) => DEFAULT_PORT,
    };
    let service = Arc::new(Service { metrics: Metrics::new()?, stopping: AtomicBool::new(false) });
    let stopping = watch_for_stop(Arc::clone(&service))?;
    let listener = TcpListener::bind(("0.0.0.0", port)).await?;
    log::info("started", json!({ "port": port }));

    let serving = axum::serve(listener, app(service)).with_graceful_shutdown(stopped(stopping.clone()));
    let cut_off = async {
        stopped(stopping).await;
        tokio::time::sleep(STOP_TIMEOUT).await;
    };
    tokio::select! {
        result = serving => result?,
        () = cut_off => return Err("open requests were cut off".into()),
    }
    log::info("stopped", json!({}));
    Ok(())
}

/// Turns SIGTERM and SIGINT into a value that becomes true.
fn watch_for_stop(service: Arc<Service>) -> std::io::Result<watch::Receiver<bool>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (sender, receiver) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        service.stopping.store(true, Ordering::Relaxed);
        let _ = sender.send(true);
    });
    Ok(receiver)
}

async fn stopped(mut stopping: watch::Receiver<bool>) {
    // The sender ends only after it has sent.
    let _ = stopping.wait_for(|stop| *stop).await;
}
