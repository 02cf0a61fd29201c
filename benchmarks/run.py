"""One size, measured: `python -m benchmarks.run 100000 --seconds 4` prints JSON. Started by `python -m benchmarks`."""

import argparse
import json
import sys
from dataclasses import asdict

import django

CLIENTS = (1, 8)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("contacts", type=int)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    django.setup()
    from . import ground

    ground.prepare(asked.contacts)
    json.dump(measured(asked), sys.stdout)


def measured(asked):
    from . import server, statements
    from .scenarios import scenarios

    chosen = [s for s in scenarios() if not asked.only or s.name in ("floor", *asked.only.split(","))]
    figures = {scenario.name: {"queries": statements.queries_of(scenario)} for scenario in chosen}
    with server.serving() as process:
        for scenario in chosen:
            rounds(scenario, figures[scenario.name], asked, warm=True)
        for _turn in range(
            asked.rounds
        ):  # each round measures all, so that a busy minute does not hit one of them alone
            for scenario in chosen:
                rounds(scenario, figures[scenario.name], asked)
        memory = server.memory(process)
    return {
        "contacts": asked.contacts,
        "figures": figures,
        "memory": memory,
        "sql": {
            "search one person": statements.search(".50000@"),
            "search a name": statements.search("zak lukasz"),
            "page 2,000": statements.deferred_join(2000),
            "page 20,000": statements.deferred_join(20_000),
        },
    }


def rounds(scenario, figures, asked, *, warm=False):
    """Measure with 1 and with 8 clients, and keep the best round of each: what disturbs only ever slows."""
    from .load import measure
    from .server import ADDRESS

    for clients in CLIENTS:
        seconds = 1 if warm else asked.seconds
        found = asdict(measure(scenario.ready_for(seconds), ADDRESS, clients=clients, seconds=seconds))
        if found["wrong"]:
            raise RuntimeError(f"{scenario.name}: {found['wrong']} requests failed")
        best = figures.get(str(clients))
        if not warm and (best is None or found["rps"] > best["rps"]):
            figures[str(clients)] = found


if __name__ == "__main__":
    main()
