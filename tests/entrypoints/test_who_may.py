"""Every page and endpoint tried as every role, as the owner, as another party and as a stranger.

A page or endpoint that is not in the table fails `test_every_route_is_in_the_table`. The roles without a party are
tried in `test_who_may_everywhere`, so that two processes share the work.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

from tests.acting import BY
from tests.entrypoints.back_office.who_may import LINES, in_tables, in_the_office
from tests.entrypoints.portal.conftest import AT, DELIVERED, INSTALLED, OWNER, PLACE, PURCHASED, REGISTERED, make_unit
from warrantor.adapters.certificates.keys import FolderKeys
from warrantor.adapters.documents import load_program
from warrantor.adapters.importing.running import begin
from warrantor.adapters.papers.folder import Folder
from warrantor.apps.access.actions import grant_role, make_token
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import PERMISSIONS, ROLES, RULINGS, VISITOR, Held, Person, token_digest
from warrantor.apps.channel import actions as channel
from warrantor.apps.channel.inviting.actions import invite
from warrantor.apps.channel.models import PriceRequest
from warrantor.apps.channel.prices.actions import ask_price, name_manager
from warrantor.apps.channel.rules import digest
from warrantor.apps.claims.helping import add_contact
from warrantor.apps.claims.intake import Report, open_claim
from warrantor.apps.claims.models import Claim, Disposition, Draft, Feed, Goodwill, Invoice, Receipt, Rma, Visit
from warrantor.apps.claims.returns.receiving import Box, receive
from warrantor.apps.coverage.actions import answer, answer_many
from warrantor.apps.coverage.alerts import raise_alert
from warrantor.apps.coverage.certificates.actions import issue
from warrantor.apps.coverage.codes.actions import make_codes
from warrantor.apps.coverage.models import InstallBatch, Registration, Scan, Transfer
from warrantor.apps.coverage.plans.actions import Wanted, order
from warrantor.apps.coverage.registering.actions import begin_draft
from warrantor.apps.journal.rules import By
from warrantor.apps.notices.models import Notice
from warrantor.apps.registry.actions import add_location, append_event
from warrantor.apps.registry.facts import unit_facts
from warrantor.apps.registry.models import HistoryEvent, Location, Party, Program, Unit
from warrantor.apps.registry.papers.actions import add_paper
from warrantor.apps.webhooks import keeping
from warrantor.apps.webhooks.actions import send_test
from warrantor.apps.webhooks.models import Delivery
from warrantor.apps.webhooks.rules import DELIVERED as TOLD

pytestmark = pytest.mark.long
PUBLIC, OWN, SELLS, ASKS, JUDGES = "public", "own", "sells", "asks", "judges"
"""Whom a route answers: everybody; whoever is signed in, about themselves; who sells, or asks, for a party; who
works on claims or decides what the terms leave to a role. Else a permission.
"""
UNIT = "{program}/{serial}"
OF_A_PROGRAM = (
    "registration.judge",
    "unit.register",
    "code.make",
    "unit.import",
    "alert.settle",
    "channel.read",
    "channel.manage",
    "price.answer",
    "return.receive",
    "return.address",
    "approval.give",
    "webhook.manage",
    "notice.manage",
)
"""Permissions whose pages show somebody what there is in their programs."""


@dataclass(frozen=True)
class Row:
    """`of_unit`: it is about the owner's unit, which another party must not even hear of.

    `of_party`: it is about the owner itself, which belongs to no program. `of_caller`: it names the owner as who calls.
    """

    name: str
    who: str
    path: str
    method: str = "GET"
    data: Any = None
    of_unit: bool = False
    of_party: bool = False
    of_caller: bool = False


def page(name: str, who: str, path: str, method: str = "GET", data: Any = None, **of: bool) -> Row:
    return Row(f"portal:{name}", who, path, method, data, **of)


def call(name: str, who: str, path: str, method: str = "GET", data: Any = None, **of: bool) -> Row:
    return Row(f"api:{name}", who, f"/api{path}", method, data, **of)


DAY = {"on-day": "15", "on-month": "1", "on-year": "2024", "source": "sheet"}
FACT = {"event": {"what": "serviced", "on": "2024-01-15"}, "source": "sheet"}
ABOUT = {"program": "idesign", "serial": "ID-0077"}
NEW = {"program": "idesign", "product": "board", "serial": "ID-0200", "source": "invoice"}
BOUGHT = {"plan": "multicare-advanced-3y", "accepted": "2023-01"}
REFUNDED = {"plan": "multicare-advanced-3y", "ask": "refund"}
CHOSEN = {"keep": "multicare-advanced-3y"}
RULED = {"outcome": "no", "reason": "not in time"}
COLUMNS = {"c-serial": "serial", "c-product": "product"}
ASKED = {"email": "new@example.org"}
APPROVED = {"registrar": "mila", "program": "idesign"}
PLACED = {"name": "hall", "country": "US"}
PRICED = {"plan": "softnetworks/premium"}
TAKEN_ON = {"name": "Elm School", "kind": "customer-of", "program": "idesign"}
GIVEN = {"party": "mila", "program": "idesign", "standing": "certified", "since": "2024-01-01", "until": "2024-12-31"}
LONGER = {"until": "2026-01-01"}
REVOKED = {"reason": "tests failed"}
WORDED = {"subject": "Claim $number", "body": "It is closed.", "after": "", "save": "1"}
HOOK = {"url": "https://8.8.8.8/new", "program": "idesign", "events": ["*"]}
TIED = {"upper": OWNER, "lower": "mila", "kind": "customer-of", "program": "idesign"}
NAMED = {"party": "mila", "program": "idesign", "user": "ana@example.org"}
UNPROVEN = {"event": "{unproven}"}
UPLOADED = {"kind": "photo", "file": "a photo"}
CODE = {"program": "idesign", "serial": "ID-0077", "code": "{code}"}
CARDS = {"program": "idesign", "plan": "multicare-advanced-3y", "size": 1, "name": "spring"}
PLAN = {"plan": "standard"}
NOTED = {"seen": "1", "kind": "note", "text": "called back"}
INSTEAD = {"serial": "ID-0300", "on": "2024-01-20"}
TAKEN = {"plan": "gold", "reason": "copied card"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 24
UNSAVED = {"program": "idesign", "unit": {"serial": "X", "class": "board", "events": []}}

BOARD = {"product": "board"}
BOXED = {"code": "AB-1", "condition": "as-told", "program": "idesign"}
SENT_TO = {"program": "idesign", "address": "1 Dock Road"}
SETTLED = {"outcome": "scrap", "reason": "nobody's"}
DISPOSED = {"kind": "scrap", "reason": "nobody's"}
MEETING = {"starts": "2024-02-05T09:00", "ends": "2024-02-05T10:00"}
VISITED = {"finding": "new panel", "outcome": "repaired", "signed_by": "Olga O."}
PUT_OFF = {"text": "a strike", "day": "2024-03-01"}
REPORTED = {**ABOUT, "said": {"part": "lamp"}, "report": {"description": "dark"}}
PAID_BY = {"leg": "ship-back", "payer": "vendor", "reason": "agreed"}
WHY = {"reason": "asked by phone"}
UPHELD = {"answer": "upheld", "reason": "looked again"}
GIFT = {"amount": "50", "currency": "USD", "reason": "she waited"}
JUDGED = {"outcome": "approve", "why": "agreed"}
LIMIT = {"program": "idesign", "role": "agent", "amount": "100", "currency": "USD", "since": "2024-01-01"}
INVOICED = {"lines": [{"what": "labour", "amount": "50", "currency": "USD"}], "reason": "it was dropped"}
ROW = {"serial": "ID-0077", "customer": OWNER, "product": "board"}
REGISTERING = {"program": "idesign", **ROW}

TABLE = [
    page("check", PUBLIC, "/check/"),
    page("front", PUBLIC, "/"),
    page("receipt", PUBLIC, "/r/{decision}/"),
    page("state_fact", PUBLIC, "/r/{decision}/facts/"),
    page("terms", PUBLIC, "/terms/"),
    page("document", PUBLIC, "/terms/idesign/2023-01/"),
    page("help", PUBLIC, "/help/"),
    page("theme", PUBLIC, "/theme/", "POST", {"theme": "dark"}),
    page("keys", PUBLIC, "/keys/", "POST", {"keys": "off"}),
    page("healthz", PUBLIC, "/healthz"),
    page("readyz", PUBLIC, "/readyz"),
    page("styleguide", PUBLIC, "/styleguide/"),
    page("demo_sign_in", PUBLIC, "/demo/sign-in/"),
    page("begin_registration", PUBLIC, "/register/"),
    page("resume_registration", PUBLIC, "/register/{draft}/?key={key}"),
    page("registration_question", PUBLIC, "/register/{draft}/serial/"),
    page("registration_answers", PUBLIC, "/register/{draft}/answers/"),
    page("registration_done", PUBLIC, "/register/{draft}/done/"),
    page("mail_registration", PUBLIC, "/register/{draft}/mail/", "POST"),
    page("registrations", "registration.judge", "/registrations/"),
    page("registration", "registration.judge", "/registrations/{registration}/"),
    page("judge_registration", "registration.judge", "/registrations/{registration}/deny/", "POST", WHY),
    call("register", "registration.send", "/registrations", "POST", REGISTERING),
    call("register_many", "registration.send", "/registrations/batch", "POST", {"program": "idesign", "rows": [ROW]}),
    call("read_registration", "unit.read", "/registrations/{registration}", of_unit=True),
    page("visits", "visit.plan", "/visits/"),
    page("visits_today", "visit.work", "/visits/today/"),
    page("make_visit_feed", "visit.work", "/visits/calendar/", "POST"),
    page("plan_visit", "visit.plan", "/visits/plan/{claim}/", of_unit=True),
    page("visit", "visit.work", "/visits/{visit}/", of_unit=True),
    page("offer_visit", "visit.plan", "/visits/{visit}/offer/", of_unit=True),
    page("visit_signature", "visit.work", "/visits/{visit}/signature/", of_unit=True),
    page("do_on_visit", "visit.work", "/visits/{visit}/agree/", "POST", of_unit=True),
    page("visit_feed", PUBLIC, "/feeds/{feed}.ics"),
    page("claims", "claim.read", "/claims/"),
    page("new_claim", OWN, "/claims/new/"),
    page("resume_claim", OWN, "/claims/new/{report}/"),
    page("claim_question", OWN, "/claims/new/{report}/unit/"),
    page("claim_answer", OWN, "/claims/new/{report}/answer/"),
    page("claim_answers", OWN, "/claims/new/{report}/answers/"),
    page("discard_claim", OWN, "/claims/new/{report}/discard/", "POST"),
    page("claim_sent", OWN, "/claims/new/{report}/done/"),
    page("claim", "claim.read", "/claims/{claim}/", of_unit=True),
    page("do_on_claim", "claim.open", "/claims/{claim}/message/", "POST", {"text": "hello"}, of_unit=True),
    page("return_label", "claim.read", "/claims/{claim}/label.pdf", of_unit=True),
    page("claim_goods", "claim.work", "/returns/claims/{claim}/", of_unit=True),
    page("returns", "return.receive", "/returns/"),
    page("receive_return", "return.receive", "/returns/receive/", "POST", BOXED),
    page("return_addresses", "return.address", "/returns/addresses/"),
    page("return_addresses", "return.address", "/returns/addresses/", "POST", SENT_TO),
    page("return_box", "return.receive", "/returns/boxes/{box}/"),
    page("act_on_box", "return.receive", "/returns/boxes/{box}/settle/", "POST", SETTLED),
    page("install", "unit.register", "/install/"),
    page("install_unit", "unit.register", "/install/unit/"),
    page("new_batch", "unit.register", "/install/batches/new/"),
    page("batch", "unit.register", "/install/batches/{install_batch}/", of_unit=True),
    page("scan", "unit.register", "/install/batches/{install_batch}/scan/", "POST", {"serial": "AB-1"}, of_unit=True),
    page("undo_scan", "unit.register", "/install/batches/{install_batch}/undo/", "POST", of_unit=True),
    page("finish_batch", "unit.register", "/install/batches/{install_batch}/finish/", "POST", of_unit=True),
    page("scan_model", "unit.register", "/install/batches/{install_batch}/codes/{scan}/", "POST", BOARD, of_unit=True),
    page("desk", "claim.work", "/desk/"),
    page("desk_changes", "claim.work", "/desk/changes/?shown=C7QK42M3X8:1"),
    page("take_claims", "claim.work", "/desk/take/", "POST", {"pick": "C7QK42M3X8:1"}),
    page("report_for", "claim.work", "/desk/report/"),
    page("judging", JUDGES, "/desk/decisions/"),
    page("goodwill", "goodwill.approve", "/desk/goodwill/"),
    page("contacts", PUBLIC, "/help/contacts/"),
    page("ask_question", ASKS, "/help/question/", "POST", {"program": "idesign", "question": "how heavy is it?"}),
    page("keep_contacts", "help.manage", "/desk/contacts/"),
    page("end_contact", "help.manage", "/desk/contacts/{help_contact}/end/", "POST"),
    page("work_claim", "claim.work", "/desk/claims/{claim}/", of_unit=True),
    page("invoice_claim", "claim.work", "/desk/claims/{claim}/invoice/", of_unit=True),
    page("do_claim_act", "claim.work", "/desk/claims/{claim}/note/", "POST", NOTED, of_unit=True),
    page("account", OWN, "/account/"),
    page("tokens", OWN, "/account/tokens/"),
    page("revoke_token", OWN, "/account/tokens/{token}/revoke/", "POST"),
    page("replace_unit", "unit.replace", f"/units/{UNIT}/replace/", of_unit=True),
    page("remove_plan", "cover.remove", f"/units/{UNIT}/remove/", of_unit=True),
    page("restore_plan", "cover.remove", f"/units/{UNIT}/remove/{{removal}}/undo/", "POST", {"reason": "wrong"},
         of_unit=True),
    page("pass_on", "unit.move", f"/units/{UNIT}/transfer/", of_unit=True),
    page("relocate", "unit.move", f"/units/{UNIT}/move/", of_unit=True),
    page("transfers", "unit.move", "/transfers/"),
    page("transfer", OWN, "/transfers/accept/{offer}/"),
    page("withdraw_transfer", "unit.move", "/transfers/{transfer}/withdraw/", "POST", of_unit=True),
    page("approve_transfer", "transfer.approve", "/transfers/{transfer}/approve/", "POST", {"reason": "sold"},
         of_unit=True),
    page("activate", "plan.activate", "/activate/"),
    page("codes", "code.make", "/codes/"),
    page("code_batch", "code.make", "/codes/{codes}/"),
    page("code_batch", "code.make", "/codes/{codes}/", "POST", {"reason": "lost"}),
    page("units", OWN, "/units/"),
    page("journal", "journal.read", "/journal/"),
    page("alerts", "alert.settle", "/alerts/"),
    page("settle_alert", "alert.settle", "/alerts/{alert}/settle/", "POST", {"outcome": "one unit"}),
    page("decisions", "decision.read", "/decisions/"),
    page("decision", "decision.read", "/decisions/{decision}/", of_unit=True),
    page("unit", "unit.read", f"/units/{UNIT}/", of_unit=True),
    page("issue_certificate", "certificate.issue", f"/units/{UNIT}/certificates/", "POST", PLAN, of_unit=True),
    page("certificate", "unit.read", f"/units/{UNIT}/certificates/{{certificate}}.pdf", of_unit=True),
    page(
        "revoke_certificate", "certificate.revoke", f"/units/{UNIT}/certificates/{{certificate}}/revoke/", "POST",
        {"reason": "a mistake"}, of_unit=True,
    ),
    page("verify", PUBLIC, "/verify/"),
    page("verified", PUBLIC, "/verify/{certificate}/"),
    page("report_copy", PUBLIC, "/verify/{certificate}/report/", "POST", {"what": "differs"}),
    page("certificate_keys", PUBLIC, "/.well-known/warrantor-keys.json"),
    page("plans", "unit.read", f"/units/{UNIT}/plans/", of_unit=True),
    page("operate_plan", "plan.buy", f"/units/{UNIT}/plans/order/?plan=multicare-advanced-3y", of_unit=True),
    page("operate_plan", "plan.buy", f"/units/{UNIT}/plans/order/", "POST", BOUGHT, of_unit=True),
    page("operate_plan", "plan.manage", f"/units/{UNIT}/plans/order/?refund", "POST", REFUNDED, of_unit=True),
    page("choose_plan", "plan.choose", f"/units/{UNIT}/plans/choice/", of_unit=True),
    page("choose_plan", "plan.choose", f"/units/{UNIT}/plans/choice/", "POST", {"keep": "x"}, of_unit=True),
    page("rule", "ruling.give", "/decisions/{left}/ruling/", of_unit=True),
    page("rule", "ruling.give", "/decisions/{left}/ruling/", "POST", RULED, of_unit=True),
    page("orders", "plan.buy", "/orders/"),
    page("cancel_order", "plan.buy", "/orders/{order}/cancel/", "POST", of_unit=True),
    page("amounts", "amount.read", "/amounts/"),
    page("add_fact", "history.append", f"/units/{UNIT}/facts/new/?what=serviced", of_unit=True),
    page("add_fact", "history.append", f"/units/{UNIT}/facts/new/?what=serviced", "POST", DAY, of_unit=True),
    page("correct_fact", "history.correct", f"/units/{UNIT}/facts/{{event}}/", "POST", DAY, of_unit=True),
    page("withdraw_fact", "history.correct", f"/units/{UNIT}/facts/{{event}}/withdraw/", "POST", {}, of_unit=True),
    page("organisations", OWN, "/my/organisation/"),
    page("organisation", "channel.read", "/my/organisation/{owner}/", of_party=True),
    page("invite", "person.invite", "/my/organisation/{owner}/people/", "POST", ASKED, of_party=True),
    page("give_approval", "approval.give", "/my/organisation/{owner}/approvals/", "POST", APPROVED, of_party=True),
    page("add_place", "place.own", "/my/organisation/{owner}/places/", "POST", PLACED, of_party=True),
    page("ask_price", "price.request", "/my/organisation/{owner}/prices/", "POST", PRICED, of_party=True),
    page("withdraw_approval", "approval.give", "/my/approvals/{approval}/withdraw/", "POST", of_unit=True),
    page("withdraw_invitation", "person.invite", "/my/invitations/{invitation}/withdraw/", "POST", of_unit=True),
    page("accept", PUBLIC, "/accept/{secret}/"),
    page("accept", OWN, "/accept/{secret}/", "POST"),
    page("partner", SELLS, "/partner/"),
    page("take_on", SELLS, "/partner/new/", "POST", TAKEN_ON),
    page("partner_customer", SELLS, "/partner/customers/{owner}/", of_party=True),
    page("end_own_tie", SELLS, "/partner/ties/{tie}/end/", "POST", of_unit=True),
    page("accreditations", "channel.read", "/channel/"),
    page("accredit", "channel.manage", "/channel/accreditations/", "POST", GIVEN),
    page("accreditation", "channel.read", "/channel/accreditations/{accreditation}/", of_unit=True),
    page("extend_accreditation", "channel.manage", "/channel/accreditations/{accreditation}/extend/", "POST", LONGER,
         of_unit=True),
    page("revoke_accreditation", "channel.manage", "/channel/accreditations/{accreditation}/revoke/", "POST", REVOKED,
         of_unit=True),
    page("ties", "channel.read", "/channel/ties/"),
    page("add_tie", "channel.manage", "/channel/ties/new/", "POST", TIED),
    page("end_tie", "channel.manage", "/channel/ties/{tie}/end/", "POST", of_unit=True),
    page("price_requests", "price.answer", "/channel/prices/"),
    page("name_manager", "channel.manage", "/channel/prices/managers/", "POST", NAMED),
    page("settle_price_request", "price.answer", "/channel/prices/{price_request}/settle/", "POST"),
    page("inbox", OWN, "/inbox/"),
    page("read_notices", OWN, "/inbox/read/", "POST", {"all": "1"}),
    page("outbox", "notice.manage", "/messages/"),
    page("resend_notice", "notice.manage", "/messages/{notice}/resend/", "POST"),
    page("wordings", "notice.manage", "/messages/templates/"),
    page("word_notice", "notice.manage", "/messages/templates/{worded}/claim-closed/"),
    page("word_notice", "notice.manage", "/messages/templates/{worded}/claim-closed/", "POST", WORDED),
    page("webhooks", "webhook.manage", "/webhooks/"),
    page("webhooks", "webhook.manage", "/webhooks/", "POST", HOOK),
    page("webhook", "webhook.manage", "/webhooks/{webhook}/"),
    page("rotate_webhook", "webhook.manage", "/webhooks/{webhook}/secret/", "POST"),
    page("test_webhook", "webhook.manage", "/webhooks/{webhook}/test/", "POST"),
    page("disable_webhook", "webhook.manage", "/webhooks/{webhook}/disable/", "POST"),
    page("enable_webhook", "webhook.manage", "/webhooks/{webhook_off}/enable/", "POST"),
    page("resend_delivery", "webhook.manage", "/webhooks/deliveries/{delivery}/resend/", "POST"),
    page("files", "unit.register", "/files/"),
    page("file_template", "unit.register", "/files/templates/units.csv"),
    page("file", "unit.import", "/files/{file}/"),
    page("file_columns", "unit.import", "/files/{file}/columns/", "POST", COLUMNS),
    page("file_step", "unit.import", "/files/{file}/step/", "POST"),
    page("file_mend", "unit.import", "/files/{file}/mend/", "POST", {"back": "yes"}),
    page("file_confirm", "unit.import", "/files/{file}/confirm/", "POST"),
    page("file_bad", "unit.import", "/files/{file}/to-mend.csv"),
    page("add_paper", "document.add", f"/units/{UNIT}/papers/", of_unit=True),
    page("add_paper", "document.add", f"/units/{UNIT}/papers/", "POST", UPLOADED, of_unit=True),
    page("paper", "document.read", f"/units/{UNIT}/papers/{{paper}}/", of_unit=True),
    page("withdraw_paper", "history.correct", f"/units/{UNIT}/papers/{{paper}}/withdraw/", "POST", {}, of_unit=True),
    page(
        "accept_paper", "history.correct", f"/units/{UNIT}/papers/{{paper}}/accept/", "POST",
        UNPROVEN, of_unit=True,
    ),
    call("list_papers", "document.read", f"/units/{UNIT}/papers", of_unit=True),
    call("add_paper", "document.add", f"/units/{UNIT}/papers", "POST", UPLOADED, of_unit=True),
    call("read_paper", "document.read", f"/units/{UNIT}/papers/{{paper}}", of_unit=True),
    call("withdraw_paper", "history.correct", f"/units/{UNIT}/papers/{{paper}}/withdrawal", "POST", {}, of_unit=True),
    call(
        "accept_paper", "history.correct", f"/units/{UNIT}/papers/{{paper}}/acceptance", "POST",
        UNPROVEN, of_unit=True,
    ),
    call("list_certificates", "unit.read", f"/units/{UNIT}/certificates", of_unit=True),
    call("issue_certificate", "certificate.issue", f"/units/{UNIT}/certificates", "POST", PLAN, of_unit=True),
    call("read_certificate", "unit.read", "/certificates/{certificate}", of_unit=True),
    call("read_certificate_pdf", "unit.read", "/certificates/{certificate}/pdf", of_unit=True),
    call(
        "revoke_certificate", "certificate.revoke", "/certificates/{certificate}/revocation", "POST",
        {"reason": "a mistake"}, of_unit=True,
    ),
    call("verify_certificate", PUBLIC, "/verify/{certificate}"),
    call("openapi-json", PUBLIC, "/openapi.json"),
    call("openapi-view", PUBLIC, "/docs"),
    call("list_units", "unit.read", "/units"),
    call("register_unit", "unit.register", "/units", "POST", NEW),
    call("read_unit", "unit.read", f"/units/{UNIT}", of_unit=True),
    call("list_plans", "unit.read", f"/units/{UNIT}/plans", of_unit=True),
    call("order_plan", "plan.buy", f"/units/{UNIT}/plans", "POST", BOUGHT, of_unit=True),
    call("refund_plan", "plan.manage", f"/units/{UNIT}/plans/refund", "POST", {"plan": "promo-1y"}, of_unit=True),
    call("choose_plan", "plan.choose", "/units/idesign/ID-0078/plans/choice", "POST", CHOSEN, of_unit=True),
    call("rule_on_decision", "ruling.give", "/decisions/{left}/ruling", "POST", RULED, of_unit=True),
    call("list_orders", "plan.buy", "/orders"),
    call("cancel_order", "plan.buy", "/orders/{order}/cancellation", "POST", of_unit=True),
    call("list_amounts", "amount.read", "/amounts"),
    call("list_events", "unit.read", f"/units/{UNIT}/events", of_unit=True),
    call("append_event", "history.append", f"/units/{UNIT}/events", "POST", FACT, of_unit=True),
    call(
        "correct_event", "history.correct", f"/units/{UNIT}/events/{{event}}/correction", "POST",
        {"event": {"what": "installed", "on": "2023-05-21"}, "source": "sheet"}, of_unit=True,
    ),
    call(
        "withdraw_event", "history.correct", f"/units/{UNIT}/events/{{event}}/withdrawal", "POST", {"source": "call"},
        of_unit=True,
    ),
    call("ask_about_unit", "question.ask", "/questions", "POST", ABOUT, of_unit=True),
    call("ask_unsaved", "question.ask", "/questions/unsaved", "POST", UNSAVED),
    call("ask_about_many", "question.ask", "/questions/batch", "POST", {"program": "idesign", "serials": ["ID-0077"]}),
    call("read_batch", "decision.read", "/batches/{batch}", of_unit=True),
    call("read_receipt", "decision.read", "/batches/{batch}/{serial}", of_unit=True),
    call("read_decision", "decision.read", "/decisions/{decision}", of_unit=True),
    call("run_again", "decision.read", "/decisions/{decision}/again", of_unit=True),
    call("export_person", "party.erase", "/people/export", "POST", {"who": "mila", "why": "asked"}),
    call("erase_person", "party.erase", "/people/erasure", "POST", {"who": "mila", "why": "asked"}),
    call("offer_unit", "unit.move", f"/units/{UNIT}/transfer", "POST", {"email": "new@example.org"}, of_unit=True),
    call("move_unit", "unit.move", f"/units/{UNIT}/move", "POST", {"place": f"{OWNER}/annex"}, of_unit=True),
    call("replace_unit", "unit.replace", f"/units/{UNIT}/replacement", "POST", INSTEAD, of_unit=True),
    call("remove_plan", "cover.remove", f"/units/{UNIT}/removal", "POST", TAKEN, of_unit=True),
    call("list_transfers", "unit.move", "/transfers"),
    call("accept_transfer", "unit.move", "/transfers/acceptance", "POST", {"secret": "offered", "party": "nobody"}),
    call("withdraw_transfer", "unit.move", "/transfers/{transfer}/withdrawal", "POST", {}, of_unit=True),
    call("approve_transfer", "transfer.approve", "/transfers/{transfer}/approval", "POST", {"reason": "sold"},
         of_unit=True),
    call("enter_code", "plan.activate", "/activations", "POST", CODE, of_unit=True),
    call("list_codes", "code.make", "/codes"),
    call("make_codes", "code.make", "/codes", "POST", CARDS),
    call("revoke_codes", "code.make", "/codes/{codes}/revocation", "POST", {"reason": "lost"}),
    call("open_claim", "claim.open", "/claims", "POST", REPORTED, of_unit=True),
    call("list_claims", "claim.read", "/claims"),
    call("get_claim", "claim.read", "/claims/{claim}"),
    call("add_facts", "claim.open", "/claims/{claim}/facts", "POST", {"said": {"part": "lamp"}}),
    call("choose_remedy", "claim.work", "/claims/{claim}/remedy", "POST", {"remedy": "repair"}),
    call("propose", "claim.work", "/claims/{claim}/proposal", "POST", {}),
    call("settle_payer", "ruling.give", "/claims/{claim}/payer", "POST", PAID_BY),
    call("agree", "claim.open", "/claims/{claim}/agreement", "POST", {}),
    call("do_step", "claim.work", "/claims/{claim}/steps", "POST", {"step": "diagnose"}),
    call("rule", "ruling.give", "/claims/{claim}/ruling", "POST", {"outcome": "yes", "reason": "seen"}),
    call("dispute", "claim.open", "/claims/{claim}/dispute", "POST", {"reason": "it was not"}),
    call("write", "claim.open", "/claims/{claim}/messages", "POST", {"text": "when?"}),
    call("withdraw", "claim.open", "/claims/{claim}/withdrawal", "POST", {}),
    call("take_claim", "claim.work", "/claims/{claim}/assignment", "POST", {}),
    call("give_back_claim", "claim.work", "/claims/{claim}/assignment/end", "POST", {}),
    call("match_unit", "claim.work", "/claims/{claim}/unit", "POST", {"serial": "ID-0077"}),
    call("read_next_step", "claim.read", "/claims/{claim}/steps/next"),
    call("read_liability", "claim.work", "/claims/{claim}/liability"),
    call("answer_dispute", "claim.work", "/claims/{claim}/dispute/answer", "POST", UPHELD),
    call("close_claim", "claim.work", "/claims/{claim}/closure", "POST", {"outcome": "refused"}),
    call("add_claim_paper", "claim.open", "/claims/{claim}/papers", "POST", UPLOADED),
    call("list_goodwill_of_claim", "claim.work", "/claims/{claim}/goodwill"),
    call("give_goodwill", "goodwill.grant", "/claims/{claim}/goodwill", "POST", GIFT),
    call("judge_goodwill", "goodwill.approve", "/claims/{claim}/goodwill/{goodwill}/judgement", "POST", JUDGED),
    call("list_goodwill", "goodwill.approve", "/goodwill"),
    call("list_goodwill_limits", "goodwill.approve", "/goodwill/limits"),
    call("set_goodwill_limit", "goodwill.approve", "/goodwill/limits", "POST", LIMIT),
    call("read_quote", "claim.read", "/claims/{claim}/quote"),
    call("change_quote", "claim.work", "/claims/{claim}/quote", "POST", {"prices": {}}),
    call("invoice_claim", "claim.work", "/claims/{claim}/invoices", "POST", INVOICED),
    call("release_claim", "claim.work", "/claims/{claim}/release", "POST", WHY),
    call("list_invoices", "amount.read", "/invoices"),
    call("pay_invoice", "claim.work", "/invoices/{invoice}/payment", "POST", {"on": "2024-02-01"}, of_unit=True),
    call("list_rmas", "claim.read", "/returns"),
    call("get_rma", "claim.read", "/returns/{rma}", of_unit=True),
    call("read_label", "claim.read", "/returns/{rma}/label", of_unit=True),
    call("read_goods", "claim.read", "/claims/{claim}/goods"),
    call("state_obstacle", "claim.work", "/claims/{claim}/obstacles", "POST", PUT_OFF),
    call("propose_substitute", "claim.work", "/claims/{claim}/substitute", "POST", {"substitute": "better"}),
    call("list_exchanges", "claim.read", "/exchanges"),
    call("read_expected", "return.receive", "/dock/expected?code=AB-1"),
    call("list_boxes", "return.receive", "/dock/boxes"),
    call("receive_box", "return.receive", "/dock/boxes", "POST", BOXED),
    call("read_box", "return.receive", "/dock/boxes/{box}"),
    call("settle_box", "return.receive", "/dock/boxes/{box}/settlement", "POST", SETTLED),
    call("dispose_of_box", "return.receive", "/dock/boxes/{box_settled}/disposition", "POST", DISPOSED),
    call("credit_box", "return.receive", "/dock/boxes/{box_disposed}/credit", "POST", {"amount": "80"}),
    call("list_return_addresses", "return.address", "/dock/addresses"),
    call("set_return_address", "return.address", "/dock/addresses", "POST", SENT_TO),
    call("list_visits_of_claim", "claim.read", "/claims/{claim}/visits"),
    call("list_candidates", "visit.plan", "/claims/{claim}/visits/candidates"),
    call("plan_visit", "visit.plan", "/claims/{claim}/visits", "POST", {"people": ["user:0"]}),
    call("list_parts", "claim.read", "/claims/{claim}/parts"),
    call("book_claim_part", "claim.work", "/claims/{claim}/parts", "POST", {"part": "panel"}),
    call("list_visits", "visit.plan", "/visits"),
    call("list_my_visits", "visit.work", "/visits/mine"),
    call("read_visit", "claim.open", "/visits/{visit}"),
    call("offer_visit", "visit.plan", "/visits/{visit}/offers", "POST", {"people": ["user:0"]}),
    call("take_visit", "visit.work", "/visits/{visit}/acceptance", "POST", {}),
    call("decline_visit", "visit.work", "/visits/{visit}/decline", "POST", {}),
    call("propose_appointment", "claim.open", "/visits/{visit}/appointment", "POST", MEETING),
    call("agree_appointment", "claim.open", "/visits/{visit}/agreement", "POST", {}),
    call("miss_visit", "visit.plan", "/visits/{visit}/missed", "POST", WHY),
    call("cancel_visit", "visit.plan", "/visits/{visit}/cancellation", "POST", WHY),
    call("book_part", "visit.work", "/visits/{visit}/parts", "POST", {"part": "panel"}),
    call("keep_signature", "visit.work", "/visits/{visit}/signature", "POST", UPLOADED),
    call("read_signature", "claim.open", "/visits/{visit}/signature"),
    call("finish_visit", "visit.work", "/visits/{visit}/result", "POST", VISITED),
    call("list_ties", "channel.read", "/channel/ties"),
    call("add_tie", "channel.manage", "/channel/ties", "POST", TIED),
    call("end_tie", "channel.manage", "/channel/ties/{tie}/end", "POST", {}, of_unit=True),
    call("list_accreditations", "channel.read", "/channel/accreditations"),
    call("give_accreditation", "channel.manage", "/channel/accreditations", "POST", GIVEN),
    call("extend_accreditation", "channel.manage", "/channel/accreditations/{accreditation}/extension", "POST", LONGER,
         of_unit=True),
    call("revoke_accreditation", "channel.manage", "/channel/accreditations/{accreditation}/revocation", "POST",
         REVOKED, of_unit=True),
    call("read_standing", "channel.read", "/channel/standings/{program}/{owner}", of_party=True),
    call("list_approvals", "channel.read", "/channel/approvals"),
    call("give_approval", "approval.give", "/channel/approvals", "POST",
         {"customer": OWNER, "registrar": "mila", "program": "idesign"}, of_caller=True),
    call("list_webhooks", "webhook.manage", "/webhooks"),
    call("list_webhook_events", "webhook.manage", "/webhooks/events"),
    call("add_webhook", "webhook.manage", "/webhooks", "POST", HOOK),
    call("rotate_webhook_secret", "webhook.manage", "/webhooks/{webhook}/secret", "POST", {}),
    call("disable_webhook", "webhook.manage", "/webhooks/{webhook}/disable", "POST", {}),
    call("enable_webhook", "webhook.manage", "/webhooks/{webhook_off}/enable", "POST", {}),
    call("send_test_event", "webhook.manage", "/webhooks/{webhook}/test", "POST", {}),
    call("list_deliveries", "webhook.manage", "/webhooks/{webhook}/deliveries"),
    call("resend_delivery", "webhook.manage", "/webhooks/deliveries/{delivery}/resend", "POST", {}),
    call("withdraw_approval", "approval.give", "/channel/approvals/{approval}/withdrawal", "POST", {}, of_unit=True),
    call("read_entitlement", "question.ask", f"/entitlements/{UNIT}", of_unit=True),
]  # fmt: skip
TABLE += [Row(*line) for line in LINES]
_OF_ALLAUTH = ("account_", "mfa_", "socialaccount_", "usersessions_")
"""Pages about oneself alone, whose guards are allauth's; what we count on of them stands in `test_account`."""


