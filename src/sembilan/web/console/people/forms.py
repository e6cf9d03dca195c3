from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sembilan.kit.tabular import MAX_BYTES


class UploadForm(forms.Form):
    """The file, and the agency where there is a choice."""

    agency = forms.ChoiceField(label=_("Instansi"))
    file = forms.FileField(
        label=_("Berkas"),
        help_text=_("Excel (.xlsx) atau CSV, paling besar 20 MB. Belum ada yang diubah sampai Anda menerapkannya."),
    )

    def __init__(self, agencies: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = agencies
        if len(agencies) == 1:
            field.widget, field.initial = forms.HiddenInput(), agencies[0][0]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("Berkas ini terlalu besar: batasnya 20 MB."))
        return file


class VacancyForm(forms.Form):
    """Which post, and the document that says it is vacant."""

    position = forms.TypedChoiceField(label=_("Jabatan"), coerce=int)
    source = forms.CharField(
        label=_("Dokumen"), max_length=200, help_text=_("Misalnya nomor keputusan pemberhentian, pensiun, atau peta jabatan.")
    )
    day = forms.DateField(label=_("Tanggal dokumen"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, positions: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["position"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Pilih jabatan")), *positions]


class UnitForm(forms.Form):
    """What a unit is called."""

    name = forms.CharField(label=_("Nama unit"), max_length=300)
    echelon = forms.CharField(
        label=_("Eselon"), max_length=10, required=False, help_text=_("Misalnya II.a; kosong bila tidak ada.")
    )


class NewUnitForm(UnitForm):
    """A unit that is not there yet, by the code that files know it by."""

    code = forms.RegexField(
        r"^[A-Za-z0-9._-]+$",
        label=_("Kode unit"),
        max_length=50,
        help_text=_("Kode yang dipakai berkas pegawai Anda. Kode tidak dapat diubah lagi."),
    )
    field_order = ("name", "code", "echelon")
