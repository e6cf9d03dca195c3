from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sembilan.delivery.models import Incident

DOCUMENTS = [("ktp", _("KTP")), ("kartu_pegawai", _("Kartu pegawai")), ("surat", _("Surat keterangan"))]


BY_THE_HALL = (Incident.Kind.TIME, Incident.Kind.PIN, Incident.Kind.WINDOWS)  # noted without anybody writing them down


class DocumentForm(forms.Form):
    document = forms.ChoiceField(
        label=_("Dokumen yang dicocokkan"), choices=DOCUMENTS, widget=forms.RadioSelect(attrs={"autofocus": True})
    )


class IncidentForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Jenis kejadian"),
        choices=[(kind.value, _(kind.label)) for kind in Incident.Kind if kind not in BY_THE_HALL],
    )
    note = forms.CharField(label=_("Catatan"), max_length=180, help_text=_("Apa yang terjadi, kapan, dan apa yang dilakukan."))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Alasan"), max_length=180)


class CreditForm(ReasonForm):
    minutes = forms.IntegerField(label=_("Tambahan waktu, dalam menit"), min_value=1, max_value=240)


class PostponeForm(ReasonForm):
    minutes = forms.IntegerField(label=_("Mulai berapa menit dari sekarang"), min_value=5, max_value=480)

    field_order = ("minutes", "reason")


class SeatForm(forms.Form):
    """Room and label of a free seat, as one choice."""

    seat = forms.ChoiceField(label=_("Kursi"))

    def __init__(self, seats: list[tuple[str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["seat"].choices = [(f"{room}|{label}", f"{room}, {label}") for room, label in seats]  # type: ignore[attr-defined]
