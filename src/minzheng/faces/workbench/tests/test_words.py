"""Every step and every holder of the shared processes has a name on the desk's lists."""

from minzheng.core.cases.queries import HOLDERS
from minzheng.core.catalogue.rules import SHARED_PROCESSES
from minzheng.faces.workbench.frame import STEP_NAMES
from minzheng.kernel import bpmn


def waiting_steps() -> dict[str, str]:
    found = {}
    for path in SHARED_PROCESSES.glob("*.bpmn"):
        for key, element in bpmn.compile_process(path.read_bytes()).elements.items():
            if element.properties.get("role"):
                found[key] = element.properties["role"]
    return found


def test_no_list_shows_a_step_by_its_code():
    assert waiting_steps()
    assert sorted(set(waiting_steps()) - set(STEP_NAMES)) == []


def test_no_list_shows_a_role_by_its_code():
    assert sorted(set(waiting_steps().values()) - set(HOLDERS)) == []
