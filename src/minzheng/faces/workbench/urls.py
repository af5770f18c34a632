"""Addresses of the workbench."""

from django.urls import path

from minzheng.faces.workbench.account import pages as account
from minzheng.faces.workbench.checks import pages as checks
from minzheng.faces.workbench.desk import (
    beside,
    chief,
    commitment,
    deputies,
    ending,
    exports,
    later,
    papers,
    printing,
    queue,
    revealing,
    signing,
    step,
    unit,
)
from minzheng.faces.workbench.desk import pages as desk
from minzheng.faces.workbench.help import pages as help_pages
from minzheng.faces.workbench.helped import counter
from minzheng.faces.workbench.helped import pages as helped
from minzheng.faces.workbench.intake import pages as intake
from minzheng.faces.workbench.lists import pages as lists
from minzheng.faces.workbench.notices import board, objections, postings
from minzheng.faces.workbench.notices import pages as notices
from minzheng.faces.workbench.offices import emergencies, entrustments, handovers, security, staff, systems
from minzheng.faces.workbench.people import corrections, guardians
from minzheng.faces.workbench.people import pages as people
from minzheng.faces.workbench.supervision import pages as supervision
from minzheng.faces.workbench.visits import pages as visits

app_name = "workbench"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("doing", unit.doing, name="doing"),
    path("done", unit.done, name="done"),
    path("chief", chief.chief, name="chief"),
    path("chief/sign", chief.sign, name="chief_sign"),
    path("exports", exports.exports, name="exports"),
    path("exports/ask", exports.ask, name="export_ask"),
    path("exports/<uuid:export>/approve", exports.approve, name="export_approve"),
    path("exports/<uuid:export>/download", exports.download, name="export_download"),
    path("deputies", deputies.deputies, name="deputies"),
    path("cases/<str:case_no>", desk.case_page, name="case"),
    path("cases/<str:case_no>/step", step.step, name="step"),
    path("cases/<str:case_no>/ending", ending.ending, name="ending"),
    path("cases/<str:case_no>/done", step.step_done, name="step_done"),
    path("cases/<str:case_no>/later", later.later, name="later"),
    path("cases/<str:case_no>/beside", beside.beside, name="beside"),
    path("cases/<str:case_no>/beside/act", beside.act, name="beside_act"),
    path("cases/<str:case_no>/reveal", revealing.reveal, name="reveal"),
    path("cases/<str:case_no>/print", printing.print_set, name="print_set"),
    path("cases/<str:case_no>/print/application", printing.application, name="print_application"),
    path("cases/<str:case_no>/signing", signing.signing, name="signing"),
    path("cases/<str:case_no>/signing/act", signing.act, name="signing_act"),
    path("cases/<str:case_no>/signing/<uuid:authorisation>", signing.sheet, name="signing_sheet"),
    path("cases/<str:case_no>/commitment", commitment.commitment, name="commitment"),
    path("cases/<str:case_no>/commitment/sheet", commitment.sheet, name="commitment_sheet"),
    path("letters/<uuid:letter>", papers.letter_pdf, name="letter"),
    path("files/<uuid:file>", papers.file, name="file"),
    path("intake", intake.choose, name="intake_choose"),
    path("intake/<slug:service>", intake.intake, name="intake"),
    path("helped", helped.helped, name="helped"),
    path("helped/counter", counter.counter, name="helped_counter"),
    path("helped/<uuid:draft>", helped.check, name="helped_check"),
    path("helped/<uuid:draft>/counter", counter.confirm, name="helped_confirm"),
    path("helped/<uuid:draft>/<slug:page_key>", helped.fill, name="helped_page"),
    path("people/verify", people.verify, name="people_verify"),
    path("people/guardians", guardians.guardians, name="people_guardians"),
    path("people/guardians/<uuid:agency>/paper", guardians.evidence, name="people_evidence"),
    path("people/corrections", corrections.corrections, name="people_corrections"),
    path("people/corrections/<uuid:correction>/paper", corrections.evidence, name="correction_evidence"),
    path("lists", lists.lists, name="list_start"),
    path("supervision", supervision.watch, name="supervision"),
    path("visits", visits.visits, name="visits"),
    path("visits/<str:case_no>", visits.records, name="visit_records"),
    path("visits/<str:case_no>/<slug:element>", visits.visit, name="visit"),
    path("visits/<str:case_no>/<slug:element>/hand-in", visits.hand_in, name="visit_hand_in"),
    path("visits/<str:case_no>/<slug:element>/<slug:page_key>", visits.fill, name="visit_page"),
    path("checks", checks.checks, name="checks"),
    path("checks/<str:case_no>", checks.check, name="check"),
    path("checks/<str:case_no>/act", checks.act, name="check_act"),
    path("help", help_pages.contents, name="help"),
    path("help/<slug:name>", help_pages.topic, name="help_topic"),
    path("cases/<str:case_no>/notice", notices.prepare, name="notice_prepare"),
    path("notices", board.notices, name="notices"),
    path("notices/<uuid:notice>", notices.notice, name="notice"),
    path("notices/<uuid:notice>/poster", notices.poster, name="notice_poster"),
    path("notices/<uuid:notice>/photo/<slug:which>", notices.photo, name="notice_photo"),
    path("notices/<uuid:notice>/objections", objections.record, name="objection_record"),
    path("objections/<uuid:objection>", objections.objection, name="objection"),
    path("objections/<uuid:objection>/paper", objections.paper, name="objection_paper"),
    path("postings", postings.postings, name="postings"),
    path("postings/<uuid:sheet>", postings.sheet, name="posting_sheet"),
    path("postings/<uuid:sheet>/pdf", postings.sheet_pdf, name="posting_pdf"),
    path("staff", staff.staff_list, name="staff"),
    path("staff/import", staff.staff_import, name="staff_import"),
    path("staff/<uuid:person>", staff.staff_person, name="staff_person"),
    path("handovers", handovers.handovers, name="handovers"),
    path("handovers/<uuid:handover>", handovers.handover, name="handover"),
    path("entrustments", entrustments.entrustments, name="entrustments"),
    path("systems", systems.systems, name="systems"),
    path("systems/new", systems.system_new, name="system_new"),
    path("systems/<uuid:system>", systems.system, name="system"),
    path("security", security.security, name="security"),
    path("emergencies", emergencies.emergencies, name="emergencies"),
    path("emergencies/<uuid:opening>", emergencies.emergency_read, name="emergency_read"),
    path("me", account.me, name="me"),
    path("switch", account.switch, name="switch"),
    path("sign-in/password", account.password, name="sign_in_password"),
    path("sign-in", account.sign_in, name="sign_in"),
    path("sign-in/code", account.code, name="sign_in_code"),
    path("sign-in/set-up", account.set_up, name="sign_in_set_up"),
    path("sign-out", account.sign_out, name="sign_out"),
]
