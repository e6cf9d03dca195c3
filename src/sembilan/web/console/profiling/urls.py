from django.urls import path

from sembilan.web.console.profiling import exports, person, policies, runs, views

app_name = "profiling"
urlpatterns = [
    path("", views.board, name="board"),
    path("orang/", views.people, name="people"),
    path("orang/<uuid:official>/", person.person, name="person"),
    path("unduh/", exports.export, name="export"),
    path("gambar/", exports.picture, name="picture"),
    path("kebijakan/", policies.policies, name="policies"),
    path("kebijakan/<uuid:policy>/", policies.policy, name="policy"),
    path("perhitungan/", runs.runs, name="runs"),
    path("perhitungan/<uuid:run>/tarik/", runs.withdraw, name="withdraw"),
    path("perhitungan/kemajuan/<int:job>/", runs.progress, name="progress"),
]
