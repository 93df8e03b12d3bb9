/* SPDX-License-Identifier: EUPL-1.2 */
/* queue.c: items in the order in which they were put, each with strings of its own.
 *
 * In: items whose strings are about to die. Out: the same items. Neighbours: ufdr_model.c, mail.c.
 * Invariant: an item is complete or not there. Cost: one copy of each string; memory of the fullest
 * moment. */
#include "convert/queue.h"

void wv_convert_queue_init(wv_convert_queue *q)
{
    *q = (wv_convert_queue){0};
    wv_arena_init(&q->arena);
}

void wv_convert_queue_done(wv_convert_queue *q)
{
    wv_mem_free(q->items);
    wv_arena_done(&q->arena);
    *q = (wv_convert_queue){0};
}

static wv_str kept(wv_convert_queue *q, wv_str s)
{
    if (!s.n) return (wv_str){NULL, 0};
    s = wv_arena_str(&q->arena, s);
    if (!s.p) q->failed = true;
    return s;
}

static const wv_str *kept_list(wv_convert_queue *q, const wv_str *list, uint32_t count)
{
    wv_str *copy = count ? wv_arena_alloc(&q->arena, count * sizeof *copy) : NULL;
    if (count && !copy) q->failed = true;
    for (uint32_t i = 0; copy && i < count; i++) copy[i] = kept(q, list[i]);
    return copy;
}

static const wv_attr *kept_attrs(wv_convert_queue *q, const wv_attr *attrs, uint32_t count)
{
    wv_attr *copy = count ? wv_arena_alloc(&q->arena, count * sizeof *copy) : NULL;
    if (count && !copy) q->failed = true;
    for (uint32_t i = 0; copy && i < count; i++) {
        copy[i] = attrs[i];
        copy[i].value.string = kept(q, attrs[i].value.string);
    }
    return copy;
}

void wv_convert_queue_put(wv_convert_queue *q, const wv_converted *item)
{
    if (q->failed) return;
    if (q->head == q->count) {
        q->head = q->count = 0;
        wv_arena_reset(&q->arena);
    }
    if (!wv_mem_grow((void **)&q->items, &q->capacity, q->count + 1, sizeof *q->items)) {
        q->failed = true;
        return;
    }
    wv_converted c = *item;
    wv_str *const strings[] = {&c.id,   &c.from, &c.channel, &c.title, &c.text,
                               &c.type, &c.chat, &c.part,    &c.tool,  &c.source, &c.code};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        *strings[i] = kept(q, *strings[i]);
    c.to = kept_list(q, item->to, item->to_count);
    c.attrs = kept_attrs(q, item->attrs, item->attr_count);
    if (!q->failed) q->items[q->count++] = c;
}

bool wv_convert_queue_take(wv_convert_queue *q, wv_converted *out)
{
    if (q->failed || q->head == q->count) return false;
    *out = q->items[q->head++];
    return true;
}
