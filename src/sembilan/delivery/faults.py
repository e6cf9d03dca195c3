"""What can be wrong with the body of a package, one class a fault. PackageInvalid carries all that were found."""

from __future__ import annotations

from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop


class KeyForbidden(RuleBroken):
    code = "delivery.package.key_forbidden"
    message = gettext_noop("kunci terlarang '%(key)s'")


class FormatUnknown(RuleBroken):
    code = "delivery.package.format_unknown"
    message = gettext_noop("format bukan %(wanted)s")


class FieldEmpty(RuleBroken):
    code = "delivery.package.field_empty"
    message = gettext_noop("%(field)s kosong")


class EvidenceUnknown(RuleBroken):
    code = "delivery.package.evidence_unknown"
    message = gettext_noop("taraf bukti tidak dikenal")


class NoticesMissing(RuleBroken):
    code = "delivery.package.notices_missing"
    message = gettext_noop("pemberitahuan privasi atau pernyataan kejujuran tidak ada")


class SectionsMissing(RuleBroken):
    code = "delivery.package.sections_missing"
    message = gettext_noop("tidak ada bagian")


class SectionUnreadable(RuleBroken):
    code = "delivery.package.section_unreadable"
    message = gettext_noop("bagian %(section)s: bukan objek")


class SectionOutOfOrder(RuleBroken):
    code = "delivery.package.section_out_of_order"
    message = gettext_noop("bagian %(section)s: nomor tidak urut")


class SectionFieldEmpty(RuleBroken):
    code = "delivery.package.section_field_empty"
    message = gettext_noop("bagian %(section)s: %(field)s kosong")


class SectionMinutesInvalid(RuleBroken):
    code = "delivery.package.section_minutes_invalid"
    message = gettext_noop("bagian %(section)s: lama waktu tidak sah")


class SectionFieldNoList(RuleBroken):
    code = "delivery.package.section_field_no_list"
    message = gettext_noop("bagian %(section)s: %(field)s bukan daftar")


class SectionEmpty(RuleBroken):
    code = "delivery.package.section_empty"
    message = gettext_noop("bagian %(section)s: tidak ada soal")


class ItemNameless(RuleBroken):
    code = "delivery.package.item_nameless"
    message = gettext_noop("bagian %(section)s: soal tanpa id")


class ItemRepeated(RuleBroken):
    code = "delivery.package.item_repeated"
    message = gettext_noop("soal %(item)s muncul %(count)s kali")


class ItemTypeUnknown(RuleBroken):
    code = "delivery.package.item_type_unknown"
    message = gettext_noop("bagian %(section)s, soal %(item)s: jenis tidak dikenal")


class ItemStemEmpty(RuleBroken):
    code = "delivery.package.item_stem_empty"
    message = gettext_noop("bagian %(section)s, soal %(item)s: teks soal kosong")


class ItemOptionsUnreadable(RuleBroken):
    code = "delivery.package.item_options_unreadable"
    message = gettext_noop("bagian %(section)s, soal %(item)s: pilihan tidak sah")


class ItemOptionsWrong(RuleBroken):
    code = "delivery.package.item_options_wrong"
    message = gettext_noop("bagian %(section)s, soal %(item)s: pilihan kurang atau berulang")
