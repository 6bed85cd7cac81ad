"""Names of people and streets by region: word lists written for the sample, and how a provinsi mixes them.

No list was taken from a register; any likeness to a person is chance.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from data_access.bulk import Vocabulary


def words_of(text: str) -> list[str]:
    """The words of a list; where names have a blank in them, the list is divided by bars."""
    return text.split("|") if "|" in text else text.split()


# group -> (given names of men, given names of women, second names)
_LISTS: dict[str, tuple[str, str, str]] = {
    "jawa": (
        "Slamet Sutrisno Suparman Sugeng Bambang Joko Agus Wahyu Teguh Widodo Supriyadi Sarjono Mulyono Purwanto Eko "
        "Dwi Tri Budi Hadi Karno Ngatiman Paijo Tukiman Sumarno Suyanto Rudi Bayu Dimas Arif Yoga",
        "Siti Sri Endang Sulastri Sumiyati Suparti Wartini Tumini Ngatinah Painem Sulistyowati Wahyuni Ningsih Retno "
        "Dewi Lestari Ratna Puji Tutik Rini Yuni Indah Fitri Ayu Murni Suminah Kasiyem Partini Warsini Titik",
        "Santoso Wibowo Prasetyo Nugroho Setiawan Susanto Utomo Raharjo Hartono Kurniawan Saputra Wahyudi Prayitno "
        "Handayani Rahayu Wulandari Astuti Lestari Purwanti Haryanti Widyastuti Kusuma Hidayat Purnomo",
    ),
    "sunda": (
        "Asep Ujang Cecep Dadang Deden Dedi Endang Engkos Entis Iwan Jajang Kosasih Maman Nandang Oman Rahmat Sobari "
        "Tatang Uus Wawan Yayan Yusuf Aceng Agus Ade Cucu Encep Gilang Rizki Rian",
        "Euis Neneng Iis Imas Nyai Lilis Enok Tati Yayah Yuyun Ai Cucu Dedeh Elis Entin Ida Iyah Kokom Mimin Nining "
        "Nunung Oneng Popon Rina Rukoyah Siti Titin Uum Wiwin Yani",
        "Suherman Sutisna Hidayat Gunawan Setiawan Permana Sopandi Kusnadi Rustandi Supriatna Mulyana Sunarya "
        "Komariah Nurhayati Rohaeti Kurniasih Sumiati Rosidah Suryani Maryati Juariah Saputra Ramdani Nugraha",
    ),
    "betawi": (
        "Rojali Mamat Sabeni Naim Jamal Marzuki Sarmili Ahmad Udin Syahroni Husin Muhidin Fauzi Rahmat Sanusi Yahya "
        "Mahmud Abdul Zaenal Hasan",
        "Munah Rohani Saodah Marhamah Aminah Fatimah Nurjanah Maemunah Sofiah Hindun Saadah Khodijah Masnah Rodiah "
        "Salamah Zubaedah Mariam Nurlela Royanih Siti",
        "Hasbullah Syarifudin Mughni Saidi Anwar Rasyid Ismail Hamdani Mansur Nasrullah Firmansyah Fadilah Zakiyah "
        "Hasanah Muslihah Rahmawati Apriyani Maulana",
    ),
    "madura": (
        "Moh. Hasan Abd. Sahrul Mat Buhari Tohir Musleh Marsuki Holil Mahfud Sanusi Munir Hosen Samsul Fathor Zainul "
        "Rofiq Sukri Bunadi",
        "Hosniyah Suhartini Maimunah Sumiyeh Hotijah Juma'ati Mutmainnah Sadiyah Nor Rukmini Busiya Marwiyah Zainab "
        "Holifah Misnati Suryati Satiyah Halimah Sahwani Mar'atus",
        "Rahman Holis Wafi Hamid Syakur Latif Basri Imam Karim Mukti Hasanah Sholehah Komariyah Fitriyah Aisyah "
        "Jannah Rohmah Hidayati",
    ),
    "batak": (
        "Binsar Tumpal Parulian Mangatas Saut Poltak Jonner Marihot Togar Rudolf Hotman Sahat Pardamean Horas Ronald "
        "Jekson Lamhot Robert Daniel Pangihutan",
        "Tiurma Rosmauli Lamria Rotua Nurmala Duma Tiarma Risma Hotmauli Roslina Sondang Mariani Berliana Dameria "
        "Ernita Nurhaida Tiodor Masta Herlina Rumondang",
        "Simanjuntak Sihombing Sinaga Siregar Nasution Situmorang Panjaitan Hutagalung Manurung Simbolon Lubis "
        "Harahap Purba Ginting Tarigan Sembiring Saragih Pasaribu Marpaung Nainggolan",
    ),
    "minang": (
        "Syafril Zulkifli Yusrizal Afrizal Jasman Rusdi Basri Nofrizal Hendri Syamsul Irwan Dasril Khairul Ramli "
        "Erizal Masri Fadli Ilham Rizal Yondri",
        "Yusnimar Nurbaiti Rosmaniar Asnidar Ermawati Gusniati Desmawati Nurhayani Zuraida Yarnis Rahmawati Erlinda "
        "Mardiana Syamsiar Misnawati Fitriani Upik Dasmawati Novita Yulia",
        "Chaniago Koto Piliang Sikumbang Tanjung Jambak Guci Melayu Caniago Pasaribu Putra Putri Rahman Efendi "
        "Hasibuan Mandaliko",
    ),
    "melayu": (
        "Zainal Abdul Hamzah Ismail Ridwan Saiful Tarmizi Yahya Azhar Burhan Darwis Fahmi Hasanuddin Jalaludin "
        "Kamarudin Mahmud Nasrun Rusli Samsudin Usman",
        "Siti Zubaidah Rohana Salmah Hasnah Zaleha Rosnah Mariana Nuraini Kamariah Faridah Jamilah Hayati Rohaya "
        "Suryana Normah Asmah Maimunah Ratnawati Yusnita",
        "Rahman Harahap Efendi Saputra Hidayat Syah Kurniawan Firdaus Hakim Maulana Wahid Lestari Sari Anggraini "
        "Oktavia Marlina Suryani Fitriani",
    ),
    "aceh": (
        "Teuku Muhammad Zulfikar Fauzan Mukhtar Nazaruddin Razali Iskandar Munawar Saifuddin Bukhari Hasballah "
        "Ibrahim Junaidi Marzuki Rahmadi Syarifuddin Tarmizi Usman Yusri",
        "Cut Nuraini Fatimah Nurul Mardhiah Rosmiati Zahara Safrina Aisyah Khadijah Nurlaila Rukaiyah Salamah "
        "Ainsyah Hafsah Nurhayati Maryam Zainabon Sakdiah Yusra",
        "Daud Hasan Abdullah Ismail Yunus Idris Ali Husen Amin Saleh Puteh Maulida Rahmi Mawaddah Ulfa Fitria",
    ),
    "bugis": (
        "Andi Daeng Baso Ambo Muhammad Syamsuddin Abdul Amiruddin Basri Haeruddin Kaharuddin Lukman Mappa Nurdin "
        "Rusli Sudirman Tahir Umar Yusuf Zainuddin",
        "Andi Besse Indo Nurhayati Hasnah Rosmini Sitti Marlina Hj. Nuraeni Darmawati Fatmawati Halimah Jumriah "
        "Kasmawati Mariati Nurlia Rabiah Suriani Wahida",
        "Mappanyukki Tenri Manggabarani Rahman Palewai Sose Lolo Mangkona Saleh Hamzah Pawelloi Ramli Tappa Nur "
        "Syahrir Hasan Paduppai",
    ),
    "minahasa": (
        "Ferdinand Stenly Frangky Hengky Jootje Noldy Rommy Alfrits Deisy Jemmy Ventje Maxi Yopie Berty Recky Novri "
        "Steven Marthen Denny Jantje",
        "Meiske Olga Femmy Jeane Selvi Grace Deetje Vonny Syultje Debby Altje Marlin Yulin Noni Sientje Fransiska "
        "Novita Jul Martje Sherly",
        "Mandagi Wenas Lumentut Rondonuwu Tumbelaka Kandou Pangemanan Sondakh Wowor Lasut Mamahit Supit Tombokan "
        "Rumengan Polii Kalalo Walangitan",
    ),
    "gorontalo": (
        "Rahmat Yusuf Abdul Hamzah Ridwan Sofyan Karim Yamin Usman Husain Iwan Arifin Ismet Taufik Djafar Rustam "
        "Idris Zakaria Hasan Ramli",
        "Hasni Sartin Rahmatia Yulin Hadidjah Maryam Fatma Nurhayati Asna Saripa Sumarni Rosna Halima Erni Hawa "
        "Ratni Salma Martin Yusna Sitti",
        "Lahay Mohamad Hulopi Pakaya Abdullah Ibrahim Gobel Lamusu Monoarfa Hasan Katili Daud Ismail Uno Biya Tuli",
    ),
    "bali": (
        "I Wayan|I Made|I Nyoman|I Ketut|I Gede|I Putu|I Kadek|I Komang|Ida Bagus|I Gusti|I Nengah|I Dewa",
        "Ni Wayan|Ni Made|Ni Nyoman|Ni Ketut|Ni Luh|Ni Putu|Ni Kadek|Ni Komang|Ida Ayu|Ni Nengah|Desak|Gusti Ayu",
        "Suardana Sudiarta Astawa Sukerti Suastini Artana Widiana Mertayasa Sudana Arsana Parwata Wirawan Budiasih "
        "Suryani Sutarja Murni Kariasih Darma Sukarma Armini",
    ),
    "sasak": (
        "Lalu Muhammad Amaq Sahabudin Mahrip Haerul Sapri Rahmat Zaenudin Murdan Akmal Suhardi Jumahir Rusman "
        "Saharudin Nurdin Muliadi Hamdan Samsul Inaq",
        "Baiq Inaq Rohani Nurhasanah Sahnim Mahni Saknah Huriah Sumarni Nuraini Hartini Maisarah Suriani Jumrah "
        "Seniwati Haeriah Zohrah Kalsum Murniati Siti",
        "Hadi Wijaya Efendi Zulkarnaen Mahyudin Anwar Wahyu Hidayati Ariani Rahman Kurniawan Aini Putri Saleh Irawan",
    ),
    "ntt": (
        "Yohanes Petrus Paulus Antonius Yosep Fransiskus Markus Marthen Nikolaus Simon Stefanus Thomas Kristoforus "
        "Melkianus Gabriel Agustinus Benyamin Soleman Yakobus Lambertus",
        "Maria Yuliana Margaretha Elisabet Katarina Yosefina Kristina Agnes Theresia Martha Yustina Regina Adriana "
        "Paulina Veronika Rosalia Bernadete Lusia Fransina Dorkas",
        "Nahak Bria Tefa Seran Klau Lelo Ndun Tallo Manafe Bulu Dappa Umbu Kaka Ngongo Leba Djawa Naibaho Laka Ratu "
        "Wora Beding Koten",
    ),
    "banjar": (
        "Muhammad Ahmad Syahrani Hasan Rahmadi Bahrani Masran Jumri Utuh Syarkawi Norhadi Arbain Suriansyah Rusmadi "
        "Fitriadi Hamdani Khairani Zainuddin Anang Basuni",
        "Norhayati Siti Mastora Galuh Rusmini Jamilah Hamsiah Norjannah Barkah Masitah Rahmah Salasiah Aluh Mariatul "
        "Rabiatul Fauziah Noraida Kamsiah Saniah Wardah",
        "Rahman Noor Fahmi Ansyari Hidayat Jannah Hasanah Fitriah Arsyad Maulida Ilmi Syahrani Sidik Effendi Wahidah",
    ),
    "dayak": (
        "Yulius Sius Bambang Herkulanus Lambung Petrus Antonius Tius Donatus Jimmi Agus Markus Ajung Stepanus Rusni "
        "Silas Kornelius Sabang Yanto Dehen",
        "Yuliana Sulastri Lusia Martina Rusmina Natalia Emiliana Yohana Margareta Tiwi Silvia Monika Elisabeth Norma "
        "Kristiani Marsiana Reni Dina Susana Lidia",
        "Bangkan Lambung Usop Narang Ngau Laing Juk Jaang Apui Tingang Binti Ibung Sawung Anyeq Lawing Kunum Sera",
    ),
    "maluku": (
        "Yohanis Marthinus Abraham Johan Frans Semuel Izaak Jacob Hamid La Hasan Rahman Elias Petrus Cornelis Albert "
        "Wempi Jopi Melkias Idris",
        "Yohana Martha Dominggas Fransina Wa Halima Rosina Elisabeth Saoda Aminah Agustina Naomi Welhelmina Yakoba "
        "Sitna Nurjana Cornelia Orpa Henderina Mariam",
        "Pattiasina Latuconsina Tuasikal Leatemia Manuputty Sahetapy Lewaherilla Wattimena Tomasoa Salampessy "
        "Rumbia Kelian Umar Souisa Pelupessy Batkunde",
    ),
    "papua": (
        "Yohanis Markus Petrus Yakob Otniel Yulius Lukas Marten Titus Derek Elias Benyamin Simon Natan Agus Zeth "
        "Obet Musa Yosias Alfons",
        "Yohana Marta Dorkas Yuliana Naomi Orpa Ruth Selina Mince Fransina Debora Ester Yakomina Regina Susana "
        "Novela Yosina Paulina Merry Adolfina",
        "Wenda Kogoya Tabuni Yikwa Murib Telenggen Mambrasar Rumbiak Wanggai Kambuaya Mote Pekei Gobai Tekege Wonda "
        "Kaize Gebze Yoku Ohee Asso Hisage Itlay",
    ),
}

# Second names that only women bear, among groups whose second name is not a family's.
_OF_WOMEN = set(
    words_of(
        "Handayani Rahayu Wulandari Astuti Lestari Purwanti Haryanti Widyastuti Komariah Nurhayati Rohaeti Kurniasih "
        "Sumiati Rosidah Suryani Maryati Juariah Fadilah Zakiyah Hasanah Muslihah Rahmawati Apriyani Sholehah "
        "Komariyah Fitriyah Aisyah Jannah Rohmah Hidayati Putri Sari Anggraini Oktavia Marlina Fitriani Maulida Rahmi "
        "Mawaddah Ulfa Fitria Tenri Nur Sukerti Suastini Budiasih Murni Kariasih Armini Ariani Aini Fitriah Wahidah"
    )
)

# Second names that children take from the head of the household.
_MARGA = {"batak", "minahasa", "ntt", "maluku", "papua", "gorontalo", "dayak"}

GROUPS = tuple(_LISTS)

# provinsi -> shares of the groups
_MIX: dict[int, dict[str, float]] = {
    11: {"aceh": 0.92, "batak": 0.03, "jawa": 0.05},
    12: {"batak": 0.6, "jawa": 0.27, "melayu": 0.13},
    13: {"minang": 0.95, "jawa": 0.05},
    14: {"melayu": 0.5, "jawa": 0.3, "minang": 0.2},
    15: {"melayu": 0.65, "jawa": 0.35},
    16: {"melayu": 0.72, "jawa": 0.28},
    17: {"melayu": 0.7, "jawa": 0.3},
    18: {"jawa": 0.64, "melayu": 0.26, "sunda": 0.1},
    19: {"melayu": 0.85, "jawa": 0.15},
    21: {"melayu": 0.6, "jawa": 0.2, "minang": 0.2},
    31: {"betawi": 0.34, "jawa": 0.4, "sunda": 0.26},
    32: {"sunda": 0.84, "jawa": 0.16},
    33: {"jawa": 1.0},
    34: {"jawa": 1.0},
    35: {"jawa": 0.84, "madura": 0.16},
    36: {"sunda": 0.7, "jawa": 0.18, "betawi": 0.12},
    51: {"bali": 0.9, "jawa": 0.1},
    52: {"sasak": 1.0},
    53: {"ntt": 1.0},
    61: {"dayak": 0.4, "melayu": 0.45, "madura": 0.15},
    62: {"dayak": 0.45, "banjar": 0.3, "jawa": 0.25},
    63: {"banjar": 0.86, "jawa": 0.14},
    64: {"banjar": 0.3, "jawa": 0.4, "bugis": 0.3},
    65: {"dayak": 0.45, "bugis": 0.35, "jawa": 0.2},
    71: {"minahasa": 0.85, "gorontalo": 0.15},
    72: {"bugis": 0.7, "minahasa": 0.15, "jawa": 0.15},
    73: {"bugis": 1.0},
    74: {"bugis": 0.9, "jawa": 0.1},
    75: {"gorontalo": 1.0},
    76: {"bugis": 1.0},
    81: {"maluku": 1.0},
    82: {"maluku": 1.0},
}
_PAPUA = {"papua": 0.76, "jawa": 0.1, "bugis": 0.08, "maluku": 0.06}
_MADURA_KAB = {3526, 3527, 3528, 3529}


_MEN = [words_of(lists[0]) for lists in _LISTS.values()]
_WOMEN = [words_of(lists[1]) for lists in _LISTS.values()]


def _second(group: str, *, of_women: bool) -> list[str]:
    words = words_of(_LISTS[group][2])
    fitting = [word for word in words if (word in _OF_WOMEN) == of_women]
    return [" " + word for word in (words if group in _MARGA or not fitting else fitting)]


_SECOND = [_second(group, of_women=of_women) for of_women in (False, True) for group in _LISTS]

# All given names: men of every group, then women. Second names carry the blank before them; the last one is empty,
# for people of one name.
GIVEN = Vocabulary([word for words in _MEN + _WOMEN for word in words])
SECOND = Vocabulary([word for words in _SECOND for word in words] + [""])
_NO_SECOND = len(SECOND.lengths) - 1

_GIVEN_COUNT = np.array([len(words) for words in _MEN + _WOMEN])
_GIVEN_FIRST = np.cumsum(_GIVEN_COUNT) - _GIVEN_COUNT
_SECOND_COUNT = np.array([len(words) for words in _SECOND])
_SECOND_FIRST = np.cumsum(_SECOND_COUNT) - _SECOND_COUNT
_IS_MARGA = np.array([group in _MARGA for group in GROUPS])

Index = npt.NDArray[np.int64]


def draw_groups(rng: np.random.Generator, kab: int, count: int) -> Index:
    """Group of each of ``count`` households of a kab."""
    mix = {"madura": 1.0} if kab in _MADURA_KAB else _MIX.get(kab // 100, _PAPUA)
    groups = np.array([GROUPS.index(group) for group in mix])
    drawn: Index = groups[rng.choice(len(groups), count, p=list(mix.values()))]
    return drawn


def draw_given(rng: np.random.Generator, group: Index, female: npt.NDArray[np.bool_]) -> Index:
    """A given name (index into GIVEN) for each person."""
    column = group + female * len(GROUPS)
    drawn: Index = _GIVEN_FIRST[column] + (rng.random(len(group)) * _GIVEN_COUNT[column]).astype(np.int64)
    return drawn


def draw_second(rng: np.random.Generator, group: Index, head: Index, female: npt.NDArray[np.bool_]) -> Index:
    """A second name (index into SECOND) for each person; ``head`` is the place of the head of the household.

    Where the second name is a family's, everyone has the head's; elsewhere one in six people has one name only.
    """
    column = group + female * len(GROUPS)
    own: Index = _SECOND_FIRST[column] + (rng.random(len(group)) * _SECOND_COUNT[column]).astype(np.int64)
    own[rng.random(len(group)) < 1 / 6] = _NO_SECOND
    inherited: Index = np.where(_IS_MARGA[group], own[head], own)
    return inherited
