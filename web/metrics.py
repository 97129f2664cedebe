"""The counters behind /metrics, in Prometheus' own registry type."""

from prometheus_client import CollectorRegistry, Counter, Gauge

REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "shoutou_requests",
    "Requests by route, method and status",
    ["route", "method", "status"],
    registry=REGISTRY,
)
JOBS_WAITING = Gauge("shoutou_jobs_waiting", "Jobs in the queue by name", ["job"], registry=REGISTRY)
INDEX_ROWS = Gauge(
    "shoutou_index_rows", "Pitches and providers in this process's memory", ["of"], registry=REGISTRY
)
INDEX_BYTES = Gauge("shoutou_index_bytes", "Memory of their numbers", registry=REGISTRY)
INDEX_AGE = Gauge(
    "shoutou_index_age_seconds", "Time since this process last looked for changes", registry=REGISTRY
)
INDEX_REFRESH = Gauge(
    "shoutou_index_refresh_seconds", "What the last look for changes took", registry=REGISTRY
)
INDEX_FILL = Gauge("shoutou_index_fill_seconds", "What reading everything took", registry=REGISTRY)
MODEL = Gauge("shoutou_model", "The ranking model in use, always 1", ["version"], registry=REGISTRY)
