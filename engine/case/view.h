/* SPDX-License-Identifier: EUPL-1.2 */
/* view.h: one case as it stands, for who shows it (logbook, state export). Read-only.
 *
 * What is given borrows the wv_cases and is valid until its next call, but for wv_cases_why of the
 * same case. */
#ifndef WV_CASE_VIEW_H
#define WV_CASE_VIEW_H

#include "case/ledger.h"

typedef struct wv_case_view {
    const wv_chronology *chronology; /* entries in canonical order, with what was made on them */
    const wv_written *written;       /* findings made and alerts, in the order they were told */
    uint32_t written_count;
} wv_case_view;

/* WV_E_NOINPUT when the state has no such case. */
wv_rc wv_cases_view(wv_cases *cases, wv_str case_id, wv_case_view *out, wv_err *err);

/* A case's log from the store as lines of JSON, for `state export`: everything that it holds, by the
 * names that stand in it, without the pack. Appended to out. */
wv_rc wv_case_export(wv_str case_id, wv_str log, wv_buf *out, wv_err *err);

/* When the newest record of a case came in, from its log in the store; unknown when it has none. */
wv_rc wv_case_last_news(wv_str log, wv_time *last, wv_err *err);

#endif
