"""Step kinds of means-tested assistance."""

from minzheng.kernel.registry import StepKind, step_kinds
from minzheng.kernel.registry.kinds import StepContext, StepEffect


class Noted(StepKind):
    """A step that is concluded with a note and nothing else, until the room whose step it is brings its own kind."""

    def __init__(self, name: str, title: str) -> None:
        self.name, self.title = name, title

    def complete(self, step: StepContext) -> StepEffect:
        """What was written is kept."""
        note = str(step.form.get("opinion", "")).strip()
        return StepEffect({}, {}, content={"note": note[:2000]})


for name, title in (
    ("supplement", "补正"),
    ("means_check", "家庭经济状况核对"),
    ("visit", "入户调查"),
    ("post_notice", "张贴公示"),
    ("close_notice", "公示期满"),
    ("examine", "审查"),
    ("further_material", "补充材料"),
    ("approve_special", "批准特别程序"),
    ("special_procedure", "特别程序"),
):
    if name not in step_kinds:
        step_kinds.add(Noted(name, title))
