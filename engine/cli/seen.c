/* SPDX-License-Identifier: EUPL-1.2 */
/* seen.c: the alerts of a case put together by pattern. In: a case. Out: a list, and its words.
 * Neighbours: overleg.c, screening.c. Invariant: what does not stand is not in it. Cost: alerts
 * times patterns. */
#include "cli/seen.h"

#include "review/dutch.h"

#include <stdlib.h>

enum { NAMED_MAX = 8 };

static wv_seen *seen_of(wv_seen *list, uint32_t *count, wv_str slug)
{
    for (uint32_t i = 0; i < *count; i++)
        if (wv_str_eq(list[i].slug, slug)) return &list[i];
    if (*count == WV_SEEN_MAX) return NULL;
    list[*count] = (wv_seen){.slug = slug};
    return &list[(*count)++];
}

static int by_urgency(const void *x, const void *y)
{
    const wv_seen *a = x, *b = y;
    if (a->triage != b->triage) return a->triage > b->triage ? -1 : 1;
    if (a->first.seconds != b->first.seconds) return a->first.seconds < b->first.seconds ? -1 : 1;
    return wv_str_cmp(a->slug, b->slug);
}

uint32_t wv_seen_gather(const wv_casebook *book, const wv_case_view *view,
                        wv_seen list[WV_SEEN_MAX])
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < view->written_count; i++) {
        const wv_written *w = &view->written[i];
        if (!w->is_pattern || !w->standing) continue;
        wv_seen *s = seen_of(list, &count, wv_casebook_slug_of_rule(book, w->rule));
        if (!s) continue;
        s->times++;
        if (!s->first.known || w->raised_at.seconds < s->first.seconds) s->first = w->raised_at;
        if (!s->last.known || w->raised_at.seconds >= s->last.seconds)
            s->last = w->raised_at, s->newest = w;
        if (w->triage > s->triage) s->triage = w->triage;
    }
    if (count > 1) qsort(list, count, sizeof *list, by_urgency);
    return count;
}

void wv_seen_when(wv_buf *out, const wv_seen *seen)
{
    if (seen->times == 1) {
        wv_buf_text(out, "gezien op ");
        wv_dutch_moment(out, seen->first);
        return;
    }
    wv_buf_format(out, "%u keer gezien, van ", seen->times);
    wv_dutch_day(out, seen->first);
    wv_buf_text(out, " tot en met ");
    wv_dutch_day(out, seen->last);
}

void wv_seen_records(wv_buf *out, const wv_str *ids, uint32_t count, uint32_t total)
{
    uint32_t first = count > NAMED_MAX ? count - NAMED_MAX : 0;
    if (count == 0) return;
    wv_buf_text(out, total == 1 ? " (stuk " : " (stukken ");
    for (uint32_t i = first; i < count; i++) {
        wv_buf_text(out, i > first ? ", " : "");
        wv_dutch_plain(out, ids[i]);
    }
    if (total > count - first) wv_buf_format(out, " en nog %u", total - (count - first));
    wv_buf_byte(out, ')');
}
