import { collectDefaultMetrics, Counter, Histogram, Registry } from "prom-client";
import type { Outcome } from "./upstream.ts";

/** The series of the gateway, in a registry of their own. */
export interface Metrics {
  contentType: string;
  /** All series in Prometheus text. */
  render(): Promise<string>;
  observeRequest(request: { method: string; route: string; status: number; seconds: number }): void;
  observeUpstream(service: string, outcome: Outcome): void;
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Makes the series, those of the Node process included. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: "http_requests_total",
    help: "Requests answered.",
    labelNames: ["method", "route", "status"],
    registers: [registry],
  });
  const duration = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time to answer.",
    labelNames: ["method", "route"],
    registers: [registry],
  });
  const upstreams = new Counter({
    name: "gateway_upstream_requests_total",
    help: "Requests to services by what came of them.",
    labelNames: ["service", "outcome"],
    registers: [registry],
  });
  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    observeRequest({ method, route, status, seconds }) {
      const labels = { method: METHODS.has(method) ? method : "other", route };
      requests.inc({ ...labels, status });
      duration.observe(labels, seconds);
    },
    observeUpstream: (service, outcome) => upstreams.inc({ service, outcome }),
  };
}
