"""Pages about deals: the board, the forecast, a deal's card and form, moves, and the settings of pipelines. The table is
`customization.lists`'s.
"""

from .board import deal_board, deal_cards
from .cards import deal_card
from .edit import deal_edit, deal_new
from .forecast import deal_forecast
from .moving import deal_move, deal_reopen
from .pipelines import (
    pipeline_edit,
    pipeline_list,
    pipeline_move,
    pipeline_order,
    pipeline_remove,
    stage_edit,
    stage_move,
    stage_new,
    stage_remove,
)

__all__ = [
    "deal_board",
    "deal_card",
    "deal_cards",
    "deal_edit",
    "deal_forecast",
    "deal_move",
    "deal_new",
    "deal_reopen",
    "pipeline_edit",
    "pipeline_list",
    "pipeline_move",
    "pipeline_order",
    "pipeline_remove",
    "stage_edit",
    "stage_move",
    "stage_new",
    "stage_remove",
]
