"""Who may what in the back office: its part of the table in `test_who_may`, and a row of each of its tables."""

from collections.abc import Iterator
from typing import Any

from tests.acting import BY
from tests.entrypoints.portal.conftest import AT, OWNER
from warrantor.apps.access.actions import grant_role, make_token
from warrantor.apps.access.models import User
from warrantor.apps.access.rules import Held, Person
from warrantor.apps.channel.models import AccountManager, Accreditation, Approval, Invitation, PriceRequest, Tie
from warrantor.apps.charges.models import Amount
from warrantor.apps.coverage.alerts import raise_alert
from warrantor.apps.coverage.models import Batch, Certificate, CodeBatch, Decision, Registration
from warrantor.apps.deadlines.models import Deadline
from warrantor.apps.journal.models import Entry, Seal
from warrantor.apps.letters.models import Enclosure, Letter
from warrantor.apps.registry.models import HistoryEvent, ImportRun, Paper, Party, Unit

Line = tuple[str, str, str, str, Any]
"""The name of a route, the permission besides `back-office.use`, the address, the method, what is sent."""


def office(name: str, who: str, path: str, method: str = "GET", data: Any = None) -> Line:
    return f"back_office:{name}", who, f"/back-office{path}", method, data


USE, MILA = "back-office.use", {"who": "party:mila", "why": "asked"}
_SEEN = {
    "registry/unit": "unit.read", "registry/product": "unit.read", "registry/program": "unit.read",
    "registry/party": "party.read", "registry/location": "party.read", "registry/historyevent": "unit.read",
    "registry/paper": "document.read", "registry/importrun": "unit.import", "coverage/decision": "decision.read",
    "coverage/batch": "decision.read", "coverage/standing": "unit.read", "charges/amount": "decision.read",
    "access/user": "role.grant", "access/grant": "role.grant", "access/token": "role.grant",
    "coverage/registration": "unit.read", "coverage/alert": "alert.settle", "coverage/codebatch": "code.make",
    "coverage/certificate": "unit.read",
    "channel/tie": "channel.read", "channel/accreditation": "channel.read", "channel/approval": "channel.read",
    "channel/invitation": "channel.read", "channel/accountmanager": "channel.read",
    "channel/pricerequest": "price.answer", "journal/entry": "journal.read", "journal/seal": "journal.read",
    "deadlines/deadline": "journal.read", "letters/letter": "claim.read", "letters/enclosure": "claim.read",
}  # fmt: skip
"""Each table of the back office, and who may read it."""


def _of_tables() -> Iterator[Line]:
    for table, who in _SEEN.items():
        name = table.replace("/", "_")
        yield office(f"{name}_changelist", who, f"/{table}/")
        yield office(f"{name}_export", who, f"/{table}/export/")
        yield office(f"{name}_change", who, f"/{table}/{{{name}}}/change/")


LINES = [
    office("index", USE, "/"),
    office("app_list", USE, "/registry/"),
    office("jsi18n", USE, "/jsi18n/"),
    office("people", "party.erase", "/people/"),
    office("people", "party.erase", "/people/", "POST", {"who": "mila"}),
    office("people_export", "party.erase", "/people/export/", "POST", MILA),
    office("people_erase", "party.erase", "/people/erase/", "POST", {**MILA, "again": "1", "sure": "on"}),
    *_of_tables(),
    office("registry_unit_add", "unit.register", "/registry/unit/add/"),
    office("registry_product_add", "product.add", "/registry/product/add/"),
    office("registry_product_edit", "product.add", "/registry/product/{registry_product}/edit/"),
    office("registry_program_add", "product.add", "/registry/program/add/"),
    office("registry_party_add", "party.add", "/registry/party/add/"),
    office("registry_party_edit", "party.add", "/registry/party/{registry_party}/edit/"),
    office("registry_location_add", "party.add", "/registry/location/add/"),
    office("registry_historyevent_correct", "history.correct", "/registry/historyevent/{fact}/correct/"),
    office("registry_historyevent_withdraw", "history.correct", "/registry/historyevent/{fact}/withdraw/"),
    office("registry_historyevent_withdraw", "history.correct", "/registry/historyevent/{fact}/withdraw/", "POST",
           {"source": "call"}),
    office("registry_paper_withdraw", "history.correct", "/registry/paper/{registry_paper}/withdraw/"),
    office("letters_enclosure_put", "document.add", "/letters/enclosure/{letters_enclosure}/put/"),
    office("coverage_alert_settle", "alert.settle", "/coverage/alert/{coverage_alert}/settle/"),
    office("access_user_shut-out", "role.grant", "/access/user/{access_user}/shut-out/", "POST"),
    office("access_user_let-in", "role.grant", "/access/user/{out}/let-in/", "POST"),
    office("access_grant_add", "role.grant", "/access/grant/add/"),
    office("access_grant_take", "role.grant", "/access/grant/{access_grant}/take/", "POST"),
    office("access_token_end", "role.grant", "/access/token/{access_token}/end/", "POST"),
]  # fmt: skip
_OF_NO_PROGRAM = ("people", "registry_program_add", "access_user", "access_token", "journal_", "deadlines_")
"""Of the back office what belongs to no program: a role in one program alone is not enough."""
_IN_NO_PROGRAM = ("registry_party", "registry_location")
"""Rows that whoever holds a role in one program sees too."""


