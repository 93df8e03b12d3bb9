/* SPDX-License-Identifier: EUPL-1.2 */
/* metrics.h: a run as Prometheus reads it, for node_exporter's textfile collector.
 *
 * Counts and moments only: no name of a file, a case or a person. The file appears whole, mode
 * 0644: the exporter is another user. */
#ifndef WV_SERVICE_METRICS_H
#define WV_SERVICE_METRICS_H

#include "service/history.h"

typedef struct wv_metrics {
    const wv_past_run *run;    /* the last one; NULL: there was none yet */
    int64_t looked;            /* when the spool was looked at */
    int exit;                  /* what that came to */
    uint64_t waiting, refused; /* files in in/ */
} wv_metrics;

wv_rc wv_metrics_write(const wv_metrics *m, const char *path, wv_err *err);

#endif
