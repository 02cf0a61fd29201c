"""The house API's own endpoints: signing in, people, teams, keys, schema."""

from django.urls import path, re_path

from . import sign_in
from .documentation import DocsView, SchemaView
from .outside import nothing_here
from .people import KeyViewSet, TeamViewSet, UserViewSet

MANY = {"get": "list", "post": "create"}
ONE = {"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"}
WITHOUT_DELETE = {"get": "retrieve", "put": "update", "patch": "partial_update"}

house = [
    path("auth/login", sign_in.LoginView.as_view(), name="api_login"),
    path("auth/register", sign_in.RegisterView.as_view(), name="api_register"),
    path("auth/refresh", sign_in.RefreshView.as_view(), name="api_refresh"),
    path("auth/logout", sign_in.LogoutView.as_view(), name="api_logout"),
    path("auth/me", sign_in.MeView.as_view(), name="api_me"),
    path("auth/forgot-password", sign_in.ForgotPasswordView.as_view(), name="api_forgot_password"),
    path("auth/reset-password", sign_in.ResetPasswordView.as_view(), name="api_reset_password"),
    path("schema", SchemaView.as_view(), name="api_schema"),
    path("docs", DocsView.as_view(), name="api_docs"),
    path("users", UserViewSet.as_view(MANY), name="api_users"),
    path("users/<int:pk>", UserViewSet.as_view(WITHOUT_DELETE), name="api_user"),
    path("teams", TeamViewSet.as_view(MANY), name="api_teams"),
    path("teams/<int:pk>", TeamViewSet.as_view(ONE), name="api_team"),
    path("api-keys", KeyViewSet.as_view(MANY), name="api_keys_list"),
    path("api-keys/<int:pk>", KeyViewSet.as_view({"delete": "destroy"}), name="api_key"),
]

#: After everybody else's: whatever below /api/ nobody claimed.
rest = [re_path(r"^(?P<rest>.*)$", nothing_here, name="api_nothing_here")]
