"""The house API's envelopes."""

from rest_framework.response import Response


def success(data=None, message=None, *, status=200, headers=None, **more):
    """`{success: true, data?, message?}`; `more` keys go to the top level."""
    body = {"success": True}
    if data is not None:
        body["data"] = data
    body.update(more)
    if message is not None:
        body["message"] = str(message)
    return Response(body, status=status, headers=headers)


def failure(message, errors=None, *, status, headers=None):
    """`{success: false, message, errors: {field: "one sentence"}}`."""
    return Response({"success": False, "message": str(message), "errors": errors or {}}, status=status, headers=headers)
