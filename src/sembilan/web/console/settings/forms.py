from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Role
from sembilan.web.ui.navigation import ROLE_NAMES


class ActivateForm(forms.Form):
    password = forms.CharField(label=_("Kata sandi baru"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(label=_("Ketik sekali lagi"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("Kedua kata sandi tidak sama."))
        return again


class RenewForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan memperbarui akses"),
        help_text=_("Pemilik akun membaca alasan dan nama Anda di halamannya, dan auditor melihat hitungannya."),
        max_length=200,
        required=False,  # an empty one is the service's rule to refuse
    )


class AgencyForm(forms.Form):
    code = forms.CharField(
        label=_("Kode"),
        help_text=_("Huruf kecil dan angka, misalnya lampung. Kode menjadi bagian nama berkas dan tidak dapat diubah lagi."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    name = forms.CharField(label=_("Nama resmi"), help_text=_("Misalnya Pemerintah Provinsi Lampung."), max_length=300)


class UserForm(forms.Form):
    username = forms.RegexField(
        r"^[a-z0-9._-]{3,60}$", label=_("Nama pengguna"), help_text=_("Huruf kecil, angka, titik; paling sedikit tiga.")
    )
    name = forms.CharField(label=_("Nama"), max_length=200)
    number = forms.CharField(
        label=_("NIP, atau NIK bila tidak mempunyai NIP"),
        help_text=_("Dua tanda tangan harus dari dua orang, jadi setiap akun petugas mencatat siapa orangnya."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        max_length=30,
    )
    role = forms.ChoiceField(label=_("Peran"))
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Berlaku di"), to_field_name="uuid")

    def __init__(self, roles: list[Role], organisations: object, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["role"].choices = [(role.value, gettext(ROLE_NAMES[role])) for role in roles]  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
