"""What is done: the room's verbs."""

from minzheng.core.legal_persons.actions.mandates import act_for, appoint_agent, end_mandate, look
from minzheng.core.legal_persons.actions.verifying import begin_key, verify

__all__ = ["act_for", "appoint_agent", "begin_key", "end_mandate", "look", "verify"]
