/* SPDX-License-Identifier: EUPL-1.2 */
/* inflect_words.h: is this a written Dutch word? A filter made at build time from Debian's wdutch
 * list.
 *
 * An xor filter with 16-bit fingerprints: no false "no"; a false "yes" for one invented word in
 * 65,536. Static const data of about 1 MB, no start-up cost. Folded words (lower case, ASCII, no
 * apostrophes). Thread-safe. */
#ifndef WV_TEXT_INFLECT_WORDS_H
#define WV_TEXT_INFLECT_WORDS_H

#include "base/str.h"

bool wv_words_has(wv_str folded);
/* How many words the filter was built from: part of what a version line must show. */
uint32_t wv_words_count(void);

#endif
