"""The nouns that announce a number, by what they name, in some fifty languages.

A star stands for any ending behind at least four letters, an underscore for a space; letters are compared small and
without accents. Words of Latin, Greek, Cyrillic, Georgian and Armenian letters are whole words; those of all other
scripts are found within what is written without spaces, or with signs inside its words. `lexicon` goes before.
"""

from __future__ import annotations

ORDER = (
    "bestell* bestel* auftrag* order orders ordered ordernr ordern* ordre ordrenr bestil* bestall* tilau* pontun* "
    "tellimu* pasutij* uzsakym* commande* cmd pedido* orden ordenes compra compras encomenda* ordine ordini ordinul "
    "comand* comenz* ordni eskaera* zamow* objednav* rendel* narudz* porudz* narocil* porosi* παραγγελ* заказ* "
    "замов* поръч* наруџб* поруџб* нарачк* тапсырыс* siparis* sifaris* შეკვეთ* պատվեր* don_hang ma_don pesanan* "
    "pemesanan* agizo 订单 訂單 订购 訂購 注文 受注 オーダー 주문 طلب طلبية سفارش آرڈر הזמנה הזמנת הזמנתי הזמנות "
    "ऑर्डर आदेश অর্ডার আদেশ ஆர்டர் ఆర్డర్ ઓર્ડર ಆರ್ಡರ್ ഓർഡർ คำสั่งซื้อ ออเดอร์ ออร์เดอร์ best_nr obj obj_nr sifariş* "
    "deliveries lieferschein* delivery_number delivery_note purchase_order work_order bon_de_commande"
)
BOOKING = (
    "buchung* reserv* gebucht* boeking* booking* bkg booked bokning* bokun* bestallning* varau* broneer* rezerv* "
    "rezerw* prenotaz* foglal* pnr locator localiz* κρατησ* бронь* брони* бронирован* бронюв* броні* резерв* ჯავშ* "
    "ամրագր* dat_cho dat_phong dat_ve ma_ve reservasi* tempahan* uhifadhi itinerary 预订 預訂 预约 預約 预定 訂位 "
    "订位 訂房 订房 订座 定位代码 記錄代碼 予約 예약 예매 حجز حجوزات رزرو بکنگ बुकिंग आरक्षण पीएनआर বুকিং முன்பதிவு "
    "จอง filekey erreserb*"
)
CASE = (
    "vorgang* aktenz* akten* anfrage* storung* meldung* ticket* tiket* zaakn* melding* aanvra* dossier* arende* "
    "sagsn* saksn* tapausn* tiketti* palvelupy* malsn* poordum* taotlu* pieteik* pieprasij* uzklaus* kreipin* bilet* "
    "zgloszen* sprawa sprawy sprawie sprawe wnios* pripad* pozadav* poziadav* zadost* ziadost* bejelent* ugyszam* "
    "tichet* cerere* cererii sesizar* demande requete signalement expediente solicitud* solicita* incidenc* "
    "incident* chamado protocolo protocollo protokol pratica richiest* segnalaz* zahtjev* zahtev* prijav* kerkes* "
    "αιτημα* αιτησ* υποθεσ* εισιτηρ* обращен* заявк* заявлен* тикет* билет* запрос* звернен* квитк* запит* случаи "
    "talep* basvuru* dosya* muraciet* განცხად* մուրց* yeu_cau ho_so kasus keluhan* laporan* aduan* tiketi 工单 工單 "
    "案件 案号 案號 个案 個案 票号 票號 机票 受理 申请号 申請 投诉 投訴 チケット ケース番号 問い合わせ 問合せ 問合 "
    "受付 申込 申し込み 티켓 문의 접수 케이스 신청 민원 تذكرة تذكره بلاغ شكوى معاملة تیکت بلیت بلیط درخواست پرونده "
    "ٹکٹ شکایت פנייה פניה פנייתי קריאה תיק टिकट शिकायत केस টিকিট অভিযোগ டிக்கெட் புகார் ตั๋ว เคส sr agreement caso "
    "casos folio sag sak bigliett* tukipyy* pilet* juhtum* biliet* obj so_ve devis quote_number job_number "
    "nota_fiscal dosar szkoda szkody szkode"
)
INVOICE = (
    "rechnung* quittung* factuur* factur* faktu* fattu* fatura* invoice* inv receipt kvitto* kvitter* lasku laskun* "
    "laskunro reikning* arve arvenum* rekin* saskait* bolletta* ricevut* recibo* boleta rachun* paragon* uctenk* "
    "szaml* racun* fature* τιμολογ* αποδειξ* счет счета счету счете* инвоис* накладн* фактур* сметк* рахун* рачун* "
    "ინვოის* հաշիվ* hoa_don tagihan* invois* ankara 发票 發票 账单 帳單 請求書 請求番号 領収 청구 영수증 فاتورة "
    "فاتوره فواتير فاکتور انوائس رسید חשבונית קבלה चालान इनवॉइस बिल চালান ইনভয়েস ரசீது ใบแจ้งหนี้ ใบเสร็จ rg_nr "
    "re_nr bill_number bill_no ocr resibo variabilni_symbol variabilny_symbol poziv_broj lettera_vettura"
)
CUSTOMER = (
    "kund* klant* customer* cust kd kdnr client* klient* cliente* asiak* vidskipt* zakazn* ugyfel* kupca kupac "
    "strank* πελατ* клиент* клієнт* купца musteri* მომხმარებ* հաճախորդ* khach_hang pelangg* mteja 客户 客戶 顾客 "
    "顧客 お客様 お客さま 고객 عميل العميل زبون مشترك مشتری کسٹمر صارف לקוח ग्राहक গ্রাহক কাস্টমার வாடிக்கையாளர் "
    "ลูกค้า kliendi* mustəri* bezero* лояльн* 会员卡号 會員卡號"
)
ACCOUNT = (
    "konto* kontonr kontos konta kontu rekening* account accounts acct acc a/c tilinum* tili compte* cuenta* conta "
    "conto conturi contul* contului uctu ucet uctem uctom λογαριασμ* счета лицев* сметка hesap* hesab* ანგარიშ* "
    "tai_khoan akun* akaun* 账户 帳戶 账号 帳號 アカウント 口座 계좌 계정 حساب اکاؤنٹ کھاتہ חשבון खाता खाते "
    "অ্যাকাউন্ট হিসাব கணக்கு บัญชี kto kto_nr"
)
CONTRACT = (
    "vertrag* overeenkomst* contract* contrat* avtal* kontrakt* aftale* sopimu* samning* leping* ligum* sutart* "
    "umow* smlouv* smluv* zmluv* szerzod* ugovor* pogodb* kontrate* συμβασ* συμβολ* договор* договір* уговор* "
    "sozlesm* muqavil* ხელშეკრ* պայմանագ* hop_dong mkataba abonn* abonem* abo subscription* abbonament* suscripc* "
    "assinatur* 合同 合約 合约 契約 계약 عقد العقد قرارداد معاہدہ اشتراك חוזה מנוי अनुबंध সদস্যতা চুক্তি ஒப்பந்த "
    "สัญญา muqavilə* kontrata шарт* quote_no"
)
MEMBER = (
    "mitglied* lidmaats* lidnum* lid medlem* jasen* felag* liikme* biedra narys nario czlonk* clen clensk* clenstv* "
    "tagsag* membre* adheren* miembro* membro* socio socios socia membru member* membership frequent_flyer clansk* "
    "clan_broj μελους член* участник* учасник* uyelik* uye hoi_vien thanh_vien anggota* keahlian* mwanachama 会员 "
    "會員 会員 회원 멤버십 عضوية عضو عضویت اشتراک ممبر חבר सदस्य সদস্য สมาชิก ahli"
)
PARCEL = (
    "trace sendung* paket* packchen* pakket* zending* versand* verzend* track trk trck tracking* trackingnr "
    "shipment* parcel* package* consignment waybill awb docket forsand* kollin* sparning* forsendel* sporing* pakke* "
    "paketti* lahety* seuranta* rekja* sendingar* saadeti* jalgim* sutij* siunt* izsekos* sekimo przesyl* paczk* "
    "sledz* zasil* zasiel* balik* sledov* csomag* kuldem* nyomkov* colet* colis suivi expedit* envoi envoi* envio* "
    "seguimient* rastre* guia paquet* pacco pacchi spediz* tracciam* posilj* posiljk* pracen* sleden* dergesa gjurm* "
    "αποστολ* δεμα δεματος παρακολ* посылк* отправлен* отслеж* трек* посилк* відправл* відстеж* ттн пратк* товарит* "
    "проследяв* пошиљк* kargo* gonder* takip* baglama* გზავნილ* ծանրոց* van_don buu_kien theo_doi buu_gui resi "
    "kiriman* pengiriman* pelacak* bungkusan* penjejak* penghantar* kifurushi ufuatili* 快递 快遞 运单 運單 物流 "
    "追踪 追蹤 跟踪 包裹 单号 單號 追跡 荷物 伝票 配送 お届け 送り状 운송장 송장 택배 배송 تتبع شحنة الشحنة طرد "
    "بوليصة رهگیری مرسوله پیگیری بسته ٹریکنگ پارسل מעקב משלוח חבילה שטר ट्रैकिंग पार्सल ট্র্যাকিং পার্সেল டிராக்கிங் "
    "கண்காணிப்பு ติดตาม พัสดุ rakning* kolli paki paka pakas list_przewozowy list_przewozowego ამანათ* แทรค แทร็ก "
    "izləmə* ufuatiliaji delivery_no"
)
CONFIRMATION = (
    "bestatig* bevestig* confirm* conferma* bekraft* bekraef* bekreft* vahvist* stadfest* kinnit* apstiprin* "
    "patvirt* potwierd* potvrz* potvrd* potrd* megeros* visszaig* konfirm* επιβεβ* подтвер* підтвер* потвърж* "
    "потврд* onay* tesdiq* xac_nhan pengesahan* uthibitish* 确认 確認 확인 تأكيد تاكيد تایید تأیید تصدیق אישור "
    "पुष्टि নিশ্চিতকরণ ยืนยัน conf"
)
RETURN = (
    "retoure* rucksend* retour* retur returnr* returord* returnum* devoluc* devoluca* reso rma reklam* reclam* "
    "beschwerde* palautus* tagastus* atgriez* grazin* zwrot* vracen* vratk* visszak* povrat* vracil* kthim* "
    "επιστροφ* возврат* повернен* връщан* iade* trả_hàng doi_tra pengembal* 退货 退貨 返品 返却 반품 환불 إرجاع "
    "مرتجع مرجوعی واپسی החזרה वापसी คืนสินค้า atgries* return_label return_slip"
)
REFERENCE = (
    "referen* refs ref kenmerk* riferiment* viite viiten* viitta atsauc* nuorod* hivatk* sklic* referin* αναφορ* "
    "референ* шифр* referans* tham_chieu rujukan* kumbukumb* 参考号 參考 参照番号 참조 مرجع المرجع ارجاع حوالہ "
    "אסמכתא סימוכין संदर्भ রেফারেন্স อ้างอิง tilvisun* cyfeirnod* marejeleo குறிப்பு"
)
TRANSACTION = (
    "transak* transac* transaz* txn zahlungsr* zahlungsn* tapahtumat* tehing* darijum* operacij* operazion* tranzak* "
    "tranzac* συναλλαγ* транзак* операции платеж* платіж* islem* dekont* გადარიცხ* giao_dich transaksi* muamala 交易 "
    "流水 支付单 取引 決済 거래 결제 معاملة عملية تراکنش ٹرانزیکشن עסקה लेनदेन ट्रांजैक्शन লেনদেন ธุรกรรม maksutunn* "
    "ট্রানজেকশন பரிவர்த்தனை"
)
POLICY = (
    "versicher* polic* poliza* polizz* apolic* polis poliss* polise* forsakr* forsikr* vakuut* kindlust* apdros* "
    "draudim* pojist* poist* biztosit* kotveny* asigur* osigur* zavarov* застрах* полиц* полис* страхов* поліс* "
    "ασφαλισ* sigorta* schaden* sinist* siniest* claim claims skaden* skade* skadet* vahinkon* karszam* daune* "
    "zieml* hasar* bao_hiem asuransi* insurans* bima 保单 保單 保険 証券番号 理赔 理賠 보험 증권 بوليصة تأمين بیمه "
    "بیمہ پالیسی פוליסה ביטוח पॉलिसी बीमा পলিসি กรมธรรม์ poliso polisas poliis* kahjuj* polita politei பாலிசி مطالبة "
    "المطالبة תביעה"
)
CODES = " ".join(
    (
        *(ORDER, BOOKING, CASE, INVOICE, CUSTOMER, ACCOUNT, CONTRACT, MEMBER),
        *(PARCEL, CONFIRMATION, RETURN, REFERENCE, TRANSACTION, POLICY),
    )
)
PHONES = (
    "hivj* telefo* telef* teleph* mobil* mobiel* handy* matkapuh* puhelin* puhnro simi talrun* taalruni* telefonas "
    "mobiliu* telefon* komork* κινητ* τηλεφ* τηλ телеф* мобил* мобіл* вайбер ватсап ვოთსაფ* ტელეფ* მობილ* հեռախ* "
    "cep_tel cep_numaram cep_numarasi vatsap whatsapp* whattsapp watsapp wapp dien_thoai di_dong so_dt sdt so_phone "
    "telpon* telepon* selpon simu portatil gsm 电话 電話 手机 手機 携帯 聯絡 联系方式 連絡先 連絡電話 微信 전화 "
    "휴대폰 핸드폰 연락처 폰번호 제_번호 هاتف الهاتف جوال موبايل تلفون رقمي واتساب اتصل تلفن موبایل همراه تماس "
    "واتساپ شماره_من فون موبائل واٹس טלפון נייד פלאפון וואטסאפ בנייד फोन फ़ोन मोबाइल व्हाट्सएप व्हाट्सऐप संपर्क ফোন "
    "মোবাইল হোয়াটসঅ্যাপ தொலைபேசி மொபைல் கைபேசி โทร มือถือ เบอร์"
)
CARDS = (
    "kreditk* kartenn* bankkar* creditc* kreditn* debitkar* kortnum* korttin* karticn* bankovn* картк* карты карта "
    "карте картой καρτα* καρτας kartim* kartin* カード 卡号 卡號 信用卡 카드 कार्ड بطاقة بطاقتي کارت کارڈ כרטיס "
    "אשראי কার্ড அட்டை บัตรเครดิต"
)
NOBODYS = (
    "colour color colours colors farbe couleur css hex device devices gerat appareil dispositivo apparaat urzadzen* "
    "emergency_number emergency_no notruf* voucher_code campaign_code 金额 金額 价格 價格 価格 型号 型號 モデル 모델 "
    "제품 가격 금액 मूल्य कीमत राशि مبلغ المبلغ سعر السعر قيمة قیمت منتج المنتج محصول مدل موديل מחיר סכום מוצר דגם "
    "ราคา รุ่น foutc* feilk* fejlk* felkod* virhek* hibak* chybov* gutsch* promo* kupon*"
)
NUMBERS = (  # number, in its forms
    "nummern nummers nummere* nummeri nummerid numeron numeroni numeroa numerolla numerossa numerosi numbri numbriga "
    "numberi numeru numer numerze numery numerow numarami numaram numaramiz numaraniz numarayla numarali nolu nosu "
    "numris numura numuram numuru numuri numerio numeri numeriu cisla cislem cisle broja brojem stevilke szamu "
    "szamom szamunk szamot sorszam numarului numerele numrin numrit numerin nimri nambari zenbakia zenbaki nomero "
    "αριθμο αριθμου αριθμος номером номеру номерът номерот нумар нумера числ број броја броју ნომერი ნომრით համար "
    "համարը azonosito azonositoja azonositom sorszama nomrəsi nomrəm nomrə номірі uimhir rhif numru numrun numbered"
)
NUMBER_CODES = (  # code, in its forms
    "koodin koodini kood koodi kodi kodet koden kods kodas kodo kodu kodem kodzie koda kodum kodumuz kodunuz kodja "
    "kodom codul codului sifra sifre shifra κωδικο κωδικου код кода кодом кодот codi codis codic msimbo კოდი կոդ br "
    "st коды kodea կոդը tunnus tunniste"
)
STRONG = (  # announce even a code without digits, and make a code of the noun beside them
    "pnr locator localiz* referen* referans* riferim* viiten* kenmerk* numer* nummer* numar* number numero* nomor "
    "nombor code* kode kood* kod kods kodas cod codul codic* broj cislo szam* stevilk* номер* код кода номером "
    "αριθμ* κωδικ* nr nro num ref referer* confirmation"
)
IN_HASTE = (  # of these also with one letter left out or two exchanged
    "order orders booking reservation confirmation customer tracking invoice reference account ticket shipment "
    "parcel member contract transaction bestellung bestellnummer bestelling buchung rechnung kundennummer commande "
    "facture pedido reserva factura encomenda ordine prenotazione fattura zamowienie rezerwacja faktura siparis "
    "rezervasyon objednavka bestallning bokning bestilling"
)
ENDING = (  # what follows these is shown by a machine, whoever was named before
    "shows show showed showing displays displayed throws throw throwing threw returns returned zeigt meldet affiche "
    "indique muestra mostra dice toont geeft pokazuje visar viser nayttaa показывает показує выдает gosteriyor says "
    "said sagt zegt diz"
)
FAR_NUMBERS = (  # number and code, in scripts without borders
    "号 號 代码 代碼 代號 コード ナンバー 코드 رقم كود رمز شماره کد نمبر کوڈ מספר מס' קוד संख्या नं क्रमांक कोड आईडी "
    "নাম্বার আইডি எண் เลข"
)
FAR_ALONE = "番号 番號 编号 編號 号码 號碼 번호 नंबर नम्बर নম্বর หมายเลข เลขที่ รหัส"  # these announce by themselves
SHORTENED = {"port": "phone", "fest": "phone"}  # with a full stop they are another word