def in_tables(board: Unit, kept: Decision, paper: Paper, file: str) -> dict[str, Any]:
    """A row of each table of the back office: those that have a program are of the board's."""
    user = User.objects.create_user("colleague@example.org", at=AT)
    token, _ = make_token(user, "test", ["unit.read"], at=AT, by=BY)
    batch = Batch.objects.create(program="idesign", question={}, serials=[], facts="f", created=AT)
    amount = Amount.objects.create(program="idesign", side="payable", what="fee", cause="decision:x", recorded=AT)
    seal = Seal.objects.create(number=1, ranges="[]", entries=0, highest=0, previous="p", digest="d", at=AT)
    issued = Certificate.objects.get(unit=board)
    waiting = {"state": "waiting", "program": board.program, "unit": board, "began": AT, "changed": AT}
    owner = Party.objects.get(key=OWNER)
    manager = AccountManager.objects.create(party=owner, program=board.program, user=user, since=AT)
    event = HistoryEvent.objects.filter(unit=board).order_by("id")[1].pk
    letter = Letter.objects.create(key="k", program=board.program, origin="o", recorded=AT)
    file_of = {"name": "a.png", "media_type": "image/png", "size": 1, "sha256": "s"}
    due = Deadline.objects.create(what="call-back", subject="claim:C1", due=AT, next_try=AT)
    return {
        "registry_unit": board.pk, "registry_product": board.product_id, "registry_program": board.program_id,
        "registry_party": Party.objects.get(key="mila").pk, "registry_location": board.location_id,
        "registry_historyevent": event, "fact": event, "registry_paper": paper.pk,
        "registry_importrun": ImportRun.objects.get(public_id=file).pk, "coverage_decision": kept.pk,
        "coverage_batch": batch.pk, "coverage_standing": board.pk, "charges_amount": amount.pk,
        "access_user": user.pk, "access_token": token.pk,
        "out": User.objects.create_user("out@example.org", at=AT, is_active=False).pk,
        "access_grant": grant_role(user, Held("engineer", program="idesign"), at=AT, by=BY).pk,
        "coverage_registration": Registration.objects.create(**waiting).pk,
        "coverage_certificate": issued.pk,
        "coverage_alert": raise_alert("certified-twice", board, at=AT, by=BY).pk,
        "coverage_codebatch": CodeBatch.objects.get().pk, "channel_tie": Tie.objects.get().pk,
        "channel_accreditation": Accreditation.objects.get().pk, "channel_approval": Approval.objects.get().pk,
        "channel_invitation": Invitation.objects.get().pk, "channel_accountmanager": manager.pk,
        "channel_pricerequest": PriceRequest.objects.get().pk,
        "journal_entry": Entry.objects.order_by("id")[0].pk, "journal_seal": seal.pk, "deadlines_deadline": due.pk,
        "letters_letter": letter.pk,
        "letters_enclosure": Enclosure.objects.create(letter=letter, **file_of).pk,
    }  # fmt: skip


def in_the_office(line: Line, held: Held | None) -> set[int]:
    """The statuses with which a page of the back office should answer."""
    route, who, path, *_ = line
    if held is None:
        return {302}
    person, name = Person(1, (held,)), route.removeprefix("back_office:")
    table = "_".join(name.split("_")[:2])
    reading = {key.replace("/", "_"): reads for key, reads in _SEEN.items()}.get(table, USE)
    if not person.may(USE) or not person.may(reading):
        return {403}
    if held.program and name.startswith(_OF_NO_PROGRAM):
        return {403}
    if held.program and "{" in path and not name.startswith(_IN_NO_PROGRAM):
        return {404}
    return {200, 302} if person.may(who) else {403}
