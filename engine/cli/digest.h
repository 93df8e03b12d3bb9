/* SPDX-License-Identifier: EUPL-1.2 */
/* digest.h: one case of a digest, and the two ways to write it. Inside of cli/. */
#ifndef WV_CLI_DIGEST_H
#define WV_CLI_DIGEST_H

#include "cli/casebook.h"
#include "cli/disclose.h"
#include "review/dutch.h"

/* What was written is: an alert that is open, new or fallen; a finding that the case made on a record
 * that is not new (an order that was imported late), or such a finding that fell. */
enum {
    WV_DIGEST_OTHER,
    WV_DIGEST_OPEN,
    WV_DIGEST_NEW,
    WV_DIGEST_FALLEN,
    WV_DIGEST_LATE,
    WV_DIGEST_LATE_FALLEN
};

typedef struct wv_digest_case {
    const wv_case_view *view;
    const wv_disclosure *profile;
    const wv_dutch_case *word; /* zaak or casus */
    wv_time since, as_of;
    uint8_t *entry_new; /* one an entry; owned by the caller of the writers */
    uint8_t *written_is; /* WV_DIGEST_..., one a written thing */
    uint32_t news, open, acts;
    uint32_t records[WV_KIND_COUNT];
    wv_triage triage;                        /* of the most urgent alert that stands */
    int64_t silence, silence_from, last_act; /* seconds */
} wv_digest_case;

/* Of the whole text; `of` has the moments, the word and the profile. */
void wv_digest_head(wv_buf *out, const wv_digest_case *of, uint64_t cases, uint64_t shown);
void wv_digest_text(const wv_casebook *book, const wv_digest_case *d, wv_buf *out);
void wv_digest_ndjson(const wv_casebook *book, const wv_digest_case *d, wv_buf *out);

#endif
