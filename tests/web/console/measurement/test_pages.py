"""The pages of scoring runs: the right thing shown, the wrong thing refused with a clear sentence, a stranger's 404."""

from __future__ import annotations

import copy
import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from sembilan.delivery.models import Incident
from sembilan.measurement import selectors, services, tasks
from sembilan.measurement.models import QualitySheet, ScoringRequest, ScoringRun
from sembilan.profiling.models import TalentPolicy
from tests import making
from tests.cast import AT
from tests.rooms.measurement.conftest import Hall

Login = Callable[[str], Client]
REASON = "Dugaan dikerjakan orang lain"


@pytest.fixture
def run(hall: Hall) -> ScoringRun:
    people = hall.people("FORM-A", 14)
    for item in [name for name in people[0].answers if "-INT-" in name][:13]:
        people[0].answers[item] = None
    session = hall.sit({"FORM-A": people, "FORM-B": hall.people("FORM-B", 6, seed=2)}, title="Sesi pagi 24 November")
    Incident.objects.create(
        session=session, entry=session.entries.order_by("pk").first(), kind="power", note="x", at=AT, by="P", path=session.path
    )
    return hall.score(session)


def text(client: Client, name: str, *args: object, **data: str) -> str:
    answer = client.get(reverse(name, args=args), data)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_first_page_tells_what_waits(login: Login, hall: Hall, run: ScoringRun) -> None:
    hall.sit({"FORM-A": hall.people("FORM-A", 2, seed=9)}, title="Sesi yang belum diskor")
    hall.sit({"FORM-A": hall.people("FORM-A", 2, seed=10)}, title="Sesi yang berlangsung", closed=False)
    page = text(login("siska"), "measurement:runs")
    assert "Penskoran uji" in page
    assert "Sesi yang belum diskor" in page
    assert "Sesi pagi 24 November" not in page
    assert "Sesi yang berlangsung" not in page
    assert "Mulai penskoran" in page
    assert "Mulai penskoran" not in text(login("nina"), "measurement:runs")


def test_the_first_page_of_an_empty_house_says_so(login: Login) -> None:
    page = text(login("siska"), "measurement:runs")
    assert "Belum ada penskoran" in page
    assert "Semua sesi yang selesai sudah diskor" in page


def test_the_run_page_is_the_quality_sheet(login: Login, run: ScoringRun) -> None:
    page = text(login("sandi"), "measurement:run", run.uuid)
    for wanted in (
        "Lembar mutu nomor 1",
        "Kemampuan intelektual",
        "Sesi pagi 24 November",
        "Listrik padam (1)",
        "Parameter sementara",
        "n kurang",
        "contoh, bukan dasar keputusan",
        "Bagian potensi",
        "Nyatakan sudah diperiksa",
        "1 insiden pada Sesi pagi 24 November.",
    ):
        assert wanted in page, wanted
    assert "Peserta</" not in page.split("Peserta yang patut dilihat")[1].split("Hasil yang ditahan")[0]  # no name


def test_without_the_agencys_policy_the_page_says_why_nothing_can_be_released(login: Login, hall: Hall, run: ScoringRun) -> None:
    siska, nina = login("siska"), login("nina")
    assert "kebijakan talenta 2025 belum terbit" in text(siska, "measurement:run", run.uuid)
    siska.post(reverse("measurement:check", args=[run.uuid]), {"sheet": "1"})
    for one in (siska, nina):
        one.post(reverse("measurement:sign", args=[run.uuid]), {"sheet": "1"})
    question = text(nina, "measurement:release", run.uuid)
    assert "Belum dapat dirilis: kebijakan talenta 2025 belum terbit" in question
    assert "Rilis sekarang" not in question
    refused = nina.post(reverse("measurement:release", args=[run.uuid]), {"sheet": "1"}, follow=True).content.decode()
    assert "Hasil periode 2025 belum dapat dirilis" in refused
    run.refresh_from_db()
    assert run.state == "checked"


def test_a_coefficient_has_one_figure_in_the_list_of_concerns_and_in_the_table(login: Login, run: ScoringRun) -> None:
    sheet = selectors.sheet(run)
    assert sheet is not None
    facts = copy.deepcopy(sheet.facts)
    for one in facts["scales"]:
        one["marginal"] = {"value": 0.6385, "n": 200, "low": None, "high": None}
    QualitySheet.objects.create(run=run, number=sheet.number + 1, facts=facts, made_at=AT)
    page = text(login("sandi"), "measurement:run", run.uuid)
    assert " 0,64, di bawah 0,70." in page
    assert re.search('<td class="num" data-label="[^"]+">0,64', page)
    assert "0,63" not in page
    drawn = json.loads(page.split('id="reliabilitas-data">')[1].split("</script>")[0])
    assert drawn["series"][0]["values"] == [0.64] * len(facts["scales"])
    assert len(drawn["x"]) == len(facts["scales"])


