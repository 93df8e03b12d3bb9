/* SPDX-License-Identifier: EUPL-1.2 */
/* mem.h: the one allocator hook, and arenas by lifetime (pack, record, case).
 *
 * Every allocation of the engine goes through wv_mem_resize, so that a test can count them and make each
 * of them fail once. The hook is process-wide and must be set before any other call; it must be thread-safe.
 * Third-party libraries (libfyaml, PCRE2, SQLite) allocate for themselves at load time only. */
#ifndef WV_BASE_MEM_H
#define WV_BASE_MEM_H

#include "base/str.h"

/* new_bytes 0 frees. Returns NULL when out of memory (and when freeing). */
typedef void *(*wv_mem_hook)(void *ctx, void *old, size_t old_bytes, size_t new_bytes);

void wv_mem_set_hook(wv_mem_hook hook, void *ctx); /* NULL restores libc */
void *wv_mem_resize(void *old, size_t old_bytes, size_t new_bytes);
void *wv_mem_new(size_t bytes); /* zeroed */
void wv_mem_free(void *p);      /* NULL allowed */
/* Zeroes by a call of libc: what gcc writes into the code for a struct of some hundred bytes
 * (`rep stos`) takes three times as long. */
void wv_mem_clear(void *p, size_t bytes);

/* Grows an array to hold at least `need` items, doubling; *items is replaced only on success.
 * Returns false when out of memory. Use: wv_mem_grow((void **)&a, &cap, need, sizeof *a). */
bool wv_mem_grow(void **items, uint32_t *capacity, uint32_t need, size_t item_bytes);

/* A bump arena: everything in it dies at once. Pointers stay valid until reset or done.
 *
 *   first -> [head|....used....|free]  -> [head|....used..|free]      blocks double up to 1 MiB
 *
 * reset keeps the blocks, so that a warm scratch allocates nothing. Not thread-safe. */
typedef struct wv_arena_block wv_arena_block;
typedef struct wv_arena {
    wv_arena_block *first, *current;
    size_t bytes_used; /* since the last reset, for statistics */
} wv_arena;

void wv_arena_init(wv_arena *a);
void wv_arena_done(wv_arena *a);
void wv_arena_reset(wv_arena *a);
void *wv_arena_alloc(wv_arena *a, size_t bytes); /* zeroed, 16-byte aligned; NULL out of memory */
/* Copy with a terminating NUL that is not counted; .p NULL when out of memory. */
wv_str wv_arena_str(wv_arena *a, wv_str s);
/* Moves an array that grew on the heap into the arena: *items is freed and replaced; on failure (false)
 * it stays what it was. */
bool wv_arena_settle(wv_arena *a, void **items, size_t bytes);

/* The used bytes of an arena, block by block in the order of its allocations: start with *at NULL;
 * false at the end. */
bool wv_arena_next(wv_arena *a, wv_arena_block **at, char **bytes, size_t *n);

#endif
