"""A member's tasks as an iCalendar file (RFC 5545), for calendar programs to subscribe to.

Tasks are events: most calendar programs do not show to-dos of a subscription. Times go out in UTC, which spares the
definitions of time zones; a task of a whole day is a date.
"""

import datetime
import hashlib

from django.conf import settings

from .models import Task

BACK = datetime.timedelta(days=90)
MOST = 5_000
LENGTH = datetime.timedelta(minutes=30)
PRIORITIES = {"high": 1, "medium": 5, "low": 9}


def calendar_of(member, now):
    """The calendar as bytes: tasks assigned to `member` that are due from 90 days ago on."""
    tasks = Task.objects.visible_to(member).filter(assigned_to=member, due_date__gte=(now - BACK).date())
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Rapport//Tasks//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(f'Rapport · {member.organization}')}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    for task in tasks.order_by("due_date", "pk")[:MOST]:
        lines += event(task)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def event(task):
    """The lines of one task."""
    changed = utc(task.updated_at)
    return [
        "BEGIN:VEVENT",
        f"UID:task-{task.pk}@rapport",
        f"DTSTAMP:{changed}",
        f"CREATED:{utc(task.created_at)}",
        f"LAST-MODIFIED:{changed}",
        f"SEQUENCE:{max(0, int((task.updated_at - task.created_at).total_seconds()))}",
        *span(task),
        f"SUMMARY:{escaped(f'✓ {task.title}' if task.is_done else task.title)}",
        *([f"DESCRIPTION:{escaped(task.description)}"] if task.description else []),
        f"URL:{settings.BASE_URL}{task.get_absolute_url()}",
        f"PRIORITY:{PRIORITIES[task.priority]}",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def span(task):
    """When it begins and ends: half an hour, or the whole day."""
    if task.due_at is None:
        day = task.due_date
        return [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + datetime.timedelta(days=1):%Y%m%d}"]
    return [f"DTSTART:{utc(task.due_at)}", f"DTEND:{utc(task.due_at + LENGTH)}"]


def utc(at):
    return at.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text):
    """`text` as a value: section 3.3.11. Control characters, which a file must not hold, are left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(letter for letter in text if letter in "\n\t" or (letter >= " " and letter != "\x7f"))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line):
    """`line` in pieces of at most 75 octets, never within a character: section 3.1."""
    pieces, piece, size = [], [], 0
    for letter in line:
        width = len(letter.encode(errors="replace"))
        if size + width > 75:
            pieces.append("".join(piece))
            piece, size = [" "], 1
        piece.append(letter)
        size += width
    return "\r\n".join([*pieces, "".join(piece)])


def etag_of(content):
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