def test_an_alarm_of_the_joint_scoring_names_what_was_assumed_beside_what_was_measured(login: Login, run: ScoringRun) -> None:
    sheet = selectors.sheet(run)
    assert sheet is not None
    facts = copy.deepcopy(sheet.facts)
    facts["joint"]["declared"]["within"], facts["joint"]["measured"]["within"] = 0.5, 0.7
    QualitySheet.objects.create(run=run, number=sheet.number + 1, facts=facts, made_at=AT)
    assert "terukur 0,70, padahal dianggap 0,50." in text(login("sandi"), "measurement:run", run.uuid)


def test_scales_with_too_few_people_are_not_drawn(login: Login, run: ScoringRun) -> None:
    page = text(login("sandi"), "measurement:run", run.uuid)
    assert "n kurang" in page
    assert "reliabilitas-data" not in page
    assert "echarts" not in page


def test_from_check_over_two_signatures_to_the_release(login: Login, hall: Hall, run: ScoringRun) -> None:
    making.publish_policy(hall.agencies.lampung)
    siska, nina = login("siska"), login("nina")
    sheet = {"sheet": "1"}
    assert "belum diperiksa" in siska.post(reverse("measurement:sign", args=[run.uuid]), sheet, follow=True).content.decode()
    siska.post(reverse("measurement:check", args=[run.uuid]), sheet)
    siska.post(reverse("measurement:sign", args=[run.uuid]), {**sheet, "note": "Cukup baik"})
    again = siska.post(reverse("measurement:sign", args=[run.uuid]), sheet, follow=True).content.decode()
    assert "Anda sudah menandatangani lembar ini" in again
    early = siska.get(reverse("measurement:release", args=[run.uuid]), follow=True).content.decode()
    assert "baru ada 1" in early
    nina.post(reverse("measurement:sign", args=[run.uuid]), sheet)
    question = text(nina, "measurement:release", run.uuid)
    policy = TalentPolicy.objects.get()
    assert reverse("profiling:policy", args=[policy.uuid]) in question
    assert nina.get(reverse("profiling:policy", args=[policy.uuid])).status_code == 200
    for wanted in (
        "Kebijakan talenta 2025 sudah terbit",
        "20 peserta",
        "hanya hasilnya sendiri",
        "Cukup baik",
        "tidak dapat ditarik",
    ):
        assert wanted in question, wanted
    done = nina.post(reverse("measurement:release", args=[run.uuid]), sheet, follow=True).content.decode()
    assert "Hasil sudah dirilis." in done
    run.refresh_from_db()
    assert run.state == "released"
    later = nina.get(reverse("measurement:release", args=[run.uuid]), follow=True).content.decode()
    assert "sudah dirilis dan tidak dapat diubah" in later


def test_a_sheet_that_changed_under_the_reader_is_told(login: Login, hall: Hall, run: ScoringRun) -> None:
    ref = selectors.attention(run)[0].ref
    services.hold_attempt(run, ref, REASON, actor=hall.sandi, at=AT)
    page = login("siska").post(reverse("measurement:check", args=[run.uuid]), {"sheet": "1"}, follow=True).content.decode()
    assert "Lembar mutu sudah berubah" in page


def test_holding_and_lifting_by_code_and_by_participant_number(login: Login, hall: Hall, run: ScoringRun) -> None:
    siska = login("siska")
    ref = selectors.attention(run)[0].ref
    refused = siska.post(reverse("measurement:hold", args=[run.uuid]), {"person": str(ref)[:8], "reason": "curang"})
    assert refused.status_code == 422
    assert "sedikitnya 10 huruf" in refused.content.decode()
    unknown = siska.post(reverse("measurement:hold", args=[run.uuid]), {"person": "99999999", "reason": REASON})
    assert "tidak ada dalam penskoran ini" in unknown.content.decode()
    held = siska.post(reverse("measurement:hold", args=[run.uuid]), {"person": str(ref)[:8], "reason": REASON}, follow=True)
    assert "Hasil peserta ditahan" in held.content.decode()
    assert REASON in held.content.decode()
    other = run.judged.exclude(ref=ref).first()
    assert other is not None
    number = str(other.ref)[:12].upper()
    assert selectors.ref_of(run, number.lower()) is not None
    back = siska.post(
        reverse("measurement:lift", args=[run.uuid]), {"person": str(ref), "reason": "Identitas terbukti benar"}, follow=True
    )
    assert "Hasil peserta dikembalikan" in back.content.decode()
    assert selectors.held(run) == []


def test_a_scoring_is_asked_for_and_worked_off_in_the_background(login: Login, hall: Hall, people: dict) -> None:  # type: ignore[type-arg]
    sessions = [hall.sit({"FORM-A": hall.people("FORM-A", 3, seed=seed)}, title=f"Sesi {seed}") for seed in (1, 2)]
    siska = login("siska")
    form = text(siska, "measurement:new")
    assert "Sesi 1" in form
    chosen = {"title": "Penilaian 2025", "period": "2025", "sessions": [str(one.uuid) for one in sessions]}
    answer = siska.post(reverse("measurement:new"), chosen)
    wanted = ScoringRequest.objects.get()
    assert answer["Location"] == reverse("measurement:request", args=[wanted.uuid])
    page = text(siska, "measurement:request", wanted.uuid)
    assert "Menunggu giliran" in page
    tasks.score_sessions(wanted.pk, people["siska"].pk, ["n"])
    wanted.refresh_from_db()
    assert (wanted.state, wanted.read) == ("done", 2)
    assert wanted.run is not None
    assert wanted.run.scored_by == "Siska"
    there = siska.get(reverse("measurement:request", args=[wanted.uuid]))
    assert there["Location"] == reverse("measurement:run", args=[wanted.run.uuid])
    fragment = siska.get(reverse("measurement:request", args=[wanted.uuid]), headers={"HX-Request": "true"})
    assert fragment["HX-Redirect"] == there["Location"]


