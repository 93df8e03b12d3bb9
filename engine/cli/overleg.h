/* SPDX-License-Identifier: EUPL-1.2 */
/* overleg.h: the agenda of a case conference as a list of points, and its two forms. Inside of
 * cli/. */
#ifndef WV_CLI_OVERLEG_H
#define WV_CLI_OVERLEG_H

#include "cli/casebook.h"

enum { WV_POINT_RECORDS_MAX = 32 };

typedef enum wv_point_kind {
    WV_POINT_QUESTION, /* asked by a rule whose finding or alert stands */
    WV_POINT_MOMENT,   /* an appointment that is too late, breaches that nobody acted on */
    WV_POINT_CONFLICT, /* sources that do not say the same */
    WV_POINT_MISSING,  /* not on file */
    WV_POINT_KINDS,
} wv_point_kind;

typedef struct wv_point {
    wv_point_kind kind;
    const char *about; /* word for programs: response, incident, counter_report, screening, ... */
    wv_str text;       /* Dutch; owned by the agenda's arena */
    uint32_t rank;     /* of a question: triage times 8 plus severity; higher comes first */
    wv_str records[WV_POINT_RECORDS_MAX];
    uint32_t record_count; /* more than that are counted, not named */
} wv_point;

typedef struct wv_agenda {
    const wv_casebook *book;
    const wv_case_view *view;
    wv_arena arena;
    wv_point *points;
    uint32_t count, capacity;
    bool failed; /* out of memory */
} wv_agenda;

/* A new point; never NULL: when memory is out it goes nowhere and `failed` says so. */
wv_point *wv_agenda_add(wv_agenda *a, wv_point_kind kind, const char *about);
void wv_point_record(wv_point *p, wv_str id);
void wv_agenda_text(wv_agenda *a, wv_point *p, const wv_buf *text);

void wv_agenda_questions(wv_agenda *a); /* overleg.c */
void wv_agenda_moments(wv_agenda *a);   /* overleg_moments.c */
void wv_agenda_conflicts(wv_agenda *a); /* overleg_conflict.c */
void wv_agenda_missing(wv_agenda *a);   /* overleg_missing.c */

#endif
