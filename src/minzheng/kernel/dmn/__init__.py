"""DMN 1.1–1.5 decision models: read from XML, compiled by `kernel.feel`, evaluated with matched rows.

For eligibility and amounts kept as decision tables; `prove` finds gaps, overlaps and rows that never decide. Not for
drawing or editing them.

>>> model = load('''
... <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="例" namespace="urn:example">
...   <inputData id="age" name="年龄"><variable name="年龄" typeRef="number"/></inputData>
...   <decision id="may" name="可以申请">
...     <informationRequirement><requiredInput href="#age"/></informationRequirement>
...     <decisionTable hitPolicy="UNIQUE">
...       <input><inputExpression><text>年龄</text></inputExpression></input><output/>
...       <annotation name="条文"/>
...       <rule><inputEntry><text>&gt;= 80</text></inputEntry><outputEntry><text>true</text></outputEntry>
...         <annotationEntry><text>第 2 条</text></annotationEntry></rule>
...       <rule><inputEntry><text>&lt; 80</text></inputEntry><outputEntry><text>false</text></outputEntry>
...         <annotationEntry><text>第 3 条</text></annotationEntry></rule>
...     </decisionTable>
...   </decision>
... </definitions>'''.encode())
>>> result = model.evaluate("可以申请", {"年龄": 81})
>>> result.value, result.matched[0].annotations, result.matched[0].inputs
(True, {'条文': '第 2 条'}, {'年龄': 81})
"""

from .errors import DmnError
from .loader import load
from .model import Model
from .proofs import Finding, prove
from .trace import DecisionResult, MatchedRow

__all__ = ["DecisionResult", "DmnError", "Finding", "MatchedRow", "Model", "load", "prove"]
