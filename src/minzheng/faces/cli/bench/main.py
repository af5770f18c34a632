"""`minzheng bench [NAME] [--json] [--rounds N] [--volume N]`."""

import argparse
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from minzheng.faces.cli.bench.ground import Ground

ALONE = ("table", "feel", "form", "households")
"""Those of the engines, which need no platform."""
BENCHES = ("submit", "step", "step_request", "engine", "queue", "reach", "identity", *ALONE)


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The words of the command."""
    parser = argparse.ArgumentParser(prog="minzheng bench", description="以同一次运行里的比值说快慢")
    parser.add_argument("name", nargs="?", choices=BENCHES, help="只测这一项（默认都测）")
    parser.add_argument("--json", action="store_true", help="每项只打印一行 JSON")
    parser.add_argument("--rounds", type=int, default=5, help="交替的轮数，至少 5")
    parser.add_argument("--volume", type=int, default=400, help="每轮每边做多少次")
    parser.add_argument("--households", type=int, default=1_000_000, help="households 这一项算多少户")
    parser.add_argument("--cases", type=int, default=100_000, help="queue、reach 这两项先生成多少件")
    return parser.parse_args(list(words))


def names(arguments: argparse.Namespace) -> list[str]:
    """Which benchmarks were asked for."""
    return [arguments.name] if arguments.name else list(BENCHES)


def run(
    arguments: argparse.Namespace,
    name: str,
    ground: Ground,
    at: datetime,
    say: Callable[[str], None],
    fill: Callable[..., object],
) -> str:
    """Run one benchmark on its ground, `fill` makes up cases on it; returns its line of JSON. Django must be set up for that ground."""
    from minzheng.faces.cli.bench import engine, identity, queue, reach, step, submit

    benches: dict[str, Callable[..., str]] = {
        "queue": partial(queue.run, cases=max(arguments.cases, 1), fill=fill),
        "reach": partial(reach.run, cases=max(arguments.cases, 1), fill=fill),
        "submit": submit.run,
        "step": step.run,
        "step_request": step.run_request,
        "engine": engine.run,
        "identity": identity.run,
    }
    quiet: Callable[[str], None] = lambda _: None  # noqa: E731
    progress = quiet if arguments.json else say
    return benches[name](
        ground,
        at,
        rounds=max(arguments.rounds, 1),
        operations=-(-arguments.volume // 8) * 8,
        progress=progress,
    )


def run_alone(arguments: argparse.Namespace, name: str, say: Callable[[str], None]) -> str:
    """Run one benchmark of the engines; returns its line of JSON. Django must be set up."""
    from minzheng.faces.cli.bench import engines, forms, households

    quiet: Callable[[str], None] = lambda _: None  # noqa: E731
    progress, rounds = quiet if arguments.json else say, max(arguments.rounds, 1)
    if name == "households":
        return households.run(households=max(arguments.households, 1), progress=progress)
    benches: dict[str, Callable[..., str]] = {"table": engines.table, "feel": engines.feel, "form": forms.run}
    return benches[name](
        rounds=rounds,
        operations=max(arguments.volume // 8, 1) if name == "form" else arguments.volume * 5,
        progress=progress,
    )
