"""The published terms: the library and each document."""

import pytest

from warrantor.adapters.documents import installed_programs, load_program


def test_the_library_lists_every_program_and_version(client) -> None:
    page = client.get("/terms/").content.decode()
    for name in installed_programs():
        for document in load_program(name).versions:
            assert f'href="/terms/{name}/{document.version.id}/"' in page
    assert "In force" in page


@pytest.mark.parametrize("name", installed_programs())
def test_a_document_has_every_clause_under_its_id(client, name: str) -> None:
    document = load_program(name).latest
    page = client.get(f"/terms/{name}/{document.version.id}/").content.decode()
    for clause in document.clauses.values():
        assert page.count(f'id="{clause.id}"') == 1
    assert page.count("How the machine reads it") == sum(not clause.narrative for clause in document.clauses.values())
    assert page.count("A person reads this") == sum(clause.narrative for clause in document.clauses.values())
    assert page.count("<h1") == 1


@pytest.mark.parametrize("address", ["/terms/nonesuch/2023-01/", "/terms/idesign/1999/", "/terms/..%2f..%2fetc/x/"])
def test_there_is_nothing_elsewhere(client, address: str) -> None:
    assert client.get(address).status_code == 404
