"""Addresses of the pages. The check page stands at the front and at `/check/`; links to answers are 128 random bits."""

from django.urls import path
from django.views.generic import TemplateView

from warrantor.entrypoints.portal.account.demo import sign_in_as
from warrantor.entrypoints.portal.account.tokens import revoke, tokens
from warrantor.entrypoints.portal.account.views import account
from warrantor.entrypoints.portal.activating.batches import batch, codes
from warrantor.entrypoints.portal.activating.views import activate
from warrantor.entrypoints.portal.alerts import views as alerts
from warrantor.entrypoints.portal.amounts.views import amounts
from warrantor.entrypoints.portal.bringing import mending
from warrantor.entrypoints.portal.bringing import views as files
from warrantor.entrypoints.portal.certificates import verifying
from warrantor.entrypoints.portal.certificates import views as certificates
from warrantor.entrypoints.portal.channel import prices, ties
from warrantor.entrypoints.portal.channel import views as channel
from warrantor.entrypoints.portal.check.views import check
from warrantor.entrypoints.portal.claims import acts as claim_acts
from warrantor.entrypoints.portal.claims import lists as claims
from warrantor.entrypoints.portal.claims import views as claim
from warrantor.entrypoints.portal.claims import wizard
from warrantor.entrypoints.portal.decisions.views import decision, decisions
from warrantor.entrypoints.portal.desk import claim as desk_claim
from warrantor.entrypoints.portal.desk import views as desk
from warrantor.entrypoints.portal.desk.goodwill import goodwill
from warrantor.entrypoints.portal.desk.invoice import invoice
from warrantor.entrypoints.portal.desk.judging import judging
from warrantor.entrypoints.portal.desk.reporting import report
from warrantor.entrypoints.portal.health import healthz, readyz
from warrantor.entrypoints.portal.helping import views as helping
from warrantor.entrypoints.portal.inbox import views as inbox
from warrantor.entrypoints.portal.installing import views as installing
from warrantor.entrypoints.portal.joining import views as joining
from warrantor.entrypoints.portal.journal.views import journal
from warrantor.entrypoints.portal.layout.choices import choose
from warrantor.entrypoints.portal.moving import views as moving
from warrantor.entrypoints.portal.organisation import views as organisation
from warrantor.entrypoints.portal.outbox import views as outbox
from warrantor.entrypoints.portal.outbox import wording
from warrantor.entrypoints.portal.papers import views as papers
from warrantor.entrypoints.portal.partner import views as partner
from warrantor.entrypoints.portal.plans import orders as ordering
from warrantor.entrypoints.portal.plans import views as plans
from warrantor.entrypoints.portal.receipt.views import receipt, state_fact
from warrantor.entrypoints.portal.registering import views as registering
from warrantor.entrypoints.portal.registrations import views as registrations
from warrantor.entrypoints.portal.returns import dock as returns
from warrantor.entrypoints.portal.returns.labels import return_label
from warrantor.entrypoints.portal.returns.working import claim_goods
from warrantor.entrypoints.portal.staffing import views as staffing
from warrantor.entrypoints.portal.styleguide.views import styleguide
from warrantor.entrypoints.portal.terms.views import document, library
from warrantor.entrypoints.portal.units import views
from warrantor.entrypoints.portal.visits import lists as visits
from warrantor.entrypoints.portal.visits import planning
from warrantor.entrypoints.portal.visits import views as visiting
from warrantor.entrypoints.portal.webhooks import views as webhooks

app_name = "portal"

