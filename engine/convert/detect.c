/* SPDX-License-Identifier: EUPL-1.2 */
/* detect.c: which format a file has, and what speaks for it.
 *
 * In: an input. Out: the one format that fits, or the list for a person to choose from. Neighbours:
 * each format's detect(). Invariant: two formats that fit are never decided here: a chat read as
 * something else is a chat that nobody read. Cost: the head of the file, once a format. */
#include "convert/convert.h"

static void say(wv_buf *said, const wv_convert_format *f, const wv_convert_seen *seen)
{
    wv_buf_format(said, "%s: %s\n", f->name, seen->why);
}

wv_rc wv_convert_detect(const wv_convert_input *in, const wv_convert_format **out, wv_buf *said)
{
    wv_convert_seen seen;
    uint32_t fits = 0;
    *out = NULL;
    for (const wv_convert_format *const *f = wv_convert_formats; *f; f++) {
        seen = (wv_convert_seen){0};
        (*f)->detect(in, &seen);
        if (!seen.fits) continue;
        fits++;
        *out = *f;
        say(said, *f, &seen);
    }
    if (fits == 1) return WV_OK;
    *out = NULL;
    if (fits > 1) return WV_E_USAGE;
    for (const wv_convert_format *const *f = wv_convert_formats; *f; f++) {
        seen = (wv_convert_seen){0};
        (*f)->detect(in, &seen);
        say(said, *f, &seen);
    }
    return WV_E_RECORD;
}