def routes(resolver: Any, space: str = "") -> Iterator[str]:
    for part in resolver.url_patterns:
        if isinstance(part, URLPattern):
            yield f"{space}{part.name or ''}"
        else:
            yield from routes(part, f"{part.namespace}:" if part.namespace else space)


def test_every_route_is_in_the_table() -> None:
    known = {row.name for row in TABLE} | {"api:api-root"}
    found = {name for name in routes(get_resolver()) if name and not name.startswith(_OF_ALLAUTH)}
    assert found == known


WHO: dict[str, Held | None] = {"a stranger": None}
WHO |= {f"{role} who owns it": Held(role, OWNER) for role, it in ROLES.items() if not it.everything}
WHO |= {f"{role} of another party": Held(role, "mila") for role, it in ROLES.items() if not it.everything}
WHO |= {role: Held(role) for role, it in ROLES.items() if it.everything}
WHO |= {f"{role} of another program": Held(role, program="its") for role, it in ROLES.items() if it.everything}
EVERYWHERE = [who for who, held in WHO.items() if held and ROLES[held.role].everything]
THE_OTHERS = [who for who in WHO if who not in EVERYWHERE]
ON_EACH_DATABASE = {
    "a stranger", "administrator", "administrator of another program", "end-customer who owns it",
    "end-customer of another party", "distributor who owns it", "distributor of another party",
}  # fmt: skip
"""Who comes by every statement: all permissions with a party, without and in one program; the rest ask no others."""


