//! The HTTP interface of the ranking.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Bytes};
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::log;
use crate::metrics::{self, Metrics};

const MAX_BODY_BYTES: usize = 1024 * 1024;

/// What all requests share.
#[derive(Default)]
pub struct Service {
    metrics: Metrics,
    stopping: AtomicBool,
}

impl Service {
    /// Makes `/ready` answer 503 from now on.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Answers one request, counts it and logs it.
    pub async fn answer<B>(&self, request: Request<B>) -> Response<Full<Bytes>>
    where
        B: Body,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let started = Instant::now();
        let method = request.method().clone();
        let path = request.uri().path().to_owned();
        let route = Route::of(&path);
        let response = self.route(route, request).await;

        let seconds = started.elapsed().as_secs_f64();
        let status = response.status().as_u16();
        self.metrics.observe(label_of(&method), route.label(), status, seconds);
        log::info("request", json!({ "method": method.as_str(), "path": path, "status": status, "seconds": seconds }));
        response
    }

    async fn route<B>(&self, route: Route, request: Request<B>) -> Response<Full<Bytes>>
    where
        B: Body,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        match (route, request.method()) {
            (Route::Health, &Method::GET) => reply(StatusCode::OK, &json!({ "status": "ok", "service": "omega" })),
            (Route::Ready, &Method::GET) => self.ready(),
            (Route::Metrics, &Method::GET) => typed(StatusCode::OK, metrics::CONTENT_TYPE, self.metrics.render()),
            (Route::Rankings, &Method::POST) => rankings(request.into_body()).await,
            (Route::Unmatched, _) => refuse(StatusCode::NOT_FOUND, "not found"),
            (Route::Rankings, _) => not_allowed("POST"),
            (Route::Health | Route::Ready | Route::Metrics, _) => not_allowed("GET"),
        }
    }

    fn ready(&self) -> Response<Full<Bytes>> {
        if self.stopping.load(Ordering::Relaxed) {
            return reply(StatusCode::SERVICE_UNAVAILABLE, &json!({ "status": "stopping" }));
        }
        reply(StatusCode::OK, &json!({ "status": "ready" }))
    }
}

#[derive(Clone, Copy)]
enum Route {
    Health,
    Ready,
    Metrics,
    Rankings,
    Unmatched,
}

impl Route {
    fn of(path: &str) -> Self {
        match path {
            "/health" => Self::Health,
            "/ready" => Self::Ready,
            "/metrics" => Self::Metrics,
            "/rankings" => Self::Rankings,
            _ => Self::Unmatched,
        }
    }

    /// A label of the metrics. Never the path itself: anyone can make up paths, and each would be a time series.
    fn label(self) -> &'static str {
        match self {
            Self::Health => "/health",
            Self::Ready => "/ready",
            Self::Metrics => "/metrics",
            Self::Rankings => "/rankings",
            Self::Unmatched => "unmatched",
        }
    }
}

async fn rankings<B>(body: B) -> Response<Full<Bytes>>
where
    B: Body,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let bytes = match Limited::new(body, MAX_BODY_BYTES).collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            return refuse(StatusCode::PAYLOAD_TOO_LARGE, "the request is larger than 1 MiB");
        }
        Err(error) => return refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    let request: omega_core::Request = match serde_json::from_slice(&bytes) {
        Ok(request) => request,
        Err(error) => return refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    match omega_core::rank(&request) {
        Ok(ranked) => reply(StatusCode::OK, &json!(ranked)),
        Err(error) => refuse(StatusCode::UNPROCESSABLE_ENTITY, &error.to_string()),
    }
}

fn refuse(status: StatusCode, reason: &str) -> Response<Full<Bytes>> {
    reply(status, &json!({ "error": reason }))
}

fn not_allowed(allowed: &'static str) -> Response<Full<Bytes>> {
    let mut response = refuse(StatusCode::METHOD_NOT_ALLOWED, "method not allowed");
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    response
}

fn reply(status: StatusCode, body: &Value) -> Response<Full<Bytes>> {
    typed(status, "application/json", body.to_string())
}

fn typed(status: StatusCode, content_type: &'static str, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

fn label_of(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn call(service: &Service, method: &str, path: &str, body: &str) -> (u16, String) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .body(Full::<Bytes>::from(body.to_owned()))
            .expect("a valid request");
        let response = service.answer(request).await;
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }

    #[tokio::test]
    async fn candidates_are_ranked() {
        let body = r#"{"criteria":[{"name":"x","weight":1,"better":"higher"}],
            "candidates":[{"id":"a","values":{"x":1}},{"id":"b","values":{"x":2}}]}"#;
        let (status, text) = call(&Service::default(), "POST", "/rankings", body).await;
        assert_eq!(status, 200);
        assert_eq!(text, r#"[{"id":"b","parts":{"x":100.0},"score":100.0},{"id":"a","parts":{"x":0.0},"score":0.0}]"#);
    }

    #[tokio::test]
    async fn a_request_without_sense_is_refused_with_its_reason() {
        let service = Service::default();
        let (status, text) = call(&service, "POST", "/rankings", r#"{"criteria":[],"candidates":[]}"#).await;
        assert_eq!((status, text.as_str()), (422, r#"{"error":"there are no criteria"}"#));
        assert_eq!(call(&service, "POST", "/rankings", "{").await.0, 400);
        assert_eq!(call(&service, "GET", "/rankings", "").await.0, 405);
    }

    #[tokio::test]
    async fn a_body_that_is_too_large_is_refused() {
        let body = " ".repeat(MAX_BODY_BYTES + 1);
        assert_eq!(call(&Service::default(), "POST", "/rankings", &body).await.0, 413);
    }

    #[tokio::test]
    async fn it_is_ready_until_it_stops() {
        let service = Service::default();
        assert_eq!(call(&service, "GET", "/ready", "").await.0, 200);
        service.stop();
        assert_eq!(call(&service, "GET", "/ready", "").await.0, 503);
        assert_eq!(call(&service, "GET", "/health", "").await.0, 200);
    }

    #[tokio::test]
    async fn requests_are_counted_by_route() {
        let service = Service::default();
        call(&service, "GET", "/health?probe=1", "").await;
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
