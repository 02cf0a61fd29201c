"""What people type into deals, moves, pipelines and stages."""

from .deals import DealForm, found_contacts
from .moves import MoveForm
from .pipelines import PipelineForm, StageForm

__all__ = ["DealForm", "MoveForm", "PipelineForm", "StageForm", "found_contacts"]