def tried(whom: list[str]) -> list[Any]:
    """As parameters of a test."""
    return [who if who in ON_EACH_DATABASE else pytest.param(who, marks=pytest.mark.alike) for who in whom]


def make_names(settings: Any, tmp_path: Path) -> dict[str, Any]:
    """What stands in the paths."""
    cache.clear()
    settings.NOW = lambda: AT
    settings.PAPERS_FOLDER = tmp_path
    settings.DEMO = False
    settings.USERSESSIONS_TRACK_ACTIVITY = False  # who was last seen where is not asked here
    board = make_unit("ID-0077", PURCHASED, DELIVERED, INSTALLED, REGISTERED)
    Party.objects.get_or_create(key="mila")
    settings.CERTIFICATES_FOLDER = tmp_path / "certificates"
    certified = issue(board, "standard", keys=FolderKeys(settings.CERTIFICATES_FOLDER), at=AT, by=BY).public_id
    question = {"program": "idesign", "ask": "cover", "at": AT.isoformat(), "unit": unit_facts(board)}
    kept = answer(load_program("idesign"), question, at=AT, by=BY, unit=board)
    asked = {key: value for key, value in question.items() if key != "unit"}
    batch, _ = answer_many(load_program("idesign"), asked, [unit_facts(board)], at=AT, by=BY)
    event = HistoryEvent.objects.get(unit=board, what="installed").public_id
    settings.IMPORTS_FOLDER = tmp_path
    (tmp_path / "f.csv").write_text("serial,product\nA-1,board\n")
    file = begin(tmp_path / "f.csv", board.program, name="f.csv", at=AT, by=BY).public_id
    work = {"what": "work", "on": "2024-01-10", "kind": "repair"}
    unproven = append_event(board, work, at=AT, by=BY, source="sheet").public_id
    about = {"kind": "invoice", "names": "D-9", "store": Folder(tmp_path), "at": AT, "by": BY}
    paper, _ = add_paper(board, "d-9.png", PNG + b"D-9", **about)
    clash(board)
    wanted = Wanted("purchase", "registration-extension", accepted="2023-01")
    held = order(board, wanted, at=AT, by=BY, source="sheet")
    assert held.order is not None
    draft = begin_draft(at=AT, by=By("user:0", "page")).public_id
    removed = {"what": "removed", "on": "2024-01-10", "plan": "multicare-onsite-3y", "reason": "copied card"}
    removal = append_event(board, removed, at=AT, by=BY, source="staff").public_id
    codes, [code] = make_codes(board.program, "multicare-advanced-3y", 1, "autumn", at=AT, by=BY)
    return channel_names(board) | in_tables(board, kept, paper, file) | {
        **claim_names(tmp_path),
        "help_contact": add_contact(board.program, "Desk", reach={"phone": "1"}, at=AT, by=BY).public_id,
        "draft": draft, "key": signing.dumps(draft, salt="warrantor.registration"),
        **batch_names(board), **webhook_names(), "codes": codes.public_id, "code": code,
        "removal": removal, "offer": "offered", "transfer": offered(board),
        "left": held.decision.public_id, "order": held.order.public_id,
        "program": "idesign", "serial": "ID-0077", "decision": kept.public_id, "event": event,
        "batch": batch.public_id,
        "certificate": certified,
        "worded": "idesign",
        "notice": Notice.objects.create(
            kind="claim-closed", program="idesign", about="claim:1", occasion="1", recipient="user:0", told=AT,
            next_try=AT, changed=AT,
        ).public_id,
        "alert": raise_alert("registered-by-two", board, at=AT, by=BY).public_id,
        "file": file, "paper": paper.public_id, "unproven": unproven,
    }  # fmt: skip


