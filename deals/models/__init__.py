"""Pipelines and their stages, deals and the way they went."""

from .deal import Deal
from .moves import MovedMeanwhile, MoveRefused
from .notes import DealNote
from .pipelines import NameTaken, Pipeline, Stage, StageInUse
from .steps import Closing, Step

__all__ = [
    "Closing", "Deal", "DealNote", "MoveRefused", "MovedMeanwhile", "NameTaken", "Pipeline", "Stage", "StageInUse", "Step",
]  # fmt: skip
