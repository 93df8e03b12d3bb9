/* SPDX-License-Identifier: EUPL-1.2 */
/* frequency.c: the bands of data/frequency.inc as a map.
 *
 * In: nothing. Out: folded word -> rough count in a million. Neighbours: lexemes.c. Cost: about a
 * thousand puts, once a pack. */
#include "pack/frequency.h"

static const struct band {
    uint32_t per_million;
    const char *words;
} BANDS[] = {
#include "pack/data/frequency.inc"
};

static bool load_band(wv_map *out, const struct band *band)
{
    for (const char *p = band->words; *p;) {
        const char *end = strchrnul(p, ' ');
        if (!wv_map_put(out, (wv_str){p, (uint32_t)(end - p)}, band->per_million, NULL))
            return false;
        p = *end ? end + 1 : end;
    }
    return true;
}

bool wv_frequency_load(wv_map *out)
{
    for (size_t i = 0; i < sizeof BANDS / sizeof BANDS[0]; i++)
        if (!load_band(out, &BANDS[i])) return false;
    return true;
}
