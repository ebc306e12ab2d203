//! The service's series for Prometheus, in its text format 0.0.4.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

/// The content type of [`Metrics::render`].
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Upper ends of the histogram's buckets in seconds, those that Prometheus's own clients use.
const BUCKETS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Requests counted and timed by method and route. Labels are known words, so nothing needs escaping.
#[derive(Default)]
pub struct Metrics {
    series: Mutex<BTreeMap<(&'static str, &'static str), Series>>,
}

#[derive(Default)]
struct Series {
    by_status: BTreeMap<u16, u64>,
    /// Requests per bucket, each counted once; the text adds them up.
    buckets: [u64; BUCKETS.len()],
    count: u64,
    sum: f64,
}

impl Metrics {
    /// Counts one request that took `seconds`.
    pub fn observe(&self, method: &'static str, route: &'static str, status: u16, seconds: f64) {
        let mut all = self.series.lock().unwrap_or_else(PoisonError::into_inner);
        let series = all.entry((method, route)).or_default();
        *series.by_status.entry(status).or_default() += 1;
        if let Some(bucket) = BUCKETS.iter().position(|end| seconds <= *end) {
            series.buckets[bucket] += 1;
        }
        series.count += 1;
        series.sum += seconds;
    }

    /// All series as text.
    pub fn render(&self) -> String {
        let all = self.series.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = write_requests(&mut text, &all).and_then(|()| write_durations(&mut text, &all));
        text
    }
}

type AllSeries = BTreeMap<(&'static str, &'static str), Series>;

fn write_requests(text: &mut String, all: &AllSeries) -> std::fmt::Result {
    writeln!(text, "# HELP http_requests_total Requests answered.")?;
    writeln!(text, "# TYPE http_requests_total counter")?;
    for ((method, route), series) in all {
        for (status, count) in &series.by_status {
            writeln!(text, r#"http_requests_total{{method="{method}",route="{route}",status="{status}"}} {count}"#)?;
        }
    }
    Ok(())
}

fn write_durations(text: &mut String, all: &AllSeries) -> std::fmt::Result {
    let name = "http_request_duration_seconds";
    writeln!(text, "# HELP {name} Time to answer.")?;
    writeln!(text, "# TYPE {name} histogram")?;
    for ((method, route), series) in all {
        let labels = format!(r#"method="{method}",route="{route}""#);
        let mut so_far = 0;
        for (end, count) in BUCKETS.iter().zip(series.buckets) {
            so_far += count;
            writeln!(text, r#"{name}_bucket{{{labels},le="{end}"}} {so_far}"#)?;
        }
        writeln!(text, r#"{name}_bucket{{{labels},le="+Inf"}} {}"#, series.count)?;
        writeln!(text, "{name}_sum{{{labels}}} {}", series.sum)?;
        writeln!(text, "{name}_count{{{labels}}} {}", series.count)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_count_everything_up_to_their_end() {
        let metrics = Metrics::default();
        for seconds in [0.005, 0.02, 60.0] {
            metrics.observe("GET", "/health", 200, seconds);
        }
        let text = metrics.render();
        for line in [
            r#"http_request_duration_seconds_bucket{method="GET",route="/health",le="0.005"} 1"#,
            r#"http_request_duration_seconds_bucket{method="GET",route="/health",le="0.01"} 1"#,
            r#"http_request_duration_seconds_bucket{method="GET",route="/health",le="0.025"} 2"#,
            r#"http_request_duration_seconds_bucket{method="GET",route="/health",le="10"} 2"#,
            r#"http_request_duration_seconds_bucket{method="GET",route="/health",le="+Inf"} 3"#,
            r#"http_request_duration_seconds_sum{method="GET",route="/health"} 60.025"#,
            r#"http_request_duration_seconds_count{method="GET",route="/health"} 3"#,
            r#"http_requests_total{method="GET",route="/health",status="200"} 3"#,
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is missing in\n{text}");
        }
    }

    #[test]
    fn no_requests_are_no_series() {
        assert!(Metrics::default().render().lines().all(|line| line.starts_with('#')));
    }
}
