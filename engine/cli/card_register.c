/* SPDX-License-Identifier: EUPL-1.2 */
/* card_register.c: the text for the Algoritmeregister of the Dutch government, as far as a pack can know it.
 *
 * In: the card. Out: the fields of publication standard 1.0 in its order (github.com/MinBZK, repository
 * Algoritmeregister-Publicatiestandaard, chapter 2): its field names, B1 Dutch where the standard asks for that, a name
 * below 100 and a short description below 350 characters. Invariant: what only the organisation can know is left to it
 * and marked, never filled in. Cost: none. */
#include "cli/card.h"

#define OWN "[in te vullen door de organisatie]"

typedef struct field {
    const char *name, *text;
} field;

static const field general[] = {
    {"Organisatie", OWN},
    {"Thema", "Openbare orde en veiligheid"},
    {"Status", OWN " (in ontwikkeling, in gebruik of buiten gebruik)"},
    {"Begindatum", OWN},
    {"Einddatum", OWN},
    {"Contactgegevens", OWN},
    {"Link naar publiekspagina", OWN},
    {"Publicatiecategorie", "Voorstel: hoog-risico AI-systeem. Of de wet dit programma een "
                            "AI-systeem noemt, is niet zeker: mensen schrijven "
                            "alle regels en het programma leert niets. Wij raden aan om aan de "
                            "eisen voor hoog risico te voldoen."},
};

static const field use[] = {
    {"Afwegingen", "Een medewerker leest maar een deel van alle meldingen en berichten, en één zin "
                   "over geweld of dreiging valt "
                   "makkelijk weg. Het programma leest alles op dezelfde manier en laat bij elke "
                   "vondst de zin zien. Het nadeel: "
                   "het programma mist dingen en wijst soms op een zin waar niets mee is. Daarom "
                   "beslist het niets. Andere manieren, "
                   "zoals een programma dat van oude zaken leert, zijn niet gekozen: dan is niet "
                   "uit te leggen waarom een zin is "
                   "aangewezen, en oude fouten tellen mee."},
    {"Menselijke tussenkomst", "Een medewerker leest elke vondst en beslist zelf wat ermee "
                               "gebeurt. Het programma sluit niets af, geeft niemand "
                               "een score en neemt geen besluit. Vindt het niets, dan zegt dat "
                               "niets over de veiligheid. De medewerker kan zeggen "
                               "dat een regel fout is; dan past een mens de regel aan."},
    {"Risicobeheer", "Risico: het programma mist een teken. Daarom staan de bekende missers op de "
                     "pakketkaart en blijft een medewerker "
                     "zelf lezen. Risico: een zin wordt onterecht aangewezen. Daarom staat bij "
                     "elke vondst de zin, de regel en de "
                     "reden. Risico: ongelijke behandeling. Geen regel kijkt naar afkomst, "
                     "geloof, "
                     "nationaliteit, taal, naam of "
                     "woonplaats, en bij elke versie wordt getest of dezelfde tekst over een "
                     "ander "
                     "(man of vrouw, andere naam, andere "
                     "spelling, dialect) hetzelfde oplevert; verschillen die nog open staan, "
                     "staan met de reden in een lijst. Risico: een medewerker vertrouwt te "
                     "veel op het programma. Daarom "
                     "laat het nooit zien dat iets veilig is."},
    {"Wettelijke basis", OWN " (bijvoorbeeld de Wet politiegegevens, of de AVG met de Wmo 2015)"},
    {"Links naar wettelijke basis", OWN},
    {"Link naar verwerkingsregister", OWN},
    {"Impacttoetsen", OWN " (bijvoorbeeld een DPIA of een IAMA)"},
};

static const field workings[] = {
    {"Gegevens", "De tekst van meldingen en berichten, met datum, soort bericht, wie het stuurde "
                 "en welke rol iemand in de melding "
                 "heeft, en gebeurtenissen zoals een contactverbod. Een naam gebruikt het alleen "
                 "om te zien wie in de tekst wie is. Het programma zoekt niets op "
                 "in andere bestanden. Er zijn geen "
                 "echte meldingen gebruikt om het te maken: de voorbeelden zijn verzonnen."},
    {"Links naar gegevensbronnen", OWN},
};

