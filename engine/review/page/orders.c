/* SPDX-License-Identifier: EUPL-1.2 */
/* orders.c: the bans of a case, for the picture.
 *
 * In: records of a case in order of time. Out: from when to when each ban holds, as far as it is
 * told. Neighbours: case.c; picture.c draws. Invariant: an end that nobody told is not made up.
 * Cost: one small parse for each record about an order. */
#include "review/page/page.h"

#include "read/tape.h"

typedef struct order {
    wv_str name;
    wv_time until;
} order;

static void read_order(wv_visit *v, const wv_item_record *r, order *out)
{
    wv_json j;
    wv_json_error error;
    *out = (order){.name = WV_STR("")};
    wv_json_init(&j, v->arena);
    if (wv_json_parse(&j, r->json, &error) == WV_OK) {
        uint32_t attrs = wv_tape_member(&j, 0, "attrs");
        if (wv_tape_is(&j, attrs, WV_JSON_OBJECT)) {
            out->name = wv_arena_str(v->arena, wv_tape_text(&j, attrs, "order"));
            wv_str until = wv_tape_text(&j, attrs, "until");
            if (until.n && wv_time_parse(until, 0, &out->until, NULL) != WV_OK)
                out->until.known = false;
        }
    }
    wv_json_done(&j);
}

uint32_t wv_page_bans(wv_visit *v, const wv_item_record *records, uint32_t count,
                      wv_picture_ban *bans, uint32_t max)
{
    wv_str *names = wv_arena_alloc(v->arena, (max + 1) * sizeof *names);
    uint32_t n = 0;
    if (!names) return 0;
    for (uint32_t i = 0; i < count; i++) {
        const wv_item_record *r = &records[i];
        bool begins = wv_str_is(r->type, "order.imposed"), ends = wv_str_is(r->type, "order.ended");
        order o;
        if ((!begins && !ends) || !r->occurred) continue;
        read_order(v, r, &o);
        for (uint32_t k = 0; ends && k < n; k++)
            if (wv_str_eq(names[k], o.name)) {
                bans[k].to = r->occurred;
                bans[k].end = (wv_time){.seconds = r->occurred, .known = true};
            }
        if (!begins || n == max) continue;
        names[n] = o.name;
        bans[n++] =
            (wv_picture_ban){r->occurred, o.until.known ? o.until.seconds : INT64_MAX, o.until};
    }
    return n;
}
