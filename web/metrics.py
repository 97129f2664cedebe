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
MODEL = Gauge("shoutou_model", "The ranking model in use, always 1", ["version"], registry=REGISTRY)
