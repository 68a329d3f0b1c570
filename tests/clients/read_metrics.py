"""Reads the text of /metrics as Prometheus' own client for Python does, and prints the samples."""

import sys

from prometheus_client import parser
from prometheus_client.openmetrics import parser as openmetrics

READERS = {"prometheus": parser, "openmetrics": openmetrics}

kind, path = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    text = file.read()
for family in READERS[kind].text_string_to_metric_families(text):
    if family.type in ("unknown", "untyped") or not family.documentation:
        sys.exit(f"{family.name} is not described")
    for sample in family.samples:
        print(sample.name)
