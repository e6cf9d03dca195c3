"""Reports are made once, say what the numbers say, and leave a witness."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError

from sembilan.accounts.models import User
from sembilan.audit.models import AuditEvent, ReadEvent
from sembilan.kit import scope
from sembilan.people import services as personnel
from sembilan.people.models import Official
from sembilan.profiling import services as profiling
from sembilan.profiling.errors import PurposeMissing
from sembilan.profiling.models import MappingRun, Profile
from sembilan.profiling.selectors import looks
from sembilan.render.errors import DocumentFailed
from sembilan.render.report import PersonReport
from sembilan.reporting import errors, files, selectors, services
from sembilan.reporting.models import Document, ReportJob
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.errors import NotAllowed
from sembilan.tenancy.rules import SYSTEM
from tests import cast
from tests.cast import AT, Agencies
from tests.rooms.profiling import making as profiles
from tests.rooms.reporting.making import LATER, PURPOSE, Stage, make_stage
from tests.rooms.reporting.reading import pages_of

AFTER = LATER + timedelta(hours=1)


def committee(people: dict[str, User]) -> cast.Actor:
    return cast.actor(people["komar"])


def test_a_report_says_what_the_numbers_say(stage: Stage) -> None:
    document, pdf = services.make_report(stage.dewi, actor=SYSTEM, at=AFTER, site="https://contoh.go.id/")
    text = " ".join(pages_of(pdf))
    assert "Dewi Lestari 0" in text
    assert "pada tujuh dari delapan kompetensi yang dapat dinilai" in text
    assert "Satu kompetensi tidak dapat dinilai." in text
    assert "Baku jenjang Pengawas, bukan SKJ" in text
    assert "Mengelola Perubahan, level 0 dari standar 2" in text
    run = MappingRun.objects.select_related("policy").get()
    assert f"buku besar nomor {run.policy.leaf}; perhitungan kotak nomor {run.leaf}" in text
    assert "Tidak dapat dinilai" in text
    assert document.code in text
    assert f"https://contoh.go.id/verifikasi/{document.code}/" in text.replace(" ", "").replace("­", "") or "contoh.go.id" in text


def test_the_persons_own_copy_speaks_to_him_and_every_other_about_him(stage: Stage) -> None:
    def told(content: bytes) -> str:
        """What stands before the advice, whose suggestions are written to the person and say so."""
        return " ".join(" ".join(pages_of(content)).split()).split("Saran pengembangan")[0]

    _document, others = services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
    assert "Anda" not in told(others).split()
    assert "ditujukan kepada pegawai ini" in " ".join(" ".join(pages_of(others)).split())
    _document, own = services.make_report(stage.dewi, actor=cast.actor(stage.user), at=AFTER)
    assert "Anda memenuhi atau melampaui" in told(own)


def test_the_nip_stands_masked_on_what_leaves_the_house(stage: Stage) -> None:
    _document, pdf = services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
    assert stage.dewi.nip not in " ".join(pages_of(pdf)).replace(" ", "")


def test_the_persons_own_copy_bears_the_nip_and_never_becomes_an_officers(
    stage: Stage, people: dict[str, User], agencies: Agencies
) -> None:
    with scope.carried(user=stage.user.pk, official=stage.dewi.pk):
        own, pdf = services.make_report(stage.dewi, actor=stage.actor, at=AFTER)
    assert stage.dewi.nip in " ".join(pages_of(pdf)).replace(" ", "")
    actor = committee(people)
    with scope.carried(scope=[agencies.lampung.path], user=people["komar"].pk):
        official, masked = services.make_report(stage.dewi, actor=actor, at=AFTER, purpose=PURPOSE)
        assert stage.dewi.nip not in " ".join(pages_of(masked)).replace(" ", "")
        assert own.code != official.code
        assert list(selectors.documents(stage.dewi, actor=actor)) == [official]


def test_the_own_copy_adds_up_and_an_officers_withholds_the_discipline_record(stage: Stage) -> None:
    with scope.carried(user=stage.user.pk, official=stage.dewi.pk):
        _document, own = services.make_report(stage.dewi, actor=stage.actor, at=AFTER)
    _document, officers = services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
    told, withheld = (" ".join(pages_of(pdf)) for pdf in (own, officers))
    for text in (told, withheld):
        assert "Predikat Baik hanya satu bagian sumbu ini" in text
        assert "Hitungan kotak dan peta" in text
    assert "Jumlahnya tidak dirinci di sini" in withheld
    assert "Jumlahnya tidak dirinci di sini" not in told


def test_a_report_has_about_five_pages(stage: Stage) -> None:
    _document, pdf = services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
    assert len(pages_of(pdf)) <= 5


def test_a_sample_says_so_on_every_page(stage: Stage) -> None:
    document, pdf = services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
    assert document.sample
    assert all("contoh, bukan dasar keputusan" in page.lower() for page in pages_of(pdf))


def test_made_again_it_is_the_same_file(stage: Stage) -> None:
    first, pdf = services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
    again, same = services.make_report(stage.dewi, actor=SYSTEM, at=AFTER + timedelta(days=30))
    assert again == first
    assert same == pdf
    assert Document.objects.count() == 1
    assert first.sha256 == hashlib.sha256(pdf).hexdigest()


def test_a_new_mapping_run_makes_a_new_document_and_keeps_the_old_one(stage: Stage) -> None:
    old, pdf = services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
    profiling.map_agency(stage.place.agency, profiles.EVIDENCE_DAY, reason=profiles.WHY, actor=SYSTEM, at=AFTER)
    new, _other = services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
    assert new.code != old.code
    assert services.content_of(old) == pdf


def tables_below(path: str) -> set[str]:
    """Tables that hold a row at or below a path, but for what happened there (audit, ledger)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'path' AND udt_name = 'ltree' "
            "AND table_schema = 'public' AND NOT starts_with(table_name, 'audit_') AND NOT starts_with(table_name, 'ledger_')"
        )
        found = set()
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE path <@ %s::ltree', [path])
            found |= {table} if cursor.fetchone() != (0,) else set()
    return found


