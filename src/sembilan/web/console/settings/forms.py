from __future__ import annotations

from django import forms
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


class UserForm(forms.Form):
    username = forms.RegexField(
        r"^[a-z0-9._-]{3,60}$", label=_("Nama pengguna"), help_text=_("Huruf kecil, angka, titik; paling sedikit tiga.")
    )
    name = forms.CharField(label=_("Nama"), max_length=200)
    role = forms.ChoiceField(label=_("Peran"))
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Berlaku di"), to_field_name="uuid")

    def __init__(self, roles: list[Role], organisations: object, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["role"].choices = [(role.value, ROLE_NAMES[role]) for role in roles]  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
