/* SPDX-License-Identifier: EUPL-1.2 */
/* decide.h: the two questions, kept apart.
 *
 *   read   is the text read rightly?   per finding; only this feeds the rules
 *   do     what happens with it?       per case; may cover all that was in view
 *
 * A decision is never changed. It can be undone by who gave it until it seals, WV_UNDO_SECONDS
 * later; after that a new decision follows it and both stay. A finding is read a second time,
 * blind, by another person: always when the first was unsure, and a part of the others; when they
 * differ a third one settles it. "Geen vervolg" while severity 5 is open takes two persons; until
 * then the case stays in the queue. All functions write in the caller's transaction. */
#ifndef WV_STORE_DECIDE_H
#define WV_STORE_DECIDE_H

#include "store/item.h"

enum { WV_UNDO_SECONDS = 10, WV_NOTE_BYTES_MAX = 4000, WV_TARGET_BYTES_MAX = 256 };

/* Reasons for WV_READ_NO. */
typedef enum wv_read_reason {
    WV_REASON_NONE,
    WV_REASON_NEGATED, /* 1 Ontkend of als-dan */
    WV_REASON_PERSON,  /* 2 Gaat over iemand anders */
    WV_REASON_JOKE,    /* 3 Grap, spel, citaat, voorlichting */
    WV_REASON_MEANING, /* 4 Woord betekent hier iets anders */
    WV_REASON_KNOWN,   /* 5 Al bekend in deze zaak */
    WV_REASON_OTHER,   /* 6 Anders: a note is required */
} wv_read_reason;

typedef enum wv_do_answer {
    WV_DO_FORWARD = 1, /* Doorzetten naar `target` */
    WV_DO_JOIN,        /* Bij bestaande zaak `target` voegen */
    WV_DO_NOTHING,     /* Nu geen vervolg */
    WV_DO_LATER,       /* Later terug, at `until` */
} wv_do_answer;

typedef enum wv_round { WV_ROUND_FIRST = 1, WV_ROUND_SECOND, WV_ROUND_THIRD } wv_round;

/* `now` and `user` are the viewer's. *num gets the decision's number. WV_E_USAGE when reason or
 * note is missing or too long, WV_E_LOCKED when this round is another person's or already done,
 * WV_E_NOINPUT when there is no such finding. */
typedef struct wv_decide_read {
    int64_t finding;
    wv_read_answer answer;
    wv_read_reason reason;
    wv_str note;
    wv_round round; /* WV_ROUND_FIRST; _SECOND and _THIRD for what wv_decide_due gave */
} wv_decide_read;
wv_rc wv_decide_on_reading(wv_store *s, const wv_viewer *viewer, const wv_decide_read *d,
                           int64_t *num, wv_err *err);

/* `through`: wv_case_row.through of what was shown: what came in later is not decided. */
typedef struct wv_decide_do {
    int64_t case_num, through;
    wv_do_answer answer;
    wv_str target;
    int64_t until;
    wv_str note; /* required for WV_DO_NOTHING */
} wv_decide_do;
/* WV_E_LOCKED when nothing is open, and when this viewer already gave the first of the two
 * decisions that "geen vervolg" takes at severity 5. */
wv_rc wv_decide_on_case(wv_store *s, const wv_viewer *viewer, const wv_decide_do *d, int64_t *num,
                        wv_err *err);

/* WV_E_LIMIT when it has sealed, WV_E_LOCKED when it is another person's. */
wv_rc wv_decide_undo(wv_store *s, const wv_viewer *viewer, int64_t num, wv_err *err);
/* Seals what may no longer be undone at `now`; *count says how many. For who has a clock. */
wv_rc wv_decide_seal(wv_store *s, int64_t now, uint32_t *count, wv_err *err);

typedef struct wv_decision {
    int64_t num, case_num, finding; /* finding 0: on the case */
    bool on_case;
    wv_str key, evidence_hash; /* of the finding */
    bool evidence_changed;     /* it was given on other evidence than stands there now */
    wv_read_answer read;
    wv_read_reason reason;
    wv_do_answer act;
    wv_str target, note, user, role;
    int64_t at, until, sealed_at, undone_at, through;
    wv_round round;
    bool holds; /* on a case: it took effect (severity 5: the second person agreed) */
    bool waits; /* on a case: for a second person, and no decision since covers what it was about */
} wv_decision;

/* Decisions on a case and its findings, newest first; on one finding by key, whatever its evidence
 * was then. Undone ones too. Blind rounds: the caller keeps them from who must still read. */
wv_rc wv_decide_of_case(wv_store *s, int64_t case_num, uint32_t limit, wv_arena *arena,
                        wv_decision **out, uint32_t *count, wv_err *err);
wv_rc wv_decide_of_finding(wv_store *s, int64_t finding, wv_arena *arena, wv_decision **out,
                           uint32_t *count, wv_err *err);
wv_rc wv_decide_one(wv_store *s, int64_t num, wv_arena *arena, wv_decision *out, wv_err *err);

/* Findings that this viewer may read a second or third time: never what the viewer read before. */
wv_rc wv_decide_due(wv_store *s, const wv_viewer *viewer, wv_round round, uint32_t limit,
                    wv_arena *arena, wv_item_finding **out, uint32_t *count, wv_err *err);

/* Pairs of first and second readings, for agreement. [first][second], 1 yes, 2 no, 3 unsure. `rule`
 * empty: all. */
wv_rc wv_decide_pairs(wv_store *s, wv_str rule, uint64_t out[4][4], wv_err *err);

typedef struct wv_rule_verdicts {
    wv_str rule;
    uint64_t found, yes, no, unsure, reasons[WV_REASON_OTHER + 1];
} wv_rule_verdicts;
wv_rc wv_decide_by_rule(wv_store *s, wv_arena *arena, wv_rule_verdicts **out, uint32_t *count,
                        wv_err *err);

/* Something was missed: what a person saw in a record that no rule did. */
typedef struct wv_missed {
    int64_t case_num;
    wv_str record, signal, note;
} wv_missed;
wv_rc wv_decide_missed(wv_store *s, const wv_viewer *viewer, const wv_missed *m, wv_err *err);

#endif