def test_a_moved_unit_takes_every_row_of_its_people_along(stage: Stage, agencies: Agencies, people: dict[str, User]) -> None:
    """As the agency's own admin does it, under his scope."""
    services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
    before, home = stage.dewi.path, tenancy.add_unit(agencies.lampung, "baru", "Unit baru", actor=SYSTEM, at=AT)
    assert stage.dewi.unit is not None
    rows = tables_below(before)
    assert {"reporting_document", "profiling_profile", "profiling_boxresult", "people_official", "scheduling_registration"} <= rows
    with scope.carried(scope=[agencies.lampung.path], user=people["agus"].pk):
        personnel.move_unit(stage.dewi.unit, home, actor=cast.actor(people["agus"]), at=AFTER)
    assert tables_below(before) == set()
    assert tables_below(home.path) == rows
    assert Document.objects.get().path == Official.objects.get(pk=stage.dewi.pk).path


def test_the_english_report_is_a_document_of_its_own(stage: Stage) -> None:
    indonesian, _pdf = services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
    english, pdf = services.make_report(stage.dewi, actor=SYSTEM, at=AFTER, language="en")
    assert english.code != indonesian.code
    text = " ".join(" ".join(pages_of(pdf)).split())
    assert "Profiling report" in text
    for told in ("Integrity", "Public Service", "Weights of BKN Head Decision 411/2025"):
        assert told in text, told
    for left in ("Integritas", "Pelayanan Publik", "Bobot Keputusan", "ekspektasi", "optimal, potensi"):
        assert left not in text, left
    with pytest.raises(errors.LanguageUnknown):
        services.make_report(stage.dewi, actor=SYSTEM, at=AFTER, language="fr")


def test_code_and_file_name_hold_nothing_of_the_person(stage: Stage) -> None:
    document, _pdf = services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
    for told in (document.code, document.file):
        assert stage.dewi.nip not in told
        assert "dewi" not in told.lower()
    assert (files.folder() / document.file).is_file()


def test_a_file_that_was_altered_or_lost_is_not_handed_out(stage: Stage, home: Path) -> None:
    document, pdf = services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
    (home / "reports" / document.file).write_bytes(pdf[:-1] + b"?")
    with pytest.raises(errors.DocumentMissing):
        services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
    (home / "reports" / document.file).unlink()
    with pytest.raises(errors.DocumentMissing):
        services.content_of(document)


def test_without_a_released_result_there_is_no_report(agencies: Agencies) -> None:
    official = profiles.make_official(profiles.make_place(agencies.lampung))
    with pytest.raises(errors.NothingToReport):
        services.make_report(official, actor=SYSTEM, at=AFTER)


