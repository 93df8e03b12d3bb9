/* SPDX-License-Identifier: EUPL-1.2 */
/* screening.h: question areas of a stalking screening in our own words, and passages that may bear
 * on them. Inside of cli/. */
#ifndef WV_CLI_SCREENING_H
#define WV_CLI_SCREENING_H

#include "cli/casebook.h"

enum { WV_AREA_GLOBS_MAX = 16 };

typedef struct wv_screening_area {
    const char *name;  /* for programs */
    const char *title; /* Dutch */
    const char *question;
    const char *globs[WV_AREA_GLOBS_MAX]; /* signals and patterns; ended by NULL */
} wv_screening_area;

/* The areas in the order of the page (screening_areas.c). */
const wv_screening_area *wv_screening_areas(uint32_t *count);
bool wv_screening_bears(const wv_screening_area *area, wv_str slug);

/* --- passages.c: the words of records that the user gave, for signals that the state knows of them
 * -------------------------------------------------------------------------------------------- */

typedef struct wv_passage {
    uint32_t entry; /* of the chronology */
    wv_str signal;  /* slug */
    wv_str quote;   /* the found words, ` ... ` between them; for people */
    wv_str spans;   /* `{"start":..,"end":..,"text":..},...` in code points; for programs */
} wv_passage;

typedef struct wv_passages {
    wv_arena arena;
    wv_passage *items; /* by input */
    uint32_t count, capacity;
    uint64_t used, strange, other; /* records: of the case; with other content; not of the case */
} wv_passages;

void wv_passages_init(wv_passages *p);
void wv_passages_done(wv_passages *p);
/* Reads one file of records (NDJSON, "-" is standard input) and finds the passages of this case. */
wv_rc wv_passages_read(wv_passages *p, const wv_casebook *book, const wv_case_view *view,
                       const char *path, wv_err *err);

#endif
