"""Officers' forms of a package (`steps: {visit: {form: visit.form.json}}`): are they there, and can they be asked?"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from minzheng.kernel.formspec import FormError, compile_form
from minzheng.kernel.packages.known import Finding, Known
from minzheng.kernel.packages.words import FILE

OF_EVERY_VISIT: Final = "visit_"
"""What every visit asks has keys that begin so; a package's own questions have others."""


def check_officers_forms(
    service: Mapping[str, Any], known: Known, files: Mapping[str, str]
) -> Iterator[Finding]:
    """What is wrong with the forms that the steps name."""
    steps = service.get("steps")
    for element, words in (steps if isinstance(steps, dict) else {}).items():
        name = words.get("form") if isinstance(words, dict) else None
        if not name:
            continue
        if name not in files:
            yield Finding(
                FILE, f"steps.{element}.form", f"没有表单文件“{name}”，请放进包里，或者删掉这一项。"
            )
            continue
        yield from _form(str(name), files[name], known)


def _form(name: str, text: str, known: Known) -> Iterator[Finding]:
    try:
        form = compile_form(json.loads(text), known.field_kinds)
    except json.JSONDecodeError as error:
        yield Finding(name, f"第 {error.lineno} 行", "不是合法的 JSON，请用表单编辑器打开保存一次。")
        return
    except FormError as error:
        yield from (Finding(name, one.place, one.message) for one in error.findings)
        return
    for path, field in form.fields():
        if path.startswith(OF_EVERY_VISIT):
            yield Finding(name, path, f"不要以 {OF_EVERY_VISIT} 开头，那是每次入户都问的几项用的。")
        if field.kind.name == "bank_card":
            yield Finding(name, path, "工作人员的表单里不收银行卡号，请改成别的问法。")
