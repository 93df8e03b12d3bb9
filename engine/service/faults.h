/* SPDX-License-Identifier: EUPL-1.2 */
/* faults.h: what is wrong with a feed, told once when it begins and once when it is over.
 *
 *   history of runs + what is expected + now  ->  faults that stand  -+-> told: those that were not
 * known faults that were told before (a file)                            -+-> over: those that
 * stand no more
 *
 * Pure but for the file. Holds names of organisations and counts. The caller owns the structs. */
#ifndef WV_SERVICE_FAULTS_H
#define WV_SERVICE_FAULTS_H

#include "service/history.h"

enum { WV_FAULTS_MAX = 64, WV_FAULT_BYTES = 200 };

typedef struct wv_expectation { /* of each organisation; 0: nothing is expected of it */
    int64_t silent_seconds[WV_ORGANISATION_COUNT];
} wv_expectation;

typedef struct wv_fault {
    char key[64];              /* silent:politie */
    char text[WV_FAULT_BYTES]; /* one sentence */
    int64_t since;
} wv_fault;

typedef struct wv_faults {
    wv_fault items[WV_FAULTS_MAX];
    uint32_t count;
} wv_faults;

void wv_faults_add(wv_faults *f, const char *key, int64_t since, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
const wv_fault *wv_faults_find(const wv_faults *f, const char *key);

/* silent:SOURCE, volume:SOURCE, dead, unknown, canary, never. WV_E_NOMEM, or what reading gives. */
wv_rc wv_faults_of_history(const char *path, const wv_expectation *expected, int64_t now,
                           wv_faults *out, wv_err *err);

/* The faults that were told. A file that is not there is an empty list. */
wv_rc wv_faults_read(const char *path, wv_faults *out, wv_err *err);
wv_rc wv_faults_write(const char *path, const wv_faults *f, wv_err *err);

#endif
