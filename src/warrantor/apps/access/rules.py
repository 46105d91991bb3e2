"""Roles and what each may do. The one table that decides; nothing else in the product compares roles.

What of the rows somebody sees is decided in `sight`.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

PERMISSIONS = {
    "unit.read": "see units with their history",
    "unit.register": "register units",
    "registration.send": "register units of one's own; for customers with `unit.register` too",
    "registration.judge": "deny and remove registrations, and undo it",
    "unit.import": "bring in units, parties and history from a file",
    "unit.export": "take lists out as a file",
    "history.append": "add facts to a history",
    "history.correct": "correct and withdraw facts",
    "document.read": "see the documents of a unit",
    "document.add": "add documents to a unit",
    "party.read": "see what parties are called and where they are",
    "party.add": "add parties and places, and change what they are called",
    "party.erase": "erase or hand out a person's data on request",
    "plan.activate": "enter activation codes",
    "unit.move": "pass units on to new owners and move them to other places",
    "unit.replace": "record which unit stands in for another",
    "cover.remove": "take activations away that break the rules, and give them back",
    "transfer.approve": "let units be passed on where the terms are silent",
    "code.make": "make and revoke activation codes",
    "product.add": "add programs and products",
    "question.ask": "ask questions about units",
    "decision.read": "see the decisions given",
    "plan.buy": "buy, renew and change plans on units",
    "plan.manage": "pay plans back, and settle orders",
    "plan.choose": "choose, as the customer, between plans that cannot stand together",
    "amount.read": "see what is payable and refundable",
    "claim.read": "see claims",
    "claim.open": "report faults and returns, and act on one's own claims",
    "claim.work": "work on claims: add facts, decide them again, carry out their steps",
    "return.receive": "receive goods at the returns dock and say what becomes of them",
    "return.address": "say where goods are sent back to",
    "goodwill.grant": "give something outside the terms on a claim, up to one's limit alone",
    "goodwill.approve": "decide as the second person on goodwill, and say how much a role may give alone",
    "visit.plan": "plan visits, and say who is sent",
    "visit.work": "take visits that are offered, and record what came of them",
    "help.manage": "say whom to turn to for help, by place and product",
    "ruling.give": "decide what the terms leave to a warranty manager",
    "ruling.desk": "decide what the terms leave to the support desk",
    "ruling.legal": "decide what the terms leave to a legal officer",
    "decision.replay": "run kept decisions again",
    "certificate.issue": "have coverages certified",
    "certificate.revoke": "revoke certificates",
    "alert.settle": "see alerts about units and settle them",
    "channel.read": "see who sells to whom, accreditations, approvals and invitations",
    "channel.own": "take on customers and resellers of one's own",
    "channel.manage": "keep the channel: ties, accreditations, account managers",
    "approval.give": "let a registrar act for one's organisation, and take that back",
    "place.own": "add places of one's own organisation",
    "person.invite": "invite people to one's own organisation and to those below it",
    "price.request": "ask the account manager for a price",
    "price.answer": "see and answer requests for a price",
    "webhook.manage": "say which other systems are told what happens, and see how that went",
    "notice.manage": "see what was told to whom, send it again, and word it",
    "journal.read": "see who did what",
    "role.grant": "give and take roles",
    "token.own": "make tokens for the API in one's own name",
    "back-office.use": "use the staff screens",
}
"""Everything that can be allowed, by name."""

_PARTY = ("unit.read", "unit.export", "document.read", "document.add", "question.ask", "decision.read", "token.own",
          "plan.activate", "unit.move", "certificate.issue", "registration.send",
          "channel.read", "place.own", "person.invite",
          "price.request", "amount.read", "claim.read", "claim.open")  # fmt: skip
_CUSTOMER = (*_PARTY, "plan.buy", "plan.choose", "approval.give")
_PARTNER = (*_PARTY, "plan.buy", "unit.register", "history.append")
_SELLER = (*_PARTNER, "plan.manage", "channel.own")
_STAFF = ("unit.read", "unit.export", "document.read", "party.read", "question.ask", "decision.read", "token.own",
          "channel.read", "amount.read", "back-office.use", "claim.read")  # fmt: skip
_DESK = (*_STAFF, "history.append", "document.add", "plan.activate", "unit.move", "certificate.issue",
         "claim.open", "claim.work", "return.receive")  # fmt: skip
_PLANS = ("plan.buy", "plan.manage")


@dataclass(frozen=True)
class Role:
    """`everything`: whoever holds it sees all rows of the grant's program, not only those of a party."""

    title: str
    everything: bool
    may: frozenset[str]