def test_a_person_who_is_not_mapped_gets_a_report_that_says_so(agencies: Agencies) -> None:
    stage = make_stage(agencies.lampung, 1, mapped=False)
    document, pdf = services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
    assert document.mapping_run is None
    assert "Belum dipetakan" in " ".join(pages_of(pdf))
    assert services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)[0] == document


def test_a_result_from_elsewhere_claims_no_error_and_is_no_sample(agencies: Agencies) -> None:
    stage = make_stage(agencies.lampung, 1)
    official = profiles.make_official(stage.place, "Rina Uji")
    profiles.rate(stage.place, official)
    profiles.external(stage.place, official, 3, mengelola_perubahan=1)
    profiling.map_agency(stage.place.agency, profiles.EVIDENCE_DAY, reason=profiles.WHY, actor=SYSTEM, at=AFTER)
    document, pdf = services.make_report(official, actor=SYSTEM, at=AFTER)
    text = " ".join(pages_of(pdf))
    assert not document.sample
    assert "contoh, bukan dasar keputusan" not in text.lower()
    assert "Menurut CACT · BKN pada 1 Juni 2024" in text
    assert "esalahan ukur hasil itu tidak diketahui" in text
    assert "rentang 90%" not in text


def test_a_report_whose_box_was_made_with_a_sample_says_so_beside_a_newer_result_that_is_none(stage: Stage) -> None:
    profiles.external(stage.place, stage.dewi, 3, day=AT.date() + timedelta(days=1))
    profiling.take_external_results(stage.place.agency, actor=SYSTEM, at=AFTER)
    document, pdf = services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
    assert "Menurut CACT" in " ".join(pages_of(pdf))  # the result is another institution's
    assert document.sample  # the box is ours, and a sample
    assert all("contoh, bukan dasar keputusan" in page.lower() for page in pages_of(pdf))


def test_where_nothing_could_be_assessed_the_report_still_stands(agencies: Agencies) -> None:
    from sembilan.competency.rules import ASPECTS, COMPETENCIES

    stage = make_stage(agencies.lampung, 1, **dict.fromkeys((*COMPETENCIES, *ASPECTS)))
    text = " ".join(pages_of(services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)[1]))
    assert "tidak satu pun kompetensi dapat dinilai" in text
    assert "Tidak ada catatan." in text


# --- who -----------------------------------------------------------------------------------------------------------------------


def test_an_officer_needs_a_purpose_and_the_person_sees_it(stage: Stage, people: dict[str, User], agencies: Agencies) -> None:
    actor = committee(people)
    with scope.carried(scope=[agencies.lampung.path], user=people["komar"].pk):
        with pytest.raises(PurposeMissing):
            services.make_report(stage.dewi, actor=actor, at=AFTER)
        services.make_report(stage.dewi, actor=actor, at=AFTER, purpose=PURPOSE)
    with scope.carried(user=stage.user.pk, official=stage.dewi.pk):
        (seen,) = looks.who_looked(stage.dewi, actor=stage.actor)
    assert (seen.what, seen.why, seen.actor_label) == ("reporting.person_report", PURPOSE, "Komar")


def test_the_person_makes_his_own_report_without_a_scope_or_purpose(stage: Stage) -> None:
    with scope.carried(user=stage.user.pk, official=stage.dewi.pk):
        document, pdf = services.make_report(stage.dewi, actor=stage.actor, at=AFTER)
        assert pdf.startswith(b"%PDF")
        assert selectors.documents(stage.dewi, actor=stage.actor).get() == document
        assert looks.who_looked(stage.dewi, actor=stage.actor) == []
    assert AuditEvent.objects.get(action="reporting.make_report").facts["sha256"] == document.sha256
    assert ReadEvent.objects.filter(subject=stage.dewi.uuid, why=services.OWN).count() == 1


def test_nobody_makes_a_colleagues_report(stage: Stage) -> None:
    with scope.carried(user=stage.user.pk, official=stage.dewi.pk), pytest.raises(NotAllowed):
        services.make_report(stage.people[1], actor=stage.actor, at=AFTER)


def test_another_agency_makes_no_report_of_ours(stage: Stage, people: dict[str, User]) -> None:
    with pytest.raises(NotAllowed):
        services.make_report(stage.dewi, actor=cast.actor(people["orang_lain"]), at=AFTER, purpose=PURPOSE)


