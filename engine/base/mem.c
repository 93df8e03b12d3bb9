/* SPDX-License-Identifier: EUPL-1.2 */
/* mem.c: allocator hook and arenas. In: sizes. Out: memory or NULL. Cost: a bump of a pointer. */
#include "base/mem.h"

#include <stdlib.h>

static void *libc_resize(void *ctx, void *old, size_t old_bytes, size_t new_bytes)
{
    (void)ctx, (void)old_bytes;
    if (new_bytes == 0) {
        free(old);
        return NULL;
    }
    return realloc(old, new_bytes);
}

static wv_mem_hook g_hook = libc_resize;
static void *g_ctx;

void wv_mem_set_hook(wv_mem_hook hook, void *ctx)
{
    g_hook = hook ? hook : libc_resize;
    g_ctx = hook ? ctx : NULL;
}

void *wv_mem_resize(void *old, size_t old_bytes, size_t new_bytes)
{
    return g_hook(g_ctx, old, old_bytes, new_bytes);
}

/* A large block comes from the kernel as zeros: to write zeros again would touch each of its pages,
 * megabytes of a table of words that a short run never fills. */
void *wv_mem_new(size_t bytes)
{
    if (g_hook == libc_resize) return calloc(1, bytes ? bytes : 1);
    void *p = wv_mem_resize(NULL, 0, bytes ? bytes : 1);
    if (p) memset(p, 0, bytes);
    return p;
}

void wv_mem_free(void *p)
{
    if (p) wv_mem_resize(p, 0, 0);
}

void wv_mem_clear(void *p, size_t bytes)
{
    memset(p, 0, bytes);
}

bool wv_mem_grow(void **items, uint32_t *capacity, uint32_t need, size_t item_bytes)
{
    if (need <= *capacity) return true;
    uint64_t wanted = *capacity ? (uint64_t)*capacity * 2 : 16;
    while (wanted < need) wanted *= 2;
    if (wanted > UINT32_MAX / item_bytes && sizeof(size_t) == 4) return false;
    void *p = wv_mem_resize(*items, *capacity * item_bytes, (size_t)wanted * item_bytes);
    if (!p) return false;
    *items = p;
    *capacity = (uint32_t)wanted;
    return true;
}

struct wv_arena_block {
    wv_arena_block *next;
    size_t size, used;
    _Alignas(16) char bytes[];
};

enum { ARENA_FIRST_BYTES = 4096, ARENA_BLOCK_MAX = 1 << 20 };

void wv_arena_init(wv_arena *a)
{
    *a = (wv_arena){0};
}

void wv_arena_done(wv_arena *a)
{
    for (wv_arena_block *b = a->first, *next; b; b = next) {
        next = b->next;
        wv_mem_free(b);
    }
    *a = (wv_arena){0};
}

void wv_arena_reset(wv_arena *a)
{
    for (wv_arena_block *b = a->first; b; b = b->next) b->used = 0;
    a->current = a->first;
    a->bytes_used = 0;
}

/* A block that can hold `bytes`: the next kept one if it is large enough, else a new one put in front of it. */
static wv_arena_block *block_for(wv_arena *a, size_t bytes)
{
    wv_arena_block *last = a->current, *next = last ? last->next : a->first;
    if (next && next->size - next->used >= bytes) return next;
    size_t size = last ? last->size * 2 : ARENA_FIRST_BYTES;
    if (size > ARENA_BLOCK_MAX) size = ARENA_BLOCK_MAX;
    if (size < bytes) size = bytes;
    wv_arena_block *b = wv_mem_resize(NULL, 0, sizeof *b + size);
    if (!b) return NULL;
    b->size = size;
    b->used = 0;
    b->next = next;
    if (last) last->next = b;
    else a->first = b;
    return b;
}

void *wv_arena_alloc(wv_arena *a, size_t bytes)
{
    bytes = (bytes + 15) & ~(size_t)15;
    if (bytes == 0) bytes = 16;
    if (!a->current || a->current->size - a->current->used < bytes) {
        wv_arena_block *b = block_for(a, bytes);
        if (!b) return NULL;
        a->current = b;
    }
    void *p = a->current->bytes + a->current->used;
    a->current->used += bytes;
    a->bytes_used += bytes;
    return memset(p, 0, bytes);
}

wv_str wv_arena_str(wv_arena *a, wv_str s)
{
    char *p = wv_arena_alloc(a, (size_t)s.n + 1);
    if (!p) return (wv_str){NULL, 0};
    if (s.n) memcpy(p, s.p, s.n);
    return (wv_str){p, s.n};
}

bool wv_arena_settle(wv_arena *a, void **items, size_t bytes)
{
    void *kept = wv_arena_alloc(a, bytes);
    if (!kept) return false;
    if (bytes) memcpy(kept, *items, bytes);
    wv_mem_free(*items);
    *items = kept;
    return true;
}

bool wv_arena_next(wv_arena *a, wv_arena_block **at, char **bytes, size_t *n)
{
    wv_arena_block *b = *at ? (*at)->next : a->first;
    if (!b) return false;
    *at = b;
    *bytes = b->bytes;
    *n = b->used;
    return true;
}
