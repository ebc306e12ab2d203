//! Ranks candidates by weighted criteria, over HTTP.

mod app;
mod log;
mod metrics;

use std::convert::Infallible;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::app::Service;

const DEFAULT_PORT: u16 = 9000;
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port = match std::env::var("PORT") {
        Ok(text) => text.parse().map_err(|_| format!("PORT is {text:?}, which is no port"))?,
        Err(_) => DEFAULT_PORT,
    };
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let listener = TcpListener::bind(("0.0.0.0", port)).await?;
    log::info("started", json!({ "port": port }));

    let service = Arc::new(Service::default());
    let connections = GracefulShutdown::new();
    accept_until(&listener, &service, &connections, &mut terminate, &mut interrupt).await;
    drop(listener);
    if tokio::time::timeout(STOP_TIMEOUT, connections.shutdown()).await.is_err() {
        return Err("open requests were cut off".into());
    }
    log::info("stopped", json!({}));
    Ok(())
}

/// Serves each connection in a task of its own, until one of the signals comes.
async fn accept_until(
    listener: &TcpListener,
    service: &Arc<Service>,
    connections: &GracefulShutdown,
    terminate: &mut Signal,
    interrupt: &mut Signal,
) {
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => serve(stream, Arc::clone(service), connections),
                // Too many open files, for example: wait for connections to end instead of spinning.
                Err(error) => {
                    log::info("cannot accept", json!({ "reason": error.to_string() }));
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
        }
    }
    service.stop();
}

fn serve(stream: TcpStream, service: Arc<Service>, connections: &GracefulShutdown) {
    let answer = service_fn(move |request| {
        let service = Arc::clone(&service);
        async move { Ok::<_, Infallible>(service.answer(request).await) }
    });
    let connection = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), answer);
    let watched = connections.watch(connection);
    // A connection that breaks off concerns its client alone.
    tokio::spawn(async move { watched.await.ok() });
}
