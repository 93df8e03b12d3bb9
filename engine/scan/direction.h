/* SPDX-License-Identifier: EUPL-1.2 */
/* direction.h: who did it to whom: actor and target of a finding, and in whose voice a record
 * speaks.
 *
 * Part of the scan stage, called by wv_scan_resolve in input order. Metadata first (from, to,
 * reporter and their roles), then role nouns and references in the sentence (aangeefster,
 * verdachte, `B`), then pronouns where only one reading is left, the passive turned round; else
 * empty, which is "unknown" and no guess. "elkaar" gives none. He and she are the same to it. A
 * reference is a person's ref of the record or case, never a name from the text.
 *
 * Pure functions; the caller's structs; nothing allocates; results borrow from record or cast. */
#ifndef WV_SCAN_DIRECTION_H
#define WV_SCAN_DIRECTION_H

#include "model/record.h"
#include "pack/ast.h"
#include "scan/named.h"
#include "scan/scope_tag.h"
#include "scan/scan.h"
#include "text/word.h"

/* Whose words the record's text is, as a mask of 1 << wv_voice; all voices when roles do not tell.
 *   message: from other = P, target = V, child or third = T, professional = R
 *   report:  reporter target = V, professional or `R` = R, child or third = T,
 *            other = V with target and other changed places (a counter-report): *swapped is set */
uint8_t wv_direction_voices(const wv_record *record, wv_role_of role_of, void *ctx, bool *swapped);

/* The persons of a record by what they are to each other, made once a record. Empty is unknown. */
typedef struct wv_cast {
    wv_str target, other; /* the only person in that role among persons, from, to, reporter */
    wv_str speaker;       /* of a message: from; of a report: its reporter */
    wv_str hearer;        /* of a message: the only `to` */
    wv_role speaker_role, hearer_role;
    bool swapped; /* counter-report: the speaker claims to be the one it is done to */
} wv_cast;
void wv_direction_cast(const wv_record *record, wv_role_of role_of, void *ctx, wv_cast *out);

/* How the text itself puts it, read from the sentence of a finding at scan time. */
typedef enum wv_party {
    WV_PARTY_NONE,     /* nothing said, or not one reading */
    WV_PARTY_SPEAKER,  /* ik, mij, we */
    WV_PARTY_HEARER,   /* je, jou, u */
    WV_PARTY_TARGET,   /* aangeefster, slachtoffer, meldster */
    WV_PARTY_OTHER,    /* verdachte, ex, dader */
    WV_PARTY_REPORTER, /* melder, meldster: whoever brought the record */
    WV_PARTY_PERSON,   /* hij, zij, haar, hem: someone who is not speaker nor hearer */
    WV_PARTY_REF, /* a word written as a person's ref ("B stuurde hem"): the span tells which */
    WV_PARTY_CHILD,
    WV_PARTY_UNCLEAR, /* two answers that disagree */
} wv_party;

typedef struct wv_direction {
    uint8_t actor, target;       /* wv_party */
    bool mutual;                 /* elkaar: no direction, whatever metadata says */
    wv_span actor_at, target_at; /* bytes of the word that told; empty when none */
} wv_direction;

/* Reads subject, object, agent ("door ...") of the clause of a match: of its first verb, else of
 * its first word. `matched` are their word indexes in the record's word array, ascending, in the
 * sentence that `tagged` is of and that begins at `first_word` there. `named` are the persons that
 * stand in the text. */
void wv_direction_read(const wv_named_list *named, const wv_scope_sentence *tagged,
                       uint32_t first_word, const uint32_t *matched, uint32_t matched_count,
                       wv_direction *out);

/* A finding of several matches: what one leaves open the other may tell; where they disagree,
 * nothing is known. */
void wv_direction_join(wv_direction *into, const wv_direction *other);

/* Sets finding->actor and ->target from cast and from what was read; leaves them empty when
 * unknown. `voice` is the one under which the finding holds. */
void wv_direction_of(const wv_record *record, const wv_cast *cast, const wv_direction *read,
                     wv_voice voice, wv_finding *finding);

/* What a role noun says of its bearer: aangeefster TARGET, verdachte OTHER, melder REPORTER; NONE
 * for others. */
wv_party wv_direction_noun(wv_str folded);

#endif
