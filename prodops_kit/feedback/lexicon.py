"""The words that announce what follows, in some twenty languages, in small letters and without accents.

A kind is what follows them: a telephone, the code of an order or a customer, an id of a state, a secret, a card; the
empty kind is what belongs to nobody, such as the number of a product or of an error.
"""

from __future__ import annotations


def word_set(listed: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(listed.split())


WHOLE = {
    "phone": (
        "tel tels tele tlf tfno tlfno telf tfn ph phone phones phoned call called calling callback cell "
        "cellphone mob mobil mobile mobiel mobilnr mobilny movil celular cel cellulare telemovel portable "
        "handy fax telefax sms text texted txt whatsapp whatsap wapp wa zap signal viber imo telegram ring "
        "ringe ringa reach reached contact hotline landline festnetz bel bellen gsm natel kom komorka komorke "
        "puh puhelin soita soittakaa liga ligue ligar zadzwon dzwon dzwonic ruf rufen rufe erreichbar "
        "joignable contactable llama llame llamar chiama thoai goi hp hubungi telpon telepon arayin "
        "arayabilirsiniz ara registered messages message rang zavolejte volejte dial dialled тел моб "
        "звоните phn mobilom contacto contatto kontakt rappeler rappelez joindre gsmnr"
    ),
    "code": (
        "order orders ord ordre ordine ordini ordinul commande commandes cmd pedido pedidos encomenda "
        "encomendas comanda booking bookings bkg boeking bokning invoice invoices inv ticket tickets case "
        "cases claim claims account accounts acct acc a/c compte cuenta conta conto rekening customer "
        "customers cust kd kdnr client clients kunde kunden klant klanten klient member members membre "
        "mitglied socio socia socios lid policy police poliza polizza apolice polisa polisy polise tracking "
        "shipment parcel package consignment colis paquete pacco paczka paczki reference ref refs referenz "
        "pnr locator localizador localizzatore subscription abonnement abo contract contrat contrato "
        "contratto umowa umowy vertrag purchase po compra achat transaction txn transazione dossier "
        "expediente pratica proceso processo sprawa sprawy incident complaint enquiry inquiry request "
        "employee staff student patient matricule badge loyalty enrolment enrollment application antrag "
        "routing sortcode sort blz banleitzahl clabe bik bic user usuario utilisateur benutzer utente "
        "uzytkownik gebruiker profile lead donor guest tenant licence license loan mortgage meter rma return "
        "retoure return's waybill awb docket заказ заказа заказу договор договора счет бронь frequent flyer "
        "itinerary membership seguro assurance confirmation reservation reserva protocolo protocollo protokol "
        "chamado pesanan hang consumer sinistre siniestro sinistro voucher"
    ),
    "id": (
        "ssn social nino insurance ni passport passports passeport pasaporte passaporto passaporte "
        "passaportes pasaport paspoort pass pas passi passnr personalausweis ausweis steuer idnr tin itin ein "
        "taxpayer tax sv svnr svnummer dni nie nif nit cif curp cpf cnpj rg fiscale cf bsn pesel nip regon "
        "dowod dowodu personnummer pnummer fodselsnummer cpr henkilotunnus hetu securite secu nir insee "
        "aadhaar aadhar adhaar adhar uidai uid pan nhs driver driving permis conducir patente jazdy osobisty "
        "osobistego conduire rijbewijs korkort ajokortti identity identita identite identidad identidade "
        "identiteit tozsamosci ahv avs cedula rut паспорт паспорта инн снилс tckn tc kimlik ktp nik nric oib "
        "jmbg cnp egn amka afm vat ust ustid tva iva piva partita btw moms mva abn tfn medicare sin rodne rc "
        "isikukood plate plates kennzeichen nummernschild plaque immatriculation matricula targa kenteken "
        "rejestracja rejestracyjny rejestracyjne tablica placa placas regnr numberplate registration imei "
        "iccid aadhaarcard epic samagra abha mrn npi gstin gst steuerid steuernr mynumber emso cuil cuit dui "
        "ine nss vitale cnh dl dlno reg plaka hkid nrn ssnr voter kimliknr"
    ),
    "secret": (
        "password passwords passwd pwd pw pass psw passphrase passcode passwort kennwort kennworter heslo "
        "haslo parola sifre sifrem salasana contrasena senha palavra wachtwoord losenord passord adgangskode "
        "jelszo парола пароль mdp secret bearer token tokens apikey pin otp tan cvv cvc cvc2 cvv2 puk key "
        "clave cle chave chiave schlussel klucz nyckel"
    ),
    "card": (
        "card cards karte carte tarjeta carta cartao kort karta karty kaart kartica kartu visa mastercard "
        "amex cc maestro discover paid pay paying bezahlt paye pagado pagato betaald zaplac zaplacilem "
        "charged debited creditcard kreditkarte iban"
    ),
    "": (
        "error errors err fehler erreur errore erro fel virhe fejl status http exception errno hresult "
        "product products produit producto prodotto produto produkt item items sku article artikel articulo "
        "articolo artigo artykul model modell modele modelo modello part parts serial version versione versao "
        "wersja release build firmware issue issues bug bugs row rows line lines zeile ligne fila riga linha "
        "wiersz rad column columns page pages seite pagina strona section chapter table tabelle job commit "
        "revision sha hash sha1 sha256 md5 checksum digest crc timestamp epoch zip plz postcode postal "
        "postleitzahl cap cep promo discount coupon gutschein rabatt rabattcode floor room zimmer flight "
        "vuelo flug volo vol train zug bus gate year years jahr annee ano anno rok quarter iso iec din rfc "
        "ieee norm standard regulation directive price preis prix precio prezzo preco cena pris total sum "
        "amount betrag montant importe importo valor budget revenue salary port ports cve kb count records "
        "population score points balance views downloads followers subscribers barcode ean upc gtin isbn issn "
        "asin opcode batch hex lot size width height"
    ),
}
BEGINNINGS = {
    "phone": (
        "telef teleph telepo anruf ruckruf appel rappel contacte contacta contatta bereik erreich "
        "καλεσ llam chiam ligu lige telem mobilt handyn komork "
        "dzwo zadzwo fone позвон звон телеф перезвон τηλε"
    ),
    "code": (
        "bestel bestil bestall auftrag buchung boeking bokning reserv prenotaz rezerw rezerv confirma "
        "conferma bestatig rechnung factu fattur faktu fatura vorgang akten konto kund klant klient client "
        "asiak musteri mitglied medlem versicher sendung paket pakke referen abonn vertrag transak transac "
        "transaz zamowien objedn tilaus siparis rendel parag заказ замовл заявк брон договор schaden matrikel "
        "patient personaln reclam beschwerde pratic kontrakt narudz porudz narocil поръч uzsakym pasutij "
        "tellimus comenz racun ugovor zmluv smlouv smluv pelangg pesan agizo παραγγελ κρατησ πελατ τιμολογ "
        "incidenc adheren клиент резерв фактур сметк договар zgloszen umow abonem avtal arende sagsn saksn ugyfel "
        "zakaz zakazn ordern"
    ),
    "id": (
        "passport paszport reisepass personalausw ausweis steueri steuern sozialvers burgerserv fodselsn cprn "
        "fuhrersch personkod rijksreg umsatzsteuer ustid kennzeich nummernsch passnum identit rejestrac "
        "krankenvers rentenvers gesundheitsk paspoort dowod"
    ),
    "secret": "passwor kennwor geheim zugangsd",
    "card": "kreditk kartenn bankkar creditc",
    "": "fehler error artik produ seriennu serienn modell version zeilen",
}
PAIRS = {
    "id": (
        "id card;pan card;identity card;health card;carte vitale;carta identita;carte identite;national id;"
        "number plate;licence plate;license plate;driver license;driver licence;driving licence;"
        "driving license;permanent account;medical record;social security;tax id;tax number;electoral roll;"
        "voter id;aadhaar card;social insurance;t c;id number;id no;id nr;identification number;"
        "personal no;national insurance;personal number;insee number;citizen card;tarjeta sanitaria;"
        "tarjeta identidad"
    ),
    "code": (
        "a c;loyalty card;member card;membership card;gift card;library card;sort code;bank account;"
        "support ticket;booking code;credit account;order item;frequent flyer;case file;medical card;"
        "mileage card;order key"
    ),
    "secret": (
        "security code;verification code;one time;api key;access key;private key;secret key;license key;"
        "licence key;auth token;access token;product key;activation key;2fa code;login code;pass code;"
        "recovery code;backup code;mot passe;cle api;palabra paso;chave api"
    ),
    "": (
        "error code;status code;source code;country code;zip code;post code;promo code;discount code;"
        "product code;area code;model number;part number;serial number;version number;build number;"
        "row number;page number;line number;item number;order by;case study;test case;account page;"
        "api version;exit code;event id;error id;house number;room number;postal code;color code;bar code;"
        "response code;order total;order value;order amount;order volume;account balance;invoice total;"
        "invoice amount;ticket price;call duration;key figure;pin code;element id;row id;column id;"
        "product id;article number;stock number;node id;process id;bug id;issue id;text size;text length;"
        "max length;reference manual;tax rate;vat rate;pass rate;case number's;user count"
    ),
    "phone": (
        "мой номер;numarul meu;nomor wa;no hp;no wa;my number;your number;contact number;callback number;"
        "mein nummer;mon numero;mi numero;mio numero;meu numero;mijn nummer;moj numer;mitt nummer;"
        "nomor saya;numero ko;minun numero;moje cislo;moj broj;mano numeris;mans numurs;minu number;mit nummer"
    ),
}
FAR = {  # of scripts without spaces, or with signs inside their words
    "phone": (
        "電話番号|電話|携帯|电话|手机|聯絡電話|連絡先|联系方式|"
        "전화번호|전화|휴대폰|연락처|제 번호|फोन|फ़ोन|मोबाइल|هاتف|جوال|موبايل|טלפון|נייד|"
        "โทร|มือถือ|ফোন"
    ),
    "code": (
        "注文番号|注文|予約|顧客|お客様|会員|伝票|お問い合わせ番号|订单|訂單|预订|客户|会员|單號|单号|주문번호|주문|예약|고객|"
        "회원|ऑर्डर|बुकिंग|ग्राहक|طلب|حجز|عميل|הזמנה|לקוח|ออเดอร์|คำสั่งซื้อ"
    ),
    "id": (
        "身份证号|주민등록번호|パスポート番号|身份证|身分證|護照|护照|パスポート|旅券|マイナンバー|주민등록|여권|आधार|पासपोर्ट|جواز|هوية|דרכון|תעודת|"
        "บัตรประชาชน"
    ),
    "secret": "パスワード|密码|密碼|비밀번호|पासवर्ड|كلمة السر|كلمة المرور|סיסמה|รหัสผ่าน",
    "card": "カード|卡号|카드|कार्ड|بطاقة",
    "": "エラー|错误|錯誤|오류|त्रुटि|خطأ|商品|产品|製品|バージョン|版本|버전",
}
ONLY_TOLD = word_set(  # they announce only with a word such as number
    "application assurance benutzer case chave chiave clave cle driver ein employee en guest identity "
    "insurance key lead loyalty ni pas pass patient po police profile registration request return rg secret "
    "seguro signal sin social sort staff steuer student tax tc text token user usuario utente"
)
BESIDE = word_set(  # so do these, or right before the value
    "application case po request return"
)
NUMBER_WORDS = word_set(  # number, in its spellings
    "broj c cislo cod code codes codice codigo id identificador identifier ids kennung kod kode koodi n namba "
    "nbr no nombor nomor nos nr nro nrs num numar numara numarasi numarul number numbers numer numerem "
    "numeret numeris numero numeros numerot numeru nummer nummeret nummern numri nums numurs stevilka "
    "stevilko szam szama αρ αριθμος κωδικος ном номер номера №"
)
SURE_NUMBERS = word_set(  # of these, the ones that announce with any word beside them
    "broj cislo namba nombor nomor nr nro num numar numarasi numarul number numer numerem numeris numero "
    "nummer numri numurs stevilka stevilko αριθμος κωδικος номер"
)
FILLERS = word_set(  # they say nothing, and nothing ends at them
    "ware would should be a again ai al also am an and another ar are as at au auf aux back been bei bitte by byl "
    "called da das de del della dem den der der's des dette di die dit do dos du e een el en er era es est et etait "
    "first following for from given gli gracias had has have her here het his hos i i'm il in is ist it ja jest just "
    "l la las last lauten lautet le les lo los m ma me mein meine meinem meinen meiner merci mes met meu mi mia mijn "
    "min minha mio mit mitt moj moja moje mon my nad new notre now numarali numarasi number's numer's nya o och oder "
    "of og ok old om on online only op or other ou our own pa para per please pls pod por pour prego przy quoted re "
    "s same sao saya second still su t that the the's their this to tu um und under unser unsere unter us using van "
    "var ved via vom von votre w war was were which with y your zu zum zur ul na ya ng ko ay ειναι η το του μου ο е "
    "є ми мои моя мое мій це это является este adalah ialah ni hai dir olan olarak mum kai esta sta je se si ste "
    "lyder wynosi brzmi zní zni znie zneje hangzik tai yra ir mano minu mans mana mojego mojej mojim minun meidan "
    "meie moi moe mojega benim bizim asagidaki cu con com avec med с со mele mea yangu cua toi sous bajo sotto onder "
    "about regarding concerning"
)
