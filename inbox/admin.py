"""The back room's pages of mail: looked at, never written. What messages say is not shown there, and staff see what lies
in their own mailboxes only."""

from django.contrib import admin

from accounts.back_room import LookOnly, OrganizationFilter

from .models import Mailbox, Message, MessageAddress, MessageCopy


@admin.register(Mailbox)
class MailboxAdmin(LookOnly):
    list_display = ("id", "kind", "address", "member", "organization")
    list_filter = ("kind", OrganizationFilter)
    list_select_related = ("organization", "member__user")
    search_fields = ("address__istartswith",)


@admin.register(Message)
class MessageAdmin(LookOnly):
    list_display = ("id", "sent_at", "direction", "from_email", "subject", "organization")
    list_filter = ("direction", OrganizationFilter)
    list_select_related = ("organization",)
    search_fields = ("message_id__exact",)
    exclude = ("text", "html", "snippet", "headers", "search_text")  # what people write to each other is theirs

    def get_queryset(self, request):
        return super().get_queryset(request).light()

    def seen_by(self, queryset, member):
        return queryset.filter(pk__in=MessageCopy.objects.visible_to(member).values("message"))


@admin.register(MessageCopy)
class MessageCopyAdmin(LookOnly):
    list_display = ("id", "message_id", "mailbox", "folder", "uid", "sent_at")
    list_select_related = ("mailbox__member__user",)
    search_fields = ("message__message_id__exact",)


@admin.register(MessageAddress)
class MessageAddressAdmin(LookOnly):
    list_display = ("id", "email_key", "role", "sent_at", "message_id")
    search_fields = ("email_key__exact",)

    def seen_by(self, queryset, member):
        return queryset.filter(message__in=MessageCopy.objects.visible_to(member).values("message"))
