/* SPDX-License-Identifier: EUPL-1.2 */
/* progress.c: bar, rate, time left. In: bytes and records so far. Out: one line on stderr, drawn
 * over itself. Neighbours: scan.c. The only place that reads a clock: it decides nothing that is
 * written to the output. */
#include "cli/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR_CELLS = 24, DRAW_NS = 100000000 };

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

void wv_progress_begin(wv_progress *p, bool wanted)
{
    const char *term = getenv("TERM");
    bool dumb = term && strcmp(term, "dumb") == 0;
    *p = (wv_progress){.shown = wanted && !dumb && isatty(STDERR_FILENO), .began_ns = now_ns()};
}

void wv_progress_clear(wv_progress *p)
{
    if (p->on_screen) fputs("\r\033[K", stderr);
    p->on_screen = false;
}

static void draw_bar(double part)
{
    char bar[BAR_CELLS + 1];
    int full = (int)(part * BAR_CELLS + 0.5);
    memset(bar, '.', BAR_CELLS);
    memset(bar, '#', (size_t)(full < 0 ? 0 : full > BAR_CELLS ? BAR_CELLS : full));
    bar[BAR_CELLS] = '\0';
    fprintf(stderr, "[%s] %3d%%  ", bar, (int)(part * 100));
}

void wv_progress_show(wv_progress *p, uint64_t bytes, uint64_t bytes_total, uint64_t records)
{
    if (!p->shown) return;
    uint64_t now = now_ns();
    if (now - p->drawn_ns < DRAW_NS) return;
    double seconds = (double)(now - p->began_ns) / 1e9 + 1e-9, rate = (double)bytes / seconds;
    wv_progress_clear(p);
    if (bytes_total) draw_bar((double)bytes / (double)bytes_total);
    fprintf(stderr, "%llu records  %.1f MB/s", (unsigned long long)records, rate / 1e6);
    if (bytes_total > bytes && rate > 0) {
        long left = (long)((double)(bytes_total - bytes) / rate + 0.5);
        fprintf(stderr, "  %ld:%02ld left", left / 60, left % 60);
    }
    fflush(stderr);
    p->on_screen = true;
    p->drawn_ns = now;
}
