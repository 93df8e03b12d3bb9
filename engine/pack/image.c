/* SPDX-License-Identifier: EUPL-1.2 */
/* image.c: two builds of the same thing -> its bytes and its pointers.
 *
 * In: parts of both builds. Out: wv_image. Neighbours: frozen_file.c says what the parts of a frozen pack
 * are and writes the image. Invariants: image.h; equal packs give equal images, whatever the
 * addresses. Cost: one walk over both; a binary search among some dozens of blocks for each pointer. */
#include "pack/image.h"

#include <link.h>
#include <stdlib.h>

/* ---- builds ---- */

void wv_image_add(wv_image_build *b, void *bytes, size_t n)
{
    if (!wv_mem_grow((void **)&b->parts, &b->capacity, b->count + 1, sizeof *b->parts))
        b->failed = true;
    else
        b->parts[b->count++] = (wv_image_part){bytes, n};
}

void wv_image_add_arena(wv_image_build *b, wv_arena *arena)
{
    wv_arena_block *at = NULL;
    char *bytes;
    size_t n;
    while (wv_arena_next(arena, &at, &bytes, &n)) wv_image_add(b, bytes, n);
}

void wv_image_build_done(wv_image_build *b)
{
    wv_mem_free(b->parts);
    *b = (wv_image_build){0};
}

/* ---- addresses ---- */

/* Where a part is in memory and in the image. */
typedef struct place {
    uint64_t address, offset;
    size_t n;
} place;

typedef struct layout {
    place *places; /* sorted by address */
    uint32_t count;
    uint64_t bytes;
} layout;

static int by_address(const void *a, const void *b)
{
    const place *x = a, *y = b;
    return (x->address > y->address) - (x->address < y->address);
}

static bool lay_out(const wv_image_build *b, layout *out)
{
    *out = (layout){.places = wv_mem_new((b->count + 1) * sizeof *out->places)};
    if (!out->places) return false;
    for (uint32_t i = 0; i < b->count; i++) {
        out->places[i] = (place){(uintptr_t)b->parts[i].bytes, out->bytes, b->parts[i].n};
        out->bytes += wv_image_part_bytes(&b->parts[i]);
    }
    out->count = b->count;
    out->bytes = (out->bytes + 63) & ~UINT64_C(63);
    qsort(out->places, out->count, sizeof *out->places, by_address);
    return true;
}

/* The place that holds the address; its end counts, for pointers behind the last item of an array. */
static const place *place_of(const layout *l, uint64_t address)
{
    uint32_t low = 0, high = l->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (l->places[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low || address - l->places[low - 1].address > l->places[low - 1].n) return NULL;
    return &l->places[low - 1];
}

static uint64_t offset_of(const layout *l, uint64_t address)
{
    const place *p = place_of(l, address);
    return p ? p->offset + (address - p->address) : UINT64_MAX;
}

/* Where this program is loaded: a pointer into it is another one tomorrow. */
typedef struct program {
    uint64_t start, end;
} program;

static int find_program(struct dl_phdr_info *info, size_t size, void *ctx)
{
    static const char here;
    program p = {UINT64_MAX, 0}, *found = ctx;
    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        if (info->dlpi_phdr[i].p_type != PT_LOAD) continue;
        uint64_t start = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
        uint64_t end = start + info->dlpi_phdr[i].p_memsz;
        p.start = start < p.start ? start : p.start;
        p.end = end > p.end ? end : p.end;
    }
    uint64_t mine = (uintptr_t)&here;
    if (mine < p.start || mine >= p.end) return 0;
    *found = p;
    return 1;
}

/* ---- making ---- */

typedef struct maker {
    layout a, b;
    program program;
    wv_image *image;
    wv_err *err;
} maker;

static wv_rc refuse(const maker *k, uint64_t offset, const char *why)
{
    return wv_err_set(k->err, WV_E_INTERNAL, "a frozen pack cannot be written: byte %llu %s",
                      (unsigned long long)offset, why);
}

/* The same word in both builds is data, unless it is the address of a text of the program, with its
 * length behind it (wv_str). By itself an address says nothing: some words of any large table look
 * like one. What else points into the program shows when two processes freeze the same pack and the
 * files differ (tests/system/frozen.sh). */
