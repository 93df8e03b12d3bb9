/* SPDX-License-Identifier: EUPL-1.2 */
/* progress.h: one line on a terminal that says how far a scan is. Writes nothing when stderr is no
 * terminal.
 *
 * The caller owns the struct. One thread at a time. No colour, so NO_COLOR has nothing to switch
 * off. */
#ifndef WV_CLI_PROGRESS_H
#define WV_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct wv_progress {
    bool shown;     /* stderr is a terminal and nobody asked for quiet */
    bool on_screen; /* a line stands there */
    uint64_t began_ns, drawn_ns;
} wv_progress;

void wv_progress_begin(wv_progress *p, bool wanted);
/* bytes_total 0: unknown, then there is no bar and no time left. Draws at most ten times a second.
 */
void wv_progress_show(wv_progress *p, uint64_t bytes, uint64_t bytes_total, uint64_t records);
/* Wipes the line, so that something else can be printed. */
void wv_progress_clear(wv_progress *p);

#endif
