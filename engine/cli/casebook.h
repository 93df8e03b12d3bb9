/* SPDX-License-Identifier: EUPL-1.2 */
/* casebook.h: the cases of a state, opened to be read: what digest, overleg, screening, monitor and
 * explain --case share. Inside of cli/.
 *
 * The caller owns the struct; open/close. Reading commits nothing, so the file stays as it was. */
#ifndef WV_CLI_CASEBOOK_H
#define WV_CLI_CASEBOOK_H

#include "case/view.h"
#include "review/dutch.h"
#include "db/state.h"

/* Of cases in memory: a reader looks at a case once, so there is little to keep. */
enum { WV_CASEBOOK_WARM_BYTES = 4 << 20 };

typedef struct wv_casebook {
    wv_frozen *pack;
    wv_state *state;
    wv_cases *cases;
    const wv_dutch_case *word; /* zaak or casus: $WAAKVLAM_CASE_WORD, unless a command asks */
} wv_casebook;

/* 0, or the exit code; what went wrong was said on stderr. */
int wv_casebook_open(const char *command, const char *pack_path, const char *state_path,
                     wv_casebook *book);
void wv_casebook_close(wv_casebook *book);

/* The case after `name` in byte order, into `name`; WV_E_END after the last. */
wv_rc wv_casebook_next(wv_casebook *book, wv_buf *name, wv_err *err);

static inline wv_str wv_casebook_str(const wv_buf *b)
{
    return (wv_str){b->p ? b->p : "", (uint32_t)b->n};
}

/* Slug and label of a signal by its index, slug of a rule. `?` when the pack does not know it. */
wv_str wv_casebook_slug(const wv_casebook *book, uint16_t signal);
wv_str wv_casebook_slug_of_rule(const wv_casebook *book, uint32_t rule);
wv_str wv_casebook_label(const wv_casebook *book, wv_str slug);
/* What the rule wants asked; empty when it has no question. */
wv_str wv_casebook_question(const wv_casebook *book, uint32_t rule);

/* Something that somebody did or told: not a role, a clock or another booking about the case. */
bool wv_casebook_is_act(const wv_entry *entry);

/* Latest received_at of a case. */
wv_time wv_casebook_last(const wv_chronology *c);

/* Writes a finished buffer to stdout. WV_E_NOMEM when it failed before, WV_E_IO. */
wv_rc wv_casebook_write(const wv_buf *out, wv_err *err);

#endif
