/* SPDX-License-Identifier: EUPL-1.2 */
/* logbook.h: rows of a case's chronology, and the three ways to write them. Inside of cli/. */
#ifndef WV_CLI_LOGBOOK_H
#define WV_CLI_LOGBOOK_H

#include "case/view.h"

typedef struct wv_logbook_row {
    const wv_entry *entry;   /* a record, or NULL */
    const wv_written *alert; /* an alert, or NULL */
    int64_t at;              /* occurred_at of a record, raised_at of an alert */
} wv_logbook_row;

typedef struct wv_logbook {
    const wv_frozen *pack;
    const wv_chronology *chronology;
    wv_logbook_row *rows; /* by time; owned */
    uint32_t count;
} wv_logbook;

/* Dutch label of a slug, or the slug itself. */
wv_str wv_logbook_label(const wv_frozen *pack, wv_str slug);
/* Role of a reference in Dutch: "A (om wie de zorg gaat)" is made by the page; this is the word. */
const char *wv_logbook_role(wv_role role);

void wv_logbook_ndjson(const wv_logbook *book, wv_buf *out);
void wv_logbook_csv(const wv_logbook *book, wv_buf *out);
void wv_logbook_html(const wv_logbook *book, wv_buf *out); /* logbook_html.c */

#endif
