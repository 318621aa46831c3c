"""What holds for every process of ours: no library calls home, logging, collecting."""

import gc
import logging
import os

TELEMETRY_OFF = {
    "ANONYMIZED_TELEMETRY": "False",
    "CHROMA_TELEMETRY_IMPL": "none",
    "DO_NOT_TRACK": "true",
    "SCARF_NO_ANALYTICS": "true",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "LITERAL_API_KEY": "",
    "OTEL_SDK_DISABLED": "true",
    "OTEL_TRACES_EXPORTER": "none",
    "OTEL_METRICS_EXPORTER": "none",
    "OTEL_LOGS_EXPORTER": "none",
    "POSTHOG_DISABLED": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "UNSTRUCTURED_DISABLE_NOTICE": "1",
    "UNSTRUCTURED_TELEMETRY_ENABLED": "false",
}
"""Read by libraries when they are imported, so it is set before any of them is."""


def keep_quiet() -> None:
    """Turn telemetry and tracing of all libraries off, whatever is set.

    And keep numpy to one thread where nothing else is set: the others gain nothing on
    matrices as small as ours, yet wait by spinning, which doubled a search's CPU time.
    """
    os.environ.update(TELEMETRY_OFF)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def collect_seldom() -> None:
    """Look for cycles of garbage after many new objects, not after each 700.

    A start makes millions of objects that stay (modules, expressions, tables), and
    Python goes through them again and again: an eighth of the time of `galaxy ask`.
    """
    gc.set_threshold(50_000, 20, 100)


def set_up_logging(level: str) -> None:
    """Send logs to stderr, one event a line; third parties speak from WARNING on."""
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    for ours in ("assistant", "ingestion", "vectorstore", "evals"):
        logging.getLogger(ours).setLevel(level)
