"""Healthy text of any script goes through repair untouched."""

import pytest

from monitor.corpus.repair import repair

HEALTHY = {
    "thai": "กระทรวงอุตสาหกรรมประกาศเมื่อวันจันทร์ว่า โครงการนำร่องระดับชาติจะเริ่มในปีหน้า โดยมีงบประมาณ ๕๐ ล้านบาท\n"
    "“เราไม่รีบ” รัฐมนตรีกล่าว – “แต่เราจะไม่หยุด” ราคา ฿500 ต่อกิโลกรัม ฯลฯ เธอไปโรงงานที่กรุงเทพฯ แล้ว",
    "thai with English": "บริษัท Lynas จำกัด ผลิตรถEV และแม่เหล็ก NdFeB ที่โรงงานใน Rayong มูลค่า 5โล ลดCO2 ลง 12% ในปี 2025\n"
    "ผู้บริหารของบริษัท Toyota กล่าวว่า โลก SMEs กำลังเปลี่ยนไป และ AI จะช่วยในการทำงาน แผน A และแผน B",
    "Thai words in English": "The Thai word “รถ” means car, “โค” (cow) rhymes with โต, and โรงงาน is a factory.\n"
    "She wrote ‘แบบ’ and “แผน” on the board; the sign said ไฟ. The letter ก comes first, “ยก” means to lift.",
    "French": "L’industrie française s’inquiète : « Nous n’avons plus d’aimants », dit-on à Évreux… Coût : 12 000 €, "
    "soit 3 % de plus qu’en 2021–2022 — un record. Où ça ? Là-bas, au cœur de l’été, près de Besançon.",
    "German": "„Wir brauchen größere Lager“, sagte Frau Müller – und zwar sofort. Die ‚kritischen‘ Rohstoffe kosten 5 €/kg; "
    "Straßenbau, Übung, Äpfel, Öl. In Österreich heißt es «Jänner». ÄÖÜ bleiben groß.",
    "Chinese": "工业和信息化部公布第三批试点名单：（共57家）“先用后付”，全角ＡＢＣ１２３，《十四五规划》——卡脖子……。\n"
    "「關鍵核心技術」、關(guān)鍵；Ｒ＆Ｄ投入增长１０％，约合￥３００亿元。",
    "Japanese": "経済産業省は「重要鉱物」の調達先を多様化すると発表した。レアアース磁石のｼｪｱは９０％――と『白書』は言う。",
    "Korean": "산업통상자원부는 “핵심광물” 공급망 대책을 발표했다. ‘희토류’ 비축량은 57일분에서 100일분으로 — 늘어난다…",
    "Russian": "«Росатом» заявил: „мы готовы“. Цена — 5 € за кг, №7, 2021–2025 гг. Ёлки, подъезд, щёлочь — всё на месте.",
    "Turkish": "İstanbul’da “nadir toprak” rezervi açıklandı; Erdoğan’ın sözleri: ‘Çıkarıyoruz’. Iğdır, şeker, çığ, ÖĞÜN, İĞNE.",
    "Vietnamese": "Bộ Công Thương cho biết: “Việt Nam sẽ đẩy mạnh chế biến sâu đất hiếm” – Thứ trưởng Nguyễn Hồng Diên. Ẻ Ỹ ế ộ ữ.",
    "Greek": "Ο υπουργός είπε: «Δεν υπάρχει κίνδυνος» — ούτε στην Ελλάδα, ούτε στην Ευρώπη· “ναι”… Ά, Έ, ΐ, ώς ‘όχι’.",
    "Polish": "„Źródło”, powiedział minister – łódź, żółć, gęś, ćma, Śląsk, Ńa 5–7 zł…",
    "Czech": "„Příliš žluťoučký kůň“ – řekl ministr ‚nahlas‘: Škoda, Čína, Ďáblice, Ť, Ň, ů.",
    "Portuguese": "A produção de nióbio em Araxá “não vai parar” – disse o ministro; À noite, às 7h, É só, ÃO, CORAÇÃO, IRMÃ DE.",
    "Spanish": "¿Qué pasó en Chile? «Nada», dijo él — ¡y ella también!… El año próximo, 3.º trimestre, 12 % más, Ñuñoa.",
    "Arabic and Hebrew": "أعلنت الوزارة «البرنامج الوطني» – ٢٠٢٥، بنسبة ١٠٪.\nמשרד הכלכלה הודיע: „תוכנית” חדשה – ‘כן’.",
    "Nordic": "Ångström på Öland – “æbleskiver” og ‘rødgrød’ i Århus; Þórr, ð, Œuvre, Ÿ, Â, â, ã",
    "symbols": "5 × 3 ± 0.2 ≤ 16 ≥ 14 ≈ 15 → ok; 20 °C, 30 µm, ½ kg, CO₂, x², §7, © 2025 Acme™ GmbH®, £5, ¥7, №9, 10 ‰, −5.",
    "spaces": "no\u00a0break, thin\u2009space, narrow\u202fspace, soft\u00adhyphen, zero\u200bwidth, word\u2060joiner, tab\there, \u3000wide",
    "pinyin": "關(guān)鍵核心技術(shù) Lǚliáng, Xī’ān, Chóngqìng, nǚ, Ā Á Ǎ À",
    "emoji": "Launch 🚀 day – 👩‍🔬 happy… ☺️ ✓",
}


@pytest.mark.parametrize("text", HEALTHY.values(), ids=HEALTHY.keys())
def test_healthy_text_comes_back_unchanged(text: str) -> None:
    assert repair(text) == text


@pytest.mark.parametrize("text", HEALTHY.values(), ids=HEALTHY.keys())
def test_healthy_lines_alone_come_back_unchanged(text: str) -> None:
    for line in text.split("\n"):
        assert repair(line) == line


def test_healthy_texts_together_come_back_unchanged() -> None:
    everything = "\n\n".join(HEALTHY.values())

    assert repair(everything) == everything
