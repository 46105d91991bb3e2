"""Screens of users, the roles they hold and their tokens; never a digest of a password or a token."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Q

from warrantor.apps.access import actions, sight
from warrantor.apps.access.managers import spelled
from warrantor.apps.access.models import Grant, Token, User
from warrantor.apps.access.rules import ROLES, Held
from warrantor.apps.registry.models import Party, Program
from warrantor.entrypoints.back_office.acts import Act, Call, Form, Plain
from warrantor.entrypoints.back_office.filters import recent
from warrantor.entrypoints.back_office.screen import Screen

Said = dict[str, Any]


class NewRole(Form):
    email = forms.EmailField(label="E-mail address", help_text="With which they signed up")
    role = forms.ChoiceField(choices=[(name, role.title) for name, role in ROLES.items()])
    party = forms.CharField(max_length=80, required=False, help_text="Its key; for customers and partners")
    program = forms.ModelChoiceField(Program.objects.none(), required=False, empty_label="every program")
    until = forms.DateField(required=False, label="Through day", help_text="Such as 2024-05-09; empty for no end")

    def prepare(self) -> None:
        """Whoever gives roles in one program alone gives none beyond it."""
        field = self.fields["program"]
        field.queryset = sight.seen(Program.objects.all(), self.call.person, "role.grant")  # type: ignore[attr-defined]
        field.required = not self.call.person.may_everywhere("role.grant")


def _give_role(call: Call, said: Said) -> Grant:
    user = User.objects.filter(email=spelled(said["email"])).first()
    if user is None:
        raise actions.Refused("email", "nobody signs in with it", "they sign up first")
    if said["party"] and not Party.objects.filter(key=said["party"]).exists():
        raise actions.Refused("party", f"`{said['party']}` is no party", "the key of one")
    until = _end_of(said["until"]) if said["until"] else None
    if until is not None and until <= call.at:
        raise actions.Refused("until", "is over already", "a day to come")
    held = Held(said["role"], said["party"], said["program"].name if said["program"] else "")
    return actions.grant_role(user, held, at=call.at, by=call.by, until=until)


def _end_of(day: Any) -> datetime:
    """The first instant after a day, in UTC; the last day that there is has none, and is no end."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=min(1, (day.max - day).days))


def _take_role(call: Call, said: Said) -> Grant:
    actions.revoke_role(call.row, at=call.at, by=call.by)
    return call.row


def _end_token(call: Call, said: Said) -> Token:
    actions.revoke_token(call.row, at=call.at, by=call.by)
    return call.row


def _shut_out(call: Call, said: Said) -> User:
    actions.shut_out(call.row, at=call.at, by=call.by)
    return call.row


def _let_in(call: Call, said: Said) -> User:
    actions.let_in(call.row, at=call.at, by=call.by)
    return call.row


def _stands(row: Grant | Token, at: datetime) -> bool:
    return row.until is None or at < row.until


class Users(Screen):
    reading = "role.grant"
    everywhere = True
    list_display = ("email", "name", "is_active", "joined", "last_login")
    list_filter = ("is_active", recent("joined", "joined in"))
    search_help_text = "E-mail address or name"
    acts = (
        Act("shut-out", "Shut them out", "role.grant", Plain, _shut_out, "They are shut out.", everywhere=True,
            fits=lambda row, at: row.is_active, note="Their roles stay, and open nothing until they are let in."),
        Act("let-in", "Let them in again", "role.grant", Plain, _let_in, "They are let in again.", everywhere=True,
            fits=lambda row, at: not row.is_active),
    )  # fmt: skip

    def found(self, text: str) -> Q:
        return Q(email__icontains=text) | Q(name__icontains=text)


class Grants(Screen):
    reading = "role.grant"
    list_display = ("user", "role", "party", "program", "since", "until")
    list_filter = ("role",)
    list_select_related = ("user",)
    search_help_text = "E-mail address or key of a party"
    acts = (
        Act("add", "Give a role", "role.grant", NewRole, _give_role, "The role is given.", of_row=False),
        Act("take", "Take it away", "role.grant", Plain, _take_role, "The role is taken away.", fits=_stands),
    )  # fmt: skip

    def found(self, text: str) -> Q:
        return Q(user__email__icontains=text) | Q(party=text)


class Tokens(Screen):
    reading = "role.grant"
    everywhere = True
    list_display = ("name", "user", "scopes", "made", "until")
    list_filter = (recent("made", "made in"),)
    list_select_related = ("user",)
    search_help_text = "E-mail address or name"
    acts = (
        Act("end", "End it", "role.grant", Plain, _end_token, "The token opens nothing any more.", everywhere=True,
            fits=_stands),
    )  # fmt: skip

    def found(self, text: str) -> Q:
        return Q(user__email__icontains=text) | Q(name__icontains=text)
