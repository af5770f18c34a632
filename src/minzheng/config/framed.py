"""Commands of the face `cli`, each in the frame that it needs: the installation's database, or a platform that is thrown
away. What they do stands in `faces/cli`; here stands only what it stands on."""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from minzheng.config import provision, throwaway


def generate_main(words: Sequence[str]) -> int:
    """`minzheng generate --cases N --seed S`: made-up cases in the installation's database."""
    with provision.server():
        provision.prepare_django()
        from minzheng.faces.cli.generate import main as generating

        asked = generating.parse(words)
        return told(
            lambda: generating.generate(cases=asked.cases, seed=asked.seed, at=datetime.now(UTC), say=say)
        )


def package_main(words: Sequence[str]) -> int:
    """`minzheng package check|publish|diff|rebase`: a check and a comparison of folders need no database."""
    provision.prepare_django()
    from minzheng.faces.cli.package import main as packaging
    from minzheng.faces.cli.package import versions

    asked = packaging.parse(words)
    if asked.verb == "check":
        return packaging.check(asked.path, say)
    if asked.verb == "diff" and not versions.needs_database(asked.first, asked.second):
        return versions.diff(asked.first, asked.second, say)
    verbs: dict[str, Callable[[], int]] = {
        "publish": lambda: packaging.publish(asked.path, at=datetime.now(UTC), say=say),
        "diff": lambda: versions.diff(asked.first, asked.second, say),
        "rebase": lambda: versions.rebase_folder(asked.path, parent=asked.parent, write=asked.write, say=say),
    }
    with provision.server():
        return told(verbs[asked.verb])


def systems_main(words: Sequence[str]) -> int:
    """`minzheng systems …`: connected systems of the installation."""
    with provision.server():
        provision.prepare_django()
        from minzheng.faces.cli.systems import main as connecting

        asked = connecting.parse(words)
        return told(lambda: connecting.run(asked, at=datetime.now(UTC), say=say))


def walk_main(words: Sequence[str]) -> int:
    """`minzheng walk`: the whole journey on a fresh platform, thrown away afterwards."""
    with throwaway.platform() as ground:
        from minzheng.config import worker
        from minzheng.faces.cli.walk import main as walking

        return walking.walk(
            port=ground.port,
            password=ground.password,
            background=lambda: worker.tick(datetime.now(UTC)),
            count=ground.statements,
            say=say,
        )


def told(verb: Callable[[], object]) -> int:
    """Do it; a Problem is said in its own sentence and makes the exit code 1. A verb may give its own exit code."""
    from minzheng.faces.kit.problems import title_of
    from minzheng.kernel.errors import Problem

    try:
        code = verb()
    except Problem as problem:
        sys.stderr.write(f"{title_of(problem)}\n")
        return 1
    return code if isinstance(code, int) else 0


def say(text: str) -> None:
    """One line for the person at the terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
