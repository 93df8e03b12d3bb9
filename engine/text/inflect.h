/* SPDX-License-Identifier: EUPL-1.2 */
/* inflect.h: every written form of a Dutch word, and the key all of them share.
 *
 * A key is the verb's stem, the noun's singular or the adjective's bare form, in folded spelling:
 * belde, gebeld, bellen have the key "bel"; sloeg, geslagen have "sla"; kinderen has "kind". A noun
 * and a verb of one stem share it (werk, werken): the part of speech stands beside it in
 * wv_analysis. Keys are for comparing, not for reading aloud.
 *
 * All words are folded: lower case, ASCII, no apostrophes (foto's is fotos). Nothing is owned or
 * allocated; pure and thread-safe. A separable verb may be given joined ("opbellen") or parted
 * ("op+bellen"). */
#ifndef WV_TEXT_INFLECT_H
#define WV_TEXT_INFLECT_H

#include "base/rc.h"
#include "base/str.h"

enum { WV_POS_VERB = 1, WV_POS_NOUN = 2, WV_POS_ADJ = 4 };

/* What a written form can be; a form may be several at once ("lopen" is INF and FIN PL). */
enum {
    WV_FEAT_INF = 1 << 0,
    WV_FEAT_FIN = 1 << 1, /* finite verb */
    WV_FEAT_SG = 1 << 2,
    WV_FEAT_PL = 1 << 3,
    WV_FEAT_PAST = 1 << 4,
    WV_FEAT_PPART = 1 << 5, /* past participle, also with -e */
    WV_FEAT_PRESP = 1 << 6, /* -end(e) */
    WV_FEAT_IMP = 1 << 7,
    WV_FEAT_SUBJ = 1 << 8, /* kome, ware, leve */
    WV_FEAT_DIM = 1 << 9,
    WV_FEAT_COMP = 1 << 10,
    WV_FEAT_SUP = 1 << 11,
    WV_FEAT_INFLECTED = 1 << 12, /* adjective or participle with -e */
    WV_FEAT_GENITIVE =
        1 << 13,            /* -s of a noun (moeders), partitive -s of an adjective (iets moois) */
    WV_FEAT_SLIP = 1 << 14, /* a common misspelling of the form: gestalkd, gebeurdt, antwoorde */
    WV_FEAT_BASE = 1 << 15, /* the form is the noun's singular or the bare adjective */
    WV_FEAT_PARTICLE = 1 << 16, /* verb with a separable first part, written joined */
    WV_FEAT_FLEMISH =
        1 << 17, /* a diminutive on -ke, which no word list has: schatteke, boekskes */
};

typedef void (*wv_inflect_emit)(void *ctx, wv_str form, unsigned pos, uint32_t feat);

/* Calls emit for each written form of lemma, in a fixed order; a form may come twice with different
 * features. pos_mask 0 takes each part of speech the word list supports (all of them for an unknown
 * word). WV_E_LIMIT: longer than WV_KEY_BYTES_MAX - 8 bytes; WV_E_USAGE: empty or not folded. */
wv_rc wv_inflect_generate(wv_str lemma, unsigned pos_mask, wv_inflect_emit emit, void *ctx);

/* Parts of speech that the word list supports for a lemma: what pos_mask 0 stands for. 0 when it is
 * not folded. */
unsigned wv_inflect_pos(wv_str lemma);

/* The key of a lemma for one part of speech, into out (at least 64 bytes); returns its length, 0
 * when refused. */
size_t wv_key_of(wv_str lemma, unsigned pos, char *out);

#endif
