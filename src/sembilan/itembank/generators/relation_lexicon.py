"""Word pairs by relation, own-written, Indonesian. A line reads: head > tail | words that are tied to the head otherwise.

The words after the bar serve as wrong answers, so they must not stand in the relation of their line to the head.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """Head and tail of a relation, and at least three words tied to the head in other ways."""

    head: str
    tail: str
    beside: tuple[str, ...]


@dataclass(frozen=True)
class Relation:
    """`weight` in logits, provisional; `words` completes "{head} dan {tail}: ..." for the rationale."""

    weight: float
    words: str
    pairs: tuple[Pair, ...]


def _read(text: str) -> tuple[Pair, ...]:
    pairs = []
    for line in text.strip().splitlines():
        pair, _, beside = line.partition("|")
        head, _, tail = pair.partition(">")
        pairs.append(Pair(head.strip(), tail.strip(), tuple(word.strip() for word in beside.split(","))))
    return tuple(pairs)


RELATIONS: Mapping[str, Relation] = {
    "hewan_suara": Relation(0.0, "hewan dan bunyinya", _read("""
        kucing > mengeong | mencakar, kumis, tikus
        anjing > menggonggong | menjaga, ekor, tulang
        kuda > meringkik | berlari, pelana, penunggang
        kambing > mengembik | memanjat tebing, rumput, tanduk
        ayam jantan > berkokok | jengger, kandang, bertarung
        sapi > melenguh | susu, rumput, membajak
        singa > mengaum | surai, berburu, mangsa
        lebah > mendengung | madu, menyengat, bunga
        burung pipit > mencicit | sarang, terbang, padi
        ular > mendesis | melata, bisa, sisik
        """)),
    "pekerja_tempat": Relation(0.2, "pekerja dan tempat kerjanya", _read("""
        dokter > rumah sakit | pasien, stetoskop, mengobati
        guru > sekolah | murid, mengajar, buku pelajaran
        hakim > pengadilan | terdakwa, palu sidang, mengadili
        petani > sawah | padi, cangkul, menanam
        montir > bengkel | mesin, kunci pas, memperbaiki
        koki > dapur | masakan, wajan, memasak
        pustakawan > perpustakaan | buku, katalog, pembaca
        apoteker > apotek | obat, resep, meracik
        pilot > kokpit | penumpang, seragam, terbang
        peneliti > laboratorium | percobaan ilmiah, mikroskop, temuan
        """)),
    "pekerja_alat": Relation(0.4, "pekerja dan alat utamanya", _read("""
        penjahit > jarum | baju, kain, ukuran badan
        nelayan > jala | ikan, laut, ombak
        petani > cangkul | padi, sawah, panen
        pelukis > kuas | lukisan, galeri, pameran
        tukang kayu > gergaji | lemari, papan, bengkel
        dokter > stetoskop | pasien, rumah sakit, penyakit
        penyelam > tabung oksigen | laut, karang, ikan
        fotografer > kamera | foto, album, studio
        montir > kunci pas | mesin, bengkel, oli
        pemadam kebakaran > selang | api, asap, sirene
        """)),
    "antonim": Relation(0.3, "kata dan lawannya", _read("""
        panas > dingin | api, matahari, suhu
        kaya > miskin | harta, uang, dermawan
        cepat > lambat | kereta, lari, kecepatan
        ramai > sepi | pasar, pesta, orang
        tinggi > rendah | gunung, menara, badan
        maju > mundur | langkah, jalan, barisan
        rajin > malas | pegawai, bekerja, prestasi
        hemat > boros | tabungan, celengan, uang
        terang > gelap | lampu, pagi, senter
        menang > kalah | juara, piala, pertandingan
        """)),
    "wilayah_pemimpin": Relation(0.5, "lembaga atau wilayah dan pemimpinnya", _read("""
        provinsi > gubernur | kabupaten, wilayah, ibu kota
        kabupaten > bupati | kecamatan, provinsi, alun-alun
        kecamatan > camat | kelurahan, warga, kabupaten
        kelurahan > lurah | warga, kecamatan, surat pengantar
        kementerian > menteri | kebijakan, direktorat, pegawai
        universitas > rektor | mahasiswa, fakultas, gelar
        fakultas > dekan | jurusan, universitas, kuliah
        kapal > nakhoda | laut, pelabuhan, jangkar
        orkes > dirigen | musik, biola, panggung
        pesantren > kiai | santri, kitab, asrama
        """)),
    "bahan_hasil": Relation(0.6, "bahan dan hasil olahannya", _read("""
        padi > beras | sawah, petani, jerami
        tebu > gula | ladang, batang, manis
        kedelai > tempe | kacang, ladang, protein
        susu > keju | sapi, gelas, putih
        tanah liat > genting | sawah, merah, basah
        kapas > benang | ladang, putih, ringan
        karet > ban | kebun, getah, lentur
        pasir > kaca | pantai, sungai, butiran
        gandum > tepung terigu | ladang, panen, bulir
        singkong > tapai | kebun, umbi, daun
        """)),
    "benda_fungsi": Relation(0.7, "benda dan kegunaannya", _read("""
        pisau > memotong | tajam, papan talenan, gagang
        pena > menulis | tinta, kertas surat, penulis
        lampu > menerangi | listrik, malam, langit-langit
        sapu > membersihkan | debu, lantai, ijuk
        kompor > memanaskan | juru masak, gas, api
        lemari es > mendinginkan | dapur, listrik, sayur
        pompa > mengalirkan | air, mesin diesel, sumur
        kunci > membuka | daun pintu, logam, saku
        timbangan > menimbang | berat, pasar, pedagang sayur
        pengeras suara > menguatkan | pidato, listrik, panggung
        """)),
    "besaran_alat": Relation(1.0, "yang diukur dan alat ukurnya", _read("""
        suhu > termometer | derajat, panas, cuaca
        berat > timbangan | kilogram, karung beras, ringan
        panjang > meteran | sentimeter, jarak, lebar
        kecepatan > spidometer | kendaraan, jalan, kilometer per jam
        tekanan udara > barometer | cuaca, ketinggian, pascal
        waktu > jam | detik, tahun, jadwal
        gempa > seismograf | lempeng bumi, getaran, patahan
        kuat arus > amperemeter | listrik, kabel tembaga, ampere
        tekanan darah > tensimeter | detak jantung, lengan, perawat
        arah > kompas | utara, peta, perjalanan
        """)),
    "besaran_satuan": Relation(1.1, "besaran dan satuannya", _read("""
        suhu > derajat | termometer, panas, cuaca
        berat > kilogram | timbangan, beban, karung
        panjang > meter | penggaris, jarak, tali
        waktu > detik | jam dinding, jadwal, kalender
        luas > hektare | sawah, lahan, peta
        isi > liter | ember, air, tangki
        kuat arus > ampere | listrik, kabel, sakelar
        daya > watt | lampu, listrik, mesin
        kecepatan > kilometer per jam | kendaraan, jalan, lari
        suara > desibel | telinga, bising, lagu
        """)),
    "bagian_keseluruhan": Relation(1.2, "bagian dan keseluruhannya", _read("""
        halaman > buku | kertas, nomor, membaca
        kelopak > bunga | harum, kebun, warna
        gerbong > kereta api | penumpang, stasiun, rel
        pulau > kepulauan | laut, pantai, perahu layar
        atap > rumah | hujan, genting, tukang
        prajurit > pasukan | seragam, senjata, latihan
        bintang > galaksi | malam, cahaya, langit
        pohon > hutan | daun, akar, teduh
        senar > gitar | nada, petikan, putus
        jari > tangan | cincin, kuku, menunjuk
        """)),
    "sebab_akibat": Relation(1.4, "sebab dan akibatnya", _read("""
        hujan lebat > banjir | awan, payung, musim
        kemarau > kekeringan | matahari terik, musim, debu
        virus > flu | mikroskop, kecil, peneliti
        latihan > kemahiran | pelatih, jadwal harian, lapangan
        kelalaian > kecelakaan | lupa, orang, sikap ceroboh
        begadang > kantuk | malam, kopi, lampu
        kelembapan > jamur | udara, basah, hujan
        pujian > kebanggaan | ucapan, prestasi, atasan
        gempa bawah laut > tsunami | dasar samudra, getaran, lempeng
        suap > ketidakadilan | uang, amplop, pejabat
        """)),
    "sinonim": Relation(1.5, "kata dan padanannya", _read("""
        pandai > cerdas | sekolah, bodoh, belajar
        takut > gentar | berani, hantu, gelap
        segera > lekas | nanti, waktu, lambat
        indah > elok | taman, jelek, lukisan
        bohong > dusta | jujur, mulut, curiga
        mujur > beruntung | undian, celaka, hadiah
        letih > lelah | kerja, segar, tidur
        murka > marah | sabar, wajah, teriak
        sukar > sulit | mudah, ujian, usaha
        """)),
    "dokumen_bukti": Relation(1.8, "dokumen dan hal yang dibuktikannya", _read("""
        ijazah > kelulusan | kepala sekolah, map, nilai
        kuitansi > pembayaran | meterai tempel, kasir, uang
        daftar hadir > kehadiran | tanda tangan, ruang rapat, nama
        sertifikat tanah > kepemilikan | lahan, kantor pertanahan, batas
        buku nikah > perkawinan | penghulu, pengantin, foto
        resi > pengiriman | kurir, alamat tujuan, paket
        paspor > kewarganegaraan | bandara, visa, perjalanan
        kartu garansi > jaminan | toko elektronik, barang, kotak
        surat tilang > pelanggaran | polisi, jalan, denda
        piagam > penghargaan | bingkai kaca, panggung, dinding
        """)),
    "pencegah": Relation(2.1, "pelindung dan yang ditangkalnya", _read("""
        payung > hujan | tangkai, kain, lipat
        helm > benturan | kepala, pengendara, sepeda motor
        sekring > korsleting | listrik, kabel, sakelar
        kelambu > nyamuk | ranjang, kain, tidur
        tanggul > banjir | sungai, tanah, alat berat
        tirai > silau | jendela, kain, ruang tamu
        sandi > peretas | huruf, layar, akun
        jangkar > hanyut | kapal, rantai, pelabuhan
        pelumas > keausan | mesin, botol, bengkel
        pagar > penyusup | halaman depan, kayu, cat
        """)),
    "tingkat": Relation(2.7, "keadaan dan tingkat yang lebih kuat", _read("""
        hangat > panas | sejuk, selimut, pagi
        sejuk > dingin | hangat, udara, pegunungan
        gerimis > hujan lebat | awan, payung, basah
        kesal > murka | sabar, antrean, wajah
        remang > gelap | terang, senja, lampu
        bisikan > teriakan | telinga, pembicara, mulut
        retak > hancur | kaca, utuh, garis
        lembap > basah | kering, handuk, udara
        suka > tergila-gila | benci, hati, pilihan
        cubitan > pukulan | kulit lengan, jari, gemas
        lapar > kelaparan | kenyang, nasi bungkus, perut
        """)),
    "ketiadaan": Relation(3.1, "keadaan dan hal yang tidak ada padanya", _read("""
        gelap > cahaya | malam, hitam, takut
        sunyi > suara | malam, tenang, desa
        gundul > rambut | kepala, topi, sisir
        hampa > udara | ruang, kosong, ringan
        kering > air | panas, kemarau, retak
        lumpuh > gerak | kursi roda, kaki, sakit
        yatim > ayah | panti, anak, iba
        telanjang > pakaian | tubuh, malu, mandi
        menganggur > pekerjaan | rumah, surat lamaran, santai
        anarki > pemerintahan | kerusuhan, massa, negara
        """)),
}  # fmt: skip
