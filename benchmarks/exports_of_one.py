"""One way to export, measured in this process; prints JSON. Started by `python -m benchmarks.exports`."""

import json
import sys

import django


def main():
    django.setup()
    from .exports import WAYS

    name = sys.argv[1]
    print(json.dumps(WAYS[name](name)))


if __name__ == "__main__":
    main()