urlpatterns = [
    path("check/", check, name="check"),
    path("", check, name="front"),
    path("r/<slug:decision>/", receipt, name="receipt"),
    path("r/<slug:decision>/facts/", state_fact, name="state_fact"),
    path("decisions/", decisions, name="decisions"),
    path("decisions/<slug:number>/", decision, name="decision"),
    path("decisions/<slug:number>/ruling/", ordering.rule, name="rule"),
    path("orders/", ordering.orders, name="orders"),
    path("orders/<slug:number>/cancel/", ordering.cancel_order, name="cancel_order"),
    path("amounts/", amounts, name="amounts"),
    path("register/", registering.begin, name="begin_registration"),
    path("register/<str:draft>/", registering.resume, name="resume_registration"),
    path("register/<str:draft>/answers/", registering.answers, name="registration_answers"),
    path("register/<str:draft>/done/", registering.done, name="registration_done"),
    path("register/<str:draft>/mail/", registering.mail_link, name="mail_registration"),
    path("register/<str:draft>/<slug:question>/", registering.question, name="registration_question"),
    path("registrations/", registrations.registrations, name="registrations"),
    path("registrations/<str:number>/", registrations.registration, name="registration"),
    path("registrations/<str:number>/<slug:act>/", registrations.judge, name="judge_registration"),
    path("claims/", claims.claims, name="claims"),
    path("claims/new/", wizard.begin, name="new_claim"),
    path("claims/new/<str:draft>/", wizard.resume, name="resume_claim"),
    path("claims/new/<str:draft>/answer/", wizard.answer, name="claim_answer"),
    path("claims/new/<str:draft>/answers/", wizard.answers, name="claim_answers"),
    path("claims/new/<str:draft>/discard/", wizard.discard, name="discard_claim"),
    path("claims/new/<str:draft>/done/", wizard.done, name="claim_sent"),
    path("claims/new/<str:draft>/<slug:question>/", wizard.question, name="claim_question"),
    path("claims/<str:number>/label.pdf", return_label, name="return_label"),
    path("visits/", visits.visits, name="visits"),
    path("visits/today/", visits.today, name="visits_today"),
    path("visits/calendar/", visits.make_feed, name="make_visit_feed"),
    path("visits/plan/<str:number>/", planning.plan, name="plan_visit"),
    path("visits/<str:number>/", visiting.visit, name="visit"),
    path("visits/<str:number>/offer/", planning.offer, name="offer_visit"),
    path("visits/<str:number>/signature/", visiting.signature, name="visit_signature"),
    path("visits/<str:number>/<slug:act>/", visiting.act, name="do_on_visit"),
    path("feeds/<str:secret>.ics", visits.feed, name="visit_feed"),
    path("claims/<str:number>/", claim.claim, name="claim"),
    path("claims/<str:number>/<slug:act>/", claim_acts.act, name="do_on_claim"),
    path("install/", installing.workspace, name="install"),
    path("install/unit/", installing.one_unit, name="install_unit"),
    path("install/batches/new/", installing.new_batch, name="new_batch"),
    path("install/batches/<str:number>/", installing.batch, name="batch"),
    path("install/batches/<str:number>/scan/", installing.scan, name="scan"),
    path("install/batches/<str:number>/undo/", installing.undo, name="undo_scan"),
    path("install/batches/<str:number>/finish/", installing.finish, name="finish_batch"),
    path("install/batches/<str:number>/codes/<int:scanned>/", installing.choose_model, name="scan_model"),
    path("desk/", desk.desk, name="desk"),
    path("desk/changes/", desk.changes, name="desk_changes"),
    path("desk/take/", desk.take_claims, name="take_claims"),
    path("desk/report/", report, name="report_for"),
    path("desk/decisions/", judging, name="judging"),
    path("desk/goodwill/", goodwill, name="goodwill"),
    path("desk/claims/<str:number>/", desk_claim.work, name="work_claim"),
    path("desk/claims/<str:number>/invoice/", invoice, name="invoice_claim"),
    path("desk/claims/<str:number>/<slug:name>/", desk_claim.act, name="do_claim_act"),
    path("account/", account, name="account"),
    path("account/tokens/", tokens, name="tokens"),
    path("account/tokens/<int:number>/revoke/", revoke, name="revoke_token"),
    path("activate/", activate, name="activate"),
    path("transfers/", moving.transfers, name="transfers"),
    path("transfers/accept/<str:secret>/", moving.transfer, name="transfer"),
    path("transfers/<str:transfer>/withdraw/", moving.withdraw_transfer, name="withdraw_transfer"),
    path("transfers/<str:transfer>/approve/", moving.approve_transfer, name="approve_transfer"),
    path("units/<slug:program>/<path:serial>/replace/", staffing.replace, name="replace_unit"),
    path("units/<slug:program>/<path:serial>/remove/", staffing.remove, name="remove_plan"),
    path("units/<slug:program>/<path:serial>/remove/<str:event>/undo/", staffing.restore, name="restore_plan"),
    path("units/<slug:program>/<path:serial>/transfer/", moving.pass_on, name="pass_on"),
    path("units/<slug:program>/<path:serial>/move/", moving.relocate, name="relocate"),
    path("codes/", codes, name="codes"),
    path("codes/<str:batch>/", batch, name="code_batch"),
    path("journal/", journal, name="journal"),
    path("returns/", returns.dock, name="returns"),
    path("returns/receive/", returns.receive_return, name="receive_return"),
    path("returns/addresses/", returns.return_addresses, name="return_addresses"),
    path("returns/claims/<str:number>/", claim_goods, name="claim_goods"),
    path("returns/boxes/<str:number>/", returns.return_box, name="return_box"),
    path("returns/boxes/<str:number>/<slug:act>/", returns.act_on_box, name="act_on_box"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<str:number>/settle/", alerts.settle, name="settle_alert"),
    path("demo/sign-in/", sign_in_as, name="demo_sign_in"),
    path("units/", views.units, name="units"),
    path("units/<slug:program>/<path:serial>/facts/new/", views.add_fact, name="add_fact"),
    path("units/<slug:program>/<path:serial>/facts/<str:event>/", views.correct_fact, name="correct_fact"),
    path("units/<slug:program>/<path:serial>/facts/<str:event>/withdraw/", views.withdraw_fact, name="withdraw_fact"),
    path("units/<slug:program>/<path:serial>/papers/", papers.add_paper, name="add_paper"),
    path("units/<slug:program>/<path:serial>/papers/<str:paper>/", papers.paper, name="paper"),
    path("units/<slug:program>/<path:serial>/papers/<str:paper>/withdraw/", papers.withdraw, name="withdraw_paper"),
    path("units/<slug:program>/<path:serial>/papers/<str:paper>/accept/", papers.accept, name="accept_paper"),
    path("units/<slug:program>/<path:serial>/certificates/", certificates.issue, name="issue_certificate"),
    path("units/<slug:program>/<path:serial>/certificates/<str:number>.pdf", certificates.pdf, name="certificate"),
    path(
        "units/<slug:program>/<path:serial>/certificates/<str:number>/revoke/",
        certificates.revoke,
        name="revoke_certificate",
    ),
    path("units/<slug:program>/<path:serial>/plans/", plans.plans, name="plans"),
    path("units/<slug:program>/<path:serial>/plans/order/", plans.operate, name="operate_plan"),
    path("units/<slug:program>/<path:serial>/plans/choice/", plans.choose, name="choose_plan"),
    path("units/<slug:program>/<path:serial>/", views.unit, name="unit"),
    path("verify/", verifying.verify, name="verify"),
    path("verify/<str:code>/", verifying.verified, name="verified"),
    path("verify/<str:code>/report/", verifying.report, name="report_copy"),
    path(".well-known/warrantor-keys.json", verifying.keys, name="certificate_keys"),
    path("my/organisation/", organisation.organisations, name="organisations"),
    path("my/organisation/<path:key>/people/", joining.invite, name="invite"),
    path("my/organisation/<path:key>/approvals/", organisation.give_approval, name="give_approval"),
    path("my/organisation/<path:key>/places/", organisation.new_place, name="add_place"),
    path("my/organisation/<path:key>/prices/", organisation.ask_price, name="ask_price"),
    path("my/organisation/<path:key>/", organisation.organisation, name="organisation"),
    path("my/approvals/<str:number>/withdraw/", organisation.withdraw_approval, name="withdraw_approval"),
    path("my/invitations/<str:number>/withdraw/", organisation.withdraw_invitation, name="withdraw_invitation"),
    path("accept/<str:secret>/", joining.accept, name="accept"),
    path("partner/", partner.home, name="partner"),
    path("partner/new/", partner.new, name="take_on"),
    path("partner/ties/<str:number>/end/", partner.end_tie, name="end_own_tie"),
    path("partner/customers/<path:key>/", partner.customer, name="partner_customer"),
    path("channel/", channel.accreditations, name="accreditations"),
    path("channel/accreditations/", channel.accredit, name="accredit"),
    path("channel/accreditations/<str:number>/", channel.accreditation, name="accreditation"),
    path("channel/accreditations/<str:number>/extend/", channel.extend, name="extend_accreditation"),
    path("channel/accreditations/<str:number>/revoke/", channel.revoke, name="revoke_accreditation"),
    path("channel/ties/", ties.ties, name="ties"),
    path("channel/ties/new/", ties.add, name="add_tie"),
    path("channel/ties/<str:number>/end/", ties.end, name="end_tie"),
    path("channel/prices/", prices.requests, name="price_requests"),
    path("channel/prices/managers/", prices.name, name="name_manager"),
    path("channel/prices/<str:number>/settle/", prices.settle, name="settle_price_request"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read, name="read_notices"),
    path("messages/", outbox.outbox, name="outbox"),
    path("messages/templates/", wording.wordings, name="wordings"),
    path("messages/templates/<slug:program>/<slug:kind>/", wording.word, name="word_notice"),
    path("messages/<str:number>/resend/", outbox.resend, name="resend_notice"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/deliveries/<str:number>/resend/", webhooks.resend, name="resend_delivery"),
    path("webhooks/<str:number>/", webhooks.webhook, name="webhook"),
    path("webhooks/<str:number>/secret/", webhooks.rotate, name="rotate_webhook"),
    path("webhooks/<str:number>/test/", webhooks.send_test, name="test_webhook"),
    path("webhooks/<str:number>/disable/", webhooks.disable, name="disable_webhook"),
    path("webhooks/<str:number>/enable/", webhooks.enable, name="enable_webhook"),
    path("files/", files.files, name="files"),
    path("files/templates/<slug:kind>.csv", files.template, name="file_template"),
    path("files/<str:number>/", files.file, name="file"),
    path("files/<str:number>/columns/", files.columns, name="file_columns"),
    path("files/<str:number>/step/", files.step, name="file_step"),
    path("files/<str:number>/mend/", mending.mend, name="file_mend"),
    path("files/<str:number>/confirm/", files.confirm, name="file_confirm"),
    path("files/<str:number>/to-mend.csv", files.bad, name="file_bad"),
    path("terms/", library, name="terms"),
    path("terms/<slug:program_name>/<str:version_id>/", document, name="document"),
    path(
        "help/",
        TemplateView.as_view(template_name="portal/check/help.html", extra_context={"trail": [("Help", "")]}),
        name="help",
    ),
    path("help/contacts/", helping.contacts, name="contacts"),
    path("help/question/", helping.ask, name="ask_question"),
    path("desk/contacts/", helping.keep, name="keep_contacts"),
    path("desk/contacts/<str:contact>/end/", helping.end, name="end_contact"),
    path("theme/", choose, {"name": "theme"}, name="theme"),
    path("keys/", choose, {"name": "keys"}, name="keys"),
    path("styleguide/", styleguide, name="styleguide"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
