"""The shipped allowance as files, and changed copies of it, for tests of the version store."""

from pathlib import Path

import yaml

import minzheng
from minzheng.core.catalogue.rules import read_folder

FOLDER = Path(minzheng.__file__).parent / "domains" / "elderly" / "services" / "gaoling"


def shipped() -> dict[str, str]:
    """The package with the process that it stands on."""
    return read_folder(FOLDER)


def edited(note: str = "改了一处说明。") -> dict[str, str]:
    """The same package with another sentence in its guide."""
    files = shipped()
    return {**files, "guide.md": f"{files['guide.md']}\n{note}\n"}


def reworded(**words: object) -> dict[str, str]:
    """The same package with other words in its `service.yaml`."""
    files = shipped()
    service = {**yaml.safe_load(files["service.yaml"]), **words}
    return {**files, "service.yaml": yaml.safe_dump(service, allow_unicode=True, sort_keys=False)}
