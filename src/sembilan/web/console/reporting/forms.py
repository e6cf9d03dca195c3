from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PurposeForm(forms.Form):
    """Why somebody's report is read: kept, and shown to him."""

    purpose = forms.CharField(
        label=_("Tujuan"),
        help_text=_("Dicatat dan dapat dibaca oleh orang yang laporannya dibuka. Contoh: persiapan sidang komite talenta."),
        min_length=8,
        max_length=300,
        error_messages={"min_length": _("Sebutkan tujuannya dengan lebih jelas, paling sedikit 8 huruf.")},
    )
    language = forms.ChoiceField(
        label=_("Bahasa laporan"), choices=[("id", _("Bahasa Indonesia")), ("en", _("Inggris"))], initial="id"
    )
