"""The candidate's pages: the right one at the right time, and what is refused is explained."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from sembilan.accounts.models import User
from sembilan.delivery import services
from sembilan.delivery.models import Answer, Attempt, Pin, RosterEntry, Session
from sembilan.tenancy.rules import SYSTEM
from tests import making
from tests.cast import AT
from tests.web.exam.conftest import Candidate, Clock

Entered = Callable[..., Candidate]
MINUTE = timedelta(minutes=1)


def entry_of(number: int = 1) -> RosterEntry:
    return RosterEntry.objects.select_related("session").get(participant_number=f"001-{number:04d}")


def test_without_number_and_pin_every_page_leads_to_the_door(session: Session) -> None:
    for path in ("", "latihan", "latihan/pembahasan"):
        assert Client().get(f"/ujian/{path}").headers["Location"] == "/ujian/masuk"
    for path in ("pernyataan", "bagian/mulai", "serahkan"):
        assert Client().post(f"/ujian/{path}").headers["Location"] == "/ujian/masuk"
    for path in ("jawaban", "denyut", "bagian/selesai", "latihan/jawaban"):
        reply = Client().post(f"/ujian/{path}", "{}", content_type="application/json")
        assert (reply.status_code, reply.json()["code"]) == (403, "exam.not_entered")


def test_a_wrong_pin_is_told_with_the_tries_left_and_stays_counted(session: Session) -> None:
    pin = making.make_pin(entry_of())
    wrong = f"{(int(pin) + 1) % 10**6:06d}"
    browser = Candidate(Client())
    reply = browser.enter(entry_of(), wrong)
    assert reply.status_code == 400
    assert "PIN salah. Sisa percobaan: 4." in reply.content.decode()
    assert 'value="001-0001"' in reply.content.decode()  # the number need not be typed again
    assert Pin.objects.get().tries == 1
    for _try in range(4):
        reply = browser.enter(entry_of(), wrong)
    assert "terkunci" in reply.content.decode()
    assert "terkunci" in browser.enter(entry_of(), pin).content.decode()


@pytest.mark.parametrize(
    ("number", "sentence"), [("999-0000", "tidak terdaftar pada sesi yang sedang dibuka"), ("001-0002", "belum diterbitkan")]
)
def test_a_number_that_leads_nowhere_is_explained(session: Session, number: str, sentence: str) -> None:
    reply = Client().post("/ujian/masuk", {"number": number, "pin": "123456"})
    assert reply.status_code == 400
    assert sentence in reply.content.decode()


def test_an_expired_pin_is_explained(session: Session, time: Clock) -> None:
    pin = making.make_pin(entry_of())
    time.now = session.starts_at + 61 * MINUTE
    assert "Masa berlaku PIN ini sudah lewat" in Candidate(Client()).enter(entry_of(), pin).content.decode()


def test_entering_gives_the_browser_a_new_session_key(session: Session) -> None:
    client = Client()
    client.session["x"] = 1
    client.session.save()
    before = client.session.session_key
    Candidate(client).enter(entry_of(), making.make_pin(entry_of()))
    assert client.session.session_key != before


def test_who_waits_is_heard_of_as_seldom_as_who_works(session: Session, entered: Entered, time: Clock) -> None:
    one = entered(sit=False)
    for path in ("pernyataan", "bagian"):
        assert 'src="/static/exam/waiting' in one.page(), path
        one.client.post("/ujian/pernyataan", {"agree": "yes"})
    before = time.now
    for seconds, heard in ((14, before), (15, before + timedelta(seconds=15)), (29, before + timedelta(seconds=15))):
        time.now = before + timedelta(seconds=seconds)
        assert one.client.get("/ujian/keadaan").json() == {"now": "running-waiting", "lease_lost": False}
        assert Attempt.objects.get(ref=entry_of().ref).heard_at == heard


def test_the_way_from_waiting_to_the_hand_in(session: Session, entered: Entered, time: Clock) -> None:
    one = entered(start=False)
    page = one.page()
    assert "Menunggu pengawas memulai sesi" in page
    assert "Peserta 1" in page
    assert one.client.get("/ujian/keadaan").json() == {"now": "check_in-waiting", "lease_lost": False}
    services.start_session(session, actor=SYSTEM, at=AT)
    assert one.client.get("/ujian/keadaan").json()["now"] == "running-waiting"

    page = one.page()
    assert "Pernyataan Kejujuran" in page
    one.client.post("/ujian/pernyataan", {})  # not agreed: nothing goes on
    assert "Pernyataan Kejujuran" in one.page()
    one.client.post("/ujian/pernyataan", {"agree": "yes"})
    assert Answer.objects.filter(kind="notice").count() == 1

    page = one.page()
    assert "Bagian uji 1" in page
    assert "Soal yang tidak dijawab tidak memberi keterangan" in page
    assert "10 menit" in page
    one.client.post("/ujian/bagian/mulai")
    one.page()
    assert [item["id"] for item in one.state["section"]["items"]] == ["S1-1", "S1-2", "S1-3"]
    assert one.state["remaining_ms"] == 10 * 60_000
    assert one.answer(("S1-1", "A")).status_code == 200
    assert one.send("bagian/selesai", section="bagian_1").json() == {"next": "/ujian/"}

    assert "Bagian uji 2" in one.page()
    one.client.post("/ujian/bagian/mulai")
    one.page()
    one.send("bagian/selesai", section="bagian_2")
    page = one.page()
    assert "1 dari 3 soal terjawab" in page
    assert "2 tidak dijawab" in page
    assert "Soal yang tidak dijawab tidak memberi keterangan" in page
    one.client.post("/ujian/serahkan")
    page = one.page()
    assert "Tes sudah dikumpulkan" in page
    assert Attempt.objects.get(ref=entry_of().ref).hand_in_code in page
    assert "paling lambat bersamaan dengan komite talenta" in page
    assert "Anda sudah keluar dari tes" in one.client.post("/ujian/keluar", follow=True).content.decode()
    assert one.client.get("/ujian/").headers["Location"] == "/ujian/masuk"


def test_a_reload_gives_back_answers_flags_item_and_the_time_left(entered: Entered, time: Clock) -> None:
    one = entered()
    one.answer(("S1-1", "A"))
    one.answer(("S1-2", None), kind="visit")
    one.answer(("S1-2", True), kind="flag")
    time.now += 3 * MINUTE
    one.page()
    assert one.state["answers"] == {"S1-1": "A"}
    assert (one.state["flags"], one.state["current"], one.state["remaining_ms"]) == (["S1-2"], "S1-2", 7 * 60_000)


def test_another_pc_needs_a_new_pin_and_the_older_browser_is_told(session: Session, entered: Entered) -> None:
    old = entered()
    old.answer(("S1-1", "A"))
    new = entered(seed=2, sit=False)
    new.page()
    assert new.state["answers"] == {"S1-1": "A"}
    reply = old.answer(("S1-2", "B"))
    assert (reply.status_code, reply.json()["code"]) == (409, "delivery.lease_lost")
    lost = old.client.get("/ujian/")
    assert lost.status_code == 409
    assert "Tes dibuka di komputer lain" in lost.content.decode()
    assert old.client.post("/ujian/serahkan").status_code == 409
    assert new.answer(("S1-2", "C")).status_code == 200


def test_practice_is_acknowledged_and_kept_nowhere(entered: Entered) -> None:
    one = entered(sit=False)
    one.client.post("/ujian/pernyataan", {"agree": "yes"})
    stored = Answer.objects.count()
    page = one.client.get("/ujian/latihan").content.decode()
    assert "/ujian/latihan/jawaban" in page
    state = json.loads(page.split('id="state">')[1].split("</script>")[0])
    assert state["texts"]["saved"] == "✓ Jawaban latihan diterima dan tidak disimpan."
    one.state = {"attempt": str(entry_of().ref), "lease": 1, "seq": 0}
    reply = one.send("latihan/jawaban", entries=[{"seq": 1, "item": "LAT-1", "kind": "answer", "value": "A"}])
    assert reply.json()["last_seq"] == 1
    assert Answer.objects.count() == stored
    assert one.send("latihan/selesai", section="bagian_1").json() == {"next": "/ujian/latihan/pembahasan"}
    assert "Pilih satu jawaban saja." in one.client.get("/ujian/latihan/pembahasan").content.decode()


def test_there_is_no_practice_while_a_section_runs(entered: Entered) -> None:
    assert entered().client.get("/ujian/latihan").headers["Location"] == "/ujian/"


def test_a_pause_shows_its_page_and_hides_the_items(session: Session, entered: Entered, time: Clock) -> None:
    one = entered()
    attempt = Attempt.objects.select_related("entry__session").get(ref=entry_of().ref)
    services.pause(attempt, "listrik", actor=SYSTEM, at=AT + MINUTE)
    time.now = AT + 30 * MINUTE
    page = one.page()
    assert "Tes Anda sedang dijeda" in page
    assert "S1-1" not in page
    services.resume(attempt, actor=SYSTEM, at=AT + 31 * MINUTE)
    time.now = AT + 31 * MINUTE
    one.page()
    assert one.state["remaining_ms"] == 9 * 60_000


def test_time_over_leads_to_the_next_section_and_at_last_to_the_end(entered: Entered, time: Clock) -> None:
    one = entered()
    time.now += 11 * MINUTE
    assert "Bagian uji 2" in one.page()
    one.client.post("/ujian/bagian/mulai")
    time.now += 11 * MINUTE
    page = one.page()
    assert "Waktu tes sudah habis" in page
    assert "Kode bukti pengumpulan" in page


def test_who_needs_large_text_gets_it_from_the_first_page(session: Session, entered: Entered) -> None:
    assert "large_text.js" not in entered(start=False).page()
    RosterEntry.objects.filter(participant_number="001-0002").update(large_text=True)
    assert "large_text.js" in entered(2, sit=False).page()


def test_a_sample_package_says_so(entered: Entered) -> None:
    assert "Contoh, bukan dasar keputusan" in entered(start=False).page()


def test_a_proctor_at_the_same_pc_lends_the_candidate_none_of_his_rights(session: Session, people: dict[str, User]) -> None:
    client = Client()
    client.force_login(people["pras"], backend="sembilan.accounts.backend.ScopedBackend")
    one = Candidate(client)
    one.enter(entry_of(), making.make_pin(entry_of()))
    assert "Peserta 1" in one.page()
    assert client.get("/ruang/").status_code == 200  # and he keeps his own


def test_no_key_and_no_weight_reaches_the_browser(entered: Entered) -> None:
    one = entered()
    state = json.dumps(one.state)
    for word in ('"key"', '"keys"', '"credits"', '"scoring"', '"parameters"', '"scale"', '"level"', '"indicator"', '"rationale"'):
        assert word not in state


def test_every_page_can_be_read_in_english_and_says_what_stays_indonesian(session: Session, entered: Entered) -> None:
    door = Client()
    switched = door.post("/bahasa/", {"language": "en", "next": "/ujian/masuk"})
    assert switched.headers["Location"] == "/ujian/masuk"
    assert "Participant number" in door.get("/ujian/masuk").content.decode()

    one = entered(start=False)
    one.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    services.start_session(session, actor=SYSTEM, at=AT)
    for step in ("pernyataan", "bagian/mulai"):
        page = one.page()
        assert '<html lang="en">' in page
        assert page.count("in Indonesian, the language of this test") == 1
        assert 'name="language" value="id"' in page
        assert 'data-pref="large"' in page
        one.client.post(f"/ujian/{step}", {"agree": "yes"})
        assert re.search(r'<(div|h1) lang="id">\s*(<h2>Pemberitahuan Privasi|Bagian uji 1)', page)
    runner = one.page()
    assert '<span lang="id">Bagian uji 1</span>' in runner
    saved = one.answer(("S1-1", "A")).json()["saved_at"]
    assert re.fullmatch(r"\d\d:\d\d:\d\d", saved)  # the hour as English writes it


def test_a_change_of_language_on_a_page_that_was_sent_leads_back_to_where_the_candidate_stands(entered: Entered) -> None:
    old, _new = entered(), entered(seed=2, sit=False)
    assert 'name="next" value="/ujian/"' in old.client.post("/ujian/serahkan").content.decode()