def claim_names(papers: Path) -> dict[str, Any]:
    """A claim of the owner's, and a report that somebody else is writing."""
    written = Draft.objects.create(actor="user:0", began=AT, changed=AT)
    claim = reported()
    box, _ = receive(Box("AB-9", program=claim.program), None, at=AT, by=BY)
    proposed = Goodwill.objects.create(
        claim=claim, amount=50, currency="USD", reason="late", state="proposed", proposed=AT, actor="user:0"
    )  # fmt: skip
    assert claim.claimant is not None
    invoice = Invoice.objects.create(number="I-1", claim=claim, party=claim.claimant, made=AT)
    return {
        "claim": claim.number, "report": written.public_id, "box": box.public_id, "goodwill": proposed.public_id,
        "invoice": invoice.number, **returned_names(claim), **visit_names(claim, papers),
    }  # fmt: skip


def returned_names(claim: Claim) -> dict[str, Any]:
    """An authorisation of the owner's, and boxes of which nobody, or somebody, said what becomes of them."""
    about = {"round": 0, "unit": claim.unit, "address": "1 Dock Road", "issued": AT}
    boxes = [
        Receipt.objects.create(program=claim.program, typed=typed, received=AT, state="settled", condition="as-told")
        for typed in ("AB-7", "AB-8")
    ]
    Disposition.objects.create(receipt=boxes[1], kind="scrap", expected=90, currency="USD", recorded=AT)
    return {
        "rma": Rma.objects.create(claim=claim, **about).number, "box_settled": boxes[0].public_id,
        "box_disposed": boxes[1].public_id,
    }  # fmt: skip


