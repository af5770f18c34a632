"""Addresses of the portal."""

from django.urls import path

from minzheng.faces.portal.account import consents, corrections, data, looks, safety
from minzheng.faces.portal.account import pages as account
from minzheng.faces.portal.agency import pages as agency
from minzheng.faces.portal.apply import pages as apply
from minzheng.faces.portal.cases import commitment, letters, listed, look_up, supplement
from minzheng.faces.portal.cases import pages as cases
from minzheng.faces.portal.checked import pages as checked
from minzheng.faces.portal.feedback import pages as feedback
from minzheng.faces.portal.help import pages as help_pages
from minzheng.faces.portal.identity import pages as identity
from minzheng.faces.portal.notices import pages as notices
from minzheng.faces.portal.organisations import pages as organisations
from minzheng.faces.portal.register import pages as register
from minzheng.faces.portal.results import pages as results
from minzheng.faces.portal.signing import link
from minzheng.faces.portal.signing import pages as signing
from minzheng.faces.portal.start import pages as start
from minzheng.faces.portal.start import precheck

app_name = "portal"
urlpatterns = [
    path("", start.home, name="home"),
    path("services", start.services, name="services"),
    path("services/<slug:service>", start.service, name="service"),
    path("services/<slug:service>/precheck", precheck.precheck, name="precheck"),
    path("services/<slug:service>/apply", apply.begin, name="apply"),
    path("drafts/<uuid:draft>/discard", apply.discard, name="discard"),
    path("drafts/<uuid:draft>/check", apply.check, name="check"),
    path("drafts/<uuid:draft>/<slug:page_key>", apply.fill, name="fill"),
    path("cases", listed.my_cases, name="my_cases"),
    path("cases/<str:case_no>", cases.case_page, name="case"),
    path("cases/<str:case_no>/receipt", apply.receipt, name="receipt"),
    path("cases/<str:case_no>/withdraw", cases.withdraw_case, name="withdraw"),
    path("cases/<str:case_no>/supplement", supplement.supplement, name="supplement"),
    path("cases/<str:case_no>/commitment", commitment.commitment, name="commitment"),
    path("cases/<str:case_no>/consent", cases.consent, name="consent"),
    path("cases/<str:case_no>/rate", feedback.rate_case, name="rate"),
    path("cases/<str:case_no>/checked", checked.told, name="check_told"),
    path("cases/<str:case_no>/signing", signing.who_signs, name="signing"),
    path("cases/<str:case_no>/signing/send", signing.send, name="signing_send"),
    path("cases/<str:case_no>/signing/object", signing.object_agency, name="object_agency"),
    path("authorisations/<uuid:authorisation>", signing.own, name="authorisation"),
    path("authorisations/<uuid:authorisation>/sheet", signing.sheet, name="authorisation_sheet"),
    path("sign/<str:token>", link.sign_link, name="sign_link"),
    path("letters/<uuid:letter>", letters.letter, name="letter"),
    path("letters/<uuid:letter>/pdf", letters.letter_pdf, name="letter_pdf"),
    path("help", help_pages.contents, name="help"),
    path("help/<slug:name>", help_pages.topic, name="help_topic"),
    path("results", results.results, name="results"),
    path("notices", notices.look_up, name="notices"),
    path("notices/<str:code>", notices.notice, name="notice"),
    path("notices/<str:code>/object", notices.object_to_notice, name="object"),
    path("objections", notices.look_up_objection, name="objection_look_up"),
    path("objections/<str:code>", notices.objection, name="objection"),
    path("query", look_up.query, name="query"),
    path("inbox", account.inbox, name="inbox"),
    path("inbox/<uuid:message>", account.message, name="message"),
    path("account", account.mine, name="account"),
    path("register", register.register, name="register"),
    path("demo/phone", register.demo_phone, name="demo_phone"),
    path("demo/face", identity.demo_face, name="demo_face"),
    path("acting", agency.acting, name="acting"),
    path("organisations", organisations.mine, name="organisations"),
    path("organisations/claim", organisations.claim, name="claim_organisation"),
    path("organisations/current", organisations.current, name="organisation"),
    path("demo/key", organisations.demo_key, name="demo_key"),
    path("account/agency", agency.agency, name="agency"),
    path("account/data", data.data, name="data"),
    path("account/corrections", corrections.corrections, name="corrections"),
    path("account/consents", consents.consents, name="consents"),
    path("account/looks", looks.looks, name="looks"),
    path("account/safety", safety.safety, name="safety"),
    path("account/verify", identity.verify, name="verify"),
    path("account/verify/face", identity.face, name="verify_face"),
    path("account/place", identity.home_place, name="home_place"),
    path("sign-in", account.sign_in, name="sign_in"),
    path("sign-out", account.sign_out, name="sign_out"),
]
