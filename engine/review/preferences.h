/* SPDX-License-Identifier: EUPL-1.2 */
/* preferences.h: what a reviewer chose for this browser: keys, masking, blind reading, pauses. They
 * live in a cookie of their own and say nothing about a case. Plain values. */
#ifndef WV_REVIEW_PREFERENCES_H
#define WV_REVIEW_PREFERENCES_H

#include "base/buf.h"

/* X(NAME, word in the cookie and in keys.js, default key, what it does) */
#define WV_KEY_TABLE(X)                                                                            \
    X(NEXT, "volgende", 'j', "Volgende")                                                           \
    X(PREVIOUS, "vorige", 'k', "Vorige")                                                           \
    X(OPEN, "open", 'o', "Openen")                                                                 \
    X(YES, "ja", 'a', "Goed gelezen: ja")                                                          \
    X(NO, "nee", 'x', "Goed gelezen: nee")                                                         \
    X(UNSURE, "twijfel", 'u', "Goed gelezen: twijfel")                                             \
    X(REASON_1, "reden1", '1', "Reden 1; eerste keuze voor de zaak")                               \
    X(REASON_2, "reden2", '2', "Reden 2; tweede keuze")                                            \
    X(REASON_3, "reden3", '3', "Reden 3; derde keuze")                                             \
    X(REASON_4, "reden4", '4', "Reden 4; vierde keuze")                                            \
    X(REASON_5, "reden5", '5', "Reden 5")                                                          \
    X(REASON_6, "reden6", '6', "Reden 6")                                                          \
    X(NOTE, "toelichting", 'n', "Naar de toelichting")                                             \
    X(SAVE, "opslaan", 'g', "Opslaan")                                                             \
    X(TAKE, "nemen", 't', "Nemen of vrijgeven")                                                    \
    X(LATER, "later", 's', "Later terug")                                                          \
    X(UNDO, "terug", 'z', "Laatste besluit terugdraaien")                                          \
    X(CASE, "zaak", 'c', "Naar het overzicht van de zaak")                                         \
    X(QUEUE, "wachtrij", 'q', "Naar de wachtrij")                                                  \
    X(REVEAL, "toon", 'm', "Verborgen woorden tonen")                                              \
    X(SEARCH, "zoeken", '/', "Zoeken")                                                             \
    X(SHEET, "toetsen", '?', "Deze lijst")

typedef enum wv_key {
#define WV_KEY_ENUM(name, word, letter, about) WV_KEY_##name,
    WV_KEY_TABLE(WV_KEY_ENUM)
#undef WV_KEY_ENUM
        WV_KEY_COUNT
} wv_key;

enum { WV_PAUSE_MAX = 500 };

typedef struct wv_preferences {
    bool keys_off, masks, blind;
    bool shuffles;                  /* the queue in another order, within one urgency */
    bool plain;                     /* texts without marks until asked for: "zonder suggesties" */
    uint32_t pause;                 /* after so many heavy texts a word about a pause; 0: none */
    uint32_t heavy_read, heavy_day; /* of today; in the browser only, nobody else sees it */
    char keys[WV_KEY_COUNT];        /* printable ASCII, no space; 0: no key */
} wv_preferences;

const char *wv_key_word(wv_key key);  /* `volgende` */
const char *wv_key_about(wv_key key); /* Dutch, for the sheet */

/* From the cookie's value; what cannot be read keeps its default. */
void wv_preferences_read(wv_str cookie, wv_preferences *out);
/* `masker=1.blind=0.uit=0.volgende=6a`: letters as hexadecimal, so that any key can be in a cookie.
 */
void wv_preferences_write(const wv_preferences *p, wv_buf *out);
/* False when a key stands twice. */
bool wv_preferences_fit(const wv_preferences *p);

#endif
