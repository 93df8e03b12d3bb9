/* SPDX-License-Identifier: EUPL-1.2 */
/* logbook.h: rows of a case's chronology, and the three ways to write them. Inside of cli/.
 *
 * The rows are copies from which a profile has taken what may not leave, so that no writer can show
 * it. All of it lives in the arena. */
#ifndef WV_CLI_LOGBOOK_H
#define WV_CLI_LOGBOOK_H

#include "cli/casebook.h"
#include "cli/disclose.h"
#include "flag/flag.h"
#include "review/dutch.h"
#include "review/picture.h"

typedef struct wv_logbook_row {
    const wv_entry *entry;   /* a record, or NULL */
    const wv_written *alert; /* an alert, or NULL */
    int64_t at;              /* occurred_at of a record, raised_at of an alert */
} wv_logbook_row;

typedef struct wv_logbook {
    const wv_casebook *book;
    const wv_chronology *chronology;
    const wv_disclosure *profile;
    const wv_dutch_case *word; /* zaak or casus */
    wv_arena arena;
    wv_logbook_row *rows; /* by time */
    uint32_t count;
    wv_picture_ban *bans; /* in the order they were imposed */
    uint32_t ban_count;
    wv_str name; /* of the case; empty when it may not leave */
} wv_logbook;

/* May this field of a line of the logbook leave? */
static inline bool wv_logbook_shows(const wv_logbook *book, const char *field)
{
    return wv_disclose_shows(book->profile, WV_DISCLOSE_LOGBOOK, field);
}

/* Pattern of an alert, and its label; empty when they may not leave. */
wv_str wv_logbook_pattern(const wv_logbook *book, const wv_written *w);
wv_str wv_logbook_label(const wv_logbook *book, const wv_written *w);

wv_rc wv_logbook_ndjson(const wv_logbook *book, wv_buf *out, wv_err *err);
void wv_logbook_csv(const wv_logbook *book, wv_buf *out);
void wv_logbook_html(const wv_logbook *book, wv_buf *out); /* logbook_html.c */

#endif
