/* SPDX-License-Identifier: EUPL-1.2 */
/* case.h: what the pieces of the page of a case share. Inside of page/. All in the visit's arena.
 */
#ifndef WV_REVIEW_PAGE_CASE_H
#define WV_REVIEW_PAGE_CASE_H

#include "review/page/page.h"

enum { WV_PAGE_CASE_FINDINGS = 100 };

typedef struct wv_page_case_data {
    wv_case_row row;
    wv_item_finding *findings; /* newest first */
    uint32_t finding_count;
    wv_item_record *records; /* by time */
    uint32_t record_count;
    int64_t new_from; /* findings from this number on are new to the viewer; INT64_MAX: none */
} wv_page_case_data;

/* Live, standing, not set aside: it counts. */
bool wv_page_is_open(const wv_item_finding *f);
/* `wapen zoeken of aanschaffen`, `Verbod overtreden`: of a finding its signal, of an alert its
 * title. */
wv_str wv_page_finding_name(const wv_visit *v, const wv_item_finding *f);

/* --- signals.c */
void wv_page_signals(wv_visit *v, const wv_page_case_data *p);
/* One line of that list: its name, its urgency (unless the reader is blind) and its answer. */
void wv_page_signal_tags(wv_visit *v, const wv_item_finding *f);
/* --- chronology.c */
void wv_page_chronology(wv_visit *v, const wv_page_case_data *p);
void wv_page_orders(wv_visit *v, const wv_page_case_data *p);
/* --- timeline.c */
void wv_page_timeline(wv_visit *v, const wv_page_case_data *p);

#endif
