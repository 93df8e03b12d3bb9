/* SPDX-License-Identifier: EUPL-1.2 */
/* feeding.h: inputs of `scan` that are no records yet, converted while they are read.
 *
 *   chat.txt --> a thread that converts --> pipe --> read/input.c, as if it were NDJSON
 *
 * The caller owns the struct; open/close. wv_feeding_fd is the hook of wv_input_options; it is
 * called for one input after the other, so there is one thread at a time, and nothing is written to
 * disk. */
#ifndef WV_CLI_FEEDING_H
#define WV_CLI_FEEDING_H

#include "cli/converting.h"

#include <pthread.h>

enum { WV_FEEDING_MAX = 1024 }; /* inputs of a run that are remembered as converted */

typedef struct wv_feeding {
    wv_converting converting;
    bool wanted; /* --from or --map: every input; otherwise what is recognised */
    pthread_t thread;
    bool running;
    wv_convert_input in;
    const wv_convert_format *format;
    int write_fd;
    wv_buf pending;
    wv_err err;
    wv_rc rc;    /* of the thread that ran last */
    wv_rc worst; /* of all */
    const char *converted[WV_FEEDING_MAX];
    uint32_t converted_count;
} wv_feeding;

/* 0 or the exit code. `recognise`: without --from, look at files whose format nobody named. */
int wv_feeding_open(wv_feeding *f, const wv_converting_options *options);
/* The hook: WV_OK with *fd, or with -1 for an input that is read as it is. ctx is the wv_feeding.
 */
wv_rc wv_feeding_fd(void *ctx, const char *path, int *fd, wv_err *err);
/* Waits for the last one. What went wrong while converting, after it was said; WV_OK otherwise. */
wv_rc wv_feeding_end(wv_feeding *f);
void wv_feeding_close(wv_feeding *f);
/* This input was no NDJSON: its records cannot be read from it again. */
bool wv_feeding_converted(const wv_feeding *f, const char *path);

#endif
