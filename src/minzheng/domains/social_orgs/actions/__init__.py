"""The verbs: a name is kept and given up, a supervising body is asked and answers."""

from minzheng.domains.social_orgs.actions.answer_consent import answer_consent
from minzheng.domains.social_orgs.actions.ask_consent import ask_consent
from minzheng.domains.social_orgs.actions.keep_name import keep_name
from minzheng.domains.social_orgs.actions.release_name import release_name

__all__ = ["answer_consent", "ask_consent", "keep_name", "release_name"]
