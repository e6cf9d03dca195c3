from django.urls import path

from sembilan.web.console.people import imports, queue, units, vacancies, views

app_name = "people"
urlpatterns = [
    path("", views.officials, name="officials"),
    path("pegawai/<uuid:official>/", views.official, name="official"),
    path("pegawai/<uuid:official>/akun/", views.open_login, name="open_login"),
    path("pegawai/<uuid:official>/pindah/", views.move, name="move"),
    path("unit/", units.units, name="units"),
    path("unit/baru/", units.add_top_unit, name="add_top_unit"),
    path("unit/<uuid:unit>/", units.unit, name="unit"),
    path("unit/<uuid:unit>/pindah/", units.move_unit, name="move_unit"),
    path("unit/<uuid:unit>/tambah/", units.add_unit, name="add_unit"),
    path("unit/<uuid:unit>/hapus/", units.remove_unit, name="remove_unit"),
    path("lowong/", vacancies.vacancies, name="vacancies"),
    path("lowong/<int:position>/cabut/", vacancies.withdraw, name="withdraw_vacancy"),
    path("impor/", imports.imports, name="imports"),
    path("impor/<uuid:batch>/", imports.one, name="import"),
    path("impor/<uuid:batch>/peta/", imports.remap, name="remap"),
    path("impor/<uuid:batch>/terapkan/", imports.apply, name="apply"),
    path("impor/<uuid:batch>/batal/", imports.undo, name="undo"),
    path("impor/<uuid:batch>/buang/", imports.discard, name="discard"),
    path("impor/<uuid:batch>/kemajuan/", imports.progress, name="progress"),
    path("impor/<uuid:batch>/ulang/", imports.again, name="again"),
    path("impor/<uuid:batch>/perubahan.xlsx", imports.changes, name="changes"),
    path("impor/<uuid:batch>/masalah.xlsx", imports.errors, name="errors"),
    path("mutu/", queue.causes, name="queue"),
    path("mutu/<slug:cause>/", queue.cause, name="cause"),
    path("mutu/<slug:cause>/selesai/", queue.decided, name="decided"),
    path("mutu/<slug:cause>/semua/", queue.all_of_cause, name="all_of_cause"),
    path("mutu/<slug:cause>/<uuid:issue>/", queue.one_issue, name="issue"),
]
