/* SPDX-License-Identifier: EUPL-1.2 */
/* granted.c: the cases that somebody of a partner was let into.
 *
 * In: who looks. Out: a list of those cases by name. Neighbours: store/queue.h, case.c shows each.
 * Invariants: no order by urgency, no counts: who reads for a partner does not work the queue; what was not
 * granted is not told to exist. Cost: one page of rows. */
#include "review/page/page.h"

enum { SHOWN_MAX = 200 };

wv_rc wv_page_granted(wv_visit *v)
{
    wv_buf *out = wv_visit_out(v);
    wv_case_row *list;
    uint32_t count;
    wv_rc rc =
        wv_queue_granted(v->site->store, &v->viewer, SHOWN_MAX, v->arena, &list, &count, &v->err);
    if (rc) return rc;
    wv_page_begin(v, "Wat u mag lezen", WV_NAV_GRANTED);
    wv_buf_text(out, count ? "<ul>\n"
                           : "<p class=\"empty\">U mag nu van geen enkele zaak iets lezen.</p>\n");
    for (uint32_t i = 0; i < count; i++) {
        wv_visit_saw(v, list[i].num);
        wv_html(out, "<li><a href=\"/zaak/%d\">", list[i].num);
        wv_page_case_name(v, &list[i]);
        wv_buf_text(out, "</a></li>\n");
    }
    if (count) wv_buf_text(out, "</ul>\n");
    wv_page_end(v);
    return WV_OK;
}
