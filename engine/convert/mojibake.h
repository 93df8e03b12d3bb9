/* SPDX-License-Identifier: EUPL-1.2 */
/* mojibake.h: UTF-8 that was written as if each byte were a character: `Ã«` for `ë`.
 *
 * Facebook's downloads write the bytes of UTF-8 as \u00c3\u00ab. Whether a file does is settled for
 * the file as a whole: see() all its strings, then ask is(), then mend(). The caller owns the
 * struct, zeroed. */
#ifndef WV_CONVERT_MOJIBAKE_H
#define WV_CONVERT_MOJIBAKE_H

#include "base/mem.h"

typedef struct wv_mojibake {
    uint64_t fits; /* strings beyond ASCII whose characters are the bytes of UTF-8 */
    uint64_t odd; /* whose characters are bytes, but not of UTF-8: `ë` as itself, or a cut emoji */
    uint64_t wide; /* with characters that are no bytes */
} wv_mojibake;

void wv_mojibake_see(wv_mojibake *m, wv_str s);
/* None is wide, and at least four in five fit: a file that is right has emoji or `ë` as themselves;
 * in one that is not, a text may have been cut in the middle of an emoji. */
bool wv_mojibake_is(const wv_mojibake *m);
/* Replaces *s by what was meant, in the arena. Text that does not fit stays. False when out of
 * memory. */
bool wv_mojibake_mend(wv_arena *arena, wv_str *s);

#endif
