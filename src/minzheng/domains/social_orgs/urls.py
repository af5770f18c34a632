"""Addresses of the domain: for founders, and below /desk/ for the supervising bodies."""

from django.urls import path

from minzheng.domains.social_orgs import pages

app_name = "social_orgs"
urlpatterns = [
    path("social-orgs/name", pages.check_name, name="check_name"),
    path("social-orgs/name/keep", pages.keep, name="keep"),
    path("social-orgs/names", pages.names, name="names"),
    path("social-orgs/names/<uuid:name>", pages.one_name, name="name"),
    path("social-orgs/names/<uuid:name>/release", pages.release, name="release"),
    path("desk/social-orgs/consents", pages.consents, name="consents"),
    path("desk/social-orgs/cases/<str:case_no>", pages.case_names, name="case"),
    path("desk/social-orgs/consents/<uuid:name>", pages.consent, name="consent"),
]
