"""The house API's envelopes."""

from rest_framework.response import Response


def moment(at):
    """A time as `2026-01-15T09:30:00.000000Z`; None stays None."""
    return at and at.isoformat(timespec="microseconds")[:26] + "Z"


def success(data=None, message=None, *, status=200, headers=None, **more):
    """`{success: true, data?, message?}`; `more` keys go to the top level."""
    body = {"success": True}
    if data is not None:
        body["data"] = data
    body.update(more)
    if message is not None:
        body["message"] = str(message)
    return Response(body, status=status, headers=headers)


def failure(message, errors=None, *, status, headers=None, **more):
    """`{success: false, message, errors: {field: "one sentence"}}`; `more` keys go to the top level."""
    body = {"success": False, "message": str(message), "errors": errors or {}, **more}
    return Response(body, status=status, headers=headers)


def page_answer(page, rows):
    """`{data, current_page, last_page, per_page, total}` of a `paging.Page` and its rows on the wire."""
    return Response(
        {
            "data": rows,
            "current_page": page.number,
            "last_page": page.last,
            "per_page": page.per_page,
            "total": page.total,
        }
    )
