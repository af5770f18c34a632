"""The field library goes into the registry; demo numbers pass only where the deployment lets them."""

from django.conf import settings

from minzheng.kernel.formspec import standard_kinds
from minzheng.kernel.registry import field_kinds

for kind in standard_kinds(allow_demo=settings.ALLOW_DEMO_ID).values():
    field_kinds.add(kind)
