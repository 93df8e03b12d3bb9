/* SPDX-License-Identifier: EUPL-1.2 */
/* account.c: what a conversion came across: items by kind, warnings, fields that no mapping knows.
 *
 * In: items and names. Out: counts. Neighbours: formats count units and unknown fields, cli/
 * prints. Invariant: names in insertion order, so that nothing written depends on a hash. Cost: a
 * map look-up a name. */
#include "convert/convert.h"

void wv_convert_account_init(wv_convert_account *a)
{
    *a = (wv_convert_account){0};
    wv_map_init(&a->unknown);
    wv_arena_init(&a->names);
}

void wv_convert_account_done(wv_convert_account *a)
{
    wv_map_done(&a->unknown);
    wv_arena_done(&a->names);
}

void wv_convert_unknown(wv_convert_account *a, wv_str name)
{
    uint32_t *count = wv_map_get(&a->unknown, name);
    if (count) {
        ++*count;
        return;
    }
    wv_str kept = {NULL, 0};
    if (a->unknown.count < WV_CONVERT_UNKNOWN_MAX) kept = wv_arena_str(&a->names, name);
    if (!kept.p || !wv_map_put(&a->unknown, kept, 1, NULL)) a->unknown_others++;
}

void wv_convert_account_item(wv_convert_account *a, const wv_converted *item)
{
    a->items[item->kind]++;
    for (int i = 0; i < WV_CONVERT_WARN_COUNT; i++)
        if (item->warnings >> i & 1) a->warned[i]++;
}