static wv_rc check_data(const maker *k, const wv_image_part *part, size_t at, uint64_t offset)
{
    enum { TEXT_MAX = 64 };
    uint64_t words[2];
    if (at + sizeof words > part->n) return WV_OK;
    memcpy(words, part->bytes + at, sizeof words);
    if (words[0] < k->program.start || words[0] >= k->program.end) return WV_OK;
    if (words[1] == 0 || words[1] > TEXT_MAX) return WV_OK;
    return refuse(k, offset + at, "points into the program");
}

/* The words of y become those of the image. */
static wv_rc make_part(maker *k, const wv_image_part *x, wv_image_part *y, uint64_t offset)
{
    for (size_t i = 0; i < x->n; i += 8) {
        uint64_t one = 0, two = 0;
        size_t n = x->n - i < 8 ? x->n - i : 8;
        memcpy(&one, x->bytes + i, n);
        memcpy(&two, y->bytes + i, n);
        if (one == two) {
            wv_rc rc = check_data(k, x, i, offset);
            if (rc) return rc;
        } else if ((uint32_t)one == (uint32_t)two) {
            two = (uint32_t)two; /* a number of 32 bits, and four bytes that nobody wrote */
            memcpy(y->bytes + i, &two, n);
        } else {
            uint64_t to = offset_of(&k->a, one);
            if (n < 8 || to == UINT64_MAX || to != offset_of(&k->b, two))
                return refuse(k, offset + i, "is not the same when the pack is made twice");
            k->image->pointers[(offset + i) / 512] |= UINT64_C(1) << ((offset + i) / 8 % 64);
            two = k->image->base + to;
            memcpy(y->bytes + i, &two, sizeof two);
        }
    }
    return WV_OK;
}

static wv_rc make_parts(maker *k, const wv_image_build *a, wv_image_build *b)
{
    uint64_t offset = 0;
    wv_rc rc = WV_OK;
    if (a->count != b->count)
        return refuse(k, offset, "has another number of parts when the pack is made twice");
    for (uint32_t i = 0; i < a->count && rc == WV_OK; i++) {
        if (a->parts[i].n != b->parts[i].n)
            return refuse(k, offset, "begins a part of another size when the pack is made twice");
        rc = make_part(k, &a->parts[i], &b->parts[i], offset);
        offset += wv_image_part_bytes(&a->parts[i]);
    }
    return rc;
}

wv_rc wv_image_make(const wv_image_build *a, wv_image_build *b, uint64_t base, wv_image *out,
                    wv_err *err)
{
    maker k = {.image = out, .err = err};
    *out = (wv_image){.build = b, .base = base};
    bool ok = !a->failed && !b->failed && lay_out(a, &k.a) && lay_out(b, &k.b);
    if (ok) {
        dl_iterate_phdr(find_program, &k.program);
        out->n = k.a.bytes;
        out->pointers = wv_mem_new(wv_image_pointer_words(out->n) * sizeof *out->pointers);
    }
    wv_rc rc = ok && out->pointers ? make_parts(&k, a, b) : WV_E_NOMEM;
    wv_mem_free(k.a.places);
    wv_mem_free(k.b.places);
    if (rc) wv_image_done(out);
    return rc == WV_E_NOMEM ? wv_err_set(err, rc, "out of memory while freezing a pack") : rc;
}

void wv_image_done(wv_image *image)
{
    wv_mem_free(image->pointers);
    *image = (wv_image){0};
}

/* ---- moving ---- */

wv_rc wv_image_move(char *bytes, size_t n, const uint64_t *pointers, uint64_t base)
{
    uint64_t delta = (uint64_t)(uintptr_t)bytes - base;
    for (size_t w = 0; w < wv_image_pointer_words(n); w++)
        for (uint64_t bits = pointers[w]; bits; bits &= bits - 1) {
            size_t at = w * 512 + (size_t)__builtin_ctzll(bits) * 8;
            uint64_t to;
            if (at + sizeof to > n) return WV_E_CORRUPT;
            memcpy(&to, bytes + at, sizeof to);
            if (to - base > n) return WV_E_CORRUPT;
            to += delta;
            memcpy(bytes + at, &to, sizeof to);
        }
    return WV_OK;
}
