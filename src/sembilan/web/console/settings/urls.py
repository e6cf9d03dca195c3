from django.urls import path

from sembilan.web.console.settings import ledger, trail, views

app_name = "settings"
urlpatterns = [
    path("aktivasi/<str:secret>/", views.activate, name="activate"),
    path("pengaturan/pengguna/", views.users, name="users"),
    path("pengaturan/pengguna/baru/", views.add_user, name="add_user"),
    path("pengaturan/pengguna/<uuid:user>/", views.user, name="user"),
    path("pengaturan/instansi/", views.agencies, name="agencies"),
    path("pengaturan/jejak/", trail.audit, name="audit"),
    path("pengaturan/buku-besar/", ledger.ledger, name="ledger"),
    path("pengaturan/buku-besar/titik-periksa.txt", ledger.checkpoint, name="checkpoint"),
    path("pengaturan/buku-besar/<int:position>/", ledger.leaf, name="leaf"),
    path("pengaturan/buku-besar/<int:position>/isi.json", ledger.payload, name="leaf_payload"),
]
