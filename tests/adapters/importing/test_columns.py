"""Columns are matched by name; what goes by another name is guessed, and said to be."""

import pytest

from warrantor.adapters.importing.columns import HISTORY, PARTIES, UNITS, ColumnError, match


def test_exact_names_are_sure_and_others_are_guessed() -> None:
    found = match(["Serial", "Model", "purchase date", "delivered on", "instaled_on", "note"])
    assert found.kind == UNITS
    assert found.columns == {
        "serial": "Serial", "product": "Model", "purchased_on": "purchase date", "delivered_on": "delivered on",
        "installed_on": "instaled_on",
    }  # fmt: skip
    assert sorted(found.guessed) == ["installed_on", "product", "purchased_on"]
    assert found.ignored == ("note",)
    assert found.lacking == ()


@pytest.mark.parametrize(
    ("heads", "kind"),
    [
        (["serial", "what", "on"], HISTORY), (["Serial number", "Event", "Date"], HISTORY),
        (["key", "name"], PARTIES), (["customer number", "e-mail"], PARTIES), (["serial"], UNITS), (["x"], UNITS),
    ],
)  # fmt: skip
def test_the_columns_tell_what_the_file_holds(heads: list[str], kind: str) -> None:
    assert match(heads).kind == kind


def test_a_lacking_column_is_named() -> None:
    assert match(["serial", "note"]).lacking == ("product",)


def test_what_is_said_goes_before_what_is_guessed() -> None:
    found = match(["serial", "model", "thing"], {"product": "thing", "purchased_by": ""})
    assert found.columns == {"serial": "serial", "product": "thing"}
    assert found.guessed == ()


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"produkt": "thing"}, "`produkt` is nothing that"),
        ({"product": "nowhere"}, "no column `nowhere`"),
        ({"product": "thing", "sold_as": "thing"}, "named for two fields"),
    ],
)
def test_what_cannot_be_said_is_refused(said: dict, text: str) -> None:
    with pytest.raises(ColumnError, match=text):
        match(["serial", "thing"], said)
