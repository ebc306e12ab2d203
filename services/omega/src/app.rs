//! The HTTP interface of the ranking.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;

use crate::log;
use crate::metrics::{CONTENT_TYPE, Metrics};

const MAX_BODY_BYTES: usize = 1024 * 1024;

/// What all requests share.
pub struct Service {
    pub metrics: Metrics,
    /// Set when the service is about to stop: `/ready` answers 503 from then on.
    pub stopping: AtomicBool,
}

/// Makes the application.
pub fn app(service: Arc<Service>) -> Router {
    Router::new()
        .route("/health", get(async || Json(json!({ "status": "ok", "service": "omega" }))))
        .route("/ready", get(ready))
        .route("/metrics", get(metrics))
        .route("/rankings", post(rankings))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(from_fn_with_state(Arc::clone(&service), observe))
        .with_state(service)
}

async fn ready(State(service): State<Arc<Service>>) -> Response {
    if service.stopping.load(Ordering::Relaxed) {
        return (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "stopping" }))).into_response();
    }
    Json(json!({ "status": "ready" })).into_response()
}

async fn metrics(State(service): State<Arc<Service>>) -> Response {
    match service.metrics.render() {
        Ok(text) => ([(header::CONTENT_TYPE, CONTENT_TYPE)], text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

async fn rankings(Json(request): Json<omega_core::Request>) -> Response {
    match omega_core::rank(&request) {
        Ok(ranked) => Json(ranked).into_response(),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "error": error.to_string() }))).into_response(),
    }
}

async fn observe(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    // The template, never the path: anyone can make up paths, and each would be a time series.
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;

    let seconds = started.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    service.metrics.observe(label_of(&method), &route, status, seconds);
    log::info("request", json!({ "method": method.as_str(), "path": path, "status": status, "seconds": seconds }));
    response
}

fn label_of(method: &Method) -> &str {
    match *method {
        Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::PATCH | Method::DELETE | Method::OPTIONS => {
            method.as_str()
        }
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    fn service() -> Arc<Service> {
        Arc::new(Service { metrics: Metrics::new().expect("valid names"), stopping: AtomicBool::new(false) })
    }

    async fn call(service: &Arc<Service>, method: &str, path: &str, body: &str) -> (u16, String) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_owned()))
            .expect("a valid request");
        let response = app(Arc::clone(service)).oneshot(request).await.expect("an answer");
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }

    #[tokio::test]
    async fn candidates_are_ranked() {
        let body = r#"{"criteria":[{"name":"x","weight":1,"better":"higher"}],
            "candidates":[{"id":"a","values":{"x":1}},{"id":"b","values":{"x":2}}]}"#;
        let (status, text) = call(&service(), "POST", "/rankings", body).await;
        assert_eq!(status, 200);
        assert_eq!(text, r#"[{"id":"b","score":100.0,"parts":{"x":100.0}},{"id":"a","score":0.0,"parts":{"x":0.0}}]"#);
    }

    #[tokio::test]
    async fn a_request_without_sense_is_refused_with_its_reason() {
        let (status, text) = call(&service(), "POST", "/rankings", r#"{"criteria":[],"candidates":[]}"#).await;
        assert_eq!((status, text.as_str()), (422, r#"{"error":"there are no criteria"}"#));
        assert_eq!(call(&service(), "POST", "/rankings", "{").await.0, 400);
    }

    #[tokio::test]
    async fn a_body_that_is_too_large_is_refused() {
        let body = " ".repeat(MAX_BODY_BYTES + 1);
        assert_eq!(call(&service(), "POST", "/rankings", &body).await.0, 413);
    }

    #[tokio::test]
    async fn it_is_ready_until_it_stops() {
        let service = service();
        assert_eq!(call(&service, "GET", "/ready", "").await.0, 200);
        service.stopping.store(true, Ordering::Relaxed);
        assert_eq!(call(&service, "GET", "/ready", "").await.0, 503);
        assert_eq!(call(&service, "GET", "/health", "").await.0, 200);
    }

    #[tokio::test]
    async fn requests_are_counted_by_route() {
        let service = service();
        call(&service, "GET", "/health", "").await;
        call(&service, "BREW", "/coffee", "").await;
        let (_, text) = call(&service, "GET", "/metrics", "").await;
        for line in [
            r#"http_requests_total{method="GET",route="/health",status="200"} 1"#,
            r#"http_requests_total{method="other",route="unmatched",status="404"} 1"#,
            r#"http_request_duration_seconds_count{method="GET",route="/health"} 1"#,
        ] {
            assert!(text.contains(line), "{line} is missing in\n{text}");
        }
    }
}
