"""Addresses that programs ask: tills at /v1, machines that watch over the server at /healthz, /readyz, /metrics."""
