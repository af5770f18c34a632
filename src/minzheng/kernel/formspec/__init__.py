"""Forms as data: form-js JSON in our profile, compiled to server-rendered pages, checks, a JSON Schema and summaries.

For citizens' applications, officers' forms and the API alike; conditions are FEEL and run here. Not for storing
answers, uploads or persons, and not for the HTML around a page (that is the door's).

>>> from datetime import date
>>> form = compile_form({"components": [{"type": "group", "label": "联系方式", "components": [
...     {"type": "textfield", "key": "phone", "label": "手机", "properties": {"kind": "phone"},
...      "validate": {"required": True}}]}]})
>>> [problem.message for problem in form.check({}, {"today": date(2026, 3, 2)})]
['请填写手机']

A page is shown and read back; `problems` stand at their fields, `raw` keeps what was typed:

>>> page, context = form.pages[0], {"today": date(2026, 3, 2)}
>>> sent = form.read_page(page, {"phone": ["1990000"]}, {}, {}, context)
>>> sent.done, sent.problems[0].message
(False, '手机号码是 11 位，您填了 7 位，请再看一遍')
>>> 'value="1990000"' in form.render_page(page, sent.raw, sent.problems, context)
True
"""

from minzheng.kernel.formspec.canonical import canonical
from minzheng.kernel.formspec.errors import Finding, FormError
from minzheng.kernel.formspec.form import ExitReason, Finished, Form, compile_form
from minzheng.kernel.formspec.kinds import Kind, standard_kinds
from minzheng.kernel.formspec.model import Field, Material, Option, Page, Rows, Upload
from minzheng.kernel.formspec.profile import dump, load
from minzheng.kernel.formspec.reading import PageInput
from minzheng.kernel.formspec.rendering import render_errors
from minzheng.kernel.formspec.sealing import Seal
from minzheng.kernel.formspec.summary import SummaryRow, SummarySection

__all__ = [
    "ExitReason",
    "Field",
    "Finding",
    "Finished",
    "Form",
    "FormError",
    "Kind",
    "Material",
    "Option",
    "Page",
    "PageInput",
    "Rows",
    "Seal",
    "SummaryRow",
    "SummarySection",
    "Upload",
    "canonical",
    "compile_form",
    "dump",
    "load",
    "render_errors",
    "standard_kinds",
]
