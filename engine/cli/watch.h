/* SPDX-License-Identifier: EUPL-1.2 */
/* watch.h: waiting until a rule file below some folders changes. One thread; open/close. */
#ifndef WV_CLI_WATCH_H
#define WV_CLI_WATCH_H

#include "base/err.h"

#include <stdbool.h>

typedef struct wv_watch {
    int fd; /* inotify; -1: not open */
} wv_watch;

/* Looks at the folder and all below it, from now on. May be called for more folders. */
wv_rc wv_watch_add(wv_watch *w, const char *folder, wv_err *err);
/* Waits for a change of a *.yaml, and until changes have rested for a moment: an editor writes more
 * files than one. WV_E_STOPPED on a signal. */
wv_rc wv_watch_wait(wv_watch *w, wv_err *err);
void wv_watch_close(wv_watch *w);

#endif
