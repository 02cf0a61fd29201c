"""The Key API's part of the OpenAPI schema."""

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from api.schema import REFUSALS, HouseSchema


class KeyedRefusal(serializers.Serializer):
    """Every answer of the Key API that is not a success."""

    error = serializers.CharField(help_text="A word for machines: not_found, duplicate_email, rate_limited …")
    message = serializers.CharField(help_text="What is wrong, in one sentence.")


class KeyedSchema(HouseSchema):
    """Describes views that speak the Key API."""

    refusal_class = KeyedRefusal

    def get_tags(self):
        return ["key contacts"]

    def get_auth(self):
        return [{"key": []}]

    def map_parsers(self):
        return ["application/json"]

    def refusals(self):
        told = {
            **super().refusals(),
            400: OpenApiResponse(KeyedRefusal, description="Not valid: the message says why."),
        }
        if self.is_write:
            reused = "This Idempotency-Key was used for another request."
            return {
                **told,
                404: told.get(404) or self.refused(404),
                422: OpenApiResponse(KeyedRefusal, description=reused),
            }
        return {**told, 404: self.refused(404), 413: self.refused(413), 415: self.refused(415)}

    def refused(self, status):
        return OpenApiResponse(KeyedRefusal, description=REFUSALS[status])