def visit_names(claim: Claim, papers: Path) -> dict[str, Any]:
    """A visit that is offered to nobody here and was signed, and the calendar of whoever goes elsewhere."""
    goes = User.objects.create_user("goes@example.org", at=AT)
    Feed.objects.create(user=goes, digest=token_digest("f"), made=AT)
    assert claim.unit is not None
    signed, _ = add_paper(claim.unit, "s.png", PNG + b"s", kind="signature", store=Folder(papers), at=AT, by=BY)
    return {"visit": Visit.objects.create(claim=claim, round=0, made=AT, signature=signed).number, "feed": "f"}


def offered(board: Unit) -> str:
    """Another unit of the owner's, offered to whoever tries; and a place where a unit may go."""
    add_location(f"{OWNER}/annex", at=AT, by=BY, party=board.owner)
    about = {
        "unit": make_unit("ID-0099", PURCHASED),
        "giver": board.owner,
        "email": "somebody@example.org",
        "by_person": True,
    }
    offer = Transfer.objects.create(**about, digest=digest("offered"), asked=AT, until=AT + timedelta(days=9))
    return offer.public_id


def reported() -> Claim:
    """A claim of the owner's, which the terms cover."""
    unit = make_unit("ID-0098", PURCHASED, DELIVERED, INSTALLED, REGISTERED)
    told = {"description": "it stays dark"}
    return open_claim(Report(unit.program, "web", unit=unit, told=told), at=AT, by=BY)


