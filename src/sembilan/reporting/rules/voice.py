"""To whom a report speaks: the person reads "Anda", everybody else reads about him.

The sentences are written to the person where they are chosen (narrative, doubt); here each one that addresses him has its twin
about him. A sentence that addresses nobody has none and is said as it is.
"""

from __future__ import annotations

from typing import Final

from sembilan.kit.text import gettext_noop
from sembilan.reporting.rules.narrative import Say

ABOUT: Final = {
    "Pada %(day)s Anda mengikuti asesmen, tetapi tidak satu pun kompetensi dapat dinilai.": gettext_noop(
        "Pada %(day)s pegawai ini mengikuti asesmen, tetapi tidak satu pun kompetensi dapat dinilai."
    ),
    "Hasil Anda pada %(day)s belum dapat dibandingkan, karena standarnya belum diketahui.": gettext_noop(
        "Hasil pegawai ini pada %(day)s belum dapat dibandingkan, karena standarnya belum diketahui."
    ),
    "standar jabatan Anda": gettext_noop("standar jabatannya"),
    "standar untuk jenjang jabatan Anda": gettext_noop("standar untuk jenjang jabatannya"),
    "%(when)s hasil Anda berada di bawah %(standard)s pada %(all)s kompetensi%(judged)s.": gettext_noop(
        "%(when)s hasil pegawai ini berada di bawah %(standard)s pada %(all)s kompetensi%(judged)s."
    ),
    "%(when)s Anda memenuhi atau melampaui %(standard)s pada semua %(all)s kompetensi%(judged)s.": gettext_noop(
        "%(when)s pegawai ini memenuhi atau melampaui %(standard)s pada semua %(all)s kompetensi%(judged)s."
    ),
    "%(when)s Anda memenuhi atau melampaui %(standard)s pada %(met)s dari %(all)s kompetensi%(judged)s.": gettext_noop(
        "%(when)s pegawai ini memenuhi atau melampaui %(standard)s pada %(met)s dari %(all)s kompetensi%(judged)s."
    ),
    "Di antara minat Anda sendiri, yang paling menonjol: %(names)s.": gettext_noop(
        "Di antara minatnya sendiri, yang paling menonjol: %(names)s."
    ),
    "Pilihan Anda lebih condong ke peran memimpin daripada peran keahlian.": gettext_noop(
        "Pilihannya lebih condong ke peran memimpin daripada peran keahlian."
    ),
    "Pilihan Anda lebih condong ke peran keahlian daripada peran memimpin.": gettext_noop(
        "Pilihannya lebih condong ke peran keahlian daripada peran memimpin."
    ),
    "Pilihan Anda seimbang antara peran memimpin dan peran keahlian.": gettext_noop(
        "Pilihannya seimbang antara peran memimpin dan peran keahlian."
    ),
    "Batang membandingkan minat Anda satu dengan yang lain, bukan dengan orang lain. Tidak masuk ke dalam peta mana pun.": (
        gettext_noop(
            "Batang membandingkan minat orang ini satu dengan yang lain, bukan dengan orang lain. "
            "Tidak masuk ke dalam peta mana pun."
        )
    ),
    "Jika Anda memiliki bukti %(names)s, serahkan salinannya kepada pengelola kepegawaian di %(agency)s.": gettext_noop(
        "Jika pegawai ini memiliki bukti %(names)s, salinannya diserahkan kepada pengelola kepegawaian di %(agency)s."
    ),
    "Untuk %(names)s Anda tidak perlu menyerahkan apa pun: yang mencatatnya adalah pengelola kepegawaian di %(agency)s.": (
        gettext_noop("Yang mencatat %(names)s adalah pengelola kepegawaian di %(agency)s, bukan pegawai ini.")
    ),
    "Untuk %(names)s Anda tidak perlu menyerahkan apa pun: nilainya berasal dari asesmen dan belum dapat dihitung seluruhnya.": (
        gettext_noop("Nilai %(names)s berasal dari asesmen dan belum dapat dihitung seluruhnya.")
    ),
    (
        "Untuk %(names)s Anda tidak perlu melakukan apa pun: daftar hukuman disiplin di instansi Anda belum dinyatakan lengkap "
        "atau belum selesai diperiksa. Ini tidak berarti Anda pernah dihukum. "
        "Yang menyelesaikannya adalah pengelola kepegawaian di %(agency)s."
    ): gettext_noop(
        "Untuk %(names)s, daftar hukuman disiplin di instansi ini belum dinyatakan lengkap atau belum selesai diperiksa. "
        "Ini tidak berarti pegawai ini pernah dihukum. Yang menyelesaikannya adalah pengelola kepegawaian di %(agency)s."
    ),
}


def about(say: Say) -> Say:
    """`say` for a reader who is not the person."""
    return lambda text: say(ABOUT.get(text, text))