def test_a_document_stays_as_it_was_made(stage: Stage) -> None:
    document, _pdf = services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE reporting_document SET sha256 = 'x' WHERE id = %s", [document.pk])
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reporting_document")


# --- a unit --------------------------------------------------------------------------------------------------------------------


def refusing(name: str) -> Callable[[PersonReport], bytes | DocumentFailed]:
    """A typesetter that refuses the report of one person."""

    def render(report: PersonReport) -> bytes | DocumentFailed:
        return DocumentFailed(f"the text `{name}` could not be displayed") if report.person.name == name else b"%PDF-1.7"

    return render


def run(job: ReportJob, stage: Stage, **more: int) -> ReportJob:
    return services.run_job(
        job, actor=SYSTEM, paths=[stage.place.agency.path, "n"], clock=lambda: AFTER, workers=more.get("workers", 0)
    )


def test_a_units_reports_are_made_and_taken_as_one_file(stage: Stage) -> None:
    job = services.plan_unit_reports(stage.place.unit, purpose=PURPOSE, actor=SYSTEM, at=AFTER)
    with pytest.raises(errors.JobNotDone):
        services.unit_archive(job, purpose=PURPOSE, actor=SYSTEM, at=AFTER)
    job = run(job, stage)
    assert (job.state, job.done, job.total) == (ReportJob.State.DONE, 2, 2)
    archive = zipfile.ZipFile(io.BytesIO(services.unit_archive(job, purpose=PURPOSE, actor=SYSTEM, at=AFTER)))
    assert sorted(archive.namelist()) == sorted(f"{document.code}.pdf" for document in Document.objects.all())
    assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())
    for official in stage.people:
        taken = ReadEvent.objects.get(people__subject=official.uuid, what="reporting.unit_archive")
        assert (taken.why, taken.count) == (PURPOSE, 2)


def test_a_job_that_was_cut_off_goes_on_without_making_anything_twice(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "BATCH", 1)
    job = services.plan_unit_reports(stage.place.unit, purpose=PURPOSE, actor=SYSTEM, at=AFTER)
    calls = []

    def render(report: object) -> bytes:
        calls.append(report)
        if len(calls) == 2:
            raise OSError("the disk is full")
        return b"%PDF-1.7"

    monkeypatch.setattr(services, "attempt_report", render)
    with pytest.raises(OSError, match="disk"):
        run(job, stage)
    job.refresh_from_db()
    assert (job.state, job.done) == (ReportJob.State.FAILED, 1)
    first = Document.objects.get()
    run(job, stage)
    assert len(calls) == 3
    assert job.state == ReportJob.State.DONE
    assert Document.objects.count() == 2
    assert Document.objects.filter(pk=first.pk).exists()


def test_a_report_that_cannot_be_set_stops_nobody_elses(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    job = services.plan_unit_reports(stage.place.unit, purpose=PURPOSE, actor=SYSTEM, at=AFTER)
    with monkeypatch.context() as broken:
        broken.setattr(services, "attempt_report", refusing(stage.dewi.name))
        with pytest.raises(errors.NotPrintable):
            services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
        job = run(job, stage)
    assert (job.state, job.done, job.total) == (ReportJob.State.DONE, 1, 2)
    assert selectors.passed_over(job) == [stage.dewi]
    assert f"the report of official {stage.dewi.uuid} cannot be set: DocumentFailed" in caplog.text
    assert stage.dewi.name not in caplog.text  # the typesetter's own sentence quotes what it refuses
    assert len(zipfile.ZipFile(io.BytesIO(services.unit_archive(job, purpose=PURPOSE, actor=SYSTEM, at=AFTER))).namelist()) == 1
    job = run(services.resume(job, actor=SYSTEM, at=AFTER), stage)
    assert (job.state, job.done, selectors.passed_over(job)) == (ReportJob.State.DONE, 2, [])


@pytest.mark.parametrize("name", ["王小明", "Siti 😀", "A\x07B", "\uf0b7 Dewi", "\ufeffDewi"])
def test_no_sign_in_a_name_stops_a_report(stage: Stage, name: str) -> None:
    Official.objects.filter(pk=stage.dewi.pk).update(name=name)
    stage.dewi.refresh_from_db()
    assert services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)[1].startswith(b"%PDF")


def test_spawned_processes_make_the_same_file_as_this_one(stage: Stage) -> None:
    with services._renderer(1) as elsewhere, services._renderer(0) as here:
        facts = list(selectors.facts_of(stage.people).values())
        reports = [services._report(one, selectors.dictionary("id"), "id", "", AFTER) for one in facts]
        assert list(elsewhere(reports)) == list(here(reports))