def test_a_scoring_that_breaks_a_rule_ends_with_the_sentence_that_says_why(login: Login, hall: Hall, people: dict) -> None:  # type: ignore[type-arg]
    session = hall.sit({"FORM-A": hall.people("FORM-A", 2)})
    wanted = services.request_scoring("x", "2025", [session.uuid], hall.path, actor=hall.siska, at=AT)
    ScoringRequest.objects.filter(pk=wanted.pk).update(sessions=[str(uuid.uuid4())])
    tasks.score_sessions(wanted.pk, people["siska"].pk, ["n"])
    wanted.refresh_from_db()
    assert wanted.state == "failed"
    page = text(login("siska"), "measurement:request", wanted.uuid)
    assert "Sesi yang dipilih tidak ditemukan" in page
    assert "Mulai lagi" in page


def test_a_scoring_that_falls_over_is_marked_as_failed_and_the_fault_goes_on(
    hall: Hall,
    people: dict,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[type-arg]
) -> None:
    session = hall.sit({"FORM-A": hall.people("FORM-A", 2)})
    wanted = services.request_scoring("x", "2025", [session.uuid], hall.path, actor=hall.siska, at=AT)

    def fall_over(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(services, "score_evidence", fall_over)
    with pytest.raises(ZeroDivisionError):
        tasks.score_sessions(wanted.pk, people["siska"].pk, ["n"])
    wanted.refresh_from_db()
    assert wanted.state == "failed"
    assert "gangguan sistem" in wanted.problem
    assert ScoringRun.objects.count() == 0


def test_sessions_of_two_agencies_are_not_scored_together(login: Login, hall: Hall) -> None:
    here = hall.sit({"FORM-A": hall.people("FORM-A", 2)}, at=AT)
    there = hall.sit({"FORM-A": hall.people("FORM-A", 2, seed=3)}, path=hall.agencies.elsewhere.path, at=AT + timedelta(hours=1))
    chosen = {"title": "x", "period": "2025", "sessions": [str(here.uuid), str(there.uuid)]}
    answer = login("siska").post(reverse("measurement:new"), chosen)
    assert "satu instansi saja" in answer.content.decode()
    assert not ScoringRequest.objects.exists()


def test_an_incomplete_form_says_what_is_missing(login: Login, hall: Hall) -> None:
    hall.sit({"FORM-A": hall.people("FORM-A", 2)})
    page = login("siska").post(reverse("measurement:new"), {"title": "", "period": "tahun ini"}).content.decode()
    assert "Ada yang perlu diperbaiki" in page
    assert not ScoringRequest.objects.exists()


PAGES = ("run", "hold", "lift", "check", "sign", "release")


@pytest.mark.parametrize("name", ["agus", "evi", "pras", "wati", "komar", "gubernur", "audi", "orang_lain"])
def test_everybody_else_finds_nothing(login: Login, run: ScoringRun, name: str) -> None:
    client = login(name)
    wanted = ScoringRequest.objects.create(title="x", period="2025", path="n.p3", sessions=[], wanted_by="x", wanted_at=AT)
    addresses = [reverse("measurement:runs"), reverse("measurement:new"), reverse("measurement:request", args=[wanted.uuid])]
    addresses += [reverse(f"measurement:{page}", args=[run.uuid]) for page in PAGES]
    for address in addresses:
        assert client.get(address).status_code == 404, address
        assert client.post(address).status_code == 404, address


def test_who_has_not_logged_in_is_sent_to_the_door(run: ScoringRun) -> None:
    answer = Client().get(reverse("measurement:run", args=[run.uuid]))
    assert answer.status_code == 302
    assert "/masuk/" in answer["Location"]


def test_a_national_administrator_neither_scores_nor_holds_nor_checks(login: Login, run: ScoringRun) -> None:
    nina = login("nina")
    for page in ("hold", "lift", "check"):
        assert nina.post(reverse(f"measurement:{page}", args=[run.uuid])).status_code == 404
    assert nina.get(reverse("measurement:new")).status_code == 404
    assert "Menunggu pemeriksaan" in text(nina, "measurement:run", run.uuid)


def test_verbs_are_not_reached_by_a_link(login: Login, run: ScoringRun) -> None:
    for page in ("hold", "lift", "check", "sign"):
        assert login("siska").get(reverse(f"measurement:{page}", args=[run.uuid])).status_code == 405


def test_a_run_that_is_not_there_is_404(login: Login) -> None:
    assert login("siska").get(reverse("measurement:run", args=[uuid.uuid4()])).status_code == 404
