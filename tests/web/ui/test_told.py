"""A broken rule in the reader's language, with the reasons it carries."""

from django.utils import translation

from sembilan.delivery import faults
from sembilan.delivery.errors import PackageInvalid
from sembilan.kit.errors import Reasons
from sembilan.web.ui.pages import told


def test_a_rule_is_told_with_its_reasons_in_the_readers_language() -> None:
    problem = PackageInvalid(reasons=Reasons([faults.ItemStemEmpty(section=1, item="S1-2"), faults.SectionsMissing()]))
    assert str(problem) == "Paket soal tidak sah: bagian 1, soal S1-2: teks soal kosong; tidak ada bagian"
    with translation.override("id"):
        assert told(problem) == str(problem)
    with translation.override("en"):
        assert told(problem) == "The test package is not valid: section 1, item S1-2: the item has no text; there is no section"
