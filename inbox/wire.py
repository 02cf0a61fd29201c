"""Messages as they go out through the house API."""

from rest_framework import serializers

from api.answers import moment

from .models import Message

LISTED = (
    "id",
    "message_id",
    "subject",
    "from_email",
    "to_emails",
    "direction",
    "snippet",
    "sent_at",
    "has_attachments",
)


class LinkedEmailWire(serializers.Serializer):
    id = serializers.IntegerField()
    message_id = serializers.CharField(allow_null=True, help_text="as the mail says, without brackets")
    subject = serializers.CharField(allow_null=True)
    from_email = serializers.CharField(allow_null=True)
    to_emails = serializers.ListField(child=serializers.CharField())
    direction = serializers.ChoiceField(Message.DIRECTIONS)
    snippet = serializers.CharField(allow_null=True)
    sent_at = serializers.DateTimeField()
    has_attachments = serializers.BooleanField()


class AttachmentWire(serializers.Serializer):
    name = serializers.CharField()
    type = serializers.CharField()
    size = serializers.IntegerField(help_text="bytes")


class HeaderWire(serializers.Serializer):
    name = serializers.CharField()
    value = serializers.CharField(allow_blank=True)


class WholeEmailWire(LinkedEmailWire):
    from_name = serializers.CharField(allow_null=True)
    cc_emails = serializers.ListField(child=serializers.CharField())
    text = serializers.CharField(allow_null=True)
    html = serializers.CharField(allow_null=True, help_text="without scripts, styles, forms and foreign pictures")
    attachments = AttachmentWire(many=True)
    headers = HeaderWire(many=True)


class LinkedEmails(serializers.Serializer):
    success = serializers.BooleanField()
    data = LinkedEmailWire(many=True)


class WholeEmail(serializers.Serializer):
    success = serializers.BooleanField()
    data = WholeEmailWire()


def listed(messages):
    """The messages of a queryset as wire dicts, in its order. One query."""
    return [_row(row) for row in messages.values(*LISTED)]


def whole(message, member):
    """One message with all there is of it for `member`."""
    return _row({name: getattr(message, name) for name in LISTED}) | {
        "from_name": message.from_name or None,
        "cc_emails": [one["email"] for one in message.cc_emails],
        "text": message.text or None,
        "html": message.html or None,
        "attachments": message.attachments,
        "headers": [{"name": name, "value": value} for name, value in message.headers_seen(member)],
    }


def _row(row):
    texts = {name: row[name] or None for name in ("message_id", "subject", "from_email", "snippet")}
    return row | texts | {"to_emails": [one["email"] for one in row["to_emails"]], "sent_at": moment(row["sent_at"])}
