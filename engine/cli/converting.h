/* SPDX-License-Identifier: EUPL-1.2 */
/* converting.h: files of any known format into records, for `convert` and `scan --from`.
 *
 * The caller owns the struct; open/close. What goes wrong is said on stderr with its place, never
 * with text of a message. One thread at a time. */
#ifndef WV_CLI_CONVERTING_H
#define WV_CLI_CONVERTING_H

#include "convert/convert.h"

typedef struct wv_converting_options {
    const char *command; /* as it is named on stderr */
    const char *from, *case_id, *self, *tz, *map;
    bool quiet, pdf;
} wv_converting_options;

typedef struct wv_converting {
    wv_converting_options options;
    wv_convert_options convert; /* account is set for each file */
    wv_tz zone;
    const wv_convert_format *format; /* of --from; NULL: look at each file */
    wv_convert_map *map;             /* owned */
} wv_converting;

/* Where lines go: records, and what could not be made one (the same bytes, base64, with reason and
 * place). A code other than WV_OK ends the file. */
typedef struct wv_converting_sink {
    wv_rc (*record)(void *ctx, wv_str line, wv_err *err);
    wv_rc (*dead)(void *ctx, wv_str line, wv_err *err);
    void *ctx;
} wv_converting_sink;

/* 0, or the exit code: what was wrong was said. */
int wv_converting_open(wv_converting *c, const wv_converting_options *options);
void wv_converting_close(wv_converting *c);

/* The format of an input that is open. WV_OK; else nothing or more than one fits, which was said:
 * WV_E_RECORD, WV_E_USAGE. */
wv_rc wv_converting_choose(const wv_converting *c, const wv_convert_input *in,
                           const wv_convert_format **format);
/* For inputs that may be records or plain reports: WV_OK with *format NULL when nothing fits, which
 * is not said; WV_E_USAGE when more than one does, which is. */
wv_rc wv_converting_recognise(const wv_converting *c, const wv_convert_input *in,
                              const wv_convert_format **format);
/* All of one input, with an account on stderr. *dead counts what could not be made a record. */
wv_rc wv_converting_run(wv_converting *c, const wv_convert_input *in,
                        const wv_convert_format *format, const wv_converting_sink *sink,
                        uint64_t *dead, wv_err *err);
/* `waakvlam COMMAND: path: message`, and the hint. */
void wv_converting_complain(const wv_converting *c, const wv_err *err);

#endif
