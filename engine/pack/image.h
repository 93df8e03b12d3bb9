/* SPDX-License-Identifier: EUPL-1.2 */
/* image.h: a graph of structs in arenas -> one run of bytes, and where its pointers are.
 *
 *   the same thing, built twice              image                           bit per 8 bytes
 *     7f10..40: 7f10..90  0000..05   \         40: base + 90   0000..05         1 0
 *     5620..40: 5620..90  0000..05   /
 *
 * Nobody describes the structs: a word is a pointer if and only if it differs between the two builds
 * and points to the same place in both. So a field, a struct or a table that somebody adds comes along by
 * itself, and what cannot come along (a pointer to the heap or into the program, a hash of an
 * address) is found and refused instead of written. Where only the upper half of a word differs, it is
 * what a compiler left behind a number of 32 bits, and becomes zeros.
 *
 * The second build becomes the image where it stands: 40 MB less than a copy. No state, no threads. */
#ifndef WV_PACK_IMAGE_H
#define WV_PACK_IMAGE_H

#include "base/err.h"
#include "base/mem.h"

typedef struct wv_image_part {
    char *bytes;
    size_t n;
} wv_image_part;

/* Where one build stands: its parts in an order that is the same for both. The memory is borrowed. */
typedef struct wv_image_build {
    wv_image_part *parts;
    uint32_t count, capacity;
    bool failed; /* out of memory */
} wv_image_build;

void wv_image_add(wv_image_build *b, void *bytes, size_t n);
void wv_image_add_arena(wv_image_build *b, wv_arena *arena);
void wv_image_build_done(wv_image_build *b);

/* Parts follow each other, each at a multiple of 16, zeros between. */
typedef struct wv_image {
    const wv_image_build *build; /* the second one */
    uint64_t *pointers; /* bit w: the word at 8 * w is a pointer */
    size_t n;           /* a multiple of 64 */
    uint64_t base;      /* pointers are right when the first byte is at this address */
} wv_image;

/* Words of 64 bits that the pointers of an image of n bytes take. */
static inline size_t wv_image_pointer_words(size_t n)
{
    return (n / 8 + 63) / 64;
}

static inline size_t wv_image_part_bytes(const wv_image_part *part)
{
    return (part->n + 15) & ~(size_t)15;
}

/* Makes an image of the second build, which is of no other use from then on, also on failure.
 * WV_E_INTERNAL: the two are not the same thing, or something cannot come along; err says at which byte.
 * WV_E_NOMEM. */
wv_rc wv_image_make(const wv_image_build *a, wv_image_build *b, uint64_t base, wv_image *out,
                    wv_err *err);
void wv_image_done(wv_image *image);

/* Makes pointers right for bytes that stand at another address than `base`. WV_E_CORRUPT when one of
 * them does not point into the image. */
wv_rc wv_image_move(char *bytes, size_t n, const uint64_t *pointers, uint64_t base);

#endif
