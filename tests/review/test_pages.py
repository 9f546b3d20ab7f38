"""The result and review pages: who sees them, what a POST does, and that nothing typed is lost."""

import pytest

from protocols.review import services
from protocols.review.models import Decision


@pytest.fixture
def page(reviewed):
    """(protocol, address of its page)."""
    protocol = reviewed()
    return protocol, f"/protocols/{protocol.public_id}/"


def test_the_page_shows_options_with_words_not_codes(client_for, ana, page) -> None:
    text = client_for(ana).get(page[1]).content.decode()
    assert "Magnesium" in text
    assert "Low certainty" in text
    assert "magnesium_vitamin_b6" not in text.replace("line-magnesium_vitamin_b6", "").replace(
        "lines/magnesium_vitamin_b6", ""
    ).replace("id_magnesium_vitamin_b6", "")


def test_another_practice_gets_404_everywhere(client_for, cora, page) -> None:
    protocol, address = page
    cora_sees = client_for(cora)
    assert cora_sees.get(address).status_code == 404
    assert cora_sees.get(f"/evaluations/{protocol.evaluation.public_id}/").status_code == 404
    for step in ("lines/magnesium/", "note/", "signature/", "correction/"):
        assert cora_sees.post(address + step, {"version": 1, "decision": "accept"}).status_code == 404
    assert cora_sees.post(f"/evaluations/{protocol.evaluation.public_id}/review/").status_code == 404


def test_nobody_sees_it_without_signing_in(client, page) -> None:
    assert client.get(page[1]).status_code == 302


def test_accepting_comes_back_to_the_card(client_for, ana, page) -> None:
    protocol, address = page
    answer = client_for(ana).post(address + "lines/magnesium/", {"version": protocol.version, "decision": "accept"})
    assert answer.status_code == 302
    assert answer.url.endswith("#line-magnesium")
    assert protocol.items.get(intervention="magnesium").decision == Decision.ACCEPT


def test_a_refused_change_keeps_what_was_typed(client_for, ana, page) -> None:
    protocol, address = page
    typed = {
        "version": protocol.version,
        "decision": "accept",
        "amount": "900",
        "slots": ["noon"],
        "change_slots": "on",
    }
    answer = client_for(ana).post(address + "lines/magnesium/", typed)
    assert answer.status_code == 422
    assert 'value="900"' in answer.content.decode()
    assert "The most that can be chosen is 350 mg" in answer.content.decode()


@pytest.mark.parametrize(
    "typed", [{"amount": "abc"}, {"amount": "1e309"}, {"amount": "-5"}, {"decision": "burn"}, {"slots": ["midnight"]}]
)
def test_nonsense_is_refused_without_an_error_page(client_for, ana, page, typed) -> None:
    protocol, address = page
    form = {"version": protocol.version, "decision": "accept", "change_slots": "on", "slots": ["evening"]} | typed
    assert client_for(ana).post(address + "lines/magnesium/", form).status_code == 422


def test_a_line_that_does_not_exist_is_404(client_for, ana, page) -> None:
    answer = client_for(ana).post(page[1] + "lines/kryptonite/", {"version": 1, "decision": "accept"})
    assert answer.status_code == 404


def test_signing_with_open_lines_says_what_is_missing(client_for, ana, page) -> None:
    protocol, address = page
    answer = client_for(ana).post(address + "signature/", {"version": protocol.version})
    assert answer.status_code == 409
    assert "not decided yet" in answer.content.decode()


def test_an_emergency_shows_the_referral_and_no_plan(client_for, ana, evaluated) -> None:
    evaluation = evaluated(scales={"phq9": [0] * 8 + [1], "gad7": [0] * 7})
    text = client_for(ana).get(f"/evaluations/{evaluation.public_id}/").content.decode()
    assert "Refer now" in text
    assert "RF-01" in text
    assert "Review and decide" not in text
    with pytest.raises(services.ReviewError):
        services.start_review(evaluation=evaluation, user=ana)


def test_the_number_of_queries_does_not_grow_with_lines(client_for, ana, page, django_assert_max_num_queries) -> None:
    browser = client_for(ana)
    browser.get(page[1])
    with django_assert_max_num_queries(15):
        browser.get(page[1])
