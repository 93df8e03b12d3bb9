/* SPDX-License-Identifier: EUPL-1.2 */
/* node.c: looking into a tree of nodes. In: nodes of yaml.c. Out: values and places. Cost: linear
 * in a map's keys. */
#include "pack/node.h"

const wv_node *wv_node_get(const wv_node *map, const char *key)
{
    if (!map || map->type != WV_NODE_MAP) return NULL;
    for (uint32_t i = 0; i < map->count; i++)
        if (wv_str_is(map->keys[i]->scalar, key)) return map->items[i];
    return NULL;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

wv_place wv_node_place(const wv_place *scalar_place, wv_str value, uint32_t start, uint32_t end)
{
    wv_place at = *scalar_place;
    if (!at.source) return at;
    wv_str text = {at.source->text.p + at.start, at.end - at.start};
    if (wv_str_eq(text, value)) {
        at.end = at.start + (end < value.n ? end : value.n);
        at.start += start < value.n ? start : value.n;
        return at;
    }
    uint32_t i = 0, j = 0, from = UINT32_MAX;
    while (j < value.n && j < end) {
        if (is_blank(value.p[j])) {
            while (j < value.n && is_blank(value.p[j])) j++;
            while (i < text.n && is_blank(text.p[i])) i++;
            continue;
        }
        while (i < text.n && is_blank(text.p[i])) i++;
        if (i >= text.n || text.p[i] != value.p[j]) return at; /* an escape: no exact place */
        if (from == UINT32_MAX && j >= start) from = i;
        i++, j++;
    }
    if (from == UINT32_MAX) from = i;
    return (wv_place){at.source, at.start + from, at.start + (i > from ? i : from)};
}