def batch_names(board: Unit) -> dict[str, Any]:
    """An open batch of the owner's own, with a code whose model is not known."""
    owner, place = Party.objects.get(key=OWNER), Location.objects.get(key=PLACE)
    batch = InstallBatch.objects.create(
        program=board.program, installer=owner, customer=owner, place=place, installed_on=AT.date(), actor="user:0",
        began=AT,
    )  # fmt: skip
    row = Scan.objects.create(batch=batch, serial="AB-9", serial_key="AB-9", state="unknown", key="1", at=AT)
    waiting = Registration.objects.create(
        state="waiting", program=board.program, customer=owner, serial="AB-9", actor="user:0", began=AT, changed=AT
    )  # fmt: skip
    return {"install_batch": batch.public_id, "scan": row.pk, "registration": waiting.public_id}


def webhook_names() -> dict[str, Any]:
    """An endpoint of the program with a message that was sent, and one that is disabled."""
    row, off = (
        keeping.add_endpoint(f"https://8.8.8.8/{name}", ["*"], program="idesign", at=AT, by=BY)[0] for name in "ab"
    )
    keeping.disable_endpoint(off, at=AT, by=BY)
    sent = send_test(row, at=AT, by=BY)
    Delivery.objects.filter(pk=sent.pk).update(state=TOLD)
    return {"webhook": row.public_id, "webhook_off": off.public_id, "delivery": sent.public_id}


