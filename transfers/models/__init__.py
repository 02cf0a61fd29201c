"""Imports and exports as jobs: one record per run, one row per finished chunk, one per refused row."""

from .results import Chunk, RefusedRow
from .transfer import Transfer, TransferQuerySet

__all__ = ["Chunk", "RefusedRow", "Transfer", "TransferQuerySet"]
