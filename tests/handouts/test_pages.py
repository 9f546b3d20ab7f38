"""The pages of a handout: progress, download, retry, and what strangers see."""

from uuid import uuid4

import pytest
from django.urls import reverse

from protocols.handouts import jobs, rendering, services
from protocols.handouts.models import Handout, HandoutStatus


@pytest.fixture
def requested(signed, ana) -> Handout:
    return services.request_handout(protocol=signed(), user=ana)


def page(handout: Handout, name: str = "handout") -> str:
    return reverse(f"handouts:{name}", args=[handout.public_id])


def test_a_request_leads_to_the_page_of_the_handout(signed, ana, client_for):
    protocol = signed()
    client = client_for(ana)
    address = reverse("handouts:request", args=[protocol.public_id])
    answer = client.post(address, {"paper_size": "letter", "print_size": "large"})
    made = Handout.objects.get()
    assert (made.paper_size, made.print_size) == ("letter", "large")
    assert answer.headers["Location"] == page(made)
    assert client.post(address, {"paper_size": "letter", "print_size": "large"}).headers["Location"] == page(made)


def test_a_refusal_is_said_on_the_protocol(reviewed, ana, client_for):
    protocol = reviewed()
    client = client_for(ana)
    answer = client.post(reverse("handouts:request", args=[protocol.public_id]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("review:protocol", args=[protocol.public_id])
    assert "Sign the protocol first" in answer.content.decode()


def test_the_page_polls_while_it_waits_and_stops_when_it_is_done(requested, ana, client_for):
    client = client_for(ana)
    text = client.get(page(requested)).content.decode()
    assert "Waiting for its turn" in text
    assert "every 1s" in text
    seen = text.split("?seen=")[1].split('"')[0]
    same = client.get(f"{page(requested, 'progress')}?seen={seen}")
    assert (same.status_code, same.content) == (204, b"")
    lease = jobs.claim(requested.pk)
    running = client.get(f"{page(requested, 'progress')}?seen={seen}")
    assert running.status_code == 200
    assert "Making the PDF" in running.content.decode()
    jobs.release(lease)
    rendering.render_handout(requested.pk)
    done = client.get(f"{page(requested, 'progress')}?seen={seen}")
    assert done.status_code == 286
    assert "hx-get" not in done.content.decode()
    assert page(requested, "download") in done.content.decode()


def test_the_page_says_how_many_are_before_it(requested, ana, client_for):
    later = services.request_handout(protocol=requested.protocol, user=ana, paper_size="letter")
    assert "1 handout before it" in client_for(ana).get(page(later)).content.decode()


def test_the_download_is_kept_by_no_cache_and_names_no_patient(requested, ana, client_for):
    rendering.render_handout(requested.pk)
    answer = client_for(ana).get(page(requested, "download"))
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="handout.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]


def test_before_it_is_ready_the_download_leads_to_the_page(requested, ana, client_for):
    assert client_for(ana).get(page(requested, "download")).headers["Location"] == page(requested)


def test_a_failure_says_why_and_can_be_tried_again(requested, ana, client_for):
    jobs.fail(jobs.claim(requested.pk), "The disk was full.")
    client = client_for(ana)
    text = client.get(page(requested)).content.decode()
    assert "The disk was full." in text
    assert "Try again" in text
    client.post(page(requested, "retry"))
    requested.refresh_from_db()
    assert (requested.status, requested.attempts) == (HandoutStatus.QUEUED, 0)


def test_a_superseded_handout_says_so(requested, ana, client_for):
    type(requested.protocol).objects.filter(pk=requested.protocol.pk).update(status="superseded")
    text = client_for(ana).get(page(requested)).content.decode()
    assert "A newer protocol is signed" in text
    assert "Another form" not in text


@pytest.mark.parametrize("name", ["handout", "progress", "download", "retry"])
def test_another_practice_finds_nothing(requested, hill, cora, client_for, name):
    client = client_for(cora)
    ask = client.post if name == "retry" else client.get
    assert ask(page(requested, name)).status_code == 404


def test_another_practice_cannot_request(requested, hill, cora, client_for):
    address = reverse("handouts:request", args=[requested.protocol.public_id])
    assert client_for(cora).post(address).status_code == 404


@pytest.mark.parametrize("name", ["handout", "progress", "download"])
def test_a_stranger_is_asked_to_sign_in(requested, client, name):
    assert client.get(page(requested, name)).headers["Location"].startswith("/login")


def test_the_public_page_tells_anybody_whether_the_plan_holds_and_nothing_more(requested, client):
    answer = client.get(page(requested, "status"))
    text = answer.content.decode()
    assert "This plan is in use" in text
    assert "Lindqvist" not in text
    assert "Harbour" not in text
    assert "no-store" in answer.headers["Cache-Control"]
    type(requested.protocol).objects.filter(pk=requested.protocol.pk).update(status="superseded")
    assert "no longer in use" in client.get(page(requested, "status")).content.decode()
    unknown = client.get(reverse("handouts:status", args=[uuid4()]))
    assert unknown.status_code == 404
    assert "We do not know this plan" in unknown.content.decode()