def clash(board: Unit) -> None:
    """The owner's other board, with two plans that cannot stand together."""
    plans = ("multicare-advanced-3y", "multicare-onsite-3y")
    bought = [{"what": "plan-purchased", "on": "2023-05-21", "plan": plan} for plan in plans]
    opened = [{"what": "activated", "on": "2023-05-22", "plan": plan} for plan in plans]
    make_unit("ID-0078", PURCHASED, DELIVERED, INSTALLED, REGISTERED, *bought, *opened)


def channel_names(board: Unit) -> dict[str, Any]:
    """What stands in the paths of the channel: all of it is the owner's."""
    owner, elm, oak = (Party.objects.get_or_create(key=key)[0] for key in (OWNER, "elm", "oak"))
    phones = Program.objects.create(name="softnetworks", title="Phones")
    ana = User.objects.create_user("ana@example.org", at=AT)
    grant_role(ana, Held("agent"), at=AT - timedelta(days=1), by=BY)
    name_manager(owner, phones, ana, at=AT, by=BY)
    whole = {"since": date(2024, 1, 1), "until": date(2024, 12, 31), "at": AT, "by": BY}
    given = channel.accredit(owner, board.program, "certified", **whole)
    tie = channel.add_tie(owner, elm, "customer-of", board.program, at=AT, by=BY)
    approval = channel.give_approval(oak, owner, board.program, at=AT, by=BY)
    secrets: list[str] = []
    asked = invite(
        "somebody@example.org", "installer", owner, None, link=lambda secret: secrets.append(secret) or "", at=AT, by=BY
    )
    price = ask_price(owner, phones, "premium", at=AT, by=BY)
    PriceRequest.objects.filter(pk=price.pk).update(program=board.program)
    return {
        "owner": OWNER, "accreditation": given.public_id, "tie": tie.public_id, "approval": approval.public_id,
        "invitation": asked.public_id, "secret": secrets[0], "price_request": price.public_id,
    }  # fmt: skip


def sent(row: Row, names: dict[str, Any]) -> Any:
    """What is sent along: the names put in, and a file that was not read before."""
    if row.data is UPLOADED:
        return {**UPLOADED, "file": SimpleUploadedFile("label.png", PNG)}
    if row.data == CODE:
        return {**CODE, "code": names["code"]}
    if row.data == UNPROVEN:
        return {"event": names["unproven"]}
    return row.data


class Somebody:
    """Whoever tries: signed in for pages, with a token for the API, or neither."""

    def __init__(self, held: Held | None) -> None:
        self.held, self.client, self.headers, self.token = held, Client(), {}, 0
        if held is not None:
            user = User.objects.create_user("somebody@example.org", at=AT)
            grant_role(user, held, at=AT - timedelta(days=1), by=BY)
            token, secret = make_token(user, "test", list(PERMISSIONS), at=AT - timedelta(days=1), by=BY)
            self.token, self.headers = token.pk, {"Authorization": f"Bearer {secret}"}
            self.client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")

    def tries(self, row: Row, names: dict[str, Any]) -> int:
        """The status with which a route answers. What it wrote is taken back: each is tried on the same records."""
        path = row.path.format(**names, token=self.token)
        with transaction.atomic():
            data = sent(row, names)
            if row.data is UPLOADED:
                response = self.client.post(path, data, headers=self.headers)
            elif row.name.startswith("api:"):
                body = json.dumps(data)
                response = self.client.generic(row.method, path, body, "application/json", headers=self.headers)
            else:
                response = self.client.post(path, data or {}) if row.method == "POST" else self.client.get(path)
            transaction.set_rollback(True)
        return response.status_code


OF_ONE = (
    "registration",
    "install_batch",
    "file",
    "alert",
    "notice",
    "worded",
    "codes",
    "accreditation",
    "tie",
    "approval",
    "price_request",
    "webhook",
    "webhook_off",
    "delivery",
    "box",
    "box_settled",
    "box_disposed",
)
"""What is of one program, by how it stands in an address."""


