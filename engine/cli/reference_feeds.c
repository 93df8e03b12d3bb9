/* SPDX-License-Identifier: EUPL-1.2 */
/* reference_feeds.c: feeds of cases through two packs: an overlay that raises a threshold loses
 * alerts, and no single text shows that.
 *
 * In: files of records. Out: for each (record, signal) and (case, pattern) that stands at the end of
 * the pack's output, whether it stands in the region's. Neighbours: rescan.c scans, replay.h reads
 * the lines. Invariant: what a revision took back does not stand. Cost: two scans, both outputs in
 * memory. */
#include "cli/reference.h"

#include "cli/replay.h"
#include "cli/rescan.h"

static wv_rc take_line(void *ctx, wv_str line, wv_err *err)
{
    return wv_standing_take(ctx, line, err);
}

static wv_rc stand(const wv_frozen *pack, const wv_reference_set *set, wv_standing *out,
                   uint64_t *records, wv_err *err)
{
    wv_run_stats stats;
    wv_run_stats_init(&stats);
    const wv_rescan what = {
        .pack = pack, .paths = set->feeds, .path_count = set->feed_count, .about = "reference"};
    wv_rc rc = wv_rescan_run(&what, take_line, out, &stats, err);
    *records = stats.scanned;
    wv_run_stats_done(&stats);
    return rc;
}

/* `"of":"finding","case":..,"record":..,"signal":..` without the rule: another rule may find it. */
static wv_str identity(const wv_standing_item *item)
{
    const char *rule = memmem(item->about.p, item->about.n, ",\"rule\":", 8);
    return rule ? (wv_str){item->about.p, (uint32_t)(rule - item->about.p)} : item->about;
}

/* The text of a member in such a line; ids and slugs are written without escapes, or shown with. */
static wv_str member(wv_str about, const char *name)
{
    char head[32] = "\"";
    strcat(strcat(head, name), "\":\"");
    const char *at = memmem(about.p, about.n, head, strlen(head));
    if (!at) return (wv_str){"", 0};
    at += strlen(head);
    const char *end = memchr(at, '"', (size_t)(about.p + about.n - at));
    return end ? (wv_str){at, (uint32_t)(end - at)} : (wv_str){"", 0};
}

static wv_rc index_items(const wv_standing *s, wv_map *out)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (!s->items[i].gone && !wv_map_put(out, identity(&s->items[i]), i, NULL))
            return WV_E_NOMEM;
    return WV_OK;
}

static wv_rc count_item(wv_reference *r, const wv_standing_item *item, bool region)
{
    wv_str pattern = member(item->about, "pattern"), record = member(item->about, "record");
    wv_str id = pattern.n ? member(item->about, "case") : record;
    return wv_reference_count(r, pattern.n ? pattern : member(item->about, "signal"), id,
                              member(item->about, "rule"), true, region);
}

wv_rc wv_reference_feeds(wv_reference *r, const wv_reference_set *set, wv_err *err)
{
    wv_standing base, region;
    wv_map there, here;
    wv_standing_init(&base);
    wv_standing_init(&region);
    wv_map_init(&there);
    wv_map_init(&here);
    wv_rc rc = stand(r->base, set, &base, &r->records, err);
    if (rc == WV_OK) rc = stand(r->region, set, &region, &r->records, err);
    if (rc == WV_OK) rc = index_items(&base, &here);
    if (rc == WV_OK) rc = index_items(&region, &there);
    for (uint32_t i = 0; i < here.count && rc == WV_OK; i++)
        rc = count_item(r, &base.items[here.entries[i].value],
                        wv_map_get(&there, here.entries[i].key) != NULL);
    wv_map_done(&here);
    wv_map_done(&there);
    wv_standing_done(&base);
    wv_standing_done(&region);
    return rc;
}