static void put_field(wv_card_page *p, const char *name, wv_str text)
{
    wv_card_heading(p, 3, name);
    wv_card_paragraph(p, text);
}

static void put_fields(wv_card_page *p, const field *fields, unsigned count)
{
    for (unsigned i = 0; i < count; i++) put_field(p, fields[i].name, wv_str_of(fields[i].text));
}

static void put_general(wv_card *card, wv_card_page *p)
{
    wv_str title = wv_card_said(card, "title");
    wv_card_heading(p, 2, "Algemene informatie");
    put_field(p, "Naam",
              wv_card_text(card, "Waakvlam: %.*s", title.n > 80 ? 80 : (int)title.n, title.p));
    put_field(
        p, "Korte omschrijving",
        wv_card_text(
            card,
            "Dit algoritme leest meldingen en berichten en wijst zinnen aan die kunnen passen "
            "bij "
            "stalking of dwingende controle. Het gebruikt %u vaste regels die mensen hebben "
            "geschreven. "
            "Een medewerker leest elke zin en beslist.",
            card->rules));
    put_fields(p, general, sizeof general / sizeof *general);
}

static void put_use(wv_card *card, wv_card_page *p)
{
    wv_str purpose = wv_card_said(card, "purpose");
    wv_card_heading(p, 2, "Verantwoord gebruik");
    put_field(p, "Doel en impact",
              wv_card_text(card,
                           "%.*s Voor wie een melding doet, is de kans groter dat een ernstig "
                           "teken wordt gezien. Voor "
                           "wie in een melding wordt genoemd: een zin over hem of haar kan extra "
                           "worden gelezen. Het "
                           "algoritme bepaalt niet wat er daarna gebeurt.",
                           (int)purpose.n, purpose.p));
    put_fields(p, use, sizeof use / sizeof *use);
}

static void put_workings(wv_card *card, wv_card_page *p)
{
    const wv_frozen *f = card->pack;
    wv_card_heading(p, 2, "Werking");
    put_fields(p, workings, sizeof workings / sizeof *workings);
    put_field(
        p, "Technische werking",
        wv_card_text(
            card,
            "Het algoritme is niet zelflerend. Invoer: teksten en gebeurtenissen. Werking: het "
            "programma "
            "splitst de tekst in woorden en zinnen, herkent vormen en spellingen van woorden, en "
            "vergelijkt "
            "dat met %u regels voor %u signalen en %u patronen over de tijd. Het kijkt ook of "
            "iets "
            "wordt "
            "ontkend, verteld of als grap bedoeld. Uitvoer: per tekst de regels die passen, met "
            "de "
            "plaats in de tekst en hoe snel iemand moet kijken. Dezelfde invoer geeft altijd "
            "dezelfde "
            "uitvoer. Pakket %.*s %.*s, SHA-256 %s.",
            card->rules, card->signals, card->patterns, (int)f->name.n, f->name.p,
            (int)f->version.n, f->version.p, f->sha256_hex));
    put_field(p, "Leverancier", WV_STR(OWN));
    put_field(p, "Link naar broncode", WV_STR(OWN));
}

void wv_card_register(wv_card *card, wv_card_page *p)
{
    wv_card_begin(p, WV_STR("Tekst voor het Algoritmeregister"));
    wv_card_paragraph(p, WV_STR("Voorstel, gemaakt uit het regelpakket. Een mens leest het na, "
                                "vult aan wat open staat en "
                                "is verantwoordelijk voor wat wordt gepubliceerd."));
    put_general(card, p);
    put_use(card, p);
    put_workings(card, p);
    wv_card_heading(p, 2, "Metadata");
    put_field(p, "Taal", WV_STR("nld"));
    put_field(p, "Versie publicatiestandaard", WV_STR("1.0.0"));
    put_field(p, "Zoektermen",
              WV_STR("stalking, dwingende controle, huiselijk geweld, tekstanalyse, regels"));
    wv_card_end(p);
}
