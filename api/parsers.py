"""JSON in, strictly: what a database or a log cannot hold is refused before anybody sees it."""

import orjson
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser


class StrictJSONParser(BaseParser):
    """A JSON body. orjson refuses lone surrogates and deep nesting; NUL bytes are refused by the fields."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            return orjson.loads(stream.read())
        except (orjson.JSONDecodeError, RecursionError) as error:
            raise ParseError("The body is not valid JSON.") from error