def test_two_jobs_of_a_unit_do_not_run_at_once_but_a_silent_one_may_be_replaced(stage: Stage) -> None:
    services.plan_unit_reports(stage.place.unit, purpose=PURPOSE, actor=SYSTEM, at=AFTER)
    with pytest.raises(errors.JobStillRunning):
        services.plan_unit_reports(stage.place.unit, purpose=PURPOSE, actor=SYSTEM, at=AFTER + timedelta(minutes=9))
    services.plan_unit_reports(stage.place.unit, purpose=PURPOSE, actor=SYSTEM, at=AFTER + timedelta(minutes=11))


def test_a_unit_without_results_has_nothing_to_make(agencies: Agencies) -> None:
    unit = tenancy.add_unit(agencies.lampung, "U9", "Kosong", actor=SYSTEM, at=AT)
    with pytest.raises(errors.NobodyToReport):
        services.plan_unit_reports(unit, purpose=PURPOSE, actor=SYSTEM, at=AFTER)


def test_a_job_is_asked_for_with_a_purpose_by_those_who_may(stage: Stage, people: dict[str, User]) -> None:
    with pytest.raises(PurposeMissing):
        services.plan_unit_reports(stage.place.unit, purpose="x", actor=SYSTEM, at=AFTER)
    for name in ("audi", "evi", "orang_lain", "siska"):
        with pytest.raises(NotAllowed):
            services.plan_unit_reports(stage.place.unit, purpose=PURPOSE, actor=cast.actor(people[name]), at=AFTER)


def test_the_background_job_carries_who_asked_and_his_scope(stage: Stage, people: dict[str, User]) -> None:
    actor = committee(people)
    job = services.make_unit_reports(stage.place.unit, purpose=PURPOSE, actor=actor, at=AFTER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'reporting.make_reports'")
        (arguments,) = cursor.fetchone()
    told = arguments if isinstance(arguments, dict) else __import__("json").loads(arguments)
    assert told == {"job": str(job.uuid), "user_id": people["komar"].pk, "scope_paths": [stage.place.unit.path]}


# --- what a code tells -----------------------------------------------------------------------------------------------------------


def test_a_code_tells_what_and_when_and_nothing_of_the_person(stage: Stage) -> None:
    document, _pdf = services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
    with scope.carried():
        found = selectors.verify(document.code.lower().replace("-", " "))
        assert Document.objects.count() == 0  # the look-up left no scope behind
    assert found is not None
    assert (found.kind, found.sha256, found.made_at, found.agency) == ("person", document.sha256, AFTER, stage.place.agency.name)
    assert stage.dewi.name not in str(found)


@pytest.mark.parametrize("code", ["", "K7QP", "%", "____-____-____", "0000-0000-0000", "'; DROP TABLE x --"])
def test_what_is_no_code_of_ours_tells_nothing(stage: Stage, code: str) -> None:
    services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
    assert selectors.verify(code) is None


def test_codes_hang_on_the_secret_of_the_installation(stage: Stage, settings: object) -> None:
    facts = selectors.facts_of([stage.dewi])[stage.dewi.pk]
    first = services._code(facts, "id")
    settings.SECRET_KEY = "lain" * 20  # type: ignore[attr-defined]
    assert services._code(facts, "id") != first


def test_a_test_that_is_not_released_is_being_checked(stage: Stage) -> None:
    from sembilan.scheduling.models import Registration

    assert not selectors.being_checked(stage.dewi)
    Registration.objects.filter(official=stage.dewi).update(attendance=Registration.Attendance.FINISHED)
    assert not selectors.being_checked(stage.dewi)  # its result is there
    planned = profiles.make_event(stage.place, "2026")
    Registration.objects.create(
        event=planned.event,
        official=stage.dewi,
        planned=planned,
        participant_number="2026-1",
        attendance=Registration.Attendance.FINISHED,
        path=stage.dewi.path,
    )
    assert selectors.being_checked(stage.dewi)


def test_profiles_and_officials_are_left_as_they_were(stage: Stage) -> None:
    before = (Profile.objects.count(), Official.objects.count())
    services.make_report(stage.dewi, actor=SYSTEM, at=AFTER)
    assert (Profile.objects.count(), Official.objects.count()) == before
