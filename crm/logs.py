"""Structured logs: one line an event, with the request's id, as JSON in production."""

import logging

import structlog

CHAIN = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
structlog.configure(
    processors=[*CHAIN, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)


def formatter(style="console", **_):
    """The logging formatter for `style`: "json" or "console"."""
    last = (
        structlog.processors.JSONRenderer()
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=CHAIN,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )


class Wanted(logging.Filter):
    """Leaves out that all is well with what open pages ask by themselves, every other second."""

    BY_THEMSELVES = ("GET /notifications/pulse",)

    def filter(self, record):
        said = record.msg if isinstance(record.msg, dict) else {}
        return record.levelno > logging.INFO or not str(said.get("request", "")).startswith(self.BY_THEMSELVES)
