"""Routes of deals: `pages` for browsers, `house` for the house API."""

from django.urls import path

from customization.lists.wiring import card_pages, list_pages

from . import api, api_pipelines, views
from .lists import DEALS
from .models import Deal, DealNote

pages = [
    *list_pages(DEALS, "deals"),
    path("deals/board", views.deal_board, name="deal_board"),
    path("deals/board/cards", views.deal_cards, name="deal_cards"),
    path("deals/forecast", views.deal_forecast, name="deal_forecast"),
    path("deals/new", views.deal_new, name="deal_new"),
    path("deals/<int:pk>", views.deal_card, name="deal_card"),
    path("deals/<int:pk>/edit", views.deal_edit, name="deal_edit"),
    path("deals/<int:pk>/move", views.deal_move, name="deal_move"),
    path("deals/<int:pk>/reopen", views.deal_reopen, name="deal_reopen"),
    *card_pages(Deal, DealNote, "deals"),
    path("settings/pipelines", views.pipeline_list, name="pipeline_list"),
    path("settings/pipelines/<int:pk>", views.pipeline_edit, name="pipeline_edit"),
    path("settings/pipelines/<int:pk>/remove", views.pipeline_remove, name="pipeline_remove"),
    path("settings/pipelines/<int:pk>/move", views.pipeline_move, name="pipeline_move"),
    path("settings/pipelines/<int:pk>/order", views.pipeline_order, name="pipeline_order"),
    path("settings/pipelines/<int:pk>/stages/new", views.stage_new, name="stage_new"),
    path("settings/stages/<int:pk>", views.stage_edit, name="stage_edit"),
    path("settings/stages/<int:pk>/remove", views.stage_remove, name="stage_remove"),
    path("settings/stages/<int:pk>/move", views.stage_move, name="stage_move"),
]

LIST = {"get": "list", "post": "create"}
ONE = {"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"}
MOVE = {"put": "move", "patch": "move", "post": "move"}
ORDER = {"put": "order", "post": "order"}

house = [
    path("deals", api.DealViewSet.as_view(LIST), name="api_deals"),
    path("deals/<int:pk>", api.DealViewSet.as_view(ONE), name="api_deal"),
    path("deals/<int:pk>/stage", api.DealViewSet.as_view(MOVE), name="api_deal_stage"),
    path("deals/<int:pk>/reopen", api.DealViewSet.as_view({"post": "reopen"}), name="api_deal_reopen"),
    path("deals/<int:pk>/history", api.DealViewSet.as_view({"get": "history"}), name="api_deal_history"),
    path("deals/<int:parent_pk>/notes", api.DealNoteViewSet.as_view(LIST), name="api_deal_notes"),
    path(
        "deals/<int:parent_pk>/notes/<int:pk>", api.DealNoteViewSet.as_view({"delete": "destroy"}), name="api_deal_note"
    ),
    path("contacts/<int:pk>/deals", api.ContactDealsViewSet.as_view({"get": "list"}), name="api_contact_deals"),
    path("companies/<int:pk>/deals", api.CompanyDealsViewSet.as_view({"get": "list"}), name="api_company_deals"),
    path("pipelines", api_pipelines.PipelineViewSet.as_view(LIST), name="api_pipelines"),
    path("pipelines/<int:pk>", api_pipelines.PipelineViewSet.as_view(ONE), name="api_pipeline"),
    path("pipelines/<int:pk>/order", api_pipelines.PipelineViewSet.as_view(ORDER), name="api_pipeline_order"),
    path("pipeline-stages", api_pipelines.StageViewSet.as_view(LIST), name="api_pipeline_stages"),
    path("pipeline-stages/<int:pk>", api_pipelines.StageViewSet.as_view(ONE), name="api_pipeline_stage"),
]