def _role(title: str, everything: bool, *may: str) -> Role:
    return Role(title, everything, frozenset(may))


ROLES = {
    "end-customer": _role("End customer", False, *_CUSTOMER),
    "distributor": _role("Distributor", False, *_SELLER),
    "reseller": _role("Reseller", False, *_SELLER),
    "installer": _role("Installer", False, *_PARTNER, "visit.work"),
    "agent": _role(
        "Support agent",
        True,
        *_DESK,
        *_PLANS,
        "registration.send",
        "visit.plan",
        "unit.register",
        "alert.settle",
        "price.answer",
        "party.add",
        "ruling.desk",
        "goodwill.grant",
    ),
    "engineer": _role("Field engineer", True, *_DESK, "visit.work"),
    "warranty-manager": _role(
        "Warranty manager",
        True,
        *_DESK,
        "return.address",
        "unit.replace",
        "cover.remove",
        "transfer.approve",
        "code.make",
        *_PLANS,
        "ruling.give",
        "goodwill.grant",
        "goodwill.approve",
        "help.manage",
        "visit.plan",
        "unit.register",
        "unit.import",
        "history.correct",
        "decision.replay",
        "alert.settle",
        "certificate.revoke",
        "registration.judge",
        "registration.send",
        "channel.manage",
        "person.invite",
        "price.answer",
        "party.add",
        "product.add",
        "notice.manage",
        "webhook.manage",
    ),
    "terms-officer": _role("Terms officer", True, *_STAFF, "decision.replay", "ruling.legal"),
    "auditor": _role("Auditor", True, *_STAFF, "journal.read", "decision.replay"),
    "administrator": _role("Administrator", True, *PERMISSIONS),
}
"""The roles by name, those of customers and partners first. A role of a party is held for that party alone."""

DECIDES = {
    "customer": "plan.choose",
    "support-agent": "ruling.desk",
    "registrar-desk": "ruling.desk",
    "legal-officer": "ruling.legal",
}
"""Whom the terms may leave something to, and what that takes here. Anybody else they name is a warranty manager."""

RULINGS = ("ruling.give", *dict.fromkeys(one for one in DECIDES.values() if one.startswith("ruling.")))
"""What it takes to decide in any role of the terms that staff hold."""


def deciding(role: str) -> str:
    """The permission that it takes to decide in a role of the terms."""
    return DECIDES.get(role, "ruling.give")


@dataclass(frozen=True)
class Held:
    """A role as somebody holds it: for a party (its key), in a program; empty is every one."""

    role: str
    party: str = ""
    program: str = ""


@dataclass(frozen=True)
class Person:
    """Whoever acts, as far as what they may do goes. `user` is None for a visitor; `scopes` narrow a token's use."""

    user: int | None = None
    held: tuple[Held, ...] = ()
    scopes: frozenset[str] | None = None

    def may(self, permission: str, program: str = "") -> bool:
        """Whether any role allows it, in a program where one is named. Raises KeyError for what cannot be allowed."""
        return any(not held.program or not program or held.program == program for held in self.holding(permission))

    def may_everywhere(self, permission: str) -> bool:
        """Whether a role that is not held in one program alone allows it: for what belongs to no program."""
        return any(not held.program for held in self.holding(permission))

    def holding(self, permission: str) -> list[Held]:
        """The roles that allow it."""
        if permission not in PERMISSIONS:
            raise KeyError(permission)
        if self.scopes is not None and permission not in self.scopes:
            return []
        return [held for held in self.held if permission in ROLES[held.role].may]

    @property
    def parties(self) -> frozenset[str]:
        """Keys of the parties that they belong to."""
        return frozenset(held.party for held in self.held if held.party)


VISITOR = Person()
TOKEN_HEAD = "wrt_"
"""What every secret begins with, so that one that was published by mistake can be found."""


def token_digest(secret: str) -> str:
    """How a secret is kept; it is long and random, so that a plain digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def standing(grants: Iterable[tuple[Held, datetime | None]], at: datetime) -> tuple[Held, ...]:
    """Of roles with their ends those that hold at an instant."""
    return tuple(held for held, until in grants if until is None or at < until)
