"""Pages about people and access."""

from django.urls import path

from .views import invitations, keys, organization, people, profile, teams

pages = [
    path("invitation/<str:token>", invitations.invitation_accept, name="invitation_accept"),
    path("organization", organization.organization_switch, name="organization_switch"),
    path("profile", profile.profile, name="profile"),
    path("profile/theme", profile.theme, name="theme"),
    path("settings", organization.organization_settings, name="settings"),
    path("settings/people", people.people, name="people"),
    path("settings/people/invite", people.invite, name="invite"),
    path("settings/people/<int:pk>", people.person_change, name="person_change"),
    path("settings/people/<int:pk>/deactivate", people.person_deactivate, name="person_deactivate"),
    path("settings/people/<int:pk>/reactivate", people.person_reactivate, name="person_reactivate"),
    path("settings/invitations/<int:pk>/resend", people.invitation_resend, name="invitation_resend"),
    path("settings/invitations/<int:pk>/revoke", people.invitation_revoke, name="invitation_revoke"),
    path("settings/teams", teams.teams, name="teams"),
    path("settings/teams/new", teams.team_new, name="team_new"),
    path("settings/teams/<int:pk>", teams.team_change, name="team_change"),
    path("settings/teams/<int:pk>/delete", teams.team_delete, name="team_delete"),
    path("settings/api-keys", keys.api_keys, name="api_keys"),
    path("settings/api-keys/<int:pk>/revoke", keys.api_key_revoke, name="api_key_revoke"),
]
