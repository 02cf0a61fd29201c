"""Imports and exports as jobs: one record per run, one result per row."""

from .results import RowResult
from .transfer import Transfer, TransferQuerySet

__all__ = ["RowResult", "Transfer", "TransferQuerySet"]