def of_sellers(row: Row, held: Held) -> set[int]:
    """Who sells for a party sees those of its own; a role without a party sells nothing."""
    sells = "channel.own" in ROLES[held.role].may
    if "{tie}" in row.path:
        return {403} if not sells else {302} if held.party == OWNER else {404}
    if "{owner}" in row.path and held.party != OWNER and not ROLES[held.role].everything:
        return {404}
    return {200, 302} if sells and held.party else {403}


LISTS = (
    "api:list_invoices", "api:list_goodwill", "api:list_goodwill_limits", "api:list_rmas", "api:list_exchanges",
    "api:list_visits", "api:list_my_visits",
    "api:list_units", "api:list_claims", "api:list_transfers", "api:accept_transfer", "api:list_orders",
    "api:list_amounts", "portal:activate", "portal:claims", "portal:transfers", "portal:amounts", "portal:decisions",
    "portal:orders", "portal:desk", "portal:desk_changes", "portal:take_claims",
    "portal:visits", "portal:visits_today", "portal:make_visit_feed",
)  # fmt: skip
"""Routes that show each what they may see, if only of another program."""
BY_NUMBER = (
    "portal:end_contact",
    "api:withdraw_transfer", "api:approve_transfer",
    "api:read_decision", "api:run_again", "api:read_registration",
    "api:read_certificate", "api:read_certificate_pdf", "api:revoke_certificate",
    "api:read_batch", "api:read_receipt", "api:pay_invoice", "api:get_rma", "api:read_label",
)  # fmt: skip
"""Calls whose address does not say the program, so that nothing is there for whoever sees another one alone."""


def expected(row: Row, held: Held | None) -> set[int]:
    """The statuses with which it should."""
    api = row.name.startswith("api:")
    fine = {200, 201, 302}
    if row.name.startswith("back_office:"):
        return in_the_office((row.name, row.who, row.path, row.method, row.data), held)
    if "{draft}" in row.path and "{key}" not in row.path:  # nobody's but whose it is, and who came by its link
        return {404}
    if "{report}" in row.path:  # nobody's but whose it is
        return {302} if held is None else {404}
    if row.who == PUBLIC:
        return {404} if row.name in ("portal:styleguide", "portal:demo_sign_in") else fine
    if held is None:
        return {401} if api else {302}
    if row.who == OWN:
        return fine
    person = Person(1, (held,))
    if row.name == "api:register" and person.may(row.who, "idesign"):
        return {*fine, 422}  # a customer of their own, or one that is not theirs
    if row.who == JUDGES:
        return fine if any(person.may(one) for one in ("claim.work", *RULINGS)) else {403}
    if row.who == ASKS:
        return {302} if held.party else {403}
    if row.who == SELLS:
        return of_sellers(row, held)
    if row.of_party and held.program and person.may(row.who):
        return {403} if api else {*fine, 422}  # they see the party, and may name no program but their own
    if row.of_caller and not (held.party == OWNER or ROLES[held.role].everything):
        return {403}
    if "{visit}" in row.path:
        return of_visits(row, person, held)
    if "{claim}" in row.path:
        return of_claims(row, person, held)
    if row.name in NUMBERED:
        return of_numbers(row, person, held)
    of_a_program = row.who in OF_A_PROGRAM and row.name != "api:register_unit"
    if of_a_program and person.may(row.who) and held.program:  # may, but not see what is of another program
        if row.of_party:
            return fine
        if row.data is CARDS:
            return {403}
        return {404} if any(f"{{{name}}}" in row.path for name in OF_ONE) else fine if row.data is None else {403, 422}
    everything = ROLES[held.role].everything
    sees = held.party == OWNER or (everything and (row.of_party or not held.program))
    if person.may(row.who, "idesign"):
        return fine if sees or not (row.of_unit or row.of_party) else {404}
    if row.name in (*LISTS, *BY_NUMBER) and person.may(row.who):
        return fine if row.name in LISTS else {404}
    return {403} if api or sees or not (row.of_unit or row.of_party) else {404}


def of_claims(row: Row, person: Person, held: Held) -> set[int]:
    """A claim of the owner's: who may not see it learns nothing of it; who may act on it may come too early."""
    sees = held.party == OWNER or ROLES[held.role].everything
    if not (sees and person.may("claim.read", "idesign")):
        return {403, 404}
    return {200, 201, 302, 409, 422} if person.may(row.who, "idesign") else {403}


def of_visits(row: Row, person: Person, held: Held) -> set[int]:
    """A visit for the owner's claim that is offered to nobody here: who plans sees it, and whose claim it is.

    What is for whoever goes (`visit.work`) nobody here may do, on a page that has no form for it.
    """
    if not any(person.may(one) for one in ("visit.work", "visit.plan", "claim.open")):
        return {403}
    plans = ROLES[held.role].everything and person.may("visit.plan", "idesign")
    owns = held.party == OWNER and person.may("claim.open", "idesign")
    if not (plans or owns):
        return {404}
    goes = not row.name.startswith("api:")
    theirs = {"visit.work": goes, "visit.plan": plans, "claim.open": True}[row.who]
    return {200, 201, 409, 422} if theirs else {403}


NUMBERED = {
    "portal:rule": "decision.read", "api:rule_on_decision": "decision.read", "portal:cancel_order": "plan.buy",
    "api:cancel_order": "plan.buy",
}  # fmt: skip
"""Routes that find something of a unit by a number of its own, and what it takes to look for it."""


def of_numbers(row: Row, person: Person, held: Held) -> set[int]:
    if not person.may(NUMBERED[row.name]):
        return {403}
    if not (held.party == OWNER or (ROLES[held.role].everything and not held.program)):
        return {404}
    return {200, 201, 302} if person.may(row.who, "idesign") else {403}


REFUSED = ("api:remove_plan", "api:accept_transfer")
"""Calls that whoever may make them is refused for what they send: a plan that is not held, a party of others."""


def right(row: Row, held: Held | None) -> set[int]:
    found = expected(row, held)
    return {422} if row.name in REFUSED and 201 in found else found


def wrong_answers(who: str, names: dict[str, Any]) -> dict[str, int]:
    """The routes that answer otherwise than they should, each with its status."""
    somebody = Somebody(WHO[who])
    told = {f"{row.method} {row.path}": (somebody.tries(row, names), right(row, WHO[who])) for row in TABLE}
    return {path: status for path, (status, allowed) in told.items() if status not in allowed}


@pytest.mark.parametrize("who", tried(THE_OTHERS))
def test_each_route_answers_whom_it_should(who: str, db, settings, tmp_path) -> None:
    assert wrong_answers(who, make_names(settings, tmp_path)) == {}


def test_the_table_knows_a_stranger() -> None:
    assert not any(VISITOR.may(row.who) for row in TABLE if row.who not in (PUBLIC, OWN, SELLS, ASKS, JUDGES))


def test_whoever_is_tried_on_each_database_is_in_the_table() -> None:
    assert set(WHO) >= ON_EACH_DATABASE
    assert ROLES["administrator"].may == set(PERMISSIONS)
