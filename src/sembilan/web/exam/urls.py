from __future__ import annotations

from django.urls import path

from sembilan.web.exam import views

app_name = "exam"

urlpatterns = [
    path("", views.home, name="home"),
    path("masuk", views.enter, name="enter"),
    path("keluar", views.leave, name="leave"),
    path("keadaan", views.state, name="state"),
    path("pernyataan", views.notices, name="notices"),
    path("bagian/mulai", views.begin, name="begin"),
    path("bagian/selesai", views.finish, name="finish"),
    path("jawaban", views.answers, name="answers"),
    path("denyut", views.beat, name="beat"),
    path("serahkan", views.hand_in, name="hand_in"),
    path("latihan", views.practice, name="practice"),
    path("latihan/jawaban", views.practice_answers, name="practice_answers"),
    path("latihan/denyut", views.practice_beat, name="practice_beat"),
    path("latihan/selesai", views.practice_finish, name="practice_finish"),
    path("latihan/pembahasan", views.practice_review, name="practice_review"),
]
